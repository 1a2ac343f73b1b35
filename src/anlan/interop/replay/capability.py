"""A real capability, made from the mapping: checked and published like any other."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from anlan.interop.errors import CapabilityUnsound
from anlan.interop.replay.mapping import Mapping
from anlan.kit.texts import Text
from anlan.schemes.public import Scheme, errors_of, examine

_LONGEST = 40
DUE = "due"
PROMISE = "due_at"
_PROVISION = "file-due"


def category_of(type: str) -> str:
    """A code for a type of the file: its letters and digits; what is too long ends with a mark of the whole."""
    plain = re.sub(r"[^a-z0-9]+", "-", type.lower()).strip("-") or "type"
    code = plain if plain[0].isalpha() else f"t-{plain}"
    if len(code) <= _LONGEST:
        return code
    mark = hashlib.sha256(type.encode()).hexdigest()[:6]
    return f"{code[: _LONGEST - 7].rstrip('-')}-{mark}"


def categories(types: Iterable[str]) -> dict[str, str]:
    """Type → code, each code once: two types whose letters agree are told apart by a mark."""
    codes: dict[str, str] = {}
    for type in sorted(types):
        code = category_of(type)
        if code in codes.values():
            code = f"{code[: _LONGEST - 7].rstrip('-')}-{hashlib.sha256(type.encode()).hexdigest()[:6]}"
        codes[type] = code
    return codes


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _routing(mapping: Mapping, codes: dict[str, str]) -> list[dict[str, Any]]:
    """One clause a unit; what no clause names is the last one's."""
    clauses: list[dict[str, Any]] = []
    for unit in mapping.units:
        own = [code for type, code in codes.items() if mapping.routing.unit_of(type) == unit.code]
        if own and unit.code != mapping.routing.otherwise:
            clauses.append({"when": {"categories": own}, "to": unit.code})
    return [*clauses, {"to": mapping.routing.otherwise}]


def _cases(mapping: Mapping, codes: dict[str, str]) -> dict[str, Any]:
    titles = {unit.code: unit.title for unit in mapping.units}
    return {
        "categories": [
            {"code": code, "title": {"zh": f"{titles[mapping.routing.unit_of(type)].zh}：{type}", "en": type}}
            for type, code in codes.items()
        ],
        "dispatch": "by_operator",
        "routing": _routing(mapping, codes),
        "clocks": [
            {
                "code": DUE,
                "title": {"zh": "承诺办结时限", "en": "Promised time to close"},
                "start": "reported",
                "end": ["closed"],
                "per": "case",
                "due_field": PROMISE,
                "provision": _PROVISION,
            }
        ],
        "verification": {"method": "papers"},
        "outcomes": [
            {"code": each.code, "kind": each.kind, "title": _both(each.title)} for each in mapping.outcomes
        ],
    }


def _measures() -> list[dict[str, Any]]:
    closed = {"fact": "cases.close", "clock": DUE}
    return [
        {
            "code": "on_time",
            "kind": "rate",
            "title": {"zh": "按期办结率", "en": "Closed in time"},
            "definition": {
                "zh": "有承诺时限的已结案事项中，在时限内结案的比例。",
                "en": "Of the closed matters that had a promised time, the share closed by then.",
            },
            "better": "higher",
            "numerator": {**closed, "in_time": True},
            "denominator": closed,
        }
    ]


def describe(mapping: Mapping, types: Iterable[str]) -> dict[str, Any]:
    """The capability as plain data, in the order a person would write it."""
    return {
        "language": 1,
        "name": mapping.name,
        "version": 1,
        "title": _both(mapping.title),
        "summary": _both(mapping.summary),
        "provisions": [
            {
                "code": _PROVISION,
                "title": {"zh": "文件自带的到期时间", "en": "The due time the file itself gives"},
                "source": f"column {mapping.columns.due or '-'} of the file",
                "confidence": "local",
            }
        ],
        "cases": _cases(mapping, categories(types)),
        "measures": _measures(),
    }


def write_capability(folder: Path, mapping: Mapping, types: Iterable[str]) -> Scheme:
    """Write `folder/<name>/capability.yaml` and prove it sound. Raises `CapabilityUnsound` with the first finding."""
    home = folder / mapping.name
    home.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(describe(mapping, types), allow_unicode=True, sort_keys=False, width=10**6)
    (home / "capability.yaml").write_text(text, encoding="utf-8")
    scheme, findings = examine(home)
    if scheme is None or errors_of(findings):
        raise CapabilityUnsound(reason=str(errors_of(findings)[0]))
    return scheme
