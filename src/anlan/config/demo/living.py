"""What the people of a demonstration do next with a matter: who, which verb, and its body."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from anlan.config.demo.ground import DISTRICT, Ground
from anlan.config.demo.people import login_of
from anlan.config.demo.words import fitting, line, sentences
from anlan.places.public import outside

STAYS = {
    "reported": 0.4, "routed": 0.4, "dispatched": 1.0, "handling": 3.0, "suspended": 20.0, "handled": 5.0,
    "verified": 1.0, "closed": 5.0, "rated": 3.0,
}  # fmt: skip
"""How many hours a matter waits for its next move in each state, on average; being handled takes four moves."""
# Which share of matters goes which way. Hotlines report 5 to 8 of a hundred orders disputed, 6 to 10 called back in
# vain and handled again, every second or third rated, and a few reopened.
_OBJECT, _SEND_BACK, _RATE, _REOPEN, _MORE_TIME = 0.07, 0.09, 0.42, 0.03, 0.03
_CATEGORIES = ("property", "parking", "noise", "rubbish", "lighting", "food", "fire", "other")
_REASONS = ("weather", "appraisal", "caller_away")


@dataclass
class Known:
    """A matter as it is followed. `token`: its reporter's, "" where nobody knows it; `same_as`: told of before."""

    number: int
    id: str
    state: str
    words: str = ""
    token: str = ""
    same_as: str = ""
    objected: bool = False
    asked: bool = False
    paused: bool = False
    returned: int = 0
    score: int = 0
    refusals: int = 0
    seen: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One call: `who` signs in, "" for the reporter with the token."""

    who: str
    verb: str
    body: dict[str, Any]


class Staff:
    """Who does what. `units`: code by id, as the server lists them."""

    def __init__(self, land: Ground, units: dict[str, str], chance: Random) -> None:
        self._units, self._chance = units, chance
        self._streets = {street.code // 10**6: number for number, street in enumerate(land.streets, start=1)}
        self._ids = {code: unit for unit, code in units.items()}

    def handler(self, unit: str) -> str:
        """Who works for a unit; "" for one that nobody logs in for."""
        return login_of(self._units.get(unit, ""))

    def street_office(self, place: int) -> str:
        """The id of the street office over a place, "" where there is none."""
        number = self._streets.get(place // 10**6, 0)
        return self._ids.get(f"street{number:02d}.office", "")

    def operator(self, place: int) -> str:
        """Somebody of the centre, or of the street's own desk."""
        number = self._streets.get(place // 10**6, 0)
        return f"operator{number:02d}" if number and self._chance.random() < 0.7 else "operator"

    def grid_worker(self, place: int) -> str:
        """The grid worker of the street."""
        return f"grid{self._streets[place // 10**6]:02d}"

    def next(self, known: Known, seen: dict[str, Any]) -> Step | None:
        """The next step of a matter as the server shows it; None when nobody has anything to do any more."""
        known.seen = seen
        chosen = getattr(self, f"_{seen['state']}", None)
        step: Step | None = chosen(known) if chosen else None
        return step

    def _line(self, kind: str) -> str:
        return line(kind, self._chance)

    def _odds(self, share: float) -> bool:
        return self._chance.random() < share

    def _reported(self, known: Known) -> Step:
        operator = self.operator(known.seen["place"])
        if known.seen["category"] or self._odds(0.12):
            return Step(operator, "close", {"outcome": "not_ours", "words": self._line(_why(known))})
        return Step(operator, "triage", {"category": self._chance.choice(_CATEGORIES)})

    def _routed(self, known: Known) -> Step:
        operator, office = self.operator(known.seen["place"]), self.street_office(known.seen["place"])
        if known.seen["lead_unit"]:
            return Step(operator, "dispatch", {})
        if office:
            return Step(operator, "route", {"unit": office, "words": self._line("chosen")})
        return Step(operator, "close", {"outcome": "not_ours", "words": self._line(_why(known))})

    def _dispatched(self, known: Known) -> Step | None:
        operator = self.operator(known.seen["place"])
        if known.same_as:
            return Step(operator, "merge", {"into": known.same_as, "words": self._line("duplicates")})
        lead = _part(known.seen, "lead")
        if lead is None:
            return None
        if lead["state"] == "objected":
            upheld = self._odds(0.55)
            words = self._line("objections_upheld" if upheld else "objections_refused")
            return Step(operator, "decide_objection", {"upheld": upheld, "words": words})
        handler = self.handler(lead["unit"])
        # A unit objects within hours of having got it; what is late already it takes.
        if not known.objected and not known.seen["late"] and self._odds(_OBJECT):
            return Step(handler, "raise_objection", {"words": self._line("objections")})
        return Step(handler, "accept", {"words": self._line("accepted")})

    def _handling(self, known: Known) -> Step | None:
        lead, helper = _part(known.seen, "lead"), _part(known.seen, "supporting", "offered")
        if lead is None:
            return None
        if helper is not None:
            return Step(self.handler(helper["unit"]), "accept", {})
        handler = self.handler(lead["unit"])
        if known.asked:
            return self._decide()
        if known.seen["late"] and not known.seen["supervised"] and self._odds(0.15):
            watcher = self._chance.choice(("supervisor", "leader"))
            return Step(watcher, "supervise", {"words": self._line("supervised")})
        if not lead["step"]:
            return Step(
                handler,
                "act",
                {"step": "contact", "answers": {"reached": "yes" if self._odds(0.88) else "no"}},
            )
        return self._on_the_way(known, handler) or self._work(known, lead["step"], handler)

    def _decide(self) -> Step:
        granted = self._odds(0.75)
        words = self._line("extensions_granted" if granted else "extensions_refused")
        return Step("supervisor", "decide_extension", {"granted": granted, "words": words})

    def _on_the_way(self, known: Known, handler: str) -> Step | None:
        roll = self._chance.random()
        if roll < 0.05:
            return Step(self.operator(known.seen["place"]), "add_note", {"words": self._line("notes")})
        if roll < 0.07 and not known.paused:
            reason = self._chance.choice(_REASONS)
            words = self._chance.choice(sentences()["suspensions"][reason])
            return Step(handler, "suspend", {"reason": reason, "words": words})
        if roll < 0.07 + _MORE_TIME and not known.seen["late"] and not known.seen["reopened"]:
            value = self._chance.randint(2, 5)
            body = {"clock": "handle", "value": value, "words": self._line("extensions")}
            return Step(handler, "request_extension", body)
        return None

    def _work(self, known: Known, step: str, handler: str) -> Step:
        def words(stage: str) -> str:
            return fitting(known.seen["category"], stage, known.seen["words"], self._chance)

        if step == "contact" or (step == "visit" and self._odds(0.25)):
            return Step(handler, "act", {"step": "visit", "answers": {"found": words("found")}})
        if step == "visit":
            return Step(handler, "act", {"step": "reply"})
        helper = _part(known.seen, "supporting", "accepted")
        if helper is not None and self.handler(helper["unit"]):
            return Step(self.handler(helper["unit"]), "finish", {"words": words("done")})
        return Step(handler, "finish", {"words": words("done")})

    def _suspended(self, known: Known) -> Step | None:
        lead = _part(known.seen, "lead")
        return Step(self.handler(lead["unit"]), "resume", {"words": self._line("resumed")}) if lead else None

    def _handled(self, known: Known) -> Step:
        who = "checker" if self._odds(0.15) else self.operator(known.seen["place"])
        if self._odds(_SEND_BACK / (1 + known.returned)):
            return Step(who, "send_back", {"words": self._line("sent_back")})
        satisfied = self._chance.choices(("very", "fairly", "not"), (72, 20, 8))[0]
        answers = {"reached": "yes", "resolved": "yes", "satisfied": satisfied}
        return Step(
            who,
            "verify",
            {"answers": answers if self._odds(0.9) else {"reached": "no"}, "words": self._line("verified")},
        )

    def _verified(self, known: Known) -> Step:
        solved = self._odds(0.84)
        words = (
            fitting(known.seen["category"], "closed", known.seen["words"], self._chance)
            if solved
            else self._line("explained")
        )
        body = {"outcome": "solved" if solved else "explained", "words": words}
        return Step(self.operator(known.seen["place"]), "close", body)

    def _closed(self, known: Known) -> Step | None:
        if not known.token:
            return None
        if not known.seen["reopened"] and self._odds(_REOPEN):
            return Step("", "reopen", {"words": self._line("reopened")})
        if not self._odds(_RATE):
            return None
        score = self._chance.choices((1, 2, 3, 4, 5), (4, 4, 9, 25, 58))[0]
        return Step("", "rate", {"score": score, "words": self._chance.choice(sentences()["rated"][score])})

    def _rated(self, known: Known) -> Step | None:
        if not known.token or known.seen["reopened"] or known.score > 2 or self._odds(0.5):
            return None
        return Step("", "reopen", {"words": self._line("reopened")})


def _why(known: Known) -> str:
    """Why nobody here takes it: it lies in the next district, or is nothing for a district."""
    return "elsewhere" if known.seen["place"] == outside(DISTRICT) else "not_ours"


def _part(seen: dict[str, Any], part: str, state: str = "") -> dict[str, Any] | None:
    """The lead that stands, or a supporting part in a state."""
    for one in seen["parts"]:
        wanted = one["state"] == state if state else one["state"] != "withdrawn"
        if one["part"] == part and wanted:
            found: dict[str, Any] = one
            return found
    return None
