"""What can be refused about a hand-over."""

from anlan.kit.errors import Conflict, Invalid, NotFound


class NothingToHandOver(Conflict):
    """This unit has no open matters. It can simply be closed."""


class HandOverRunning(Conflict):
    """The matters of this unit are being handed over already. See how far it is."""


class HandOverNotFound(NotFound):
    """There is no hand-over of this unit."""


class HandOverNotStopped(Conflict):
    """This hand-over is not stopped, so it cannot go on. Load the page again to see how far it is."""


class HandOverNotRunning(Conflict):
    """This hand-over is not under way, so it cannot be stopped. Load the page again to see how far it is."""


class HeirClosed(Invalid):
    """The unit {code} has closed. Choose another one."""


class HeirIsItself(Invalid):
    """A unit cannot hand its matters over to itself."""


class NobodyTakesIt(Conflict):
    """No open unit takes it by the routing once this unit is gone. Choose one."""
