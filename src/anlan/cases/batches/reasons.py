"""Why a case was left as it is, kept as code and values, said in the language of whoever reads it."""

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction

from anlan.cases.batches.errors import Unexpected
from anlan.cases.carried import carried_by
from anlan.cases.lifecycle import State
from anlan.cases.telling.titles import STATES, VERBS
from anlan.kit.errors import AnlanError

_log = structlog.get_logger(__name__)


def attempt(do: Callable[[], object], *, run: UUID, case: UUID) -> tuple[str, dict[str, str]] | None:
    """Do one case of the bulk run `run`, whole or not at all; None when it went well, else the reason it is left.

    Raises only when the database is lost.
    """
    try:
        with transaction.atomic(), carried_by(run):
            do()
    except AnlanError as error:
        return kept(error)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # one case that cannot be read must not keep all others waiting
        _log.error("case_of_a_run_failed", run=str(run), case=str(case), error=type(error).__name__)
        return kept(Unexpected())
    return None


def kept(error: AnlanError) -> tuple[str, dict[str, str]]:
    """The code and the values of an error, as they are stored."""
    return error.code()[:60], {name: str(value)[:300] for name, value in error.params.items()}


def _all(kind: type[AnlanError]) -> list[type[AnlanError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in _all(child))]


@cache
def _known() -> dict[str, type[AnlanError]]:
    return {each.code(): each for each in reversed(_all(AnlanError))}


def said(code: str, params: dict[str, Any]) -> str:
    """The sentence. Codes of states and verbs become their titles; an error that is gone says at least its code."""
    kind = _known().get(code)
    if kind is None:
        return code
    values = dict(params)
    if values.get("state") in set(State):
        values["state"] = str(STATES[State(values["state"])])
    if values.get("verb") in VERBS:
        values["verb"] = str(VERBS[values["verb"]])
    try:
        return kind(**values).message()
    except (KeyError, ValueError, IndexError):
        return code
