"""Rows of models as parts of one statement, where the ORM's statement a row is too slow."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import connection, models

# What the server reads as it is.
_PLAIN = frozenset({NoneType, str, int, float, bool, bytes, UUID, datetime})


@cache
def _columns(model: type[models.Model]) -> tuple[str, str]:
    """The quoted names and the typed placeholders. Lengths are left to the columns: a cast would cut in silence."""
    fields = model._meta.concrete_fields
    kinds = [re.sub(r"\(\d+\)", "", field.db_type(connection) or "text") for field in fields]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    return names, ", ".join(f"%s::{kind}" for kind in kinds)


@cache
def insert(model: type[models.Model], count: int, *, after: str) -> str:
    """An INSERT of `count` rows for a WITH clause; it inserts as often as the query `after` has rows."""
    names, places = _columns(model)
    table = connection.ops.quote_name(model._meta.db_table)
    if count == 1:
        return f"INSERT INTO {table} ({names}) SELECT {places} FROM {after}"  # noqa: S608 - names of our own columns
    rows = ", ".join([f"({places})"] * count)
    return f"INSERT INTO {table} ({names}) SELECT rows.* FROM {after}, (VALUES {rows}) AS rows"  # noqa: S608


def values(rows: Sequence[models.Model]) -> list[Any]:
    """What the placeholders of `insert` stand for, row by row."""
    return [
        _value(field, is_json, vars(row)[name]) for row in rows for name, field, is_json in _fields(type(row))
    ]


@cache
def _fields(model: type[models.Model]) -> "tuple[tuple[str, models.Field[Any, Any], bool], ...]":
    return tuple(
        (field.attname, field, isinstance(field, models.JSONField)) for field in model._meta.concrete_fields
    )


def _value(field: "models.Field[Any, Any]", is_json: bool, value: Any) -> Any:
    if is_json:
        return None if value is None else json.dumps(value, ensure_ascii=False, cls=field.encoder)  # type: ignore[attr-defined]
    return value if type(value) in _PLAIN else field.get_db_prep_save(value, connection)
