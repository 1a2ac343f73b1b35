"""Rows of models in statements of our own, both ways, where the ORM's statement a row is too slow."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, models

from anlan.kit.planned import Statement

M = TypeVar("M", bound=models.Model)
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


def inserted(row: models.Model) -> Statement:
    """The statement that inserts `row`."""
    return insert(type(row), 1, after="(SELECT 1) AS once"), values([row])


def updated(row: models.Model, *names: str) -> Statement:
    """The statement that keeps the fields `names` (as attributes) of `row`."""
    model, state = type(row), vars(row)
    known = _by_name(model)
    changed = [_value(*known[name][:2], state[name]) for name in names]
    return _update(model, names), [*changed, row.pk]


@cache
def _by_name(model: type[models.Model]) -> "dict[str, tuple[models.Field[Any, Any], bool, str]]":
    names, kinds = (part.split(", ") for part in _columns(model))
    whole = zip(_fields(model), names, kinds, strict=True)
    return {name: (field, is_json, f"{column} = {kind}") for (name, field, is_json), column, kind in whole}


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    known, key = _by_name(model), model._meta.pk
    assert key is not None  # noqa: S101 - every model of ours has one
    changes = ", ".join(known[name][2] for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"UPDATE {table} SET {changes} WHERE {known[key.attname][2]}"  # noqa: S608


@cache
def selected(model: type[models.Model]) -> str:
    """The list of columns of a SELECT that `read` reads."""
    return _columns(model)[0]


def read(model: type[M], columns: Sequence[Any]) -> M:
    """The row that `selected` asked for."""
    fields = _fields(model)
    found = [
        json.loads(value) if is_json and isinstance(value, str) else value
        for (_, _, is_json), value in zip(fields, columns, strict=True)
    ]
    return model.from_db(DEFAULT_DB_ALIAS, [name for name, _, _ in fields], found)
