"""Administrators and what they do, as short as tests like it."""

from datetime import timedelta

from anlan.access.models import Grant
from anlan.access.tests.factories import AT, DISTRICT, STREET, an_actor
from anlan.access.verbs.accept_invitation import accept_invitation
from anlan.access.verbs.approve_request import approve_request
from anlan.access.verbs.ask_for_account import ask_for_account
from anlan.access.verbs.ask_for_reset import ask_for_reset
from anlan.access.verbs.ask_for_role import ask_for_role
from anlan.access.verbs.create_account import create_account
from anlan.access.verbs.grant_role import grant_role

LATER = AT + timedelta(hours=1)
UNTIL = AT + timedelta(days=90)
PASSWORD = "a-long-quiet-street-9"


def security(place=DISTRICT, **more):
    return an_actor("security_admin", place, **more)


def grant(to, by, role="operator", place=STREET, **more):
    """By the installation itself, or, for a person, asked for and approved by a second one."""
    more.setdefault("until", UNTIL)
    if by.service is not None:
        return grant_role(account=to.id, role=role, place=place, by=by, at=AT, **more)
    more.setdefault("reason", "新同事")
    asked = ask_for_role(account=to.id, role=role, place=place, by=by, at=AT, **more)
    approve_request(request=asked.request.id, by=security(), at=AT)
    return Grant.objects.filter(account=to).latest("id")


def new(by, **more):
    """An account, as the installation opens it."""
    more = {"username": "lisi", "name": "李四", "password": PASSWORD} | more
    return create_account(**more, by=by, at=AT)


def ask(by, **more):
    """A request for an account with a role."""
    asked = {
        "username": "lisi", "name": "李四", "role": "operator", "place": STREET, "until": UNTIL, "reason": "新同事",
    }  # fmt: skip
    return ask_for_account(**(asked | more), by=by, at=AT)


def reset_of(account, by, **more):
    """A request for a new password of somebody."""
    return ask_for_reset(account=account.id, reason="忘了密码", by=by, at=AT, **more)


def role_for(account, by, role="operator", **more):
    """A request for a role of somebody who has an account."""
    more = {"place": STREET, "until": UNTIL, "reason": "新同事"} | more
    return ask_for_role(account=account.id, role=role, by=by, at=AT, **more)


def approve(asked, by=None, at=LATER):
    """By another security administrator."""
    return approve_request(request=asked.request.id, by=by or security(), at=at)


def accept(agreed, asked, username="lisi", password=PASSWORD, at=LATER):
    """With both halves of the code."""
    return accept_invitation(
        username=username, first=asked.code, second=agreed.code, password=password, at=at
    )
