"""Writes `docs/capability-language.md` from the language itself, so that the manual cannot lie."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anlan.schemes.editors import editors_schema
from anlan.schemes.flows.language import Scenario
from anlan.schemes.flows.registries import flow_checks, flow_givens, flow_spans, flow_steps
from anlan.schemes.language import Head
from anlan.schemes.section import reference_sources, sections
from anlan.schemes.tables import heading_of, keys_table, parts_of

INTRODUCTION = Path(__file__).with_name("introduction.md")


def reference() -> str:
    """The whole manual of the language as Markdown."""
    schema = editors_schema()
    lines = [INTRODUCTION.read_text(encoding="utf-8").rstrip(), ""]
    lines += ["## The head", "", *keys_table(_head(schema), schema), ""]
    shown: set[str] = {"Text"}
    lines += _parts(_head(schema), schema, shown)
    for section in sections.items():
        lines += _section(section.name, schema, shown)
    lines += _flows()
    lines += [
        "## What may be referred to",
        "",
        *(f"- `{name}`" for name in sorted(reference_sources.names())),
        "",
    ]
    return "\n".join(lines)


def _head(schema: dict[str, Any]) -> dict[str, Any]:
    """The top level without its sections."""
    properties = {name: schema["properties"][name] for name in Head.model_fields}
    return {"properties": properties, "required": schema.get("required", [])}


def _section(name: str, schema: dict[str, Any], shown: set[str]) -> Iterator[str]:
    shape = schema["properties"][name]
    top = parts_of(shape)[0] if "$ref" in shape else None
    body = schema["$defs"][top] if top else shape
    yield from (f"## `{name}`", "")
    if said := body.get("description"):
        yield from (said, "")
    if top:
        shown.add(top)
    if "properties" in body:
        yield from (*keys_table(body, schema), "")
    yield from _parts(body, schema, shown)


def _parts(body: dict[str, Any], schema: dict[str, Any], shown: set[str]) -> list[str]:
    """Every part that `body` uses and that was not shown before, in the order of its first use."""
    lines: list[str] = []
    waiting = parts_of(body)
    while waiting:
        name = waiting.pop(0)
        if name in shown:
            continue
        shown.add(name)
        part = schema["$defs"][name]
        lines += [f"### {heading_of(name)}", ""]
        if said := part.get("description"):
            lines += [said, ""]
        if "properties" in part:
            lines += [*keys_table(part, schema), ""]
        elif "enum" in part:
            lines += ["One of " + ", ".join(f"`{value}`" for value in part["enum"]) + ".", ""]
        waiting = parts_of(part) + waiting
    return lines


def _flows() -> Iterator[str]:
    yield from ("## Flow tests: `flows/*.yaml`", "", "A file holds one scenario or a list of them.", "")
    schema = Scenario.model_json_schema(by_alias=True)
    yield from ("### Scenario", "", *keys_table(schema, schema), "", *_parts(schema, schema, {"Text"}))
    spans = ", ".join(f"`{name.replace('_', ' ')}`" for name in flow_spans.names())
    yield from (f"Units of `after`: {spans} (short: `s`, `min`, `h`, `d`, `wd`).", "")
    yield from _listed("Beginnings (`given`)", {name: flow_givens.get(name) for name in flow_givens.names()})
    yield from _listed(
        "Expectations (`expect`)", {name: flow_checks.get(name) for name in flow_checks.names()}
    )
    if flow_steps.names():
        yield from ("### Steps (`do`)", "")
    for step in flow_steps.items():
        said = step.about or _first_line(step.run)
        yield from (f"#### `{step.name}`", "", *([said, ""] if said else []))
        if step.args:
            schema = step.args.model_json_schema(by_alias=True)
            if schema.get("properties"):
                yield from (*keys_table(schema, schema), "")
        elif step.takes:
            yield from ("`with`: " + ", ".join(f"`{name}`" for name in sorted(step.takes)), "")


def _listed(title: str, functions: dict[str, Any]) -> Iterator[str]:
    if functions:
        yield from (f"### {title}", "")
        yield from (
            f"- `{name}`: {_first_line(function)}".rstrip(": ") for name, function in functions.items()
        )
        yield ""


def _first_line(function: object) -> str:
    if getattr(function, "__name__", "") == "<lambda>":
        return ""
    return (inspect.getdoc(function) or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")
