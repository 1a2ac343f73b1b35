"""For every verb but `report`: who may do it, from which state it is tried, and with what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.fixtures.gallery import UNIT, Gallery

from anlan.cases.models import Assignment, Attachment, Case, CaseText, Clock, Joined, Note, Request
from anlan.cases.public import StoredPhoto
from anlan.cases.verbs import VERBS
from anlan.ledger.models import FactRow
from anlan.ledger.public import history

PHOTO = StoredPhoto(sha256="ab" * 32, thumbnail="cd" * 32, width=64, height=48)
VERIFIED = {"reached": "yes", "resolved": "yes", "satisfied": "very"}
# One of every way to see cases: by place, by unit, by having reported one, and not at all.
READERS = (
    "operator",
    "handler",
    "grid_worker",
    "checker",
    "leader",
    "resident",
    "auditor",
    "reporter:handling",
)
Given = dict[str, Any]


@dataclass(frozen=True)
class Move:
    """How a verb is done: by whom (`roles` are all who may), from which state, with what."""

    roles: frozenset[str]
    state: str
    given: Callable[[Gallery], Given] = lambda _: {}
    first: Callable[[Gallery], object] = lambda _: None

    def actor(self, gallery: Gallery) -> Any:
        """The first of those who may."""
        role = sorted(self.roles)[0]
        return gallery.actor(f"reporter:{self.state}" if role == "reporter" else role)


def _roles(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _objection(gallery: Gallery) -> object:
    return do(gallery, "raise_objection")


def _extension(gallery: Gallery) -> object:
    return do(gallery, "request_extension")


def given(**fixed: Any) -> Callable[[Gallery], Given]:
    """The same arguments whatever the gallery."""
    return lambda _: dict(fixed)


def newest_note(gallery: Gallery) -> UUID:
    """The fact of the newest note of the case that is being handled; of none at all where there is no note."""
    notes = [fact.id for fact in history(gallery.cases["handling"]) if fact.kind == "cases.add_note"]
    return notes[-1] if notes else UUID(int=0)


# Written down a second time on purpose: a change of access/roles.py has to be meant here as well.
MOVES: dict[str, Move] = {
    "triage": Move(_roles("operator"), "reported", given(category="noise")),
    "relocate": Move(
        _roles("operator"), "routed", lambda gallery: {"place": gallery.town.grid + 1, "words": "电话问清"}
    ),
    "route": Move(_roles("operator supervisor"), "routed"),
    "dispatch": Move(_roles("operator supervisor"), "routed"),
    "accept": Move(_roles("handler"), "dispatched"),
    "raise_objection": Move(_roles("handler"), "dispatched", given(words="不属于本单位")),
    "decide_objection": Move(
        _roles("operator supervisor"), "dispatched", given(upheld=True, words="同意"), _objection
    ),
    "act": Move(_roles("handler"), "handling", given(step="contact", answers={"reached": "yes"})),
    "request_extension": Move(_roles("handler"), "handling", given(clock="handle", value=2, words="备料")),
    "decide_extension": Move(_roles("supervisor"), "handling", given(granted=True, words="同意"), _extension),
    "suspend": Move(_roles("operator handler"), "handling", given(reason="weather", words="暴雨")),
    "resume": Move(_roles("operator handler"), "suspended"),
    "escalate": Move(_roles("supervisor"), "handling", given(words="影响较大")),
    "supervise": Move(_roles("leader supervisor"), "handling", given(words="三日内报进展")),
    "finish": Move(
        _roles("handler"), "handling", given(words="已挪车"),
        lambda gallery: [do(gallery, "act"), do(gallery, "act", step="reply", answers={})],
    ),
    "verify": Move(_roles("checker grid_worker operator"), "handled", given(answers=VERIFIED)),
    "send_back": Move(_roles("checker operator supervisor"), "handled", given(words="车还在")),
    "close": Move(_roles("operator"), "verified", given(outcome="solved", words="已恢复")),
    "rate": Move(_roles("reporter"), "closed", given(score=4)),
    "reopen": Move(_roles("operator reporter supervisor"), "closed", given(words="又停回来了")),
    "split": Move(_roles("operator"), "handling", given(parts=[{"words": "路灯不亮", "category": "lighting"}])),
    "merge": Move(_roles("operator"), "handling", lambda gallery: {"into": gallery.cases["other"]}),
    "attach": Move(_roles("checker grid_worker handler operator reporter"), "handling", given(photos=(PHOTO,))),
    "add_note": Move(
        _roles("checker grid_worker handler leader operator supervisor"), "handling", given(words="明日到场")
    ),
    "withdraw_note": Move(
        _roles("checker grid_worker handler leader operator supervisor"), "handling",
        lambda gallery: {"note": newest_note(gallery)}, lambda gallery: do(gallery, "add_note"),
    ),
    "promise_callback": Move(_roles("operator"), "handling"),
    "migrate": Move(_roles("system_admin"), "handling"),
}  # fmt: skip


def ready(gallery: Gallery, verb: str) -> UUID:
    """The case on which `verb` can be done now."""
    move = MOVES[verb]
    move.first(gallery)
    return gallery.cases[move.state]


def do(gallery: Gallery, verb: str, **changed: Any) -> Any:
    """Do `verb` as `MOVES` says, with some arguments changed (`by`, `case`, `at` and its own)."""
    move = MOVES[verb]
    call = {
        "by": changed.pop("by", None) or move.actor(gallery),
        "at": changed.pop("at", gallery.town.at),
        "case": changed.pop("case", gallery.cases[move.state]),
        **move.given(gallery),
        **changed,
    }
    return VERBS[verb](**call)


def squad(gallery: Gallery) -> UUID:
    """The id of the first street's squad, which leads every case of the gallery."""
    return UUID(str(gallery.town.units[UNIT].id))


def last(case: UUID) -> Any:
    """The newest fact of a case."""
    return history(case)[-1]


def everything() -> dict[str, list[Any]]:
    """Every row of every table of the room: what a refusal must leave as it was."""
    models = (Case, CaseText, Assignment, Clock, Note, Attachment, Request, Joined)
    return {
        "facts": [(FactRow.objects.count(),)],
        **{model.__name__: sorted(map(_comparable, model.objects.values_list())) for model in models},
    }


def _comparable(row: tuple[Any, ...]) -> str:
    return repr([bytes(value) if isinstance(value, memoryview) else value for value in row])
