"""Where capabilities lie: those shipped with the software, and a district's own."""

import os
from pathlib import Path

from django.conf import settings

from anlan.kit.errors import NotFound
from anlan.schemes.load import FILE

BUILTIN = Path(__file__).resolve().parents[1] / "capabilities"


class FolderUnknown(NotFound):
    """There is no capability folder {name}. There are: {known}."""


def roots() -> list[Path]:
    """Before ours a district's own, so that theirs win: `ANLAN_CAPABILITIES` (like PATH), else in the state folder."""
    own = os.environ.get("ANLAN_CAPABILITIES") or str(settings.STATE / "capabilities")
    return [Path(root) for root in own.split(os.pathsep) if root] + [BUILTIN]


def folders() -> dict[str, Path]:
    """Every folder with a `capability.yaml`, by name, in alphabetical order."""
    found: dict[str, Path] = {}
    for root in roots():
        for file in sorted(root.glob(f"*/{FILE}")):
            found.setdefault(file.parent.name, file.parent)
    return dict(sorted(found.items()))


def folder_of(name: str) -> Path:
    """The folder called `name`, or the path itself. Raises `FolderUnknown`."""
    known = folders()
    if name in known:
        return known[name]
    path = Path(name)
    if (path / FILE).is_file():
        return path
    raise FolderUnknown(name=name, known=", ".join(known) or "-")
