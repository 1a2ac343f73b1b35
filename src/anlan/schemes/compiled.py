"""A scheme: a capability that fits the language, frozen, with one hash over all it says."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, TypeVar, overload

from pydantic import BaseModel

from anlan.kit.canonical import canonical
from anlan.kit.errors import NotFound
from anlan.kit.texts import Text
from anlan.schemes.finding import Finding
from anlan.schemes.language import Head, Provision
from anlan.schemes.section import Section, sections
from anlan.schemes.source import Source

M = TypeVar("M", bound=BaseModel)


class SectionMissing(NotFound):
    """The capability {name} has no section {section}."""


class DocumentMissing(NotFound):
    """The capability {name} has no document {document}."""


@dataclass(frozen=True, eq=False)
class Scheme:
    """`head` and sections as typed models. `source` knows lines and exists only when read from a folder."""

    body: Head
    documents: Mapping[str, bytes]
    compiled: Mapping[str, Any]
    hash: str
    folder: FilePath | None = None
    source: Source = field(default_factory=lambda: Source(label="", data={}))

    @property
    def name(self) -> str:
        """The slug: folder name and stable key."""
        return self.body.name

    @property
    def title(self) -> Text:
        """What people call it."""
        return self.body.title

    @property
    def summary(self) -> Text:
        """What it does."""
        return self.body.summary

    @property
    def version(self) -> int:
        """The author's version number."""
        return self.body.version

    @property
    def provisions(self) -> Mapping[str, Provision]:
        """Provisions by code."""
        return {provision.code: provision for provision in self.body.provisions}

    def has(self, section: str) -> bool:
        """Whether the file has this section."""
        return section in self.body.model_fields_set and section in sections

    @overload
    def section(self, which: Section[M]) -> M: ...
    @overload
    def section(self, which: str) -> Any: ...
    def section(self, which: Section[Any] | str) -> Any:
        """The section's model; typed when asked with the `Section` itself. Raises `SectionMissing`."""
        name = which if isinstance(which, str) else which.name
        if not self.has(name):
            raise SectionMissing(name=self.name, section=name)
        return getattr(self.body, name)

    def document(self, file: str) -> bytes:
        """The bytes of `documents/<file>`. Raises `DocumentMissing`."""
        try:
            return self.documents[file]
        except KeyError:
            raise DocumentMissing(name=self.name, document=file) from None

    def line(self, path: Sequence[str | int]) -> int:
        """The line in `capability.yaml` where `path` stands; 1 when the scheme was not read from a folder."""
        return self.source.line(path)

    def finding(
        self, path: Sequence[str | int], *, zh: str, en: str, fix_zh: str, fix_en: str, warning: bool = False
    ) -> Finding:
        """A finding at `path`, e.g. `("cases", "clocks", 0, "start")`."""
        return self.source.finding(path, zh=zh, en=en, fix_zh=fix_zh, fix_en=fix_en, warning=warning)

    def none_of(self, known: Sequence[str], path: Sequence[str | int], *, zh: str, en: str) -> Finding:
        """A finding that what stands at `path` is none of `known`, which are what can be used instead."""
        listed_zh, listed_en = "、".join(known), ", ".join(known)
        return self.finding(
            path, zh=zh, en=en, fix_zh=f"改用：{listed_zh}", fix_en=f"use one of: {listed_en}"
        )


def compile_scheme(
    body: Head,
    documents: Mapping[str, bytes],
    *,
    folder: FilePath | None = None,
    source: Source | None = None,
) -> Scheme:
    """Freeze `body` and its documents. The hash covers every default, so a pinned scheme never changes."""
    said = body.model_fields_set | _always(body)
    compiled = {
        "capability": body.model_dump(mode="json", by_alias=True, include=said),
        "documents": {name: hashlib.sha256(content).hexdigest() for name, content in documents.items()},
    }
    return Scheme(
        body=body,
        documents=dict(documents),
        compiled=compiled,
        hash=hashlib.sha256(canonical(compiled)).hexdigest(),
        folder=folder,
        source=source or Source(label=f"{body.name}/capability.yaml", data={}),
    )


def _always(body: Head) -> set[str]:
    """Head keys are written even when left out; a section that is left out is not there at all."""
    return {name for name in type(body).model_fields if name in Head.model_fields}
