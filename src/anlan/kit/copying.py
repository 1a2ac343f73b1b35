"""Rows written by COPY as text that is put together here: asking every value for its type takes three times as long.

PostgreSQL reads every value as it reads a literal, and what `str` makes of a number, a time, an id or a bool is one. So
is "None", which stands for NULL: a row is then one `map`, and a text that really says so is marked.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BinaryField,
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
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
# Whose `str` is what PostgreSQL reads as well; ids, moments, bytes and documents have ways of their own.
_PLAIN = (IntegerField, FloatField, BooleanField, DecimalField, DateField)


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


class Sheet:
    """How the rows of one model are written, given as the values of its columns in their order."""

    def __init__(self, model: type[Model]) -> None:
        fields: list[Field[Any, Any]] = [field for field in model._meta.concrete_fields if field.column]
        self.table, self.columns = model._meta.db_table, tuple(field.column for field in fields)
        kinds = [field.target_field if isinstance(field, ForeignKey) else field for field in fields]

        def places(*those: "type[Field[Any, Any]]") -> tuple[int, ...]:
            return tuple(place for place, field in enumerate(kinds) if isinstance(field, those))

        self._documents, self._lists = places(JSONField), places(ArrayField)
        self._ids, self._moments, self._bytes = places(UUIDField), places(DateTimeField), places(BinaryField)
        done = {*self._ids, *self._moments, *self._bytes, *places(*_PLAIN)}
        words = [place for place in range(len(kinds)) if place not in done]
        self._words = tuple(place for place in words if not fields[place].null)
        self._perhaps = tuple(place for place in words if fields[place].null)

    def write(self, rows: Iterable[Iterable[Any]]) -> None:
        """COPY the rows in the present transaction."""
        texts: dict[datetime, str] = {}  # most moments stand in several columns and rows
        copy_lines(self.table, self.columns, (self._line(list(row), texts) for row in rows))

    def _line(self, row: list[Any], texts: dict[datetime, str]) -> str:
        for place in self._documents:
            kept = row[place]
            row[place] = _json(kept) if kept else _NOTHING.get(type(kept)) or _json(kept)
        for place in self._lists:
            row[place] = _array(row[place])
        told = "".join([row[place] for place in self._words])
        if not told.isprintable() or "\\" in told or NULL in told:
            for place in self._words:
                row[place] = escaped(row[place])
        for place in self._perhaps:
            if row[place] is not None:
                row[place] = escaped(row[place])
        for place in self._bytes:
            if row[place] is not None:
                row[place] = f"\\\\x{row[place].hex()}"
        for place in self._ids:
            if row[place] is not None:
                row[place] = f"{row[place].int:032x}"
        for place in self._moments:
            if (kept := row[place]) is not None:
                row[place] = texts.get(kept) or texts.setdefault(kept, str(kept))
        return "\t".join(map(str, row))


@cache
def sheet(model: type[Model]) -> Sheet:
    """The sheet of a model, made once."""
    return Sheet(model)
