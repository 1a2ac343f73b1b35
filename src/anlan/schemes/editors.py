"""The language as a JSON Schema (draft 2020-12), so that an editor completes keys and underlines mistakes."""

import json
from typing import Any

from anlan.schemes.language import LANGUAGE, capability_model

NAME = "capability.schema.json"


def editors_schema() -> dict[str, Any]:
    """The schema of `capability.yaml`, composed from the head and every registered section."""
    schema = capability_model().model_json_schema(by_alias=True, mode="validation")
    for field in schema["properties"].values():
        if field.get("default", ...) is None:
            del field["default"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Anlan capability, language version {LANGUAGE}",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def editors_schema_text() -> str:
    """The schema as the file that lies beside the capabilities."""
    return json.dumps(editors_schema(), ensure_ascii=False, indent=2) + "\n"
