"""What can go wrong with a bulk run, and why a case is left as it is; each named after the fact."""

from anlan.kit.errors import Conflict, Invalid, NotFound, Refused, TooMuch


class BatchNotFound(NotFound):
    """There is no such bulk run of yours."""


class NothingChosen(Invalid):
    """Tick at least one case, or choose all that match the filters."""


class ActionUnknown(Invalid):
    """Choose what is to be done with the cases."""


class TooManyCases(Invalid):
    """At most {most} cases can be taken at once. Narrow the filters."""


class TooManyInAnHour(TooMuch):
    """You have begun bulk runs over {count} cases within an hour; {most} are the most. Go on later."""


class TooManyPlans(TooMuch):
    """You have looked at {most} bulk runs within an hour. Begin one of them, or wait a little."""


class BatchRunning(Conflict):
    """A bulk run of yours is under way. Stop it, or wait until it is through."""


class BatchBegun(Conflict):
    """This bulk run was begun already."""


class BatchNotRunning(Conflict):
    """This bulk run is not under way."""


class BatchNotStopped(Conflict):
    """This bulk run was not stopped, so there is nothing to go on with."""


class NoWayBack(Refused):
    """This cannot be undone for many at once: no verb takes it back."""


class UndoTooLate(Refused):
    """This could be undone until {until}. Change the cases one by one."""


class UndoneAlready(Conflict):
    """This bulk run was undone already."""


class NothingMoved(Conflict):
    """This bulk run changed nothing, so there is nothing to undo."""


class MovedMeanwhile(Conflict):
    """{name} was quicker: the case changed after you had looked at it."""


class MovedOn(Conflict):
    """{name} has done something with the case since, so it stays as it is now."""


class GoneOut(Conflict):
    """It has gone out to its unit since, so it cannot be taken back. Dispatch it anew."""


class NothingToChange(Conflict):
    """It is like that already."""


class NotYours(Refused):
    """Your role does not include this for this case."""


class WrongState(Conflict):
    """It is “{state}”, so “{verb}” is not possible."""


class OfAnotherKind(Invalid):
    """It belongs to another capability, which has no such choice."""


class FirstLead(Conflict):
    """It had no unit before, so there is none to give it back to."""


class NoCategoryBefore(Conflict):
    """It had no category before, and no verb takes one away."""


class Unexpected(Conflict):
    """Something went wrong on our side with this case; it is unchanged. The administrator finds it in the log."""
