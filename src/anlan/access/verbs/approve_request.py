"""The second person agrees: only now the account, the role or the reset comes to be."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access import facts
from anlan.access.actors import Actor
from anlan.access.asking import WAITS, asker_still_may, new_half, second_person, waiting
from anlan.access.bestowing import Post, bestow, draft_account, good_post, holder_of
from anlan.access.errors import AccountDeactivated, AccountNotFound
from anlan.access.factors import forget
from anlan.access.models import AccessRequest, Account, Grant, Invitation
from anlan.ledger.public import record


@dataclass(frozen=True, slots=True)
class Agreed:
    """What came of it. `code`: the second half of the person's invitation, shown once; "" where nobody is invited."""

    request: AccessRequest
    account: Account
    code: str = ""


@transaction.atomic
def approve_request(*, request: UUID, by: Actor, at: datetime) -> Agreed:
    """Approve what another security administrator asked for; everything is checked again as it is now.

    Raises `NotPermitted`, `SecondFactorNeeded` (`access.approve` there), `RequestNotFound`, `RequestDecided`,
    `RequestExpired`, `OwnRequest`, `RequestForOneself`, `AskerGone`, and what the three kinds raise.
    """
    row = waiting(by, request, at=at)
    second_person(row, by=by, at=at)
    asker_still_may(row, at=at)
    account, grant, invitation, code = _carry_out(row, by, at)
    row.state, row.account = AccessRequest.State.APPROVED, account
    row.decided_by_id, row.decided_at, row.half = by.account_id, at, ""
    row.save(update_fields=["state", "account", "decided_by", "decided_at", "half"])
    payload = facts.Approved(
        row.kind, account.id, grant.id if grant else None, invitation.id if invitation else None
    )
    record(
        facts.REQUEST_APPROVED,
        subject=row.id,
        by=by.ref,
        at=at,
        payload=payload,
        place=row.place,
        about=account.id,
    )
    return Agreed(row, account, code)


def _carry_out(
    row: AccessRequest, by: Actor, at: datetime
) -> tuple[Account, Grant | None, Invitation | None, str]:
    if row.kind == AccessRequest.Kind.RESET:
        account = _reset(row, by, at)
        return account, None, *_invite(row, account, at)
    post = good_post(
        role=row.role, place=row.place or 0, until=row.until or at, unit=row.unit,
        capabilities=row.capabilities, reason=row.reason, by=by, at=at,
    )  # fmt: skip
    if row.kind == AccessRequest.Kind.ROLE:
        holder = holder_of(row.account_id or row.id, post, by=by, at=at)
        return holder, _grant(row, holder, post, by, at), None, ""
    account = _open(row, by, at)
    return account, _grant(row, account, post, by, at), *_invite(row, account, at)


def _open(row: AccessRequest, by: Actor, at: datetime) -> Account:
    account = draft_account(
        username=row.username, name=row.name, email=row.email, language=row.language, at=at
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    payload = facts.AccountCreated(account.language)
    record(facts.ACCOUNT_CREATED, subject=account.id, by=by.ref, at=at, payload=payload, first=True)
    return account


def _grant(row: AccessRequest, holder: Account, post: Post, by: Actor, at: datetime) -> Grant:
    grant = bestow(holder, post, granted_by=row.asked_by.ref, approved_by=by.ref, at=at)
    payload = facts.RoleGranted(grant.id, post.role, post.unit, post.capabilities, post.until)
    record(facts.ROLE_GRANTED, subject=holder.id, by=by.ref, at=at, payload=payload, place=post.place)
    return grant


def _reset(row: AccessRequest, by: Actor, at: datetime) -> Account:
    """From now on only the invitation opens the account; with the password its open sessions end."""
    account = Account.objects.select_for_update(of=("self",)).filter(requests=row).first()
    if account is None:
        raise AccountNotFound(field="account")
    if not account.is_active:
        raise AccountDeactivated(field="account")
    account.set_unusable_password()
    account.enrol_until = None
    account.save(update_fields=["password", "enrol_until"])
    record(facts.PASSWORD_CHANGED, subject=account.id, by=by.ref, at=at, payload=facts.PasswordChanged())
    if row.forget_factor:
        forget(account, by=by.ref, at=at)
    return account


def _invite(row: AccessRequest, account: Account, at: datetime) -> tuple[Invitation, str]:
    """Older invitations of the account end with a new one."""
    account.invitations.filter(used_at=None, until__gt=at).update(until=at)
    code, half = new_half()
    made = Invitation.objects.create(
        account=account, request=row, first_half=row.half, second_half=half, made_at=at, until=at + WAITS
    )
    return made, code
