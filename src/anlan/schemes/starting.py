"""Writes a new capability: a small, commented one that passes its checks and its own flow test."""

import re
from pathlib import Path

from anlan.kit.errors import Conflict, Invalid
from anlan.schemes.editors import NAME, editors_schema_text
from anlan.schemes.language import Slug
from anlan.schemes.section import sections

SKELETON = Path(__file__).with_name("skeleton")


class NameUnfit(Invalid):
    """{name} cannot be a capability's name: use small letters, digits and _, beginning with a letter, at most 40."""


class FolderTaken(Conflict):
    """There is a folder {folder} already. Choose another name."""


def start(name: str, root: Path) -> Path:
    """Make `root/name`. Raises `NameUnfit`, `FolderTaken`. Returns the folder."""
    if not re.match(Slug, name) or len(name) > 40:
        raise NameUnfit(name=name, field="name")
    folder = root / name
    if folder.exists():
        raise FolderTaken(folder=folder)
    pieces = [SKELETON / "head.yaml", *(SKELETON / f"{section}.yaml" for section in sections.names())]
    text = "\n".join(piece.read_text(encoding="utf-8") for piece in pieces if piece.exists())
    folder.mkdir(parents=True)
    _write(folder / "capability.yaml", text, name)
    for template in sorted(SKELETON.glob("*/*")):
        _write(folder / template.relative_to(SKELETON), template.read_text(encoding="utf-8"), name)
    schema = root / NAME
    if not schema.exists():
        schema.write_text(editors_schema_text(), encoding="utf-8")
    return folder


def _write(file: Path, text: str, name: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace("__name__", name), encoding="utf-8")
