"""Being named in a note reaches people by their own ways, once, and only the program tells it."""

import pytest

from anlan.kit.errors import Refused
from anlan.ledger.public import history
from anlan.notices.public import Notice, tell_mentioned


def fact_of(town):
    case = town.case()
    return case, history(case.id)[0]


def test_tell_mentioned_is_refused_to_everybody_but_the_service(town):
    _case, fact = fact_of(town)
    for role in ("operator", "leader", "system_admin"):
        with pytest.raises(Refused):
            tell_mentioned(by=town.actor(role), at=town.at, fact=fact, recipients=["account:x"], number="1")


def test_one_fact_tells_one_recipient_once(town):
    from anlan.access.public import service

    case, fact = fact_of(town)
    unit = f"unit:{town.units['street1.urban'].id}"
    for expected in (1, 0):
        told = tell_mentioned(
            by=service("notices"), at=town.at, fact=fact, recipients=[unit, unit, fact.actor], number="7"
        )
        assert told == expected
    notice = Notice.objects.get(fact=fact.id, audience="mentioned")
    assert (notice.recipient, notice.subject) == (unit, case.pk)
    assert (notice.zh, notice.en) == (
        "事项 7 的备注中@了您的单位。",
        "A note on matter 7 mentions your unit.",
    )
