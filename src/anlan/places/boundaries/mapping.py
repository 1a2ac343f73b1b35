"""Which field of a source means what, and the drafts of places that come of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from anlan.kit.errors import Invalid
from anlan.kit.words import clean
from anlan.places.boundaries.coding import NoCodeLeft, Wanted, assign, read_code
from anlan.places.boundaries.faults import Fault, FaultKind
from anlan.places.boundaries.reading import Layer, Value
from anlan.places.changing import level_of
from anlan.places.errors import FieldUnknown
from anlan.places.holding import is_holding
from anlan.places.models import Level


@dataclass(frozen=True)
class Fields:
    """Names of the source's fields.

    With `code`, the source has official codes. With `key`, codes are assigned: `key` is the source's own
    name for a place, `parent` the key of the one above, and the level is `at_level` for all or `level`
    translated by `levels`.
    """

    name_zh: str
    name_en: str | None = None
    code: str | None = None
    key: str | None = None
    parent: str | None = None
    level: str | None = None
    levels: Mapping[str, Level] = field(default_factory=dict)
    at_level: Level | None = None

    def named(self) -> list[str]:
        """Every field that must be in the source."""
        named = (self.name_zh, self.name_en, self.code, self.key, self.parent, self.level)
        return [one for one in named if one is not None]


@dataclass(frozen=True)
class Feature:
    """One place of a source, as written there. `wkb` is in the source's frame; None: no boundary."""

    name_zh: str = ""
    name_en: str = ""
    code: str = ""
    key: str = ""
    parent: str = ""
    level: Level | None = None
    level_said: str = ""
    wkb: bytes | None = None


@dataclass(frozen=True)
class Draft:
    """A place that an import would save; `wkb` in WGS 84, `row` its number in the source from 1."""

    row: int
    code: int
    level: Level
    name_zh: str
    name_en: str
    key: str = ""
    wkb: bytes | None = None


def features_of(layer: Layer, fields: Fields) -> list[Feature]:
    """The layer's rows as features. Raises `FieldUnknown` when a named field is not there."""
    for name in fields.named():
        if name not in layer.fields:
            raise FieldUnknown(name=name, known=", ".join(layer.fields) or "-", field="fields")
    return [_feature(row, wkb, fields) for row, wkb in zip(layer.rows, layer.wkb, strict=True)]


def _feature(row: Mapping[str, Value], wkb: bytes | None, fields: Fields) -> Feature:
    def text(name: str | None) -> str:
        value = row.get(name) if name else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()

    said = text(fields.level)
    return Feature(
        name_zh=text(fields.name_zh), name_en=text(fields.name_en), code=text(fields.code),
        key=text(fields.key), parent=text(fields.parent),
        level=fields.at_level or fields.levels.get(said), level_said=said, wkb=wkb,
    )  # fmt: skip


def drafts_of(
    district: int, features: Sequence[Feature], known: Mapping[str, int], used: set[int], *, assigning: bool
) -> tuple[list[Draft], list[Fault]]:
    """Drafts with codes and cleaned names, and what is wrong with the others.

    `known`: keys of earlier imports with their codes; `used`: every code the district ever had.
    """
    faults: list[Fault] = []
    if not features:
        return [], [Fault(FaultKind.NOTHING)]
    found = (
        _assigned(district, features, known, used, faults)
        if assigning
        else _given(district, features, faults)
    )
    drafts = []
    for row, code in found:
        names = _names(features[row - 1], row, code, faults)
        if names:
            one = features[row - 1]
            drafts.append(Draft(row, code, Level(level_of(code)), *names, key=one.key, wkb=one.wkb))
    return sorted(drafts, key=lambda draft: draft.code), faults


def _given(district: int, features: Iterable[Feature], faults: list[Fault]) -> list[tuple[int, int]]:
    found: dict[int, int] = {}
    for row, one in enumerate(features, start=1):
        code = read_code(one.code)
        if not one.code:
            faults.append(Fault(FaultKind.CODE_MISSING, row=row))
        elif code is None or is_holding(code):
            faults.append(Fault(FaultKind.CODE_INVALID, row=row, what=one.code[:40]))
        elif code // 10**9 != district:
            faults.append(Fault(FaultKind.CODE_FOREIGN, row=row, what=str(code)))
        elif code in found:
            faults.append(Fault(FaultKind.CODE_TWICE, row=row, codes=(code,), what=str(code)))
        else:
            found[code] = row
    return [(row, code) for code, row in found.items()]


def _assigned(
    district: int, features: Sequence[Feature], known: Mapping[str, int], used: set[int], faults: list[Fault]
) -> list[tuple[int, int]]:
    rows: dict[str, int] = {}
    for row, one in enumerate(features, start=1):
        if not one.key:
            faults.append(Fault(FaultKind.CODE_MISSING, row=row))
        elif one.key in rows:
            faults.append(Fault(FaultKind.CODE_TWICE, row=row, what=one.key[:80]))
        elif one.level is None or one.level == Level.DISTRICT:
            faults.append(Fault(FaultKind.LEVEL_UNKNOWN, row=row, what=one.level_said[:40]))
        else:
            rows[one.key] = row
    wanted = []
    for key, row in rows.items():
        one = features[row - 1]
        if one.parent and not _is_above(one, rows, features, known):
            faults.append(Fault(FaultKind.PARENT_UNKNOWN, row=row, what=one.parent[:80]))
        elif one.level is not None:
            wanted.append(Wanted(key, one.parent or None, one.level))
    try:
        codes = assign(district, wanted, known, used)
    except NoCodeLeft as error:
        return _none(faults, Fault(FaultKind.CODES_EXHAUSTED, what=str(error)))
    except KeyError as error:  # the parent itself was refused above
        return _none(faults, Fault(FaultKind.PARENT_UNKNOWN, what=str(error.args[0])[:80]))
    return [(rows[one.key], codes[one.key]) for one in wanted]


def _is_above(
    one: Feature, rows: Mapping[str, int], features: Sequence[Feature], known: Mapping[str, int]
) -> bool:
    order = list(Level)
    if one.parent in rows:
        above = features[rows[one.parent] - 1].level
    else:
        above = Level(level_of(known[one.parent])) if one.parent in known else None
    return above is not None and one.level is not None and order.index(above) < order.index(one.level)


def _none(faults: list[Fault], fault: Fault) -> list[tuple[int, int]]:
    faults.append(fault)
    return []


def _names(one: Feature, row: int, code: int, faults: list[Fault]) -> tuple[str, str] | None:
    try:
        zh = clean(one.name_zh, field="name_zh", longest=100)
        en = clean(one.name_en, field="name_en", longest=200)
    except Invalid:
        faults.append(Fault(FaultKind.NAME_UNREADABLE, row=row, codes=(code,)))
        return None
    if not zh and not en:
        faults.append(Fault(FaultKind.NAME_MISSING, row=row, codes=(code,)))
        return None
    if not en:
        faults.append(Fault(FaultKind.ENGLISH_MISSING, row=row, codes=(code,)))
    return zh or en, en or zh


def with_wkb(draft: Draft, wkb: bytes | None) -> Draft:
    """The draft with its boundary in WGS 84."""
    return replace(draft, wkb=wkb)
