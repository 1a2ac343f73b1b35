from datetime import timedelta

import pytest

from anlan.cases.errors import AnswerMissing, AnswerWrong, NotAssigned, StepUnknown, TimeImpossible
from anlan.cases.tests.verbs.moves import do, everything, last, squad
from anlan.ledger.public import history


def test_a_step_is_recorded_with_its_answers(gallery):
    case = do(gallery, "act", words="电话联系")
    note = case.notes.order_by("id").last()
    assert case.assignments.get().step == "contact"
    assert (note.words, note.answers, note.public) == ("电话联系", {"reached": True}, False)
    assert last(case.id).payload == {"unit": str(squad(gallery)), "step": "contact", "met": [], "missed": []}


def test_a_devices_own_time_stands_beside_ours(gallery):
    said = gallery.town.at - timedelta(minutes=4)
    fact = history(do(gallery, "act", said_at=said).id)[-1]
    assert (fact.said_at, fact.at) == (said, gallery.town.at)


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({"step": "reply"}, StepUnknown, "step"),
        ({"step": "dance"}, StepUnknown, "step"),
        ({"step": "finish"}, StepUnknown, "step"),
        ({"answers": {}}, AnswerMissing, "reached"),
        ({"answers": {"reached": ""}}, AnswerMissing, "reached"),
        ({"answers": {"reached": "perhaps"}}, AnswerWrong, "reached"),
        ({"answers": {"reached": ["yes"]}}, AnswerWrong, "reached"),
        ({"answers": {"reached": "yes", "shoe_size": "43"}}, AnswerWrong, "shoe_size"),
        ({"said_at": timedelta(days=-31)}, TimeImpossible, "said_at"),
        ({"said_at": timedelta(hours=1)}, TimeImpossible, "said_at"),
    ],
)
def test_a_step_that_cannot_be_is_refused(gallery, given, error, field):
    if isinstance(given.get("said_at"), timedelta):
        given = {"said_at": gallery.town.at + given["said_at"]}
    before = everything()
    with pytest.raises(error) as refusal:
        do(gallery, "act", **given)
    assert refusal.value.field == field
    assert everything() == before


def test_a_unit_that_has_not_accepted_cannot_act(gallery):
    police = gallery.town.units["street1.police"].id
    do(gallery, "dispatch", case=gallery.cases["handling"], supporting=(police,))
    with pytest.raises(NotAssigned):
        do(gallery, "act", by=gallery.town.actor("handler", unit="street1.police"))
