"""Rows of many cases into their tables."""

import json
from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from typing import Any

from django.db.models import JSONField, Model

from anlan.cases.bulk.matter import Matter
from anlan.cases.models import Assignment, Case, CaseText, Clock, Intake, Note, Request
from anlan.kit.db import copy_rows
from anlan.notices.public import Notice

_json = json.JSONEncoder(ensure_ascii=False).encode
_NOTHING: dict[type, str] = {dict: "{}", list: "[]"}  # most documents are empty


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]:
    """Columns, attributes, and which of them are JSON."""
    fields = [field for field in model._meta.concrete_fields if field.column]
    names = tuple(field.column for field in fields)
    attributes = tuple(field.attname for field in fields)
    return (
        names,
        attributes,
        tuple(place for place, field in enumerate(fields) if isinstance(field, JSONField)),
    )


def _rows(model: type[Model], objects: Iterable[object]) -> Iterable[list[Any]]:
    _, attributes, documents = _columns(model)
    read = attrgetter(*attributes)
    for one in objects:
        row = list(read(one))
        for place in documents:
            kept = row[place]
            row[place] = _json(kept) if kept else _NOTHING.get(type(kept)) or _json(kept)
        yield row


def _copy(model: type[Model], objects: Iterable[object]) -> None:
    copy_rows(model._meta.db_table, _columns(model)[0], _rows(model, objects))


def write_keys(matters: list[Matter]) -> None:
    """The keys under which `matters` came in. Waits for whoever is writing one of them."""
    _copy(Intake, (matter.intake for matter in matters))


def write(matters: list[Matter]) -> None:
    """Every other row of `matters`. Foreign keys are checked when the transaction ends."""
    _copy(Case, (matter.case for matter in matters))
    _copy(CaseText, (matter.text for matter in matters))
    _copy(Assignment, (part for matter in matters for part in matter.parts))
    _copy(Clock, (clock for matter in matters for clock in matter.clocks))
    _copy(Note, (note for matter in matters for note in matter.notes))
    _copy(Request, (asked for matter in matters for asked in matter.requests))
    _copy(Notice, (notice for matter in matters for notice in matter.notices))
