"""How a matter of the demonstration goes on: a generator that says when the next move comes and then makes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from anlan.access.public import Actor, reporter, token_hmac
from anlan.cases.public import OPEN, Bulk, Matter, Part, State, Work
from anlan.config.demo.ground import DISTRICT
from anlan.config.demo.matters import Draft
from anlan.config.demo.rhythm import awake, office
from anlan.config.demo.words import fitting, line, sentences
from anlan.config.demo.world import World
from anlan.places.public import outside

Moments = Iterator[datetime]
_ROUND_THE_CLOCK = frozenset({"police_station", "fire"})
_REASONS = ("weather", "appraisal", "caller_away")


@dataclass
class Story:
    """One matter on its way. `at` is the moment of the last move; `pace` how slow everything is, mostly about 1."""

    world: World
    bulk: Bulk
    matter: Matter
    draft: Draft
    at: datetime
    pace: float

    @classmethod
    def begin(cls, world: World, bulk: Bulk, matter: Matter, draft: Draft) -> "Story":
        """A story that begins with its report."""
        pace = min(draft.chance.lognormvariate(-0.25, 0.55), 3.5)
        return cls(world, bulk, matter, draft, draft.at, pace)

    @property
    def chance(self) -> Random:
        """This matter's own dice."""
        return self.draft.chance

    def odds(self, share: float) -> bool:
        """Whether something happens that happens to `share` of all."""
        return self.chance.random() < share

    def later(self, low: float, high: float, *, when: str = "office") -> datetime:
        """The moment of the next move: between `low` and `high` hours on, in hours when somebody is there."""
        hours = self.chance.triangular(low, high, low + (high - low) * 0.3) * self.pace
        moment = self.at + timedelta(hours=hours, seconds=self.chance.randrange(3, 60))
        if when == "office" and self.matter.case.lead_role not in _ROUND_THE_CLOCK and not self.odds(0.2):
            moment = office(moment, self.chance)
        elif when in ("awake", "office") or (when == "duty" and self.odds(0.25)):
            moment = awake(moment, self.chance)
        self.at = moment
        return moment

    def do(self, verb: str, by: Actor, **given: Any) -> None:
        """Make a move now."""
        self.bulk.do(self.matter, verb, by=by, at=self.at, **given)

    def somebody(self, role: str) -> Actor:
        """Staff with `role` over the matter's place."""
        return self.world.people.one(role, self.matter.case.place_scope, self.chance)

    def handler(self, part: Any = None) -> Actor | None:
        """Somebody of the unit of `part`, or of the lead."""
        part = part or self.matter.lead()
        return self.chance.choice(self.world.people.handlers[part.unit]) if part else None

    @property
    def beyond(self) -> bool:
        """Whether it lies in the next district."""
        return self.matter.case.place_scope == outside(DISTRICT)

    def not_ours(self) -> None:
        """An operator ends it, and says why."""
        words = self.line("elsewhere" if self.beyond else "not_ours")
        self.do("close", self.somebody("operator"), outcome="not_ours", words=words)

    def line(self, kind: str) -> str:
        """What colleagues write."""
        return line(kind, self.chance)

    def fitting(self, stage: str) -> str:
        """A sentence that fits the matter."""
        return fitting(self.matter.case.category, stage, self.draft.sent.words, self.chance)


def live(story: Story) -> Moments:
    """The whole life of a matter."""
    matter = story.matter
    if not matter.case.category:
        yield from _sort_out(story)
    if matter.lead() is None:  # nobody's, or elsewhere: an operator ends it
        if matter.case.state in (State.REPORTED, State.ROUTED):
            yield story.later(0.3, 6, when="awake")
            if matter.case.state in (State.REPORTED, State.ROUTED):
                story.not_ours()
        return
    if story.odds(0.045):
        yield from _object(story)
    while matter.case.state in (State.DISPATCHED, State.HANDLING):
        yield from _handle(story)
        if matter.case.state != State.HANDLED:
            return
        yield from _conclude(story)


