"""What goes in and comes out of this room's API."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field


class Body(Schema):
    """A body with a key we do not know is refused, so nothing can be slipped in."""

    model_config = ConfigDict(extra="forbid")


class GrantShown(Schema):
    """A role at a place until a time; `capabilities` empty means every one."""

    id: UUID
    role: str
    title: str
    place: int
    unit: UUID | None
    capabilities: list[str]
    until: datetime


class Me(Schema):
    """The caller: their grants that count now."""

    id: UUID
    name: str
    language: str
    second_factor: bool
    grants: list[GrantShown]


class GrantListed(GrantShown):
    """A grant as an administrator sees it."""

    granted_by: str
    approved_by: str
    granted_at: datetime
    revoked_at: datetime | None
    reason: str


class AccountListed(Schema):
    """An account and those of its grants that lie in the caller's scope."""

    id: UUID
    username: str
    name: str
    active: bool
    grants: list[GrantListed]


class PostBody(Body):
    """A role at a place until a time, and why."""

    role: str
    place: int
    until: AwareDatetime
    reason: str
    unit: UUID | None = None
    capabilities: list[str] = Field(default_factory=list, max_length=50)


class AccountBody(PostBody):
    """A new account with its role. Its owner chooses the password, with two codes."""

    username: str
    name: str
    email: str = ""
    language: str = "zh-hans"


class GrantBody(PostBody):
    """A role for an account."""

    account: UUID


class PasswordBody(Body):
    """Why; `forget_factor` when the telephone was lost."""

    reason: str
    forget_factor: bool = False


class RefusalBody(Body):
    """Why not."""

    words: str


class RequestListed(Schema):
    """What somebody asked for. `kind`: account, role, reset; `state`: pending, approved, refused, withdrawn,
    expired.
    """

    id: UUID
    kind: str
    state: str
    account: UUID | None
    username: str
    name: str
    role: str
    place: int | None
    unit: UUID | None
    capabilities: list[str]
    until: datetime | None
    forget_factor: bool
    reason: str
    asked_by: str
    asked_at: datetime
    ends_at: datetime
    decided_by: str
    decided_at: datetime | None
    words: str


class RequestMade(RequestListed):
    """`code`: the half of the person's invitation that goes to whoever asked or approved; told once, "" for a role."""

    code: str


class GlassBody(Body):
    """Where, for how long, and why."""

    place: int
    minutes: int
    reason: str
