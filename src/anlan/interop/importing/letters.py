"""Which encoding a file is written in, and its digest, in one reading of a bounded piece at a time."""

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from anlan.interop.importing.errors import EncodingOld, EncodingUnknown, EncodingWide

_PIECE = 1 << 20
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A pair both of whose bytes are high is GB 2312, what Chinese is written with; a lone high byte before an ASCII
# letter is how Latin-1 looks. GB 18030 allows both, so that Latin-1 would pass as rare characters.
_CHINESE = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_LONE = re.compile(rb"(?<![\x80-\xff])[\x81-\xfe][\x40-\x7e]")
_PYTHONS = {"utf-8": "utf-8", "gb18030": "gb18030", "latin-1": "cp1252"}


@dataclass
class _Try:
    """One encoding, piece by piece. `broken` is the byte it fails at."""

    encoding: str
    broken: int | None = None

    def __post_init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder(self.encoding)()
        self._read = 0

    def feed(self, data: bytes, *, last: bool) -> None:
        if self.broken is not None:
            return
        kept = len(self._decoder.getstate()[0])
        try:
            self._decoder.decode(data, last)
        except UnicodeDecodeError as wrong:
            self.broken = self._read - kept + wrong.start
        self._read += len(data)


def read_letters(
    path: Path, *, wanted: str = "auto", looking: Callable[[int], None] = lambda _done: None
) -> tuple[str, str]:
    """(encoding as Python calls it, SHA-256). Raises `EncodingUnknown`, `EncodingWide`, `EncodingOld`, `OSError`."""
    utf, gb = _Try("utf-8"), _Try("gb18030")
    whole, chinese, lone, done = hashlib.sha256(), 0, 0, 0
    with path.open("rb") as file:
        data = file.read(_PIECE)
        if data.startswith(_WIDE) or data[:4096].count(0) > len(data[:4096]) // 4:
            raise EncodingWide(name=path.name)
        while True:
            coming = file.read(_PIECE)
            whole.update(data)
            utf.feed(data, last=not coming)
            if not data.isascii():
                gb.feed(data, last=not coming)
                if utf.broken is not None:
                    chinese += len(_CHINESE.findall(data))
                    lone += len(_LONE.findall(data))
            done += len(data)
            looking(done)
            if not coming:
                break
            data = coming
    digest = whole.hexdigest()
    if wanted != "auto":
        return _PYTHONS[wanted], digest
    if utf.broken is None:
        return "utf-8", digest
    if gb.broken is None and chinese > lone:
        return "gb18030", digest
    if lone >= chinese:
        raise EncodingOld(name=path.name)
    raise EncodingUnknown(name=path.name, place=utf.broken)
