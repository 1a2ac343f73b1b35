"""Administrators and what they do, as short as tests like it."""

from datetime import timedelta

from anlan.access.tests.factories import AT, DISTRICT, STREET, an_actor
from anlan.access.verbs.create_account import create_account
from anlan.access.verbs.grant_role import grant_role

UNTIL = AT + timedelta(days=90)
PASSWORD = "a-long-quiet-street-9"


def security(place=DISTRICT, **more):
    return an_actor("security_admin", place, **more)


def grant(to, by, role="operator", place=STREET, **more):
    more.setdefault("until", UNTIL)
    return grant_role(account=to.id, role=role, place=place, by=by, at=AT, **more)


def new(by, **more):
    more = {"username": "lisi", "name": "李四", "password": PASSWORD} | more
    return create_account(**more, by=by, at=AT)
