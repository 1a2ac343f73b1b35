"""What follows from a fact by itself: a set category is routed, a routed case dispatched, people are told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from anlan.access.public import KeeperBook, service
from anlan.cases.bulk.bare import bare
from anlan.cases.bulk.matter import Matter
from anlan.cases.bulk.moves import dispatch, route
from anlan.cases.lifecycle import Part, State
from anlan.cases.routing.book import UnitBook
from anlan.cases.scheme.section import CASES
from anlan.cases.telling.audiences import ANSWERS_FOR_A_UNIT, OVER_THE_PLACE
from anlan.ledger.public import Recorded
from anlan.notices.public import NOTICES, TOLD, Message, Notice, Told
from anlan.schemes.public import Scheme

_LED = {"lead_unit": Part.LEAD, "supporting_units": Part.SUPPORTING}


class Consequences:
    """The reactions of the cases and notices rooms, for cases in memory."""

    def __init__(self, scheme: Scheme, units: UnitBook, keepers: KeeperBook) -> None:
        self._automatic = scheme.section(CASES).dispatch == "automatic"
        self._messages = scheme.section(NOTICES).messages if scheme.has(NOTICES.name) else ()
        self._told = frozenset(message.on for message in self._messages)
        self._intake, self._teller = service("intake"), service("notices")
        self._units, self._keepers = units, keepers

    def follow(self, matter: Matter, at: datetime) -> None:
        """Let every fact that is fresh have its consequences, and those theirs."""
        while matter.fresh:
            now, matter.fresh = matter.fresh, []
            for kind, _, _, _ in now:
                self._move(matter, kind, at)
            for kind, fact, by, payload in now:
                if kind in self._told:
                    self._tell(matter, fact, by, at, self._fitting(kind, payload))

    def _move(self, matter: Matter, kind: str, at: datetime) -> None:
        case = matter.case
        if kind == "cases.triage" and case.state == State.REPORTED and case.category:
            route(matter, by=self._intake, at=at)
        routed = kind in ("cases.report", "cases.route") and case.state == State.ROUTED
        if routed and self._automatic and case.lead_unit is not None:
            dispatch(matter, by=self._intake, at=at)

    def _fitting(self, kind: str, payload: Any) -> list[Message]:
        """What is told later would be told now, long after: history has no reminders."""
        now = [message for message in self._messages if message.on == kind and not message.after]
        values = vars(payload)  # as it is: a copy of it all would cost a tenth of a whole history
        return [message for message in now if message.when is None or message.when.holds(values)]

    def _tell(self, matter: Matter, fact: Recorded, by: str, at: datetime, messages: list[Message]) -> None:
        case, told = matter.case, dict[str, Notice]()
        for message in messages:
            zh, en = (text.format(number=str(case.number)) for text in (message.text.zh, message.text.en))
            for name, ref in self._told_by(message, matter, at):
                if ref == by or ref in told:
                    continue
                told[ref] = bare(
                    Notice, id=matter.new_id(at), fact=fact.id, subject=case.id, recipient=ref, audience=name,
                    capability=case.capability, kind=message.on, urgency=message.urgency,
                    channels=list(message.channels), zh=zh, en=en, at=at,
                )  # fmt: skip
        if not told:
            return
        matter.notices += told.values()
        matter.record(TOLD, by=self._teller.ref, at=at, payload=Told(fact.id, len(told)))

    def _told_by(self, message: Message, matter: Matter, at: datetime) -> list[tuple[str, str]]:
        return [(name, ref) for name in message.to for ref in self._recipients(matter, name, at)]

    def _recipients(self, matter: Matter, audience: str, at: datetime) -> list[str]:
        case = matter.case
        if audience == "reporter":
            return [case.reporter]
        if audience in OVER_THE_PLACE:
            roles = OVER_THE_PLACE[audience]
            return self._keepers.over(roles, place=case.place_scope, at=at, capability=case.capability)
        if audience == "unit_supervisors":
            leading = [part.unit for part in matter.working() if part.part == Part.LEAD]
            return [ref for unit in leading for ref in self._of_unit(unit, case.capability, at)]
        return [f"unit:{part.unit}" for part in matter.working() if part.part == _LED[audience]]

    def _of_unit(self, unit: UUID, capability: str, at: datetime) -> list[str]:
        place = self._units.by_id[unit].place_id
        return self._keepers.over(ANSWERS_FOR_A_UNIT, place=place, at=at, capability=capability)
