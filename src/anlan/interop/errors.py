"""What can be wrong with a file of recorded requests, or with a replay of it."""

from anlan.kit.errors import AnlanError, Conflict, Invalid


class MappingUnreadable(Invalid):
    """The mapping {name} cannot be used: {reason}"""


class FileUnreadable(Invalid):
    """The file {name} cannot be read: {reason}"""


class ColumnsMissing(Invalid):
    """The file {name} lacks the columns that the mapping names: {missing}. It has: {found}."""


class ColumnsNotFound(ColumnsMissing):
    """The file {name} lacks the columns that the mapping names: {missing}. The nearest there are: {nearest}. It has:
    {found}. Mend the head of the file or the columns of the mapping.
    """


class ColumnTwice(Invalid):
    """The file {name} has the column “{column}” more than once (columns {places}). Rename or remove one of them."""


class NothingToReplay(Invalid):
    """No row of {name} can be replayed. The first reason: {reason}"""


class TooManyPlaces(Invalid):
    """{count} places of one level do not fit into codes of this shape: at most {most} beside each other."""


class CapabilityUnsound(Invalid):
    """The capability made from the mapping does not pass its check: {reason}"""


class OtherReplay(Conflict):
    """This folder holds the replay of another file or mapping. Choose another folder, or delete it."""


class SignInFailed(AnlanError):
    """{name} could not sign in: {reason}"""


class CallFailed(AnlanError):
    """{what} was refused ({status}): {reason}"""


class NoAnswer(AnlanError):
    """Anlan gave no answer for {seconds} seconds. The last reason: {reason}"""


class ProcessUnknown(Invalid):
    """{name} is no part of Anlan that can be killed. There are: {known}."""
