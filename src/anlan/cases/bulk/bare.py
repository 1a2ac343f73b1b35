"""Rows without the weight of a model: making the models would take longer than writing the rows."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar, cast

from django.db.models import Model

M = TypeVar("M", bound=Model)


class _Row:
    """The columns of one model as attributes, in the order of the table."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.__dict__ = columns


@cache
def _defaults(model: type[Model]) -> dict[str, Any]:
    return {field.attname: field.get_default() for field in model._meta.concrete_fields if field.column}


def bare(model: type[M], **columns: Any) -> M:
    """An object with the columns of `model`, defaults where nothing is given, and nothing else a model can do.

    Defaults that are lists or dicts are shared: they are replaced, never changed in place.
    """
    return cast(M, _Row({**_defaults(model), **columns}))


def values_of(row: object) -> Iterable[Any]:
    """The values of a bare object's columns, in the order of the table."""
    return vars(row).values()
