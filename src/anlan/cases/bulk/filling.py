"""The bulk itself: cases are opened in it, moved, and written."""

import hashlib
import json.encoder
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from anlan.access.public import Actor, KeeperBook, reporter, service, token_hmac
from anlan.cases.bulk.bare import bare
from anlan.cases.bulk.consequences import Consequences
from anlan.cases.bulk.ends import ENDING, merge
from anlan.cases.bulk.matter import Makings, Matter
from anlan.cases.bulk.moves import WORKING
from anlan.cases.bulk.tables import write, write_keys
from anlan.cases.bulk.timing import happened
from anlan.cases.hold import LONGEST_WORDS
from anlan.cases.lifecycle import MOVES, State, after
from anlan.cases.models import Case, CaseText, Intake
from anlan.cases.opening.intake import REPORTED, Reported
from anlan.cases.opening.receipts import Receipt
from anlan.cases.opening.whereabouts import Whereabouts
from anlan.cases.routing.book import Owners, UnitBook
from anlan.cases.scheme.answers import checked
from anlan.cases.scheme.section import CASES
from anlan.cases.words import index_terms
from anlan.kit.canonical import canonical
from anlan.kit.ids import new_id, new_token
from anlan.kit.sealing import seal
from anlan.kit.words import clean
from anlan.ledger.public import BulkFacts, Moment
from anlan.schemes.public import Scheme

_MINUTE = timedelta(minutes=1)
_quoted = json.encoder.encode_basestring


@dataclass(frozen=True)
class Sent:
    """One report as it was sent: the fields of the verb `report`, with `crs` WGS84 and without photographs."""

    words: str
    category: str = ""
    channel: str = "portal"
    lon: float | None = None
    lat: float | None = None
    place: int | None = None
    premises: UUID | None = None
    address: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)
    outside: dict[str, Any] = field(default_factory=dict)

    def digest(self, capability: str) -> bytes:
        """What the verb remembers of a report, to know it again."""
        answers, contact, outside = (
            canonical(told).decode() if told else "{}" for told in (self.answers, self.contact, self.outside)
        )
        lon, lat, place = ("null" if told is None else told for told in (self.lon, self.lat, self.place))
        # `canonical` of it all, put together by hand as a fact is: several times quicker.
        told = (
            f'{{"address":{_quoted(self.address)},"answers":{answers},"capability":"{capability}",'
            f'"category":{_quoted(self.category)},"channel":{_quoted(self.channel)},"contact":{contact},"crs":"WGS84",'
            f'"lat":{lat},"lon":{lon},"outside":{outside},"photos":[],"place":{place},'
            f'"premises":{_quoted(str(self.premises)) if self.premises else "null"},"said_at":null,'
            f'"words":{_quoted(self.words)}}}'
        )
        return hashlib.sha256(told.encode()).digest()


