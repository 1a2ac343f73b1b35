"""Who is told, once, and nobody else."""

import pytest

from anlan.cases.public import accept
from anlan.kit.errors import Refused
from anlan.ledger.public import history
from anlan.notices.public import Notice, addressed_to, mark_read, tell


def told(recipient):
    return list(Notice.objects.filter(recipient=recipient).order_by("at").values_list("en", flat=True))


def test_a_dispatched_unit_and_later_the_reporter_are_told(town):
    case = town.case()
    unit = town.units["street1.urban"]
    assert told(f"unit:{unit.id}") == [
        f"Case {case.number} was dispatched to your unit. Please accept it in time."
    ]
    accept(by=town.actor("handler", unit="street1.urban"), at=town.later(hours=1), case=case.id)
    town.settle()
    assert told(case.reporter) == [
        f"Your matter {case.number} was passed to the unit that handles it.",
        f"Your matter {case.number} was accepted by the unit that handles it.",
    ]


def test_one_fact_tells_one_recipient_once_however_often_it_is_tried(town):
    case = town.case()
    from anlan.access.public import service

    fact = next(fact for fact in history(case.id) if fact.kind == "cases.dispatch")
    tell(by=service("notices"), at=town.at, fact=fact)
    tell(by=service("notices"), at=town.at, fact=fact)
    assert len(told(f"unit:{town.units['street1.urban'].id}")) == 1


def test_telling_is_refused_to_everybody_but_the_service(town):
    case = town.case()
    fact = history(case.id)[0]
    for role in ("operator", "leader", "system_admin"):
        with pytest.raises(Refused):
            tell(by=town.actor(role), at=town.at, fact=fact)


def test_one_sees_and_marks_ones_own_notices_only(town):
    town.case()
    mine, other = town.actor("handler", unit="street1.urban"), town.actor("handler", unit="street2.urban")
    assert addressed_to(mine).count() == 1
    assert addressed_to(other).count() == 0
    assert mark_read(by=other, at=town.at) == 0
    assert mark_read(by=mine, at=town.at) == 1
    assert mark_read(by=mine, at=town.at) == 0


def test_marking_as_read_is_forbidden_ground_for_foreign_notices(town):
    town.case()
    assert mark_read(by=town.actor("operator"), at=town.at) == 0
    assert Notice.objects.filter(read_at=None).exists()
