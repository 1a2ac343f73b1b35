"""Words and names of people cannot get into a fact."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kit.canonical import canonical
from anlan.kit.ids import new_id
from anlan.kit.registry import AlreadyRegistered
from anlan.ledger.payloads import CODE, PayloadShape
from anlan.ledger.public import FactKind, PayloadRefused, PayloadTypeRefused, fact_kinds
from anlan.ledger.tests.facts import AT, Moved, Shut, move


class State(StrEnum):
    OPEN = "open"
    SHUT = "shut"


@dataclass(frozen=True)
class Everything:
    number: int
    share: float
    flag: bool
    unit: UUID
    when: datetime
    code: str
    state: State
    side: Literal["left", "right"]
    pair: tuple[int, str]
    nested: dict[str, tuple[UUID, ...]]
    perhaps: str | None = None


WHOLE: dict[str, Any] = {
    "number": 1, "share": 0.5, "flag": True, "unit": new_id(), "when": AT, "code": "a", "state": State.OPEN,
    "side": "left", "pair": (1, "a"), "nested": {"a": (new_id(),)},
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "王小明",
        "Mr Smith",
        "two words",
        "a" * 81,
        "line\nbreak",
        "<b>",
        "a/b",
        "nul\x00",
        "\ud800",
        "code\n",
        "１２３",
    ],
)
@pytest.mark.parametrize("field", ["code", "perhaps"])
def test_a_text_that_is_not_a_code_is_refused_by_the_name_of_its_field(field, text):
    with pytest.raises(PayloadRefused) as refusal:
        PayloadShape(Everything).plain(Everything(**{**WHOLE, field: text}))
    assert refusal.value.field == field
    assert refusal.value.status == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", True), ("number", "1"), ("number", 1.0), ("share", float("nan")), ("share", float("inf")),
        ("share", True), ("flag", 1), ("unit", "no-uuid"), ("when", datetime(2026, 1, 1)), ("when", "2026-01-01"),  # noqa: DTZ001
        ("state", "elsewhere"), ("side", "up"), ("pair", (1,)), ("pair", [1, "a"]), ("pair", (1, "a b")),
        ("nested", {"王": ()}), ("nested", {"a": ("x",)}), ("code", None), ("code", b"a"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_refused_by_the_name_of_its_field(field, value):
    with pytest.raises(PayloadRefused) as refusal:
        PayloadShape(Everything).plain(Everything(**{**WHOLE, field: value}))
    assert (refusal.value.field or "").startswith(field)


def test_every_allowed_type_comes_back_as_it_was():
    shape, value = PayloadShape(Everything), Everything(**WHOLE)
    assert shape.read(json.loads(canonical(shape.plain(value)))) == value


@given(
    st.builds(
        Everything,
        number=st.integers(),
        share=st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9),
        flag=st.booleans(),
        unit=st.uuids(),
        when=st.datetimes(timezones=st.timezones() | st.just(UTC), min_value=datetime(1900, 1, 1)),  # noqa: DTZ001
        code=st.from_regex(CODE, fullmatch=True),
        state=st.sampled_from([*State, "open"]),
        side=st.sampled_from(["left", "right"]),
        pair=st.tuples(st.integers(), st.from_regex(CODE, fullmatch=True)),
        nested=st.dictionaries(
            st.from_regex(CODE, fullmatch=True), st.lists(st.uuids(), max_size=3).map(tuple), max_size=3
        ),
        perhaps=st.none() | st.from_regex(CODE, fullmatch=True) | st.just(State.SHUT),
    )
)
def test_the_text_that_is_hashed_is_the_canonical_form(value):
    shape = PayloadShape(Everything)
    assert shape.text(value).encode() == canonical(shape.plain(value))


def test_a_choice_that_is_no_code_is_written_as_canonical_does():
    @dataclass(frozen=True)
    class Told:
        how: Literal["a\\b", "中", 1]
        day: date

    shape = PayloadShape(Told)
    for how in ("a\\b", "中", 1):
        value = Told(how, date(2026, 3, 1))  # type: ignore[arg-type]
        assert shape.text(value).encode() == canonical(shape.plain(value))


def test_a_field_added_since_takes_its_default():
    assert PayloadShape(Moved).read({"to": "a"}) == Moved("a")


@pytest.mark.parametrize("kind", [bytes, object, Any, list[int], str | int, dict[int, int], set[str], Moved])
def test_a_payload_class_with_room_for_words_is_refused_when_the_program_starts(kind):
    @dataclass(frozen=True)
    class Loose:
        field: int

    Loose.__annotations__["field"] = kind
    with pytest.raises(PayloadTypeRefused, match="field"):
        PayloadShape(Loose)


def test_a_payload_class_that_could_change_is_refused():
    @dataclass
    class Open:
        count: int

    with pytest.raises(PayloadTypeRefused, match="frozen"):
        PayloadShape(Open)


def test_a_kind_is_registered_once():
    with fact_kinds.fresh():
        FactKind("ledgertest.twice", Shut)
        with pytest.raises(AlreadyRegistered):
            FactKind("ledgertest.twice", Shut)


@pytest.mark.parametrize("name", ["report", "Cases.report", "cases.report.twice", "cases.", "a b.c", ""])
def test_a_kind_is_named_after_its_room_and_verb(name):
    with fact_kinds.fresh(), pytest.raises(ValueError, match=r"room\.verb"):
        FactKind(name, Shut)


@pytest.mark.django_db
@pytest.mark.parametrize("header", [{"by": "王小明"}, {"by": "a b"}, {"capability": "热线"}])
def test_the_header_holds_no_words_either(header):
    with pytest.raises(PayloadRefused):
        move(**header)


@given(st.text())
def test_only_codes_pass(text):
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:@+-")
    assert bool(CODE.match(text)) == (len(text) <= 80 and set(text) <= allowed)
