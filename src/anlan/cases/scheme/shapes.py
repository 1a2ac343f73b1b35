"""The `cases` section of a capability: what kinds of matter, who handles them, in which steps, against which clocks."""

from typing import Literal

from pydantic import Field

from anlan.cases.clocks import ClockRule
from anlan.kit.texts import Text
from anlan.schemes.public import Part

Code = str
Kind = Literal["text", "number", "yes_no", "choice", "date", "photo"]


class Keyword(Part):
    """Words that suggest a category, with how strongly they do."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    weight: float = Field(default=1.0, gt=0, le=10)


class Category(Part):
    """类别: one kind of matter."""

    code: Code = Field(pattern=r"^[a-z0-9_.-]{1,40}$")
    title: Text
    hint: Text | None = None
    keywords: Keyword = Keyword()
    community_may_lead: bool = False
    """Whether a residents' committee may lead it (社区准入 list; 上海市居民委员会工作条例 Art. 27-28)."""
    on_map: bool = False
    """Whether residents see on the map how many there are near: five or more in half a kilometre, never one."""


class Choice(Part):
    """One answer of a choice."""

    code: Code = Field(pattern=r"^[a-z0-9_.-]{1,40}$")
    title: Text


class Question(Part):
    """One field of a form."""

    code: Code = Field(pattern=r"^[a-z0-9_]{1,40}$")
    title: Text
    kind: Kind = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()


Stage = Literal["before", "after"]


class Step(Part):
    """One step inside 办理; `next` names the steps that may follow, or `finish`.

    `photographs` it cannot be recorded without: of the place before the work (one sent with the report counts), or
    after it (taken since the work was last sent back).
    """

    code: Code = Field(pattern=r"^[a-z0-9_]{1,40}$")
    title: Text
    next: tuple[Code, ...] = ("finish",)
    form: tuple[Question, ...] = ()
    photographs: tuple[Stage, ...] = ()


class Handling(Part):
    """The steps inside 办理. `first` names those a unit may begin with; empty means work without prescribed steps."""

    first: tuple[Code, ...] = ()
    steps: tuple[Step, ...] = ()


class Hours(Part):
    """A part of the day, local time, `HH:MM`; it may pass midnight."""

    start: str = Field(alias="from", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    end: str = Field(alias="to", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")


class When(Part):
    """What a routing clause asks for; what is left out fits everything."""

    categories: tuple[Code, ...] = ()
    places: tuple[int, ...] = ()
    premises: tuple[Code, ...] = ()
    hours: Hours | None = None


class Clause(Part):
    """One line of the routing list: the first that fits decides."""

    when: When = When()
    to: Code
    supporting: tuple[Code, ...] = ()


class Reason(Part):
    """A reason somebody may give for a verb."""

    code: Code = Field(pattern=r"^[a-z0-9_]{1,40}$")
    title: Text
    stops_clocks: bool = True


class Objection(Part):
    """派单异议: how often a unit may say that a matter is not its own, and until when."""

    times: int = Field(default=1, ge=0, le=5)
    within_hours: int | None = Field(default=None, ge=1, le=240)


class Suspension(Part):
    """挂起: the reasons for which work may wait, and how often."""

    reasons: tuple[Reason, ...] = ()
    times: int = Field(default=2, ge=0, le=10)


class Verification(Part):
    """核查: how it is made sure that the work was done, never by who did it.

    `photograph: true`: whoever verifies attaches one of their own, taken since the work was finished.
    """

    method: Literal["callback", "on_site", "papers", "none"] = "callback"
    form: tuple[Question, ...] = ()
    photograph: bool = False


class Outcome(Part):
    """How a case can end. `kind` is what measures count."""

    code: Code = Field(pattern=r"^[a-z0-9_]{1,40}$")
    title: Text
    kind: Literal["solved", "explained", "not_accepted", "duplicate"]


class Rating(Part):
    """评价: the scale, and when a dissatisfied reporter may have the case reopened."""

    most: int = Field(default=5, ge=2, le=10)
    satisfied_from: int = Field(default=4, ge=1)
    reopen_days: int = Field(default=10, ge=0, le=365)
    reopen_times: int = Field(default=1, ge=0, le=10)


class CasesSection(Part):
    """The whole section."""

    categories: tuple[Category, ...] = Field(min_length=1)
    form: tuple[Question, ...] = ()
    dispatch: Literal["automatic", "by_operator"] = "automatic"
    routing: tuple[Clause, ...] = Field(min_length=1)
    handling: Handling = Handling()
    clocks: tuple[ClockRule, ...] = ()
    objection: Objection = Objection()
    suspension: Suspension = Suspension()
    verification: Verification = Verification()
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    rating: Rating = Rating()

    def category(self, code: str) -> Category | None:
        """The category with this code."""
        return next((category for category in self.categories if category.code == code), None)

    def step(self, code: str) -> Step | None:
        """The step with this code."""
        return next((step for step in self.handling.steps if step.code == code), None)

    def clock(self, code: str) -> ClockRule | None:
        """The clock rule with this code."""
        return next((rule for rule in self.clocks if rule.code == code), None)

    def outcome(self, code: str) -> Outcome | None:
        """The outcome with this code."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)

    def next_steps(self, done: str) -> tuple[str, ...]:
        """What may follow `done` (empty: nothing done yet): step codes, or `finish`."""
        if not done:
            return self.handling.first or ("finish",)
        step = self.step(done)
        return step.next if step else ("finish",)
