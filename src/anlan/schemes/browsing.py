"""Reads for the pages of capabilities: versions and their states, and what lies in folders on the server."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from anlan.schemes.compiled import Scheme
from anlan.schemes.examine import examine
from anlan.schemes.finding import Finding, errors_of
from anlan.schemes.folders import BUILTIN, folders
from anlan.schemes.load import check
from anlan.schemes.models import SchemeVersion
from anlan.schemes.queries import SchemeUnknown, current_all, pinned


def titles() -> list[tuple[str, str]]:
    """Name and title of every published capability, as forms offer them."""
    return [(scheme.name, str(scheme.title)) for scheme in current_all()]


@dataclass(frozen=True, slots=True)
class Folder:
    """A capability as it lies on the server. `differs`: it says something else than what is current."""

    name: str
    path: Path
    scheme: Scheme | None
    findings: tuple[Finding, ...]
    ours: bool
    differs: bool

    @property
    def sound(self) -> bool:
        """Whether it can be published."""
        return self.scheme is not None and not errors_of(self.findings)


def gone_out_of_date(scheme: Scheme, today: date) -> list[Finding]:
    """What counts now and should not be relied on any more: findings that only the day makes."""
    always = set(check(scheme))
    return [finding for finding in check(scheme, today) if finding not in always]


def folder_states() -> list[Folder]:
    """Every folder, examined; a broken one is told, never raised."""
    live = {scheme.name: scheme.hash for scheme in current_all()}
    return [_state(name, path, live.get(name)) for name, path in folders().items()]


def folder_state(name: str, today: date | None = None) -> Folder:
    """The folder called `name`, with `today` also what is out of date by then. Raises `SchemeUnknown` for none."""
    path = folders().get(name)
    if path is None:
        raise SchemeUnknown(hash=name)
    live = next((scheme.hash for scheme in current_all() if scheme.name == name), None)
    return _state(name, path, live, today)


def _state(name: str, path: Path, live: str | None, today: date | None = None) -> Folder:
    scheme, findings = examine(path, today)
    differs = scheme is not None and scheme.hash != live
    return Folder(name, path, scheme, tuple(findings), path.parent == BUILTIN, differs)


def versions_of(name: str) -> list[SchemeVersion]:
    """Every version of a capability, newest first."""
    return list(SchemeVersion.objects.filter(name=name).order_by("-id").defer("compiled"))


def version_of(digest: str) -> SchemeVersion:
    """The version with this hash. Raises `SchemeUnknown`."""
    found = SchemeVersion.objects.filter(hash=digest).defer("compiled").first()
    if found is None:
        raise SchemeUnknown(hash=digest[:12])
    return found


def current_hash(versions: list[SchemeVersion]) -> str:
    """The hash new cases are pinned to, "" when every version was withdrawn."""
    return next((version.hash for version in versions if version.withdrawn_at is None), "")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that two versions say differently, at a readable path; "" where it is not there."""

    path: str
    before: str
    after: str


def compare(old: str, new: str) -> list[Change]:
    """What `new` says otherwise than `old`, in the order of the file. Raises `SchemeUnknown`, `SchemeUnreadable`."""
    return changes(pinned(old), pinned(new))


def changes(old: Scheme, new: Scheme) -> list[Change]:
    """The same for two schemes, of which one may not be published yet."""
    before, after = (dict(_said(scheme.compiled)) for scheme in (old, new))
    paths = [*before, *(path for path in after if path not in before)]
    return [
        Change(path, before.get(path, ""), after.get(path, ""))
        for path in paths
        if before.get(path) != after.get(path)
    ]


def _said(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Leaves by path. An item of a list is called by its code where it has one, so that moving it is no change."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _said(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value, start=1):
            code = item.get("code") if isinstance(item, Mapping) else None
            yield from _said(item, f"{path}[{code or number}]")
    elif isinstance(value, list | tuple):
        if value:
            yield path, ", ".join(str(item) for item in value)
    elif value not in (None, ""):
        yield path, str(value)
