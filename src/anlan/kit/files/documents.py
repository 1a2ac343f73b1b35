"""A PDF from outside. It cannot be written anew as a photograph can, so it is only ever handed out as a download.

What is checked keeps out what is plainly no document for an archive, and is a courtesy: a compressed stream can hide
any name from it. Whether it carries something bad is the scanner's question (`scanning.py`).
"""

import io
import re
import zipfile
from dataclasses import dataclass

from anlan.kit.files.errors import (
    DocumentActive,
    DocumentIncomplete,
    DocumentIsArchive,
    DocumentLocked,
    DocumentTooLarge,
)
from anlan.kit.words import clean

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 120
_HEAD, _TAIL = b"%PDF-", b"%%EOF"
_END = 1024  # bytes in which a reader looks for the end mark (ISO 32000-1, H.3)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")  # within a name (ISO 32000-1, 7.3.5)
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch)\b")
_PATH = re.compile(r"[/\\]")


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as it was sent, and the name to hand it out under."""

    data: bytes
    name: str


def is_pdf(data: bytes) -> bool:
    """By its first bytes; never by a name."""
    return data.startswith(_HEAD)


def safe_document(data: bytes, name: str, *, field: str) -> Document:
    """`data` as a PDF that may be kept: at most 20 MB, whole, not locked, without a program and no archive besides.

    Raises `DocumentTooLarge`, `DocumentIncomplete`, `DocumentLocked`, `DocumentActive`, `DocumentIsArchive`.
    """
    if len(data) > MOST_BYTES:
        raise DocumentTooLarge(field=field, size=round(len(data) / 2**20, 1), limit=MOST_BYTES // 2**20)
    if not is_pdf(data) or _TAIL not in data[-_END:]:
        raise DocumentIncomplete(field=field)
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise DocumentIsArchive(field=field)
    names = _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), data)
    if b"/Encrypt" in names:  # neither a scanner nor, in ten years, anybody else could look inside
        raise DocumentLocked(field=field)
    if _ACTIVE.search(names):
        raise DocumentActive(field=field)
    return Document(data, _called(name, field))


def _called(name: str, field: str) -> str:
    last = _PATH.split(name)[-1][-LONGEST_NAME:]
    stem = clean(last, field=field, longest=LONGEST_NAME).replace("\n", " ")
    stem = stem[:-4] if stem.lower().endswith(".pdf") else stem
    return f"{stem[: LONGEST_NAME - 4].strip(' .') or 'document'}.pdf"
