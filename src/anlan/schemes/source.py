"""Reads one YAML file so that every value knows its line. Only plain data comes out, never too much."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from anlan.kit.texts import Text
from anlan.schemes import diagnosis
from anlan.schemes.finding import Finding, Path, dotted

LARGEST = 256 * 1024  # bytes: ten times the largest capability we ship
MOST_NODES = 50_000  # after aliases are written out, so that ten lines cannot become a billion
DEEPEST = 40

_Base: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class _Loader(_Base):  # type: ignore[misc]
    """YAML 1.2's core schema: `no` is a word, 18:00 is not 1080, 007 keeps its zeros."""

    yaml_implicit_resolvers: dict[str, Any] = {}


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)$"),
    list("-+0123456789"),
)


class Unreadable(Exception):
    """The file is not YAML that we take; the findings say where and why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(str(finding) for finding in findings))


@dataclass(frozen=True)
class Source:
    """A file as plain data with lines. `label` is how messages name it: `hotline/capability.yaml`; `files` names the
    parts that stand in files of their own.
    """

    label: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    files: dict[Path, str] = field(default_factory=dict)

    def line(self, path: Sequence[str | int]) -> int:
        """The line of `path`, or of the nearest thing around it that is written down; 1 for an empty path."""
        here = tuple(path)
        while here and here not in self.lines:
            here = here[:-1]
        return self.lines.get(here, 1)

    def file(self, path: Sequence[str | int]) -> str:
        """The file in which `path` stands, as messages name it."""
        return self.files.get(tuple(path[:2]), self.label)

    def finding(
        self, path: Sequence[str | int], *, zh: str, en: str, fix_zh: str, fix_en: str, warning: bool = False
    ) -> Finding:
        """A finding at `path` of this file."""
        return Finding(
            file=self.file(path),
            line=self.line(path),
            path=dotted(path),
            message=Text(zh=zh, en=en),
            remedy=Text(zh=fix_zh, en=fix_en),
            severity="warning" if warning else "error",
        )


def read(file: FilePath, label: str) -> Source:
    """Read `file`. Raises `Unreadable` with findings that name line and remedy in both languages."""
    text = _text_of(file, label)
    try:
        _bound(text)
        node = yaml.compose(text, Loader=_Loader)
    except _Refused as refused:
        raise Unreadable([diagnosis.refused(label, refused.line, refused.what)]) from None
    except yaml.YAMLError as error:
        raise Unreadable([diagnosis.of(label, text, error)]) from None
    if node is None:
        raise Unreadable([diagnosis.refused(label, 1, "empty")])
    reader = _Reader(Source(label=label, data=None))
    data = reader.value(node, (), 0)
    if reader.findings:
        raise Unreadable(reader.findings)
    return Source(label=label, data=data, lines=reader.source.lines)


class _Refused(Exception):
    def __init__(self, line: int, what: str) -> None:
        self.line, self.what = line, what
        super().__init__(what)


def _text_of(file: FilePath, label: str) -> str:
    try:
        size = file.stat().st_size
        body = file.read_bytes() if size <= LARGEST else b""
    except OSError:
        raise Unreadable([diagnosis.refused(label, 0, "missing")]) from None
    if size > LARGEST:
        raise Unreadable([diagnosis.refused(label, 0, "large")])
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            [diagnosis.refused(label, body[: error.start].count(b"\n") + 1, "encoding")]
        ) from None


def _bound(text: str) -> None:
    """Depth, documents and tags are seen on the event stream, before anything recursive sees it."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if getattr(event, "tag", None):
            raise _Refused(line, "tag")
        if depth > DEEPEST:
            raise _Refused(line, "deep")
        if documents > 1:
            raise _Refused(line, "documents")


class _Reader:
    """Turns nodes into plain data, noting lines and collecting what is wrong."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self._count = 0

    def value(self, node: Any, path: Path, depth: int) -> Any:
        self._count += 1
        if self._count > MOST_NODES or depth > DEEPEST:
            if not any(finding.path == "" for finding in self.findings):
                self.findings.append(
                    diagnosis.refused(self.source.label, node.start_mark.line + 1, "aliases")
                )
            return None
        self.source.lines.setdefault(path, node.start_mark.line + 1)
        kind = node.tag.rpartition(":")[2]
        if kind == "map":
            return dict(self._pairs(node, path, depth))
        if kind == "seq":
            return [self.value(item, (*path, i), depth + 1) for i, item in enumerate(node.value)]
        return _scalar(kind, node.value)

    def _pairs(self, node: Any, path: Path, depth: int) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
                self.findings.append(diagnosis.key(self.source.label, path, line))
                continue
            name = str(key.value)
            if name in seen:
                self.findings.append(diagnosis.twice(self.source.label, (*path, name), seen[name], line))
                continue
            seen[name] = line
            self.source.lines[(*path, name)] = line
            yield name, self.value(child, (*path, name), depth + 1)


def _scalar(kind: str, text: str) -> object:
    match kind:
        case "null":
            return None
        case "bool":
            return text == "true"
        case "int":
            # Longer than a bigint is a code; Python also refuses to print over 4,300 digits.
            return int(text) if len(text) <= 19 else text
        case "float":
            return float(text)
    return text
