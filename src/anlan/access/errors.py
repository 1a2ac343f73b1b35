"""What this room refuses, and how it says so."""

from collections.abc import Sequence

from anlan.kit.errors import AnlanError, Conflict, Invalid, NotFound, Refused
from anlan.kit.texts import Text


class Listed:
    """Several words as one, joined as the reader's language joins them."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = texts

    def __str__(self) -> str:
        words = list(dict.fromkeys(str(text) for text in self.texts))
        return str(Text(zh="、".join(words) or "无人", en=", ".join(words) or "nobody"))


class NotPermitted(Refused):
    """This needs the permission “{what}” ({permission}), which these roles have here: {who}."""


class SecondFactorNeeded(Refused):
    """“{what}” ({permission}) needs a second factor. Set one up under your account, then log in with it."""


class GrantToOneself(Refused):
    """Nobody grants a role to themselves. Ask another security administrator."""


class RolesConflict(Conflict):
    """The role “{role}” cannot be joined with “{other}”: one account would hold both sides of a check."""


class RoleUnknown(Invalid):
    """There is no role “{role}”."""


class RoleNotGranted(Invalid):
    """The role “{role}” is not granted: it comes only by breaking the glass."""


class UnitMissing(Invalid):
    """The role “{role}” works for a unit: say which."""


class UnitUnwanted(Invalid):
    """The role “{role}” belongs to a place, not to a unit."""


class GrantEndsTooEarly(Invalid):
    """A grant ends after it begins."""


class GrantTooLong(Invalid):
    """A grant lasts at most {days} days; give it again when it ends."""


class PlaceCodeInvalid(Invalid):
    """{place} is not a 15-digit place code."""


class AccountNotFound(NotFound):
    """There is no such account that you can see."""


class GrantNotFound(NotFound):
    """There is no such grant that you can see."""


class GrantEnded(Conflict):
    """This grant has ended already."""


class AccountDeactivated(Conflict):
    """This account is deactivated."""


class UsernameTaken(Conflict):
    """The log-in name “{username}” is taken."""


class UsernameInvalid(Invalid):
    """A log-in name has 2 to 60 small letters, digits or . _ @ + - and begins with a letter or digit."""


class PasswordWeak(Invalid):
    """This password cannot be taken: {why}"""


class LastAdministrator(Conflict):
    """This is the last security administrator: nobody could grant anything any more."""


class ReasonMissing(Invalid):
    """Say why, in at least {least} characters: supervisors and auditors read it."""


class GlassTooLong(Invalid):
    """A broken glass mends itself after at most {minutes} minutes."""


class GlassTooWide(Invalid):
    """Break the glass over a street, a community or a grid, not over a whole district."""


class PersonNotFound(NotFound):
    """There is no such person that you can see."""


class PersonGone(Conflict):
    """What was known of this person has been erased and cannot be brought back."""


class PersonSealBroken(Conflict):
    """What is stored of this person does not fit its seal: it was moved or changed outside Anlan."""


class WrappingKeyMissing(AnlanError):
    """The key {key} that opens this is not on this machine: restore keys/people_kek from its own backup."""

    status = 503


class PurposeUnknown(Invalid):
    """“{purpose}” is not a purpose people's data may be seen for."""


class ContactEmpty(Invalid):
    """Give at least a name or a telephone number."""


class PhoneInvalid(Invalid):
    """This does not look like a telephone number: 5 to 15 digits, a + before them at most."""


class ErasureUnknown(Invalid):
    """“{why}” is not a reason for erasing somebody."""


class EmailInvalid(Invalid):
    """This is not an e-mail address."""


class NotSignedIn(Refused):
    """Please sign in first."""

    status = 401


class SubjectNotFound(NotFound):
    """There is no case {number}."""
