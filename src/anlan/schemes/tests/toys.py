"""A small language to test the engine with: shelves that hold boxes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from anlan.kit.texts import Text
from anlan.schemes.language import Code
from anlan.schemes.scheme import DOCUMENTS, document_codes, provision_codes
from anlan.schemes.section import Part, Section, reference_sources, sections

HEAD = """\
language: 1
name: {name}
title: {{zh: 玩具, en: Toy}}
summary: {{zh: 只用于测试, en: Only for tests}}
version: 1
"""


class Box(Part):
    code: str = Field(pattern=Code)
    title: Text
    size: int = Field(ge=1, le=9, default=1)
    colour: Literal["red", "green"] = "red"
    paper: str | None = None


class Shelves(Part):
    boxes: tuple[Box, ...] = Field(min_length=1)
    fragile: bool = False


def check_shelves(scheme: Any, context: Any) -> Iterator[Any]:
    for index, box in enumerate(scheme.section(SHELVES).boxes):
        if box.paper is not None:
            yield from context.expect("document", box.paper, ("shelves", "boxes", index, "paper"))


SHELVES: Section[Shelves] = Section("shelves", Shelves, check_shelves)


@contextmanager
def toy_language() -> Iterator[None]:
    """Only the toy sections, as if a toy room were the only one installed."""
    with sections.fresh(), reference_sources.fresh():
        sections.add("documents", DOCUMENTS)
        sections.add("shelves", SHELVES)
        reference_sources.add("document", document_codes)
        reference_sources.add("provision", provision_codes)
        yield


def write(folder: Path, body: str = "", *, head: str | None = None) -> Path:
    """A capability folder with the given file."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (HEAD.format(name=folder.name) if head is None else head) + body
    (folder / "capability.yaml").write_text(text, encoding="utf-8")
    return folder
