"""Accounts, grants and actors for tests, past the verbs: what a test is about stays in the test."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from anlan.access.actors import Actor, actor_for
from anlan.access.models import Account, Grant

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DISTRICT = 310105000000000
STREET, OTHER_STREET = 310105001000000, 310105002000000
GRID, OTHER_GRID = 310105001001001, 310105002001001
ELSEWHERE = 310106001001001


def an_account(
    username: str = "",
    *,
    name: str = "王小明",
    password: str | None = None,
    enrol_until: datetime | None = None,
) -> Account:
    account = Account(username=username or f"u{uuid4().hex[:12]}", name=name, created_at=AT)
    account.enrol_until = enrol_until
    if password is None:
        account.set_unusable_password()
    else:
        account.set_password(password)
    account.save()
    return account


def give(
    account: Account,
    role: str,
    place: int = STREET,
    *,
    unit: UUID | None = None,
    capabilities: tuple[str, ...] = (),
    begun: datetime = AT - timedelta(days=1),
    until: datetime = AT + timedelta(days=30),
) -> Grant:
    return Grant.objects.create(
        account=account,
        role=role,
        place=place,
        unit=unit,
        capabilities=list(capabilities),
        until=until,
        granted_by="service:setup",
        granted_at=begun,
    )


def an_actor(
    role: str,
    place: int = STREET,
    *,
    mfa: bool = True,
    unit: UUID | None = None,
    capabilities: tuple[str, ...] = (),
    at: datetime = AT,
    name: str = "王小明",
) -> Actor:
    """An account with one role, as an actor at `at` in a session of its own."""
    account = an_account(name=name)
    give(account, role, place, unit=unit, capabilities=capabilities)
    return actor_for(account, at=at, mfa=mfa, session=uuid4())
