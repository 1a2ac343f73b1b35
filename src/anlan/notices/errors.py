"""What can be refused here."""

from anlan.kit.errors import AnlanError, Conflict, Invalid, NotFound


class NoticeNotFound(NotFound):
    """There is no such notice for you."""


class DeliveryNotFound(NotFound):
    """There is no such delivery, or it is no longer waiting for a decision."""


class DeliveryNotDead(Conflict):
    """This message is on its way again or was given up already. Look at the list once more."""


class WayUnknown(Invalid):
    """“{way}” is not a way by which you can be told. Choose one of: {known}."""


class WayNotOpen(Invalid):
    """“{way}” is not open in this installation. Ask your system administrator."""


class AddressMalformed(Invalid):
    """This is not an address for {way}."""


class AddressTaken(Conflict):
    """This browser already belongs to another account. Sign that account out of it first."""


class TooManyAddresses(Invalid):
    """At most {most} addresses can be kept. Remove one that you no longer use."""


class HoursMalformed(Invalid):
    """Write a time of day like 22:00."""


class NotConcerned(NotFound):
    """There is no matter of yours here."""


class ChannelsUnreadable(AnlanError):
    """The settings of the ways out cannot be used: {where} ({what}). Mend the file and start again."""


class ChannelsFileOpen(AnlanError):
    """{path} can be read by other users of this machine, and it holds secrets: run chmod 600 on it."""


class PushKeyMissing(AnlanError):
    """The key for browser push is missing ({path}): run anlan notices push-key, or restore keys/ from its backup."""
