from dataclasses import replace

import pytest

from anlan.cases.errors import OwnWork
from anlan.cases.tests.verbs.moves import do, everything, last, squad
from anlan.kit.words import TextMissing


@pytest.mark.parametrize("state", ["handled", "verified"])
def test_the_same_unit_handles_it_again_from_the_first_step(gallery, state):
    case = do(gallery, "send_back", case=gallery.cases[state])
    part = case.assignments.get()
    assert (case.state, case.verified_by) == ("handling", "")
    assert (part.state, part.step, part.finished_at) == ("accepted", "", None)
    assert case.clocks.get(stopped_at=None).rule == "handle_again"
    assert last(case.id).payload == {"unit": str(squad(gallery))}


def test_a_return_without_a_reason_is_refused(gallery):
    before = everything()
    with pytest.raises(TextMissing):
        do(gallery, "send_back", words="")
    assert everything() == before


def test_whoever_did_the_work_cannot_send_it_back(gallery):
    left = replace(gallery.actor("checker"), ref=gallery.actor("handler").ref)
    with pytest.raises(OwnWork):
        do(gallery, "send_back", by=left)
