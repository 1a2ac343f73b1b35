"""Who may listen. Asks the database, so it runs in a thread; once when a stream opens, and when grants change."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection
from django.http import HttpRequest

from anlan.access.public import Scope, actor_of, scope_of
from anlan.cases.public import CaseNotFound, case_by_number
from anlan.kit import clock

PERMISSION = "cases.read"


@dataclass(frozen=True)
class Visitor:
    """What the stream of a signed-in person may carry, and until when at the latest without asking again."""

    account: UUID
    name: str
    scope: Scope
    until: datetime


@dataclass(frozen=True)
class Turned:
    """Not let in: an HTTP status and a code."""

    status: int
    code: str


def look(session: str, case: int | None) -> Visitor | Turned:
    """Who stands behind a session's key. Thread-safe; gives its connection back."""
    close_old_connections()
    try:
        return _look(session, case)
    finally:
        connection.close()


def _look(session: str, case: int | None) -> Visitor | Turned:
    request = HttpRequest()
    request.session = SessionStore(session or None)
    request.user = get_user(request)
    actor = actor_of(request)
    if actor.account_id is None:
        return Turned(401, "not_signed_in")
    scope = scope_of(actor, PERMISSION)
    if scope.empty:
        return Turned(403, "not_permitted")
    if case is not None:
        try:
            case_by_number(actor, case)
        except CaseNotFound:
            return Turned(404, "case_not_found")
    until = min([clock.now() + _longest(request), *(grant.until for grant in actor.grants)])
    return Visitor(actor.account_id, actor.name, scope, until)


def _longest(request: HttpRequest) -> timedelta:
    return min(timedelta(seconds=request.session.get_expiry_age()), timedelta(minutes=10))
