"""Why a case was left as it is, kept as code and values, said in the language of whoever reads it."""

from functools import cache
from typing import Any

from anlan.cases.lifecycle import State
from anlan.cases.titles import STATES, VERBS
from anlan.kit.errors import AnlanError


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
