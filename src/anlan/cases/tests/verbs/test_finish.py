from datetime import timedelta

import pytest

from anlan.cases.errors import NotAssigned, StepsMissing, SupportingOpen, TimeImpossible
from anlan.cases.tests.verbs.moves import do, everything, last, ready, squad
from anlan.kit.words import TextMissing


def with_police(gallery):
    """The police station supports the case that is being handled."""
    case = gallery.cases["handling"]
    do(gallery, "dispatch", case=case, supporting=(gallery.town.units["street1.police"].id,))
    return gallery.town.actor("handler", unit="street1.police")


def test_the_leads_finish_makes_the_case_handled_and_stops_its_clock(gallery):
    ready(gallery, "finish")
    case = do(gallery, "finish")
    assert (case.state, case.assignments.get().state) == ("handled", "finished")
    assert last(case.id).payload == {
        "unit": str(squad(gallery)),
        "part": "lead",
        "met": ["handle"],
        "missed": [],
    }
    assert set(case.clocks.filter(stopped_at=None).values_list("rule", flat=True)) == {"callback"}
    assert case.notes.get(words="已挪车").public


def test_a_late_finish_misses_its_clock(gallery):
    ready(gallery, "finish")
    assert last(do(gallery, "finish", at=gallery.town.later(days=20)).id).payload["missed"] == ["handle"]


def test_a_supporting_unit_finishes_its_part_only(gallery):
    police = with_police(gallery)
    case = gallery.cases["handling"]
    do(gallery, "accept", by=police, case=case)
    changed = do(gallery, "finish", by=police)
    assert changed.state == "handling"
    assert last(case).payload["part"] == "supporting"


def test_the_lead_cannot_finish_before_those_who_support(gallery):
    with_police(gallery)
    ready(gallery, "finish")
    before = everything()
    with pytest.raises(SupportingOpen) as refusal:
        do(gallery, "finish")
    assert "派出所" in refusal.value.params["units"]
    assert everything() == before


def test_a_finish_before_the_prescribed_steps_is_refused_with_their_names(gallery):
    with pytest.raises(StepsMissing) as refusal:
        do(gallery, "finish")
    assert refusal.value.params["missing"] in ("联系诉求人", "The caller was contacted")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"words": ""}, TextMissing),
        ({"said_at": timedelta(hours=1)}, TimeImpossible),
        ({"said_at": timedelta(days=-40)}, TimeImpossible),
    ],
)
def test_a_finish_without_words_or_at_an_impossible_time_is_refused(gallery, given, error):
    ready(gallery, "finish")
    if "said_at" in given:
        given = {"said_at": gallery.town.at + given["said_at"]}
    before = everything()
    with pytest.raises(error):
        do(gallery, "finish", **given)
    assert everything() == before


def test_a_unit_that_has_not_accepted_cannot_finish(gallery):
    with pytest.raises(NotAssigned):
        do(gallery, "finish", by=with_police(gallery))
