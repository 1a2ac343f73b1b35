"""满意度回访: what the caller said to the fixed questions, or that they did not want to answer."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.callrules.errors import NotASurvey, SurveyAnswerMissing
from anlan.cases.callrules.scheme import Survey
from anlan.cases.callrules.section import calls_of
from anlan.cases.calls.facts import SURVEYED, SurveyRecorded
from anlan.cases.calls.hold import end, hold_own, refuse_own_survey, tell
from anlan.cases.errors import AnswerWrong
from anlan.cases.hold import said
from anlan.cases.models.calls import Callback
from anlan.schemes.public import current


@transaction.atomic
def record_survey(
    *,
    by: Actor,
    at: datetime,
    callback: UUID,
    declined: bool = False,
    answers: Mapping[str, str] | None = None,
    words: str = "",
) -> Callback:
    """Record every answer by its code, or that the caller declined; a half-answered survey is neither.

    The reporter's own rating stays as it is: this is another measure, asked the same way of everybody. Raises
    `OwnSurvey`, `NotASurvey`, `SurveyAnswerMissing`, `AnswerWrong`, `CallbackNotYours` and what `hold_callback` raises.
    """
    held = hold_own(by=by, at=at, callback=callback)
    scheme = current(held.case.capability)
    survey = calls_of(scheme).survey
    if held.kind != "survey" or survey is None:
        raise NotASurvey
    refuse_own_survey(held.case, by)
    kept = {} if declined else _checked(survey, answers or {})
    held.scheme, held.answers = scheme.hash, kept
    end(held, "declined" if declined else "done", at)
    payload = SurveyRecorded(held.id, scheme.hash, "declined" if declined else "answered", kept)
    tell(SURVEYED, held, by=by, at=at, payload=payload, words=said(words))
    return held


def _checked(survey: Survey, answers: Mapping[str, str]) -> dict[str, str]:
    kept = {}
    for question in survey.questions:
        given = answers.get(question.code, "")
        if not given:
            raise SurveyAnswerMissing(field=question.code, question=str(question.ask))
        if question.choice(given) is None:
            raise AnswerWrong(field=question.code, question=str(question.ask), kind="choice")
        kept[question.code] = given
    return kept
