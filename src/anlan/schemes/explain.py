"""Pydantic's complaints as findings: line, plain words, and the closest thing that would have been right."""

import types
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from anlan.kit.texts import Text
from anlan.schemes.complaints import WORDS, choices, fill
from anlan.schemes.finding import Finding, Mistake, Path
from anlan.schemes.source import Source


def findings_of(
    error: ValidationError, model: type[BaseModel], source: Source, at: Path = ()
) -> list[Finding]:
    """One finding for each complaint; `at` is where in `source` the validated data stands."""
    found = [_finding(details, model, source, at) for details in error.errors() if not _echo(details)]
    unique: dict[tuple[int, str, str], Finding] = {}
    for finding in found:
        unique.setdefault((finding.line, finding.path, finding.message.en), finding)
    return list(unique.values())


def _echo(details: ErrorDetails) -> bool:
    """A list is called too short when its entries are wrong; the entries' own findings say enough."""
    context, value = details.get("ctx") or {}, details["input"]
    return details["type"] == "too_short" and isinstance(value, list) and len(value) >= context["min_length"]


def _finding(details: ErrorDetails, model: type[BaseModel], source: Source, at: Path) -> Finding:
    kind, location = details["type"], details["loc"]
    path = at + _written(_inside(source.data, at), location, keep_last=kind in {"missing", "extra_forbidden"})
    message, remedy = _words(details, list(_types_at(model, location)), list(_types_at(model, location[:-1])))
    return source.finding(path, zh=message.zh, en=message.en, fix_zh=remedy.zh, fix_en=remedy.en)


def _words(details: ErrorDetails, here: list[Any], around: list[Any]) -> tuple[Text, Text]:
    kind, last, context = (
        details["type"],
        details["loc"][-1] if details["loc"] else "",
        details.get("ctx") or {},
    )
    if isinstance(mistake := context.get("error"), Mistake):
        return mistake.said, mistake.remedy
    if kind == "extra_forbidden":
        return _unknown_key(str(last), sorted({key for owner in around for key in _keys(owner)}))
    if Text in around and last in {"zh", "en"}:
        kind = f"words_{last}"
    elif Text in here:
        kind = "words"
    options = [str(choice) for found in here for choice in _choices(found)]
    if kind in {"literal_error", "enum"} and options:
        return _unknown_choice(str(details["input"]), options)
    if kind == "union_tag_invalid":
        return _unknown_choice(
            str(context.get("tag", "")), str(context["expected_tags"]).replace("'", "").split(", ")
        )
    words = WORDS.get(kind, WORDS["other"])
    key = last if isinstance(last, str) else f"#{last + 1}"
    said = details["msg"].removeprefix("Value error, ")
    return fill(words, {**context, "key": key, "value": details["input"], "said": said})


def _unknown_key(key: str, known: list[str]) -> tuple[Text, Text]:
    close = get_close_matches(key, known, n=1, cutoff=0.5)
    listed = ", ".join(known) or "-"
    message = Text(zh=f"不认识的键 {key}", en=f"unknown key {key}")
    if close:
        return message, Text(
            zh=f"是否想写 {close[0]}？可用的键：{listed}", en=f"did you mean {close[0]}? Known keys: {listed}"
        )
    return message, Text(zh=f"删去它，或改用：{listed}", en=f"remove it, or use one of: {listed}")


def _unknown_choice(value: str, options: Sequence[str]) -> tuple[Text, Text]:
    close = get_close_matches(value, options, n=1, cutoff=0.5)
    message = Text(zh=f"不认识的取值 {value}", en=f"{value} is not one of the choices")
    return message, choices(options, close[0] if close else None)


def unknown_name(kind: Text, name: str, known: AbstractSet[str]) -> tuple[Text, Text]:
    """Words for a reference to something that does not exist, with the closest that does."""
    message = Text(zh=f"{kind.zh} {name} 不存在", en=f"there is no {kind.en} {name}")
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    if not known:
        return message, Text(zh=f"先定义{kind.zh}", en=f"define the {kind.en} first")
    return message, choices(sorted(known), close[0] if close else None)


def _inside(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _written(data: Any, location: Sequence[str | int], *, keep_last: bool) -> Path:
    """Drop what Pydantic adds to a location (names of union members), keep what is written in the file."""
    path: list[str | int] = []
    for index, part in enumerate(location):
        if isinstance(data, Mapping) and part in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif not (keep_last and index == len(location) - 1):
            continue
        path.append(part)
    return tuple(path)


def _plain(annotation: Any) -> Iterator[Any]:
    """The types an annotation can mean, unions opened."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _plain(get_args(annotation)[0])
    elif origin in {Union, types.UnionType}:
        for member in get_args(annotation):
            yield from _plain(member)
    elif isinstance(annotation, type) and issubclass(annotation, RootModel):
        yield from _plain(annotation.model_fields["root"].annotation)
    elif annotation is not type(None):
        yield annotation


def _types_at(model: Any, location: Sequence[str | int]) -> Iterator[Any]:
    """Every type that may stand at `location`; names of union members are passed over."""
    here = list(_plain(model))
    for part in location:
        inner = [found for owner in here for found in _step(owner, part)]
        here = inner or [owner for owner in here if getattr(owner, "__name__", "") == part] or here
    yield from here


def _step(owner: Any, part: str | int) -> Iterator[Any]:
    origin, arguments = get_origin(owner), get_args(owner)
    if isinstance(owner, type) and origin is None and issubclass(owner, BaseModel):
        for name, field in owner.model_fields.items():
            if part in {name, field.alias}:
                yield from _plain(field.annotation)
    elif origin in {list, tuple, set, frozenset} and isinstance(part, int) and arguments:
        yield from _plain(arguments[0])
    elif origin in {dict, Mapping} and isinstance(part, str):
        yield from _plain(arguments[1])


def _keys(owner: Any) -> Iterator[str]:
    if isinstance(owner, type) and get_origin(owner) is None and issubclass(owner, BaseModel):
        for name, field in owner.model_fields.items():
            yield field.alias or name


def _choices(owner: Any) -> Iterator[object]:
    if get_origin(owner) is Literal:
        yield from get_args(owner)
    elif isinstance(owner, type) and issubclass(owner, Enum):
        yield from (member.value for member in owner)
