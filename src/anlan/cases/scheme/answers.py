"""Answers to a capability's questions: checked against their kind, kept as they are meant."""

from datetime import date
from math import isfinite
from typing import Any

from anlan.cases.errors import AnswerMissing, AnswerWrong
from anlan.cases.scheme.shapes import Question
from anlan.kit.words import clean

_LONGEST_ANSWER = 1000


def _value(question: Question, given: Any) -> Any:
    if question.kind == "number":
        number = float(given)
        if not isfinite(number):
            raise ValueError
        return number
    if question.kind == "yes_no":
        return {"yes": True, "no": False, True: True, False: False}[given]
    if question.kind == "date":
        return date.fromisoformat(given).isoformat()
    if question.kind == "choice":
        return next(choice.code for choice in question.choices if choice.code == given)
    if not isinstance(given, str):
        raise TypeError
    return clean(given, field=question.code, longest=_LONGEST_ANSWER)


def checked(questions: tuple[Question, ...], given: dict[str, Any] | None) -> dict[str, Any]:
    """The answers by question code. Raises `AnswerMissing`, `AnswerWrong`; a question nobody asked is refused too."""
    given = given or {}
    for code in given:
        if code not in {question.code for question in questions}:
            raise AnswerWrong(field=code, question=code, kind="—")
    answers = {}
    for question in questions:
        answer = given.get(question.code)
        if answer in (None, ""):
            if question.required:
                raise AnswerMissing(field=question.code, question=str(question.title))
            continue
        try:
            answers[question.code] = _value(question, answer)
        except (ValueError, OverflowError, KeyError, TypeError, StopIteration):
            raise AnswerWrong(field=question.code, question=str(question.title), kind=question.kind) from None
    return answers
