"""Ninety days of the demonstration, a day at a time, each by itself and the same wherever it is made."""

import heapq
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from anlan.cases.public import OPEN, Bulk, Matter, State
from anlan.config.demo.matters import Draft, drafts
from anlan.config.demo.receipts import token_of
from anlan.config.demo.rhythm import ZONE, dice
from anlan.config.demo.stories import Moments, Story, live, merge_into
from anlan.config.demo.world import World
from anlan.ledger.public import Moment

_MERGED = 0.6


class Contact(NamedTuple):
    """Somebody to be kept in the vault with an open matter."""

    case: UUID
    place: int
    by: str
    at: datetime
    name: str
    phone: str


@dataclass
class Made:
    """What a day gave: how many matters, the moments of their facts, and contacts of those still open."""

    matters: int
    moments: list[Moment]
    contacts: list[Contact]


class _Ids:
    """Ids like UUIDv7 (RFC 9562), but of the time a row tells of, and the same every time."""

    def __init__(self, chance: Random) -> None:
        self._draw = chance.getrandbits
        self._at: datetime | None = None
        self._stamp = 0

    def __call__(self, at: datetime) -> UUID:
        if at is not self._at:  # most rows come several to a moment
            self._at, self._stamp = at, int(at.timestamp() * 1000) << 80 | 0x7 << 76 | 0b10 << 62
        bits = self._draw(74)
        return UUID(int=self._stamp | (bits >> 62) << 64 | bits & (1 << 62) - 1)


def days_until(now: datetime, count: int) -> list[date]:
    """The last `count` local days, today included."""
    today = now.astimezone(ZONE).date()
    return [today - timedelta(days=back) for back in range(count - 1, -1, -1)]


def make_day(world: World, day: date, numbers: list[int], *, now: datetime, a_day: float) -> Made:
    """Report the matters of `day` and let them live until `now`, then write them."""
    ids = _Ids(dice("ids", day))
    bulk = Bulk(world.scheme, world.units, iter(numbers), id_at=ids, keepers=world.keepers, token_of=token_of)
    lived = _let_live(world, bulk, [draft for draft in drafts(world, day, a_day) if draft.at <= now], now)
    for _, matter in lived:
        bulk.sweep(matter, now)
    for _, matter in lived:
        for notice in matter.notices:  # what is older than two days was read the day it came
            if notice.at < now - timedelta(days=2):
                notice.read_at = notice.at + timedelta(hours=1)
    contacts = [
        made for draft, matter in lived if (made := _contact(draft, matter.case.state, matter)) is not None
    ]
    return Made(len(lived), bulk.save(), contacts)


def _contact(draft: Draft, state: str, matter: Matter) -> Contact | None:
    """A contact is kept while a matter is open; of one that ended it would have been erased by now."""
    if not draft.sent.contact or State(state) not in OPEN:
        return None
    return Contact(
        matter.case.id, matter.case.place_scope, draft.by.ref, draft.at, draft.sent.contact["name"],
        draft.sent.contact["phone"],
    )  # fmt: skip


def _let_live(world: World, bulk: Bulk, coming: list[Draft], now: datetime) -> list[tuple[Draft, Matter]]:
    """Everything of a day in order of time, so that one matter can be merged into another as it stands then."""
    begun: dict[str, Matter] = {}
    waiting: list[tuple[datetime, int, Moments, Matter]] = []
    lived: list[tuple[Draft, Matter]] = []
    queue = iter(sorted(coming, key=lambda draft: draft.at))
    ahead = next(queue, None)
    while ahead is not None or waiting:
        if ahead is not None and (not waiting or ahead.at <= waiting[0][0]):
            matter = bulk.report(
                ahead.sent, ahead.where, by=ahead.by, at=ahead.at, source="demo", key=ahead.key
            )
            begun[ahead.key] = matter
            lived.append((ahead, matter))
            story = Story.begin(world, bulk, matter, ahead)
            same = begun.get(ahead.again.key) if ahead.again else None
            tale = merge_into(story, same) if same and story.odds(_MERGED) else live(story)
            _go_on(waiting, tale, matter, len(lived), now)
            ahead = next(queue, None)
            continue
        moment, number, tale, matter = heapq.heappop(waiting)
        bulk.sweep(matter, moment)
        _go_on(waiting, tale, matter, number, now)
    return lived


def _go_on(
    waiting: list[tuple[datetime, int, Moments, Matter]],
    tale: Moments,
    matter: Matter,
    number: int,
    now: datetime,
) -> None:
    """Let a story make its move and say when the next one comes."""
    moment = next(tale, None)
    if moment is not None and moment <= now:
        heapq.heappush(waiting, (moment, number, tale, matter))
