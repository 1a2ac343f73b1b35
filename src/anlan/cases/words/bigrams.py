"""Search terms of our own: Chinese as character pairs, other words whole.

PostgreSQL's parsers do not know where a Chinese word ends, and its trigrams are empty for Chinese under the
C locale, so we hand a `simple` tsvector terms we cut ourselves. A run of Chinese characters gives every
pair of neighbours, and its last character alone: so that each single character begins some term and can be
found by its prefix.
"""

import re
import unicodedata
from itertools import pairwise

MOST_INDEXED = 5000
MOST_ASKED = 32
LONGEST = 48

# Han with its extensions (𠮷 lies outside the basic plane), 々〇, compatibility forms, kana and hangul.
_CJK = (
    "\u3005\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
_RUNS = re.compile(rf"([{_CJK}]+)|([^\W_{_CJK}]+)")


def folded(text: str) -> str:
    """`text` as it is compared: full width made half width, compatibility forms resolved (NFKC), case
    folded.
    """
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def terms_of(text: str, most: int) -> list[str]:
    """At most `most` different terms, in the order they appear. A term holds letters and digits only."""
    found: dict[str, None] = {}
    for match in _RUNS.finditer(folded(text)):
        cjk, word = match.groups()
        if word is not None:
            found[word[:LONGEST]] = None
        else:
            found.update(dict.fromkeys(map("".join, pairwise(cjk))))
            found[cjk[-1]] = None
        if len(found) >= most:
            break
    return list(found)[:most]


def index_terms(text: str) -> str:
    """`text` as terms between spaces: a tsvector literal as it stands, so cast it (`…::tsvector`).

    `to_tsvector` would lose rare characters that the server's libc does not know as letters yet.
    At most 5,000 different terms; more text than that is found by its beginning.
    """
    return " ".join(terms_of(text, MOST_INDEXED))


def query_terms(text: str) -> str:
    """What was typed into a search box as a tsquery that needs every term; empty when there is nothing to
    look for.

    Only letters and digits survive, each term in quotes, so no operator and no wildcard can be smuggled in.
    A single Chinese character finds every text that has it; at most 32 terms are looked for.
    """
    asked: dict[str, None] = {}
    for match in _RUNS.finditer(folded(text)):
        cjk, word = match.groups()
        if word is not None:
            asked[f"'{word[:LONGEST]}'"] = None
        elif len(cjk) == 1:
            asked[f"'{cjk}':*"] = None
        else:
            asked.update((f"'{first}{second}'", None) for first, second in pairwise(cjk))
        if len(asked) >= MOST_ASKED:
            break
    return " & ".join(list(asked)[:MOST_ASKED])
