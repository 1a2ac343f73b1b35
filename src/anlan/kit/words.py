"""Words that come from outside: cleaned once, at the door."""

import re
import unicodedata

from anlan.kit.errors import Invalid

# Bidirectional controls can make a text read differently from what it says (Unicode TR 36, "Trojan Source").
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HALVES = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


class TextUnreadable(Invalid):
    """This text has characters that cannot be stored ({what}). Remove them and send it again."""


class TextTooLong(Invalid):
    """This text has {length} characters; at most {longest} can be taken. Shorten it or attach it as a file."""


class TextMissing(Invalid):
    """Please write something here."""


def clean(value: str, *, field: str, longest: int, required: bool = False) -> str:
    """`value` in NFC, without control and bidi characters, trimmed.

    Raises `TextUnreadable` (NUL, lone surrogates), `TextTooLong` (over `longest` characters), `TextMissing`.
    """
    if len(value) > longest:
        raise TextTooLong(field=field, length=len(value), longest=longest)
    if "\x00" in value:
        raise TextUnreadable(field=field, what="NUL")
    if _HALVES.search(value):
        raise TextUnreadable(field=field, what="half of a surrogate pair")
    cleaned = unicodedata.normalize(
        "NFC", _CONTROL.sub("", _BIDI.sub("", value)).replace("\r\n", "\n")
    ).strip()
    if required and not cleaned:
        raise TextMissing(field=field)
    return cleaned
