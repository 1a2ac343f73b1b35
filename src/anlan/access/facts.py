"""The facts this room records. Ids, codes and times only; names and reasons stay in tables that can be
erased.

A log-in fact lies in the account's chain, a look at people in the reader's session's chain, `about` the case.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from anlan.ledger.public import FactKind

Factor = Literal["password", "second"]
Step = Literal["password", "second", "locked"]
Change = Literal["added", "removed", "renewed"]


@dataclass(frozen=True)
class LoggedIn:
    """By password alone, or with the second factor too."""

    factor: Factor
    session: UUID | None


@dataclass(frozen=True)
class LogInFailed:
    """`step`: which of the two factors failed. For a name nobody has, the subject is made from its HMAC."""

    step: Step


@dataclass(frozen=True)
class LoggedOut:
    """A session ended by its owner."""

    session: UUID | None


@dataclass(frozen=True)
class FactorChanged:
    """`kind`: totp or recovery_codes."""

    kind: str
    change: Change


@dataclass(frozen=True)
class PasswordChanged:
    """By whom is the fact's actor."""


@dataclass(frozen=True)
class AccountCreated:
    """A new account, without any grant yet."""

    language: str


@dataclass(frozen=True)
class AccountClosed:
    """Nobody logs in with it any more; its grants were revoked with it."""

    revoked: tuple[UUID, ...]


@dataclass(frozen=True)
class RoleGranted:
    """Where is the fact's place."""

    grant: UUID
    role: str
    unit: UUID | None
    capabilities: tuple[str, ...]
    until: datetime


@dataclass(frozen=True)
class RoleRevoked:
    """A grant taken back before its end."""

    grant: UUID
    role: str


@dataclass(frozen=True)
class GlassBroken:
    """A reading grant somebody gave to themselves in an emergency."""

    grant: UUID
    until: datetime
    told: tuple[UUID, ...]


@dataclass(frozen=True)
class PersonKept:
    """Somebody named in the case the fact is about."""

    role: str


@dataclass(frozen=True)
class PersonRead:
    """The people of the case the fact is about were shown, and for what purpose."""

    persons: tuple[UUID, ...]
    purpose: str
    glass: bool


@dataclass(frozen=True)
class CallerAgreed:
    """A caller said yes, in the call the fact is about, to a look at their earlier matters. Not whose, not how many."""

    purpose: str


@dataclass(frozen=True)
class PersonErased:
    """The person's key was destroyed; `why` is a code."""

    why: str


@dataclass(frozen=True)
class Asked:
    """A person asked for what needs a second one; the chain is the request's, `about` the account if there is one."""

    role: str
    unit: UUID | None
    capabilities: tuple[str, ...]
    until: datetime | None
    forget_factor: bool


@dataclass(frozen=True)
class Approved:
    """The second person agreed: what came of it."""

    kind: str
    account: UUID
    grant: UUID | None
    invitation: UUID | None


@dataclass(frozen=True)
class Declined:
    """A request that came to nothing: refused, withdrawn or expired, as the fact's kind says."""

    kind: str


@dataclass(frozen=True)
class InvitationAccepted:
    """The person gave both codes and chose a password."""

    invitation: UUID


@dataclass(frozen=True)
class FactsSearched:
    """Somebody looked through the ledger: for what, and how many facts were shown."""

    actor: str
    kind: str
    subject: UUID | None
    place: int | None
    since: datetime
    until: datetime
    shown: int


@dataclass(frozen=True)
class WhyAsked:
    """Somebody asked why an account may or may not see the case the fact is about, and whether it does."""

    account: UUID
    sees: bool


@dataclass(frozen=True)
class ReactionRetried:
    """A parked fact was handled after all."""

    failure: int
    reaction: str


@dataclass(frozen=True)
class JobRetried:
    """A failed job was queued again."""

    job: int
    task: str


LOGGED_IN = FactKind("access.log_in", LoggedIn)
LOG_IN_FAILED = FactKind("access.fail_log_in", LogInFailed)
LOGGED_OUT = FactKind("access.log_out", LoggedOut)
FACTOR_CHANGED = FactKind("access.change_factor", FactorChanged)
PASSWORD_CHANGED = FactKind("access.change_password", PasswordChanged)
ACCOUNT_CREATED = FactKind("access.create_account", AccountCreated)
ACCOUNT_DEACTIVATED = FactKind("access.deactivate_account", AccountClosed)
ROLE_GRANTED = FactKind("access.grant_role", RoleGranted)
ROLE_REVOKED = FactKind("access.revoke_role", RoleRevoked)
GLASS_BROKEN = FactKind("access.break_glass", GlassBroken)
PERSON_KEPT = FactKind("access.keep_person", PersonKept)
PERSON_READ = FactKind("access.read_person", PersonRead)
CALLER_AGREED = FactKind("access.look_up_caller", CallerAgreed)
PERSON_ERASED = FactKind("access.erase_person", PersonErased)
ACCOUNT_ASKED = FactKind("access.ask_for_account", Asked)
ROLE_ASKED = FactKind("access.ask_for_role", Asked)
RESET_ASKED = FactKind("access.ask_for_reset", Asked)
REQUEST_APPROVED = FactKind("access.approve_request", Approved)
REQUEST_REFUSED = FactKind("access.refuse_request", Declined)
REQUEST_WITHDRAWN = FactKind("access.withdraw_request", Declined)
REQUEST_EXPIRED = FactKind("access.expire_request", Declined)
INVITATION_ACCEPTED = FactKind("access.accept_invitation", InvitationAccepted)
FACTS_SEARCHED = FactKind("access.search_facts", FactsSearched)
WHY_ASKED = FactKind("access.ask_why", WhyAsked)
REACTION_RETRIED = FactKind("access.retry_reaction", ReactionRetried)
JOB_RETRIED = FactKind("access.retry_job", JobRetried)
