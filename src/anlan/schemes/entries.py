"""Entries of a section that have files of their own: `knowledge/*.yaml` beside `capability.yaml`, one entry a file."""

from dataclasses import replace
from pathlib import Path as FilePath

from anlan.schemes import diagnosis
from anlan.schemes.finding import Finding, Path
from anlan.schemes.section import sections
from anlan.schemes.source import Source, Unreadable, read

MOST = 2000


def with_entries(source: Source, folder: FilePath) -> tuple[Source, list[Finding]]:
    """`source` with the files of every section that may have them, after what the section lists itself, by file name;
    and what cannot be read of them. Their findings name their own file and line.
    """
    findings: list[Finding] = []
    for section in sections.items():
        root = folder / section.name
        if section.one_file_an_entry and root.is_dir():
            source = _with_files(source, section.name, root, findings)
    return source, findings


def _with_files(source: Source, name: str, root: FilePath, findings: list[Finding]) -> Source:
    listed = source.data.get(name) if isinstance(source.data, dict) else None
    files = [file for file in sorted(root.glob("*.yaml")) if file.is_file() and not file.is_symlink()]
    if not files or not isinstance(listed, list | None):
        return source  # what else stands there, the section's model refuses
    entries, lines, labels = list(listed or ()), dict(source.lines), dict(source.files)
    if len(files) > MOST:
        findings.append(diagnosis.refused(f"{root.parent.name}/{name}", 0, "large"))
        files = files[:MOST]
    for file in files:
        try:
            found = read(file, f"{root.parent.name}/{name}/{file.name}")
        except Unreadable as unreadable:
            findings += unreadable.findings
            continue
        here: Path = (name, len(entries))
        entries.append(found.data)
        labels[here] = found.label
        lines |= {(*here, *path): line for path, line in found.lines.items()}
    return replace(source, data={**source.data, name: entries}, lines=lines, files=labels)
