"""Rows written by COPY as text that is put together here: asking every value for its type takes three times as long.

PostgreSQL reads every value as it reads a literal, and what `str` makes of a number, a time, an id or a bool is one. So
is "None", which stands for NULL: a row is then one `map`, and a text that really says so is marked.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BinaryField,
    BooleanField,
    DateField,
    DecimalField,
    FloatField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    UUIDField,
)
from psycopg import sql

NULL = "None"
_TOGETHER = 1000
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_QUOTES = str.maketrans({"\\": "\\\\", '"': '\\"'})
_json = json.JSONEncoder(ensure_ascii=False).encode
_NOTHING: dict[type, str] = {dict: "{}", list: "[]"}  # most documents are empty
Way = Callable[[Any], str]


def copy_lines(table: str, columns: Iterable[str], lines: Iterable[str]) -> None:
    """COPY `lines` (values between tabs, `escaped` where they are words) into `table` in the present transaction."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (NULL {})").format(sql.Identifier(table), names, NULL)
    connection.ensure_connection()
    coming = iter(lines)
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        while some := list(islice(coming, _TOGETHER)):
            some.append("")
            copy.write("\n".join(some))


def escaped(text: str) -> str:
    """`text` as a value of a line."""
    told = text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)
    return "\\" + told if told == NULL else told


def _array(values: list[str]) -> str:
    return "{" + ",".join(f'"{value.translate(_QUOTES)}"' for value in values) + "}" if values else "{}"


class _Known(dict[Any, str]):
    """What was written once is not put together again: most moments and codes stand in many columns and rows."""

    def __init__(self, way: Way) -> None:
        super().__init__({None: NULL})
        self._way = way

    def __missing__(self, value: Any) -> str:
        made = self[value] = self._way(value)
        return made


class Moments(_Known):
    """Moments that were written."""

    def __init__(self) -> None:
        super().__init__(str)


def _document(value: Any) -> str:
    if value is None:
        return NULL
    return escaped(_json(value)) if value else _NOTHING.get(type(value)) or _json(value)


def _id(value: UUID | None) -> str:
    return NULL if value is None else f"{value.int:032x}"


def _bytes(value: bytes | None) -> str:
    return NULL if value is None else f"\\\\x{value.hex()}"


_WAYS: tuple[tuple[Any, Way], ...] = (
    (UUIDField, _id),
    (BinaryField, _bytes),
    (JSONField, _document),
    (ArrayField, lambda values: NULL if values is None else escaped(_array(values))),
    ((IntegerField, FloatField, BooleanField, DecimalField), str),
)


def _way(field: Any) -> Way | None:
    """None: as words or moments are written."""
    kind = field.target_field if isinstance(field, ForeignKey) else field
    return next((way for those, way in _WAYS if isinstance(kind, those)), None)


class Sheet:
    """How the rows of one model are written, given as the values of its columns in their order."""

    def __init__(self, model: type[Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if field.column]
        self.table, self.columns = model._meta.db_table, tuple(field.column for field in fields)
        self._ways = [_way(field) for field in fields]
        # A moment with its time is one as well.
        self._moments = [isinstance(field, DateField) for field in fields]

    def write(self, rows: Iterable[Iterable[Any]], *, moments: Moments | None = None) -> None:
        """COPY the rows in the present transaction. `moments` is shared by sheets in which the same ones stand."""
        words, moments = _Known(escaped), Moments() if moments is None else moments
        ways = [
            moments.__getitem__ if moment else way or words.__getitem__
            for way, moment in zip(self._ways, self._moments, strict=True)
        ]
        lines = ("\t".join([way(value) for way, value in zip(ways, row, strict=True)]) for row in rows)
        copy_lines(self.table, self.columns, lines)


@cache
def sheet(model: type[Model]) -> Sheet:
    """The sheet of a model, made once."""
    return Sheet(model)
