"""Everything the tables and the ledger say about a case, so that two of them can be compared."""

import re
from typing import Any

from anlan.cases.models import Assignment, Case, CaseText, Clock, Intake, Note, Request
from anlan.ledger.public import history
from anlan.notices.public import Notice

SECRET = {"token_hash", "receipt", "sealed_answer", "number", "source", "reporter"}
IDS = {"id", "case", "fact", "subject", "lead_unit", "unit"}
WHEN = ("started_at", "offered_at", "asked_at")


class Plain:
    """Ids and secrets become names in the order they appear."""

    def __init__(self, case, other, units):
        row = Case.objects.get(pk=case)
        self.number = str(row.number)
        self.names = {str(case): "#0", str(other): "#1"}
        self.names |= {str(unit): f"unit {number}" for number, unit in enumerate(units)}
        self.secrets = {
            row.reporter: "the reporter",
            f"reporter:{bytes(row.token_hash).hex()}": "the reporter",
        }

    def id(self, value):
        return self.names.setdefault(str(value), f"#{len(self.names)}") if value is not None else None

    def column(self, name, value):
        if name in SECRET:
            return len(bytes(value)) if isinstance(value, bytes | memoryview) else len(str(value))
        if name.endswith("_id") or name in IDS:
            return self.id(value)
        if isinstance(value, memoryview):
            return bytes(value)
        return self.secrets.get(value, value) if isinstance(value, str) else value

    def words(self, text):
        return text.replace(self.number, "N")

    def payload(self, fact):
        known = {key: value for key, value in fact.payload.items() if key != "number"}
        return {
            key: "a fact" if key == "fact" else self.names.get(str(value), value)
            for key, value in known.items()
        }


def _order(row):
    moments = (getattr(row, name, None) for name in WHEN)
    return str(next(filter(None, moments), "")), getattr(row, "rule", ""), str(getattr(row, "id", ""))


def _rows(plain, model, **which):
    names = [field.attname for field in model._meta.concrete_fields if field.column]
    found = sorted(model.objects.filter(**which), key=_order)
    return [{name: plain.column(name, getattr(row, name)) for name in names} for row in found]


def told(cases, units):
    """Rows and facts of the first of `cases`, with ids named by their order; the other and `units` are named."""
    case, other = cases
    plain = Plain(case, other, units)
    facts = history(case)
    seq = {fact.id: fact.seq for fact in facts}
    return {
        "facts": [
            (fact.seq, fact.kind, plain.secrets.get(fact.actor, fact.actor), fact.at, fact.place, fact.capability,
             plain.payload(fact))
            for fact in facts
        ],
        "case": _rows(plain, Case, pk=case),
        "text": [_without_numbers(row) for row in _rows(plain, CaseText, case=case)],
        "intake": _rows(plain, Intake, case=case),
        "parts": _rows(plain, Assignment, case=case),
        "clocks": _rows(plain, Clock, case=case),
        "requests": _rows(plain, Request, case=case),
        "notes": sorted(
            (seq[note.fact], note.words, note.answers, note.public) for note in Note.objects.filter(case=case)
        ),
        "notices": sorted(
            (seq[one.fact], plain.secrets.get(one.recipient, one.recipient), plain.words(one.zh), plain.words(one.en),
             one.at)
            for one in Notice.objects.filter(subject=case)
        ),
    }  # fmt: skip


def _without_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """Without the marks of its number's windows: two cases may lie on either side of an edge (`words/marks.py`)."""
    return row | {"terms": re.sub(r"'/[012][0-9a-z]+' ?", "", row["terms"])}