def _sort_out(story: Story) -> Moments:
    """Nobody said what it is: an operator does, or ends it."""
    yield story.later(0.1, 1.5, when="awake")
    operator = story.somebody("operator")
    if story.odds(0.12):
        outcome = story.chance.choice(("not_ours", "explained"))
        if outcome == "not_ours":
            story.not_ours()
        else:
            story.do("close", operator, outcome=outcome, words=story.line(outcome))
    else:
        story.do("triage", operator, category=story.draft.category)


def _object(story: Story) -> Moments:
    """The unit says it is not its own; upheld, the street office or another kind of unit gets it."""
    lead = story.matter.lead()
    limit = story.at + timedelta(hours=7.5)
    moment = story.later(0.3, 3)
    by = story.handler()
    if lead is None or by is None or moment > limit:
        story.at = min(moment, limit)
        return
    yield moment
    story.do("raise_objection", by, words=story.line("objections"))
    yield story.later(0.2, 4, when="awake")
    upheld = story.odds(0.55)
    kind = "objections_upheld" if upheld else "objections_refused"
    decider = story.somebody("supervisor" if story.odds(0.3) else "operator")
    story.do("decide_objection", decider, upheld=upheld, words=story.line(kind))
    if upheld:
        yield story.later(0.05, 0.5, when="awake")
        if story.beyond:
            story.not_ours()
            return
        at = story.matter.case.place_scope
        office_unit = story.bulk.makings.units.find("street_office", at, story.at)
        if office_unit is not None:
            story.do("route", story.somebody("operator"), unit=office_unit.id, words=story.line("chosen"))


def _handle(story: Story) -> Moments:
    """Accepted, done step by step, finished; or stuck."""
    matter = story.matter
    lead = matter.lead()
    if lead is not None and lead.state == Work.OFFERED:
        yield story.later(*((5, 40) if story.odds(0.05) else (0.05, 2.2)), when="duty")
        by = story.handler()
        if by is None or matter.case.state not in (State.DISPATCHED, State.HANDLING):
            return
        story.do("accept", by, words=story.line("accepted"))
    for part in [
        part for part in matter.working() if part.part == Part.SUPPORTING and part.state == Work.OFFERED
    ]:
        yield story.later(0.05, 1.5, when="duty")
        helper = story.handler(part)
        if helper is not None:
            story.do("accept", helper)
    yield story.later(0.1, 5, when="awake")
    by = story.handler()
    if by is None or matter.case.state != State.HANDLING:
        return
    story.do("act", by, step="contact", answers={"reached": "yes" if story.odds(0.88) else "no"})
    yield from _on_the_way(story, by)
    for _ in range(1 if story.odds(0.7) else 2):
        yield story.later(1, 26)
        story.do("act", by, step="visit", answers={"found": story.fitting("found")})
    yield from _finish(story, by)


def _finish(story: Story, by: Actor) -> Moments:
    """Answered and finished; now and then it drags on, and somebody above asks."""
    matter = story.matter
    if story.odds(0.07):
        story.pace *= 3.2  # it drags on
    if story.odds(0.008):
        yield story.later(24 * 15, 24 * 30)
    yield story.later(1, 30)
    if matter.case.late and story.odds(0.3):
        yield story.later(0.5, 20)
        watcher = story.somebody(story.chance.choice(("supervisor", "leader")))
        story.do("supervise", watcher, words=story.line("supervised"))
        yield story.later(1, 20)
    story.do("act", by, step="reply")
    for part in [
        part for part in matter.working() if part.part == Part.SUPPORTING and part.state == Work.ACCEPTED
    ]:
        helper = story.handler(part)
        if helper is not None:
            story.do("finish", helper, words=story.fitting("done"))
    yield story.later(0.02, 0.4, when="any")
    story.do("finish", by, words=story.fitting("done"))


