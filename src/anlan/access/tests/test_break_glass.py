"""Reading in an emergency: never in silence, never for long."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from anlan.access.actors import actor_for
from anlan.access.errors import (
    GlassTooLong,
    NotPermitted,
    PlaceCodeInvalid,
    ReasonMissing,
    SecondFactorNeeded,
)
from anlan.access.facts import GLASS_BROKEN
from anlan.access.models import Account, Grant
from anlan.access.queries import broken_glass_seen
from anlan.access.registries import BrokenGlass, alarms
from anlan.access.roles import roles
from anlan.access.rules import may
from anlan.access.tests.factories import (
    AT,
    DISTRICT,
    ELSEWHERE,
    OTHER_GRID,
    OTHER_STREET,
    STREET,
    an_actor,
)
from anlan.access.verbs.break_glass import break_glass
from anlan.ledger.public import history

pytestmark = pytest.mark.django_db


REASON = "孩子走失，需要立即查看邻街道的事项"


def broken(by, **more):
    wanted: dict[str, Any] = {"place": OTHER_GRID, "minutes": 30, "reason": REASON}
    return break_glass(**(wanted | more), by=by, at=AT)


def test_broken_glass_reads_and_nothing_more_and_mends_itself():
    by = an_actor("operator", STREET)
    made = broken(by)
    account = Account.objects.get(username=made.account.username)
    now = actor_for(account, at=AT, mfa=True)
    allowed = {
        name
        for name in roles["operator"].can - roles["operator"].anywhere | {"cases.accept"}
        if may(now, name, place=OTHER_GRID, units=[])
    }
    assert allowed == {"cases.read", "cases.search", "people.reveal"}
    later = actor_for(account, at=AT + timedelta(minutes=30), mfa=True)
    assert not may(later, "cases.read", place=OTHER_GRID)
    assert made.reason == REASON
    (fact,) = history(account.id)
    assert fact.kind == GLASS_BROKEN.name
    assert "孩子" not in str(fact.payload)


def test_broken_glass_needs_a_second_factor_a_reason_and_ends_within_the_hour():
    with pytest.raises(SecondFactorNeeded):
        broken(an_actor("operator", mfa=False))
    by = an_actor("operator")
    with pytest.raises(ReasonMissing):
        broken(by, reason="急")
    for minutes in (0, -5, 61):
        with pytest.raises(GlassTooLong):
            broken(by, minutes=minutes)
    with pytest.raises(PlaceCodeInvalid):
        broken(by, place=7)
    assert not Grant.objects.filter(role="break_glass").exists()


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor", "grid_worker", "checker"])
def test_roles_without_the_right_break_no_glass(role):
    with pytest.raises(NotPermitted):
        broken(an_actor(role, DISTRICT))


def test_another_district_s_glass_stays_whole():
    with pytest.raises(NotPermitted):
        broken(an_actor("operator"), place=ELSEWHERE)


def test_supervisors_of_the_place_are_told_at_once():
    supervisor, stranger = an_actor("supervisor", OTHER_STREET), an_actor("supervisor", STREET)
    heard: list[BrokenGlass] = []
    with alarms.fresh():
        alarms.add("test", heard.append)
        made = broken(an_actor("operator", STREET, name="李四"))
    assert heard[0].supervisors == (supervisor.account_id,)
    assert (heard[0].name, heard[0].grant) == ("李四", made.id)
    assert list(broken_glass_seen(supervisor, since=AT)) == [made]
    assert list(broken_glass_seen(stranger, since=AT)) == []


def test_a_failing_alarm_keeps_the_glass_whole():
    def fail(_):
        raise RuntimeError

    with alarms.fresh():
        alarms.add("test", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            broken(an_actor("operator"))
    assert not Grant.objects.filter(role="break_glass").exists()
