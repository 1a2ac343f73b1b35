"""What follows from a fact by itself: a set category is routed, a routed case dispatched, people are told."""

from datetime import datetime

from anlan.access.public import service
from anlan.cases.bulk.bare import bare
from anlan.cases.bulk.matter import Matter
from anlan.cases.bulk.moves import dispatch, route
from anlan.cases.lifecycle import Part, State
from anlan.cases.section import CASES
from anlan.ledger.public import Recorded
from anlan.notices.public import NOTICES, TOLD, Notice, Told
from anlan.schemes.public import Scheme

_LED = {"lead_unit": Part.LEAD, "supporting_units": Part.SUPPORTING}


class Consequences:
    """The reactions of the cases and notices rooms, for cases in memory."""

    def __init__(self, scheme: Scheme) -> None:
        self._automatic = scheme.section(CASES).dispatch == "automatic"
        self._messages = scheme.section(NOTICES).messages if scheme.has(NOTICES.name) else ()
        self._told = frozenset(message.on for message in self._messages)
        self._intake, self._teller = service("intake"), service("notices")

    def follow(self, matter: Matter, at: datetime) -> None:
        """Let every fact that is fresh have its consequences, and those theirs."""
        while matter.fresh:
            now, matter.fresh = matter.fresh, []
            for kind, _, _ in now:
                self._move(matter, kind, at)
            for kind, fact, by in now:
                if kind in self._told:
                    self._tell(matter, kind, fact, by, at)

    def _move(self, matter: Matter, kind: str, at: datetime) -> None:
        case = matter.case
        if kind == "cases.triage" and case.state == State.REPORTED and case.category:
            route(matter, by=self._intake, at=at)
        routed = kind in ("cases.report", "cases.route") and case.state == State.ROUTED
        if routed and self._automatic and case.lead_unit is not None:
            dispatch(matter, by=self._intake, at=at)

    def _tell(self, matter: Matter, kind: str, fact: Recorded, by: str, at: datetime) -> None:
        case, told = matter.case, list[Notice]()
        for message in self._messages:
            if message.on != kind:
                continue
            zh, en = (text.format(number=str(case.number)) for text in (message.text.zh, message.text.en))
            refs = dict.fromkeys(ref for name in message.to for ref in _recipients(matter, name))
            told += [
                bare(
                    Notice, id=matter.new_id(at), fact=fact.id, subject=case.id, recipient=ref,
                    capability=case.capability, zh=zh, en=en, at=at,
                )
                for ref in refs
                if ref != by
            ]  # fmt: skip
        if not told:
            return
        known = {(notice.fact, notice.recipient) for notice in matter.notices}
        matter.notices += [notice for notice in told if (notice.fact, notice.recipient) not in known]
        matter.record(TOLD, by=self._teller.ref, at=at, payload=Told(fact.id, len(told)))


def _recipients(matter: Matter, audience: str) -> list[str]:
    if audience == "reporter":
        return [matter.case.reporter]
    return [f"unit:{part.unit}" for part in matter.working() if part.part == _LED[audience]]
