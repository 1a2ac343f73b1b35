"""The table of moves, and its complement: everything it does not allow is refused."""

from itertools import product

import pytest

from anlan.cases.errors import MoveForbidden
from anlan.cases.lifecycle import MOVES, OPEN, State, after, allowed, verbs_from
from anlan.cases.verbs import VERBS

NOTED = "attach add_note withdraw_note promise_callback migrate"
ALLOWED = {
    "reported": f"triage relocate route escalate supervise close split merge {NOTED}",
    "routed": f"triage relocate route dispatch escalate supervise close split merge {NOTED}",
    "dispatched": (
        "relocate dispatch accept raise_objection decide_objection request_extension decide_extension escalate "
        f"supervise split merge {NOTED}"
    ),
    "handling": (
        "relocate dispatch accept raise_objection decide_objection act request_extension decide_extension suspend "
        f"escalate supervise finish split merge {NOTED}"
    ),
    "suspended": f"relocate decide_extension resume escalate supervise {NOTED}",
    "handled": f"relocate escalate supervise verify send_back close {NOTED}",
    "verified": f"relocate escalate supervise send_back close {NOTED}",
    "closed": "relocate rate reopen attach add_note promise_callback",
    "rated": "relocate reopen attach add_note promise_callback",
    "merged": "relocate",
}


@pytest.mark.parametrize("state", list(State))
def test_only_the_listed_verbs_are_allowed(state):
    assert set(verbs_from(state)) == set(ALLOWED[state].split())


@pytest.mark.parametrize(("state", "verb"), list(product(State, MOVES)))
def test_a_move_outside_the_table_is_refused_by_name(state, verb):
    if allowed(state, verb):
        assert after(state, verb) in State
    else:
        with pytest.raises(MoveForbidden) as refusal:
            after(state, verb)
        assert refusal.value.params == {"verb": verb, "state": str(state)}


def test_every_verb_but_report_has_a_move():
    assert set(MOVES) == set(VERBS) - {"report"}


def test_every_open_state_has_a_way_on():
    for state in OPEN:
        assert any(MOVES[verb].after not in (None, state) for verb in verbs_from(state))


def test_a_merged_case_is_the_end():
    assert verbs_from(State.MERGED) == ["relocate"]  # its place can still be followed by another
