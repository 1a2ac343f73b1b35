"""The language itself: the head of `capability.yaml`, and the file's model composed from all sections."""

from functools import lru_cache
from typing import Any, Literal

from pydantic import Field, create_model

from anlan.kit.texts import Text
from anlan.schemes.section import Part, Section, sections

LANGUAGE = 1
Slug = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
Code = r"^[a-z][a-z0-9]*([_.-][a-z0-9]+)*$"


class Provision(Part):
    """A law, rule or standard that a step, clock or measure rests on."""

    code: str = Field(pattern=r"^[A-Za-z0-9_.:@+-]{1,80}$", description="How the rest of the file names it.")
    title: Text = Field(description="Its name and article, as people cite it.")
    source: str = Field(
        min_length=1, max_length=400, description="Where the text was read: an address or a publication."
    )
    confidence: Literal[
        "found-law", "found-official", "found-secondary", "found-implementation", "memory", "local"
    ] = Field(
        description="found-law: read in the law's text; found-official: the issuing body's page; "
        "found-secondary: "
        "another page states it; found-implementation: seen in a working system; memory: unverified; "
        "local: this district's own rule."
    )


class Head(Part):
    """What every capability says about itself."""

    language: Literal[1] = Field(description="The version of the capability language: 1.")
    name: str = Field(pattern=Slug, max_length=40, description="The same as the folder's name.")
    title: Text = Field(description="What people call it.")
    summary: Text = Field(description="What it does, for whom, in one or two sentences.")
    version: int = Field(ge=1, le=1_000_000, description="Raise it with every change that is published.")
    provisions: tuple[Provision, ...] = Field(
        default=(), description="What the capability rests on; others refer to the codes."
    )


def capability_model() -> type[Head]:
    """The model of a whole file: the head plus every registered section."""
    return _compose(tuple(sections.items()))


@lru_cache(maxsize=64)
def _compose(registered: tuple[Section[Any], ...]) -> type[Head]:
    fields: dict[str, Any] = {
        section.name: (section.model, ... if section.required else None) for section in registered
    }
    return create_model(
        "Capability", __base__=Head, __doc__="A capability: one mechanism a district runs.", **fields
    )