def _on_the_way(story: Story, by: Actor) -> Moments:
    """What may come between: a note, more time, a pause, a raised voice."""
    if story.odds(0.10):
        yield story.later(0.5, 6)
        story.do("add_note", story.somebody("operator"), words=story.line("notes"))
    if story.odds(0.05):
        yield story.later(0.5, 6)
        story.do("add_note", by, words=story.line("notes_public"), public=True)
    if story.odds(0.04):
        yield from _extend(story, by)
    if story.odds(0.035):
        reason = story.chance.choice(_REASONS)
        yield story.later(0.5, 8)
        words = story.chance.choice(sentences()["suspensions"][reason])
        story.do("suspend", by, reason=reason, words=words)
        yield story.later(20, 90)
        story.do("resume", by, words=story.line("resumed"))
    if story.odds(0.006):
        yield story.later(1, 10)
        story.do("escalate", story.somebody("supervisor"), words=story.line("escalated"))


def _extend(story: Story, by: Actor) -> Moments:
    yield story.later(12, 60)
    running = [one for one in story.matter.clocks if one.rule == "handle" and one.stopped_at is None]
    if not running or running[0].extensions or story.at >= running[0].due_at:
        return
    value = story.chance.randint(2, 5)
    story.do("request_extension", by, clock="handle", value=value, words=story.line("extensions"))
    yield story.later(0.5, 8)
    if running[0].stopped_at is not None:
        return
    granted = story.odds(0.75)
    words = story.line("extensions_granted" if granted else "extensions_refused")
    story.do("decide_extension", story.somebody("supervisor"), granted=granted, words=words)


def _conclude(story: Story) -> Moments:
    """Called back; sent back or closed; rated; perhaps reopened. Leaves the case handling again when it goes on."""
    matter = story.matter
    yield story.later(1, 26, when="awake")
    role = story.chance.choices(("operator", "checker", "grid_worker"), (80, 12, 8))[0]
    returned = matter.case.reopened + sum(note.words in sentences()["sent_back"] for note in matter.notes)
    if role != "grid_worker" and story.odds(0.075 / (1 + returned)):
        story.do("send_back", story.somebody(role), words=story.line("sent_back"))
        return
    satisfied = story.chance.choices(("very", "fairly", "not"), (72, 20, 8))[0]
    reached = story.odds(0.9)
    answers = {"reached": "yes", "resolved": "yes", "satisfied": satisfied} if reached else {"reached": "no"}
    story.do("verify", story.somebody(role), answers=answers, words=story.line("verified"))
    yield story.later(0.05, 3, when="awake")
    outcome = "solved" if story.odds(0.84) else "explained"
    words = story.fitting("closed") if outcome == "solved" else story.line("explained")
    story.do("close", story.somebody("operator"), outcome=outcome, words=words)
    yield from _judge(story, satisfied)


def _judge(story: Story, satisfied: str) -> Moments:
    rates = {"portal": 0.5, "phone": 0.28}.get(story.matter.case.channel, 0.0)
    if not story.odds(rates):
        return
    by = reporter(token_hmac(story.matter.token))
    yield story.later(0.5, 60, when="awake")
    late = any(clock.late for clock in story.matter.clocks)
    worst = {"very": (1, 1, 5, 24, 69), "fairly": (3, 6, 26, 45, 20), "not": (34, 30, 26, 8, 2)}[satisfied]
    score = story.chance.choices((1, 2, 3, 4, 5), worst)[0]
    score = max(1, score - (late and story.odds(0.5)))
    words = story.chance.choice(sentences()["rated"][score])
    story.do("rate", by, score=score, words=words)
    if score <= 2 and story.odds(0.3) and story.matter.case.reopened == 0:
        yield story.later(5, 60, when="awake")
        if story.at <= (story.matter.case.closed_at or story.at) + timedelta(days=9):
            story.do("reopen", by, words=story.line("reopened"))


def merge_into(story: Story, earlier: Matter) -> Moments:
    """An operator sees that it is the same thing and merges it, while both are open; otherwise it goes its own way."""
    yield story.later(0.1, 3, when="awake")
    mergeable = (State.REPORTED, State.ROUTED, State.DISPATCHED, State.HANDLING)
    if story.matter.case.state in mergeable and State(earlier.case.state) in OPEN:
        story.bulk.sweep(earlier, story.at)
        by = story.somebody("operator")
        story.do("merge", by, into=earlier.case.id, words=story.line("duplicates"))
        return
    yield from live(story)
