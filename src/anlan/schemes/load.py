"""From a folder to a scheme: read, fit to the language, compile, check."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from anlan.schemes import diagnosis
from anlan.schemes.compiled import Scheme, compile_scheme
from anlan.schemes.entries import with_entries
from anlan.schemes.explain import findings_of
from anlan.schemes.finding import Finding, SchemeInvalid, errors_of
from anlan.schemes.language import capability_model
from anlan.schemes.references import CheckContext
from anlan.schemes.scheme import stray_documents
from anlan.schemes.section import sections
from anlan.schemes.source import Source, Unreadable, read
from anlan.schemes.wording import untranslated

FILE = "capability.yaml"
LARGEST_DOCUMENT = 5 * 1024 * 1024


def load(folder: FilePath) -> Scheme:
    """The capability in `folder`. Raises `SchemeInvalid` with findings when it does not fit the language.

    Only the shape is looked at here; `check` looks at the meaning.
    """
    scheme, findings = read_scheme(folder)
    if scheme is None or errors_of(findings):
        raise SchemeInvalid(folder.name, findings)
    return scheme


def check(scheme: Scheme, today: date | None = None) -> list[Finding]:
    """Everything that every section finds wrong with the meaning of `scheme`, in the order of the file.

    With `today` also what has gone out of date by then.
    """
    context = CheckContext(scheme, today)
    found = [*untranslated(scheme), *stray_documents(scheme)]
    for section in sections.items():
        if scheme.has(section.name):
            found.extend(section.check(scheme, context))
    return sorted(found, key=lambda finding: (finding.file, finding.line))


def read_scheme(folder: FilePath) -> tuple[Scheme | None, list[Finding]]:
    """The scheme if it fits the language, and what stands against its shape; never raises."""
    label = f"{folder.name}/{FILE}"
    try:
        source = read(folder / FILE, label)
    except Unreadable as error:
        return None, error.findings
    source, findings = with_entries(source, folder)
    if findings:
        return None, findings
    model = capability_model()
    try:
        body = model.model_validate(source.data)
    except ValidationError as error:
        return None, findings_of(error, model, source)
    try:
        documents = _documents(folder)
    except _DocumentTooLarge as error:
        return None, [diagnosis.refused(f"{folder.name}/documents/{error}", 0, "document")]
    return compile_scheme(body, documents, folder=folder, source=source), list(_name(source, folder))


def _name(source: Source, folder: FilePath) -> Iterator[Finding]:
    name: Any = source.data["name"]
    if name != folder.resolve().name:
        yield source.finding(
            ("name",),
            zh=f"名称 {name} 与文件夹 {folder.name} 不同",
            en=f"the name {name} is not the folder's name {folder.name}",
            fix_zh="让两者一致",
            fix_en="make them the same",
        )


class _DocumentTooLarge(Exception):
    pass


def _documents(folder: FilePath) -> dict[str, bytes]:
    """Every file under documents/, by its path inside; hidden files are an editor's own."""
    root = folder / "documents"
    found: dict[str, bytes] = {}
    for file in sorted(root.rglob("*")) if root.is_dir() else ():
        inside = file.relative_to(root).as_posix()
        if file.is_symlink() or not file.is_file() or file.name.startswith("."):
            continue
        if file.stat().st_size > LARGEST_DOCUMENT:
            raise _DocumentTooLarge(inside)
        found[inside] = file.read_bytes()
    return found
