"""Words in the wrong language: a Chinese text without a Chinese character, an English one full of them."""

import re
from collections.abc import Iterator
from typing import Any

from anlan.schemes.compiled import Scheme
from anlan.schemes.finding import Finding, Path

_HAN = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile("[A-Za-z]")


def untranslated(scheme: Scheme) -> Iterator[Finding]:
    """Warnings for texts whose two languages look swapped or copied."""
    for path, text in _texts(scheme.source.data, ()):
        zh, en = str(text["zh"]), str(text["en"])
        if _LETTER.search(zh) and not _HAN.search(zh) and zh == en and " " in zh:
            yield scheme.finding(
                (*path, "zh"),
                zh="中文里没有汉字",
                en="the Chinese words have no Chinese character",
                fix_zh="把这句话译成中文",
                fix_en="translate them into Chinese",
                warning=True,
            )
        if _HAN.search(en) and not _LETTER.search(en):
            yield scheme.finding(
                (*path, "en"),
                zh="英文里只有汉字",
                en="the English words are in Chinese",
                fix_zh="把这句话译成英文",
                fix_en="translate them into English",
                warning=True,
            )


def _texts(data: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(data, dict):
        if data.keys() == {"zh", "en"}:
            yield path, data
            return
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*path, index))
