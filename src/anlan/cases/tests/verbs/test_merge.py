import pytest

from anlan.cases.errors import CaseNotFound, MergeIntoEnded, MergeIntoItself
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.kit.ids import new_id
from anlan.ledger.public import history


def test_the_case_ends_in_the_other_which_is_told(gallery):
    other = gallery.cases["other"]
    case = do(gallery, "merge")
    assert (case.state, case.merged_into_id, case.next_due) == ("merged", other, None)
    assert set(case.assignments.values_list("state", flat=True)) == {"withdrawn"}
    assert last(case.id).payload == {"into": str(other)}
    assert history(other)[-1].kind == "cases.merge_take_in"
    assert last(other).payload == {"merged": str(case.id)}


def test_into_itself_is_refused(gallery):
    with pytest.raises(MergeIntoItself):
        do(gallery, "merge", into=gallery.cases["handling"])


@pytest.mark.parametrize("state", ["closed", "rated", "merged"])
def test_into_a_case_that_ended_is_refused(gallery, state):
    before = everything()
    with pytest.raises(MergeIntoEnded) as refusal:
        do(gallery, "merge", into=gallery.cases[state])
    assert refusal.value.field == "into"
    assert everything() == before


def test_into_a_case_of_another_street_is_not_found(gallery):
    foreign = gallery.town.report(place=gallery.town.far_grid).case
    for into in (foreign, new_id()):
        with pytest.raises(CaseNotFound):
            do(gallery, "merge", into=into)
