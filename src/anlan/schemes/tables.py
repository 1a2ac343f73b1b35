"""A JSON Schema's object as a Markdown table of keys, for people."""

import json
import re
from typing import Any

_KINDS = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false",
    "array": "list", "object": "mapping", "null": "nothing",
}  # fmt: skip
_LIMITS = (
    ("minimum", "at least {}"), ("maximum", "at most {}"), ("exclusiveMinimum", "over {}"),
    ("exclusiveMaximum", "under {}"), ("maxLength", "at most {} characters"), ("minItems", "at least {} entries"),
    ("maxItems", "at most {} entries"),
)  # fmt: skip


def heading_of(part: str) -> str:
    """`DurationMeasure` → `Duration measure`; a leading underscore is nobody's business."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", part.rsplit("__", maxsplit=1)[-1].lstrip("_"))
    return words[:1].upper() + words[1:].lower()


def anchor_of(part: str) -> str:
    """Where the heading of `part` can be linked to."""
    return heading_of(part).lower().replace(" ", "-")


def keys_table(body: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """`| key | value | meaning |`, required keys in bold."""
    required = set(body.get("required", []))
    rows = ["| key | value | default | meaning |", "|---|---|---|---|"]
    for name, field in body.get("properties", {}).items():
        key = f"**`{name}`**" if name in required else f"`{name}`"
        default = "" if name in required else _default(field)
        said = " ".join(str(field.get("description", "")).split()).replace("|", "\\|")
        rows.append(f"| {key} | {kind_of(field, schema).replace('|', chr(92) + '|')} | {default} | {said} |")
    return rows


def parts_of(field: Any) -> list[str]:
    """The names of the definitions that a piece of schema refers to, in order."""
    if isinstance(field, dict):
        found = [field["$ref"].rpartition("/")[2]] if "$ref" in field else []
        return found + [
            name for key, value in field.items() if key != "discriminator" for name in parts_of(value)
        ]
    return [name for value in field for name in parts_of(value)] if isinstance(field, list) else []


def kind_of(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """What may be written: `list of [Box](#box)`, `one of red, green`, `text, at most 40 characters`."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return "text in zh and en" if name == "Text" else f"[{heading_of(name)}](#{anchor_of(name)})"
    for several in ("anyOf", "oneOf", "allOf"):
        if several in field:
            kinds = [kind_of(one, schema) for one in field[several] if one.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return "one of " + ", ".join(f"`{value}`" for value in field["enum"])
    return _plain(field, schema)


def _plain(field: dict[str, Any], schema: dict[str, Any]) -> str:
    kind = _KINDS.get(field.get("type", ""), "any value")
    if field.get("format"):
        kind = str(field["format"]).replace("date-time", "date and time")
    if field.get("type") == "array" and isinstance(field.get("items"), dict) and field["items"]:
        kind = f"list of {kind_of(field['items'], schema)}"
    elif field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
        kind = f"mapping to {kind_of(field['additionalProperties'], schema)}"
    limits = [words.format(field[limit]) for limit, words in _LIMITS if limit in field]
    if words := _listed(field.get("pattern", "")):
        return words
    if "pattern" in field:
        limits.append(f"like `{field['pattern']}`")
    return ", ".join([kind, *limits])


def _listed(pattern: str) -> str:
    """`^(reported|closed)$` is a list of choices, and people read it as one."""
    choices = pattern.removeprefix("^(").removesuffix(")$").split("|")
    if len(choices) < 2 or not all(re.fullmatch(r"[a-z_]+|[a-z]+:.*", choice) for choice in choices):
        return ""
    return "one of " + ", ".join(f"`{choice}`" for choice in choices)


def _default(field: dict[str, Any]) -> str:
    if field.get("default") in (None, [], {}, ""):
        return ""
    return f"`{json.dumps(field['default'], ensure_ascii=False)}`".replace("|", "\\|")
