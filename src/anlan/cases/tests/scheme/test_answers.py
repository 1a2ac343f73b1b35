"""Answers: checked against their kind, kept as they are meant."""

import math

import pytest

from anlan.cases.errors import AnswerMissing, AnswerWrong
from anlan.cases.scheme.answers import checked
from anlan.cases.scheme.shapes import Choice, Question
from anlan.kit.texts import Text
from anlan.kit.words import TextTooLong, TextUnreadable

TITLE = Text(zh="问题", en="Question")


def ask(kind, given, **more):
    choices = tuple(Choice(code=code, title=TITLE) for code in ("a", "b")) if kind == "choice" else ()
    return checked((Question(code="q", title=TITLE, kind=kind, choices=choices, **more),), {"q": given})


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "  很吵 ", "很吵"),
        ("number", "3.5", 3.5),
        ("number", 7, 7.0),
        ("yes_no", "yes", True),
        ("yes_no", False, False),
        ("choice", "b", "b"),
        ("date", "2026-03-02", "2026-03-02"),
    ],
)
def test_an_answer_is_kept_as_it_is_meant(kind, given, kept):
    assert ask(kind, given) == {"q": kept}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", 7),
        ("text", ["a"]),
        ("number", "many"),
        ("number", math.nan),
        ("number", "inf"),
        ("number", 10**400),
        ("number", {}),
        ("yes_no", "perhaps"),
        ("yes_no", {}),
        ("choice", "c"),
        ("choice", ["a"]),
        ("date", "2026-02-30"),
        ("date", 20260302),
    ],
)
def test_an_answer_of_another_kind_is_refused(kind, given):
    with pytest.raises(AnswerWrong) as refusal:
        ask(kind, given)
    assert (refusal.value.field, refusal.value.status) == ("q", 422)


@pytest.mark.parametrize(
    ("given", "error"), [("x" * 1001, TextTooLong), ("\x00", TextUnreadable), ("\ud800", TextUnreadable)]
)
def test_text_that_cannot_be_kept_is_refused(given, error):
    with pytest.raises(error):
        ask("text", given)


@pytest.mark.parametrize("given", [None, ""])
def test_what_is_required_cannot_be_left_out(given):
    assert ask("text", given) == {}
    with pytest.raises(AnswerMissing):
        ask("text", given, required=True)


def test_an_answer_nobody_asked_for_is_refused():
    with pytest.raises(AnswerWrong) as refusal:
        checked((), {"shoe_size": 43})
    assert refusal.value.field == "shoe_size"


def test_no_answers_at_all_are_no_answers():
    assert checked((), None) == {}
