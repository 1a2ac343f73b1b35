"""Two people: what opens a way to cases counts only when a second security administrator agreed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anlan.access.actors import actor_for, service
from anlan.access.asking import WAITS, requests_seen
from anlan.access.errors import (
    AskerGone,
    GrantToOneself,
    InvitationUnknown,
    NotPermitted,
    OwnRequest,
    PasswordWeak,
    RequestDecided,
    RequestExpired,
    RequestForOneself,
    RequestNotFound,
    RolesConflict,
    SecondFactorNeeded,
    SecondPersonNeeded,
    UsernameTaken,
)
from anlan.access.models import AccessRequest, Account, Grant
from anlan.access.rules import may
from anlan.access.tests.factories import AT, DISTRICT, GRID, OTHER_STREET, STREET, an_account, an_actor, give
from anlan.access.tests.granting import (
    LATER,
    PASSWORD,
    UNTIL,
    accept,
    approve,
    ask,
    grant,
    new,
    reset_of,
    role_for,
    security,
)
from anlan.access.verbs.accept_invitation import accept_invitation
from anlan.access.verbs.approve_request import approve_request
from anlan.access.verbs.ask_for_account import ask_for_account
from anlan.access.verbs.create_account import create_account
from anlan.access.verbs.expire_requests import expire_requests
from anlan.access.verbs.grant_role import grant_role
from anlan.access.verbs.refuse_request import refuse_request
from anlan.access.verbs.reset_password import reset_password
from anlan.access.verbs.revoke_role import revoke_role
from anlan.access.verbs.withdraw_request import withdraw_request
from anlan.kit.words import TextMissing
from anlan.ledger.public import history

pytestmark = pytest.mark.django_db


def test_a_security_administrator_alone_opens_grants_and_resets_nothing():
    by, account = security(), an_account(password=PASSWORD)
    with pytest.raises(SecondPersonNeeded):
        create_account(username="lisi", name="李四", password=PASSWORD, by=by, at=AT)
    for role in ("operator", "handler", "security_admin", "resident"):
        unit = an_account().id if role == "handler" else None
        with pytest.raises(SecondPersonNeeded):
            grant_role(account=account.id, role=role, place=STREET, unit=unit, until=UNTIL, by=by, at=AT)
    with pytest.raises(SecondPersonNeeded):
        reset_password(
            account=account.id, password="another-quiet-street-8", by=by, at=AT, forget_factor=True
        )
    ask(by)
    role_for(account, by)
    reset_of(account, by)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert not Account.objects.filter(username="lisi").exists()
    assert not Grant.objects.filter(account=account).exists()


def test_an_account_opens_when_a_second_person_agrees_and_the_person_has_both_codes():
    by, other = security(), security()
    asked = ask(by)
    agreed = approve(asked, other)
    account = agreed.account
    assert not account.has_usable_password()
    with pytest.raises(InvitationUnknown):
        accept_invitation(username="lisi", first=asked.code, second=asked.code, password=PASSWORD, at=LATER)
    with pytest.raises(InvitationUnknown):
        accept_invitation(username="lisi", first=agreed.code, second=agreed.code, password=PASSWORD, at=LATER)
    with pytest.raises(PasswordWeak):
        accept(agreed, asked, password="123456")
    loud = asked.code.upper().replace("-", " ")
    made = accept_invitation(username=" LiSi", first=agreed.code, second=loud, password=PASSWORD, at=LATER)
    assert made.check_password(PASSWORD)
    assert may(actor_for(made, at=LATER), "cases.read", place=GRID)
    (given,) = made.grants.all()
    assert (given.granted_by, given.approved_by) == (by.ref, other.ref)
    with pytest.raises(InvitationUnknown):
        accept(agreed, asked)
    assert [fact.kind for fact in history(asked.request.id)] == [
        "access.ask_for_account", "access.approve_request",
    ]  # fmt: skip
    kinds = [fact.kind for fact in history(account.id)]
    assert kinds == ["access.create_account", "access.grant_role", "access.accept_invitation"]


def test_nobody_approves_or_refuses_their_own_request():
    by, account = security(), an_account()
    for asked in (ask(by), role_for(account, by), reset_of(account, by)):
        with pytest.raises(OwnRequest):
            approve(asked, by)
        with pytest.raises(OwnRequest):
            refuse_request(request=asked.request.id, words="no", by=by, at=LATER)


def test_nobody_asks_or_approves_for_their_own_account():
    by, other = security(), security()
    mine = Account.objects.get(id=other.account_id)
    with pytest.raises(GrantToOneself):
        role_for(mine, other, "security_admin")
    with pytest.raises(GrantToOneself):
        reset_of(mine, other)
    with pytest.raises(RequestForOneself):
        approve(role_for(mine, by, "security_admin", place=GRID), other)
    with pytest.raises(RequestForOneself):
        approve(reset_of(mine, by), other)
    third = security()
    assert approve(reset_of(mine, by), third).code


def test_the_database_keeps_two_people_apart_too():
    by, account = security(), an_account()
    asked = role_for(account, by).request
    decided = {"state": "approved", "decided_at": AT}
    for one in (by.account_id, account.id):
        with pytest.raises(IntegrityError, match="request_"), transaction.atomic():
            AccessRequest.objects.filter(id=asked.id).update(decided_by_id=one, **decided)
    row = {"role": "operator", "place": STREET, "until": UNTIL, "granted_at": AT, "granted_by": by.ref}
    for approved in ("", by.ref, account.ref):
        with pytest.raises(IntegrityError, match="grant_two_people"), transaction.atomic():
            Grant.objects.create(account=account, approved_by=approved, **row)


@pytest.mark.parametrize("role", ["operator", "supervisor", "leader", "auditor", "system_admin"])
def test_no_other_role_asks_or_decides(role):
    stranger, asked, account = an_actor(role, DISTRICT), ask(security()), an_account()
    with pytest.raises(NotPermitted):
        ask_for_account(
            username="a.b",
            name="甲",
            role="operator",
            place=STREET,
            until=UNTIL,
            reason="x",
            by=stranger,
            at=AT,
        )
    with pytest.raises(NotPermitted):
        role_for(account, stranger)
    with pytest.raises(NotPermitted):
        reset_of(account, stranger)
    for decide in (approve_request, withdraw_request):
        with pytest.raises((NotPermitted, RequestNotFound)):
            decide(request=asked.request.id, by=stranger, at=AT)
    with pytest.raises(NotPermitted):
        refuse_request(request=asked.request.id, words="no", by=stranger, at=AT)


def test_the_second_person_needs_a_second_factor_and_the_place():
    asked = ask(security())
    with pytest.raises(SecondFactorNeeded):
        approve(asked, security(mfa=False))
    with pytest.raises(RequestNotFound):
        approve(asked, security(OTHER_STREET))
    wide = ask(security(), username="wide", place=DISTRICT)
    with pytest.raises(RequestNotFound):
        approve(wide, security(STREET))
    both = an_account()
    give(both, "operator", STREET)
    give(both, "checker", OTHER_STREET)
    with pytest.raises(NotPermitted):
        approve(reset_of(both, security()), security(STREET))


def test_a_request_is_decided_once():
    asked = ask(security())
    approve(asked)
    with pytest.raises(RequestDecided):
        approve(asked)
    with pytest.raises(RequestDecided):
        refuse_request(request=asked.request.id, words="no", by=security(), at=LATER)


def test_a_refused_request_says_why_and_nothing_comes_of_it():
    asked, by = ask(security()), security()
    with pytest.raises(TextMissing):
        refuse_request(request=asked.request.id, words=" ", by=by, at=LATER)
    refuse_request(request=asked.request.id, words="此人已调离", by=by, at=LATER)
    row = AccessRequest.objects.get()
    assert (row.state, row.words, row.half) == ("refused", "此人已调离", "")
    assert not Account.objects.filter(username="lisi").exists()
    assert history(row.id)[-1].kind == "access.refuse_request"


def test_only_whoever_asked_takes_it_back():
    by = security()
    asked = ask(by)
    with pytest.raises(RequestNotFound):
        withdraw_request(request=asked.request.id, by=security(), at=LATER)
    withdraw_request(request=asked.request.id, by=by, at=LATER)
    with pytest.raises(RequestDecided):
        approve(asked)


def test_what_nobody_approved_within_three_days_is_over():
    asked = ask(security())
    late = AT + WAITS
    with pytest.raises(RequestExpired):
        approve(asked, at=late)
    with pytest.raises(NotPermitted):
        expire_requests(by=security(), at=late)
    assert expire_requests(by=service("retention"), at=late - timedelta(seconds=1)) == 0
    assert expire_requests(by=service("retention"), at=late) == 1
    assert AccessRequest.objects.get().state == "expired"
    with pytest.raises(RequestDecided):
        approve(asked, at=late)


def test_who_lost_their_role_meanwhile_asks_for_nothing_any_more():
    by = security()
    asked = ask(by)
    revoke_role(grant=Grant.objects.get(account_id=by.account_id).id, by=security(), at=AT)
    with pytest.raises(AskerGone):
        approve(asked)


def test_everything_is_checked_again_when_it_is_approved():
    by, account = security(), an_account()
    asked, first = role_for(account, by), ask(by)
    grant(account, by, role="auditor", place=DISTRICT)
    with pytest.raises(RolesConflict):
        approve(asked)
    new(service("setup"))
    with pytest.raises(UsernameTaken):
        approve(first)


def test_requests_of_another_street_are_not_shown():
    ask(security())
    reset_of(an_account(), security())
    assert requests_seen(security()).count() == 2
    assert requests_seen(security(STREET)).count() == 1
    assert not requests_seen(security(OTHER_STREET)).exists()
    assert requests_seen(an_actor("auditor", DISTRICT)).count() == 2
