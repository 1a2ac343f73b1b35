"""What holds for every verb: who is refused, where it is refused, and that a refusal leaves nothing behind."""

import inspect
from dataclasses import fields

import pytest

from anlan.access.errors import NotPermitted
from anlan.access.public import roles, service
from anlan.cases.errors import CaseChanged, CaseNotFound, MoveForbidden
from anlan.cases.lifecycle import MOVES as TABLE
from anlan.cases.lifecycle import State, allowed
from anlan.cases.tests.verbs.moves import MOVES, do, everything, last, ready
from anlan.cases.verbs import VERBS
from anlan.kit.ids import new_id
from anlan.ledger.public import fact_kinds

EVERYBODY = [*roles, "anonymous", "reporter"]
READERS = frozenset(
    ("grid_worker", "operator", "handler", "checker", "supervisor", "leader", "break_glass", "reporter")
)
NOT_DISPATCHED = frozenset({"reported", "routed"})
each_verb = pytest.mark.parametrize("verb", MOVES)


def somebody(gallery, role, state):
    return gallery.actor(f"reporter:{state}" if role == "reporter" else role)


def test_every_verb_is_here():
    assert set(MOVES) | {"report"} == set(VERBS)


@each_verb
def test_whoever_may_does_it_and_one_fact_tells(gallery, verb):
    case = ready(gallery, verb)
    before, facts = gallery.case(MOVES[verb].state), last(case).seq
    changed = do(gallery, verb)
    fact = last(case)
    assert fact.kind == f"cases.{verb}"
    assert (fact.seq, fact.at, fact.actor) == (facts + 1, gallery.town.at, MOVES[verb].actor(gallery).ref)
    assert (changed.version, changed.changed_by) == (before.version + 1, fact.actor)
    assert changed.state == str(TABLE[verb].after or changed.state)


@each_verb
def test_the_fact_has_the_fields_of_its_kind_and_no_words(gallery, verb):
    case = ready(gallery, verb)
    do(gallery, verb)
    payload = last(case).payload
    assert set(payload) == {field.name for field in fields(fact_kinds.get(f"cases.{verb}").payload)}
    assert not any("一" <= letter <= "龥" for letter in str(payload))


@each_verb
def test_every_other_role_is_refused(gallery, verb):
    case = ready(gallery, verb)
    before, state = everything(), MOVES[verb].state
    for role in set(EVERYBODY) - MOVES[verb].roles:
        sees = role in READERS - ({"handler"} if state in NOT_DISPATCHED else set())
        with pytest.raises(NotPermitted if sees else CaseNotFound):
            do(gallery, verb, by=somebody(gallery, role, state), case=case)
    assert everything() == before


@each_verb
def test_whoever_has_nothing_to_do_with_the_case_does_not_find_it(gallery, verb):
    case = ready(gallery, verb)
    before = everything()
    for role in sorted(roles):
        with pytest.raises(CaseNotFound):
            do(gallery, verb, by=gallery.foreign(role), case=case)
    assert everything() == before


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sweeper", "intake", "notices", "replay", "setup"])
def test_a_program_does_only_what_it_is_there_for(gallery, name):
    own = {"sweeper": {"escalate"}, "intake": {"triage", "relocate", "route", "dispatch"}}.get(name, set())
    for verb in MOVES.keys() - own - {"merge"}:
        with pytest.raises(CaseNotFound):
            do(gallery, verb, by=service(name))


@each_verb
def test_another_reporters_token_opens_nothing(gallery, verb):
    with pytest.raises(CaseNotFound):
        do(gallery, verb, by=gallery.actor("reporter:other"))


@pytest.mark.slow
@each_verb
def test_it_is_refused_in_every_state_the_table_forbids(gallery, verb):
    before = everything()
    for state in State:
        if not allowed(state, verb):
            may = MOVES[verb].roles
            role = "operator" if "operator" in may else sorted(may)[0]
            with pytest.raises((MoveForbidden, CaseNotFound)) as refusal:
                do(gallery, verb, case=gallery.cases[str(state)], by=somebody(gallery, role, state))
            if role == "handler" and state in {*NOT_DISPATCHED, "merged"}:
                assert isinstance(refusal.value, CaseNotFound)  # it is not theirs
            else:
                assert refusal.value.params == {"verb": verb, "state": str(state)}
    assert everything() == before


@each_verb
def test_what_somebody_changed_meanwhile_is_refused(gallery, verb):
    ready(gallery, verb)
    version = gallery.case(MOVES[verb].state).version
    before = everything()
    with pytest.raises(CaseChanged) as refusal:
        do(gallery, verb, version=version - 1)
    assert refusal.value.params == {"version": version}
    assert everything() == before
    assert do(gallery, verb, version=version).version == version + 1


@each_verb
def test_a_failed_fact_undoes_the_change(gallery, verb, monkeypatch):
    ready(gallery, verb)
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("anlan.cases.hold.record", fail)
    monkeypatch.setattr("anlan.cases.hold.next_fact", fail)
    with pytest.raises(RuntimeError, match="ledger is full"):
        do(gallery, verb)
    assert everything() == before


@each_verb
def test_a_case_that_does_not_exist_is_not_found(gallery, verb):
    with pytest.raises(CaseNotFound):
        do(gallery, verb, case=new_id())


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_takes_keywords_only_with_who_and_when(verb):
    parameters = inspect.signature(VERBS[verb]).parameters
    assert {parameter.kind for parameter in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert list(parameters)[:2] == ["by", "at"]
