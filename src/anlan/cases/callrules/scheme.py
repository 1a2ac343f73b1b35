"""The `calls` section of a capability: what the call desk may do with it, whom it calls back, what it asks then."""

from pydantic import Field

from anlan.cases.clocks.rules import ShortSpan
from anlan.kit.texts import Text
from anlan.schemes.public import Part

Code = str


class Earlier(Part):
    """来电人以往事项: looked at only when the caller agrees in this call."""

    ask: Text
    """The sentence that is read out before; the caller's answer to it is recorded."""
    days: int = Field(default=365, ge=1, le=1095)
    """How far back one looks."""


class Callback(Part):
    """回电: until when somebody calls, and how often it is tried."""

    due: ShortSpan
    """How long after it was promised (or the case closed): `2 working_days`."""
    calendar: Code = "cn"
    provision: Code
    """The law or rule the limit comes from."""
    attempts: int = Field(default=3, ge=1, le=10)
    """How often it is tried before the caller counts as not reached."""
    again: ShortSpan
    """How long to wait after nobody answered: `4 hours`."""


class SurveyChoice(Part):
    """One answer; `good` ones are the numerator of the question's figure."""

    code: Code = Field(pattern=r"^[a-z0-9_]{1,40}$")
    title: Text
    good: bool = False


class SurveyQuestion(Part):
    """One question in its fixed wording."""

    code: Code = Field(pattern=r"^[a-z0-9_]{1,40}$")
    ask: Text
    """What is read out, word for word."""
    figure: Text
    """What the share of good answers is called."""
    choices: tuple[SurveyChoice, ...] = Field(min_length=2)

    def choice(self, code: str) -> SurveyChoice | None:
        """The answer with this code."""
        return next((choice for choice in self.choices if choice.code == code), None)


class Survey(Part):
    """满意度回访: the same questions, in the same words and order, of every caller whose case was closed."""

    say: Text
    """What is said first: who calls, and that the caller may decline."""
    callback: Callback
    questions: tuple[SurveyQuestion, ...] = Field(min_length=1)


class CallsSection(Part):
    """What the call desk does with this capability."""

    at_once: tuple[Code, ...] = ()
    """The outcomes with which an operator may answer and close a matter in the call itself."""
    earlier: Earlier | None = None
    """Left out: earlier matters of a caller are never looked at."""
    callback: Callback | None = None
    """Left out: no calls are promised."""
    survey: Survey | None = None
    """Left out: nobody is asked after closing."""
