import pytest

from anlan.cases.errors import ClockUnknown, ExtensionForbidden, NotAssigned
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.kit.words import TextMissing


def test_more_time_is_asked_for_and_nothing_moves_before_the_decision(gallery):
    due = gallery.case("handling").next_due
    case = do(gallery, "request_extension")
    asked = case.requests.get()
    assert (asked.kind, asked.value, asked.clock.rule, asked.decided_at) == ("extension", 2, "handle", None)
    assert case.next_due == due
    assert last(case.id).payload == {"clock": "handle", "value": 2}


def test_a_newer_request_takes_the_place_of_the_older(gallery):
    do(gallery, "request_extension")
    case = do(gallery, "request_extension", value=4)
    assert [(one.value, one.granted) for one in case.requests.order_by("value")] == [(2, False), (4, None)]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"words": ""}, TextMissing),
        ({"clock": "sign"}, ClockUnknown),
        ({"clock": "nothing"}, ClockUnknown),
        ({"value": 6}, ExtensionForbidden),
        ({"value": 0}, ExtensionForbidden),
        ({"value": -3}, ExtensionForbidden),
    ],
)
def test_a_request_outside_the_rule_is_refused(gallery, given, error):
    before = everything()
    with pytest.raises(error):
        do(gallery, "request_extension", **given)
    assert everything() == before


def test_a_clock_without_a_rule_for_it_cannot_be_extended(gallery):
    with pytest.raises(ExtensionForbidden) as refusal:
        do(gallery, "request_extension", case=gallery.cases["dispatched"], clock="sign")
    assert refusal.value.params["times"] == 0


def test_a_second_extension_is_refused(gallery):
    do(gallery, "request_extension")
    do(gallery, "decide_extension")
    with pytest.raises(ExtensionForbidden):
        do(gallery, "request_extension")


def test_a_unit_that_objected_cannot_ask(gallery):
    do(gallery, "raise_objection")
    with pytest.raises(NotAssigned):
        do(gallery, "request_extension", case=gallery.cases["dispatched"])