class Bulk:
    """Cases of one capability. `numbers` yields their numbers in the order they are reported (see `draw_numbers`).

    Their facts are of `batch`, so that they can be taken back whole. `lag` is how long after a fact its consequences
    come. `token_of` gives the secret of a number's reporter. `keepers` is shared by bulks of one run, so that grants
    are read once.
    """

    def __init__(
        self,
        scheme: Scheme,
        units: UnitBook,
        numbers: Iterator[int],
        *,
        id_at: Callable[[datetime], UUID] = lambda _: new_id(),
        lag: timedelta = timedelta(seconds=1),
        keepers: KeeperBook | None = None,
        token_of: Callable[[int], str] = lambda _: new_token(),
        batch: UUID | None = None,
    ) -> None:
        self.scheme, self.section, self._token_of = scheme, scheme.section(CASES), token_of
        facts = BulkFacts(id_at=id_at, batch=batch)
        self.makings = Makings(facts, units, Owners(self.section, units), id_at)
        self.matters: dict[UUID, Matter] = {}
        self._numbers, self._lag = numbers, lag
        self._consequences = Consequences(scheme, units, keepers or KeeperBook())

    def report(
        self, sent: Sent, where: Whereabouts, *, by: Actor, at: datetime, source: str, key: str
    ) -> Matter:
        """Open a case. `where` is what `find` answers for the report. A contact is for the caller to keep."""
        number = next(self._numbers)
        token = self._token_of(number)
        mark = token_hmac(token)
        words = clean(sent.words, field="words", longest=LONGEST_WORDS, required=True)
        case = bare(
            Case, id=self.makings.id_at(at), number=number, state=State.REPORTED.value,
            capability=self.scheme.name, scheme=self.scheme.hash, category=sent.category, channel=sent.channel,
            reported_at=at, changed_at=at, changed_by=by.ref, token_hash=bytes.fromhex(mark),
            reporter=by.ref if by.is_known and sent.channel == "portal" else reporter(mark).ref, **where.columns(),
        )  # fmt: skip
        text = bare(
            CaseText, case_id=case.id, words=words, address=sent.address,
            answers=checked(self.section.form, sent.answers), source=sent.outside,
            terms=index_terms(f"{words} {sent.address}"),
        )  # fmt: skip
        intake = bare(
            Intake, source=source, key=key, digest=sent.digest(self.scheme.name), case=case.id, at=at
        )
        matter = Matter(self.makings, self.section, case, text, intake, token)
        clause = self._route(case, where, at)
        self._open(matter, clause, by=by, at=at)
        self.matters[case.id] = matter
        self._consequences.follow(matter, at + self._lag)
        return matter

    def _route(self, case: Case, where: Whereabouts, at: datetime) -> int:
        if not case.category:
            return 0
        found = self.makings.owners.of(case.category, case.place_scope, where.premises_kind, at)
        if found is None or found.unit is None:
            return 0
        case.lead_unit, case.lead_role = found.unit.id, found.role
        case.supporting_roles, case.state = list(found.supporting), State.ROUTED.value
        return found.clause

    def _open(self, matter: Matter, clause: int, *, by: Actor, at: datetime) -> None:
        case = matter.case
        payload = Reported(
            number=case.number, scheme=case.scheme, category=case.category, channel=case.channel,
            place=case.place_reported, premises=case.premises, unit=case.lead_unit, clause=clause,
            split_from=None, photos=(),
        )  # fmt: skip
        fact = matter.record(REPORTED, by=by.ref, at=at, payload=payload)
        case.receipt = fact.hash
        happened(matter, "reported", at=at, promised=matter.text.source)
        if case.state == State.ROUTED:
            happened(matter, "routed", at=at)
        receipt = Receipt(
            case=case.id, number=case.number, token=matter.token, hash=fact.hash, state=case.state,
            place=case.place_reported, reported_at=at.isoformat(),
        )  # fmt: skip
        matter.intake.sealed_answer = seal("cases.intake", _canonical(receipt))

    def do(self, matter: Matter, verb: str, *, by: Actor, at: datetime, **given: Any) -> None:
        """Move a matter by `verb`, with the verb's own arguments. Raises `MoveForbidden`, `KeyError` (not in bulk)."""
        if matter.case.state not in MOVES[verb].before:
            after(matter.case.state, verb)  # says why not
        if verb == "merge":
            target = self.matters[given.pop("into")]
            merge(matter, target, by=by, at=at, **given)
            self._consequences.follow(target, at + self._lag)
        else:
            (WORKING.get(verb) or ENDING[verb])(matter, by=by, at=at, **given)
        self._consequences.follow(matter, at + self._lag)

    def sweep(self, matter: Matter, until: datetime) -> None:
        """What the minute's sweep would have done until then: each look of each clock once, at the next full minute."""
        while due := min(filter(None, (clock.next_look for clock in matter.clocks)), default=None):
            at = _next_minute(due)
            if at > until:
                return
            clock = next(one for one in matter.clocks if one.next_look == due)
            self.do(matter, "escalate", by=service("sweeper"), at=at, clock=clock.id)

    @transaction.atomic
    def save(self) -> list[Moment]:
        """Write everything and forget it; the facts still need their positions (`ledger.give_positions`)."""
        moments = self.save_rows()
        self.save_keys()
        return moments

    @transaction.atomic
    def save_rows(self) -> list[Moment]:
        """Write everything but the keys, so that nobody who writes the same keys has to wait yet."""
        write(list(self.matters.values()))
        return self.makings.facts.save()

    @transaction.atomic
    def save_keys(self) -> None:
        """Write the keys of what `save_rows` wrote, and forget it all. Raises `IntegrityError` when one is there."""
        matters, self.matters = list(self.matters.values()), {}
        write_keys(matters)


def _canonical(receipt: Receipt) -> bytes:
    """`canonical` of a new receipt, by hand."""
    return (
        f'{{"case":"{receipt.case}","hash":"{receipt.hash}","number":{receipt.number},"place":{receipt.place},'
        f'"repeated":false,"reported_at":"{receipt.reported_at}","state":"{receipt.state}","token":"{receipt.token}"}}'
    ).encode()


def _next_minute(moment: datetime) -> datetime:
    floor = moment.replace(second=0, microsecond=0)
    return floor if floor == moment else floor + _MINUTE


def draw_numbers(count: int) -> list[int]:
    """The next `count` case numbers, drawn from the sequence at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number') FROM generate_series(1, %s)", [count])
        return [int(row[0]) for row in cursor.fetchall()]
