"""The one lifecycle of every matter, as data. No I/O.

受理 reported → 分流 routed → 派遣 dispatched → 办理 handling → handled → 核查 verified → 结案 closed → 评价 rated,
with the exceptions 退回 returned, 挂起 suspended, 合并 merged, 重开 reopened. A capability adds steps inside 办理 only.
"""

from dataclasses import dataclass
from enum import StrEnum

from anlan.cases.errors import MoveForbidden


class State(StrEnum):
    """Where a case stands. The order is the order of work."""

    REPORTED = "reported"
    ROUTED = "routed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    HANDLED = "handled"
    VERIFIED = "verified"
    CLOSED = "closed"
    RATED = "rated"
    MERGED = "merged"


class Part(StrEnum):
    """Whether a unit leads (主办) or supports (协办)."""

    LEAD = "lead"
    SUPPORTING = "supporting"


class Work(StrEnum):
    """Where one unit's assignment stands."""

    OFFERED = "offered"
    OBJECTED = "objected"
    ACCEPTED = "accepted"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


S = State
OPEN = frozenset({S.REPORTED, S.ROUTED, S.DISPATCHED, S.HANDLING, S.SUSPENDED, S.HANDLED, S.VERIFIED})
ENDED = frozenset(S) - OPEN
WORKING = frozenset({S.DISPATCHED, S.HANDLING, S.SUSPENDED, S.HANDLED, S.VERIFIED})


@dataclass(frozen=True)
class Move:
    """What a verb does to the state: from any of `before` to `after` (None: it stays as it is)."""

    before: frozenset[State]
    after: State | None = None


MOVES: dict[str, Move] = {
    "triage": Move(frozenset({S.REPORTED, S.ROUTED}), S.REPORTED),
    "relocate": Move(frozenset(S)),
    "route": Move(frozenset({S.REPORTED, S.ROUTED}), S.ROUTED),
    "dispatch": Move(frozenset({S.ROUTED, S.DISPATCHED, S.HANDLING}), S.DISPATCHED),
    "accept": Move(frozenset({S.DISPATCHED, S.HANDLING}), S.HANDLING),
    "raise_objection": Move(frozenset({S.DISPATCHED, S.HANDLING})),
    "decide_objection": Move(frozenset({S.DISPATCHED, S.HANDLING})),
    "act": Move(frozenset({S.HANDLING})),
    "request_extension": Move(frozenset({S.DISPATCHED, S.HANDLING})),
    "decide_extension": Move(frozenset({S.DISPATCHED, S.HANDLING, S.SUSPENDED})),
    "suspend": Move(frozenset({S.HANDLING}), S.SUSPENDED),
    "resume": Move(frozenset({S.SUSPENDED}), S.HANDLING),
    "escalate": Move(OPEN),
    "supervise": Move(OPEN),
    "finish": Move(frozenset({S.HANDLING})),
    "verify": Move(frozenset({S.HANDLED}), S.VERIFIED),
    "send_back": Move(frozenset({S.HANDLED, S.VERIFIED}), S.HANDLING),
    "close": Move(frozenset({S.REPORTED, S.ROUTED, S.HANDLED, S.VERIFIED}), S.CLOSED),
    "rate": Move(frozenset({S.CLOSED}), S.RATED),
    "reopen": Move(frozenset({S.CLOSED, S.RATED})),
    "split": Move(frozenset({S.REPORTED, S.ROUTED, S.DISPATCHED, S.HANDLING})),
    "merge": Move(frozenset({S.REPORTED, S.ROUTED, S.DISPATCHED, S.HANDLING}), S.MERGED),
    "attach": Move(frozenset(S) - {S.MERGED}),
    "add_note": Move(frozenset(S) - {S.MERGED}),
    "promise_callback": Move(frozenset(S) - {S.MERGED}),
    "withdraw_note": Move(OPEN),  # afterwards it belongs to the file
    "migrate": Move(OPEN),
}


def allowed(state: State | str, verb: str) -> bool:
    """Whether `verb` may happen to a case in `state`."""
    return State(state) in MOVES[verb].before


def after(state: State | str, verb: str) -> State:
    """The state after `verb`. Raises `MoveForbidden`, which names both."""
    move = MOVES[verb]
    if State(state) not in move.before:
        raise MoveForbidden(verb=verb, state=str(State(state)))
    return move.after or State(state)


def verbs_from(state: State | str) -> list[str]:
    """The verbs the table allows in `state`, in the order of work."""
    return [verb for verb in MOVES if allowed(state, verb)]
