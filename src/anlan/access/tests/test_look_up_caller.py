"""The vault's side of a look at earlier matters: consent first, one look a call, operators only."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anlan.access.errors import CallerAskedAlready, ConsentMissing, NotPermitted
from anlan.access.tests.factories import AT, an_actor
from anlan.access.tests.people import PHONE, keep
from anlan.access.verbs.keep_person import keep_person
from anlan.access.verbs.look_up_caller import look_up_caller
from anlan.ledger.public import history_about

pytestmark = pytest.mark.django_db


def look(by, *, agreed=True, call=None, phone=PHONE):
    return look_up_caller(
        by=by, at=AT, call=call or uuid4(), phone=phone, agreed=agreed, since=AT - timedelta(days=1)
    )


def mark(case):
    keep_person(subject=case, role="reporter", by=an_actor("operator"), at=AT, phone=PHONE, findable=True)


def test_only_who_was_kept_findable_is_found():
    case = uuid4()
    keep(uuid4())
    mark(case)
    assert look(an_actor("operator")) == [case]


def test_without_consent_it_is_refused_and_leaves_no_fact():
    call = uuid4()
    with pytest.raises(ConsentMissing):
        look(an_actor("operator"), agreed=False, call=call)
    assert history_about(call) == []


def test_a_second_look_in_the_same_call_is_refused():
    call = uuid4()
    look(an_actor("operator"), call=call)
    with pytest.raises(CallerAskedAlready):
        look(an_actor("operator"), call=call)


@pytest.mark.parametrize("role", ["supervisor", "leader", "checker", "auditor", "security_admin"])
def test_roles_that_take_no_calls_are_refused(role):
    with pytest.raises(NotPermitted):
        look(an_actor(role))
