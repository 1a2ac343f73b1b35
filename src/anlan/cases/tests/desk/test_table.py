"""One table of forms for all verbs: complete, and never promising what a verb does not take."""

import inspect

import pytest

from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.queries import may_do
from anlan.cases.telling.wording import FOR_RESIDENTS, TONES
from anlan.cases.verbs import VERBS
from anlan.cases.web.asked import Asked
from anlan.cases.web.offers import offers
from anlan.cases.web.verb_forms import TABLE


def test_every_verb_but_the_report_has_a_form() -> None:
    assert set(TABLE) == set(VERBS) - {"report"}


def test_every_state_has_a_tone_and_plain_words() -> None:
    assert set(TONES) == set(FOR_RESIDENTS) == set(State)


@pytest.mark.parametrize("verb", sorted(TABLE))
def test_a_form_fills_every_argument_its_verb_needs(town, verb: str) -> None:
    case = town.case()
    fields = set(TABLE[verb].fields(Asked(case, town.actor("operator"), town.at, "contact")))
    sent = {name.partition("_")[0] if name.startswith(("answer_", "words_")) else name for name in fields}
    needed = {
        name
        for name, parameter in inspect.signature(VERBS[verb]).parameters.items()
        if parameter.default is inspect.Parameter.empty and name not in ("by", "at", "case")
    }
    given_otherwise = {"split": {"parts"}}.get(verb, set())
    assert needed - given_otherwise <= sent


def test_the_next_thing_to_do_is_first_and_open(town) -> None:
    case = town.case()
    handler = town.actor("handler", unit="street1.urban")
    first = offers(Asked(case, handler, town.at))[0]
    assert (first.verb, first.first) == ("accept", True)


def test_nothing_is_offered_that_the_role_may_not_do(town) -> None:
    case = town.case()
    for role, where in (("operator", {}), ("leader", {}), ("handler", {"unit": "street1.urban"})):
        actor = town.actor(role, **where)
        able = may_do(actor, case)
        assert {offer.verb for offer in offers(Asked(case, actor, town.at))} <= set(able)


def test_a_unit_that_is_done_is_not_asked_to_accept_again(town) -> None:
    case = Case.objects.get(pk=town.handled().pk)
    handler = town.actor("handler", unit="street1.urban")
    assert not {"accept", "act", "finish"} & {offer.verb for offer in offers(Asked(case, handler, town.at))}
