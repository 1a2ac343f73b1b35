"""The OpenAPI document as it is now and as it was written down; `make openapi` writes it anew."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("openapi.json")
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def document() -> dict[str, Any]:
    """The document the running code offers under /api/openapi.json."""
    from anlan.config.api import api

    return dict(json.loads(json.dumps(api.get_openapi_schema(), default=str)))


def text() -> str:
    """The document as it is written down: sorted, so that a change is a small difference."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """Every (METHOD, path) with its description."""
    return {
        (method.upper(), path): operation
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


if __name__ == "__main__":
    os.environ.setdefault("ANLAN_DATABASE_URL", "postgresql://nobody@127.0.0.1/nothing")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    import django

    django.setup()
    FILE.write_text(text(), encoding="utf-8")
    print(f"{FILE.name}: {len(operations())} operations")  # noqa: T201 - a command of its own
