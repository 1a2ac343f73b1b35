"""What this room refuses, and how it says so."""

from collections.abc import Sequence

from anlan.kit.errors import AnlanError, Conflict, Invalid, NotFound, Refused, TooMuch
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


class SecondPersonNeeded(Refused):
    """This takes effect only when a second security administrator approves it: ask for it instead."""


class RequestNotFound(NotFound):
    """There is no such request that you can see."""


class RequestDecided(Conflict):
    """This request was decided meanwhile: {state}."""


class RequestExpired(Conflict):
    """This request is older than {hours} hours and counts no more. Ask again."""


class OwnRequest(Refused):
    """Nobody approves what they asked for themselves. Another security administrator has to look at it."""


class RequestForOneself(Refused):
    """Nobody approves what is for their own account."""


class AskerGone(Conflict):
    """Whoever asked for this may not ask for it any more: their own role has ended. Ask again yourself."""


class InvitationUnknown(Refused):
    """The log-in name and the two codes do not fit together, or their time has passed. Ask for a reset."""


class EnrolmentClosed(Refused):
    """Your password alone cannot set up a second factor. Ask a security administrator for a reset."""


class FactorNotShown(Refused):
    """Show your second factor first: sign out, and sign in again with a code."""


class JobUnknown(NotFound):
    """There is no job {job}."""


class JobNotFailed(Conflict):
    """Job {job} is not among those that failed any more: somebody queued it again."""


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


class ConsentMissing(Invalid):
    """Ask the caller first: their earlier matters are looked at only when they say yes in this call."""


class CallerAskedAlready(Conflict):
    """In this call the caller's earlier matters were looked at already. Another look needs a new call."""


class CallerLookedUpLately(Conflict):
    """You looked at this number's earlier matters not long ago. You can look again after {hours} hours."""


class LookUpsSpent(TooMuch):
    """Earlier matters can be looked at {hour} times an hour and {day} times a day. Take this call without them."""


class ErasureUnknown(Invalid):
    """“{why}” is not a reason for erasing somebody."""


class EmailInvalid(Invalid):
    """This is not an e-mail address."""


class NotSignedIn(Refused):
    """Please sign in first."""

    status = 401


class SubjectNotFound(NotFound):
    """There is no case {number}."""
