"""What the people of the replay do with one case: the next verb its state asks for, by the account that may do it."""

import threading
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anlan.interop.errors import CallFailed, NoAnswer
from anlan.interop.replay.capability import PROMISE
from anlan.interop.replay.client import Session, Unanswered
from anlan.interop.replay.connections import Connections
from anlan.interop.replay.install import Installed
from anlan.interop.replay.rows import Row

MARK = " · "
# What a case has come to, in the order of work.
ORDER = ("", "reported", "routed", "dispatched", "handling", "handled", "verified", "closed")
OPENED, WORKED, CLOSED = "handling", "verified", "closed"
_CONFLICT = 409
_MOST_CONFLICTS = 5
_MOST_VAIN, _PAUSE = 120, 0.5
UNKNOWN = 0


@dataclass
class Standing:
    """What Anlan last said of one case. `number` 0: not reported yet; `version` UNKNOWN: read from an old journal."""

    number: int = 0
    state: str = ""
    lead: UUID | None = None
    version: int = 1

    def reached(self, state: str) -> bool:
        """Whether the case has come as far as `state`."""
        return ORDER.index(self.state) >= ORDER.index(state)


@dataclass
class Counts:
    """What the driver did, for the last line of the report."""

    calls: int = 0
    unanswered: int = 0


class Desks:
    """The signed-in people. `codes` maps a type to its category, `places` a request to its place."""

    def __init__(
        self,
        address: str,
        installed: Installed,
        *,
        capability: str,
        codes: dict[str, str],
        patience: float,
        stop: threading.Event,
    ) -> None:
        self._installed = installed
        self._capability = capability
        self._codes = codes
        self.counts = Counts()
        shared = Connections()
        self.sessions = {
            name: Session(address, desk, patience=patience, stop=stop, transport=shared)
            for name, desk in installed.desks.items()
        }

    def close(self) -> None:
        """Let go of every connection."""
        for session in self.sessions.values():
            session.close()

    def _body(self, row: Row, place: int) -> dict[str, Any]:
        outside: dict[str, str] = {"request": row.request}
        if row.due is not None:
            outside[PROMISE] = row.due.isoformat()
        return {
            "capability": self._capability,
            "category": self._codes[row.type],
            "channel": row.channel,
            "place": place,
            "words": f"{row.type}{MARK}{row.request}",
            "address": row.address,
            "outside": outside,
        }

    def report(self, row: Row, place: int) -> Standing:
        """Post the request at the clock's present time, under its own number as the key."""
        self.counts.calls += 1
        answer = self.sessions["operator"].report(self._body(row, place), row.request)
        if answer["repeated"]:
            return self.look(answer["number"])  # the receipt is as old as the case; work went on since
        return Standing(answer["number"], answer["state"], self._installed.units.get(row.routed))

    def send_again(self, row: Row, place: int) -> int:
        """Post the request once more: the number of its first case, 0 when Anlan took it as a new one."""
        self.counts.calls += 1
        answer = self.sessions["operator"].report(self._body(row, place), row.request)
        return int(answer["number"]) if answer["repeated"] else 0

    def look(self, number: int) -> Standing:
        """What Anlan says of a case now."""
        self.counts.calls += 1
        return _standing(self.sessions["operator"].get(f"/api/cases/{number}"))

    def next_verb(self, row: Row, standing: Standing) -> tuple[str, str, dict[str, Any]]:
        """Who does what next: (desk, verb, body). A case routed to another unit than the file's is routed by hand."""
        unit = self._installed.units[row.unit]
        state = standing.state
        if state == "routed" and standing.lead != unit:
            state = "reported"
        by_state: dict[str, tuple[str, str, dict[str, Any]]] = {
            "reported": ("operator", "route", {"unit": str(unit), "words": "The file names another unit."}),
            "routed": ("operator", "dispatch", {}),
            "dispatched": (row.unit, "accept", {}),
            "handling": (row.unit, "finish", {"words": "Done, as the file says."}),
            "handled": ("checker", "verify", {"words": "Checked on the papers."}),
            "verified": ("operator", "close", {"outcome": row.outcome, "words": f"Closed: {row.status}."}),
        }
        return by_state[state]

    def advance(self, row: Row, standing: Standing, to: str) -> Standing:
        """Do verb after verb until the case has come to `to`, each exactly once.

        Every verb names the version it was decided on. So after a call without an answer Anlan is asked how far the
        case is, and should the lost call be done only then, the second one is refused as a conflict.
        Raises `CallFailed`, `NoAnswer`.
        """
        if standing.version == UNKNOWN and not standing.reached(to):
            standing = self.look(standing.number)
        vain = 0
        while not standing.reached(to):
            before = standing.version
            standing = self._try(row, standing, vain)
            vain = vain + 1 if standing.version == before else 0
        return standing

    def _try(self, row: Row, standing: Standing, vain: int) -> Standing:
        """Send the next verb once; how the case stands afterwards. `vain`: how many attempts came to nothing."""
        desk, verb, body = self.next_verb(row, standing)
        session = self.sessions[desk]
        self.counts.calls += 1
        try:
            body["version"] = standing.version
            return _standing(session.once(f"/api/cases/{standing.number}/{verb}", body))
        except Unanswered as silence:
            self.counts.unanswered += 1
            if vain >= _MOST_VAIN:
                raise NoAnswer(seconds=round(vain * _PAUSE), reason=str(silence)) from silence
            session.pause(_PAUSE if vain else 0.0)
        except CallFailed as refusal:
            if refusal.params["status"] != _CONFLICT or vain >= _MOST_CONFLICTS:
                raise
        return self.look(standing.number)


def _standing(case: dict[str, Any]) -> Standing:
    lead = case["lead_unit"]
    return Standing(case["number"], case["state"], UUID(lead) if lead else None, case["version"])
