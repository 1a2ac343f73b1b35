"""Which kinds of matter residents may see on the map and among what is near, and the words for what a square says."""

from anlan.cases.lifecycle import State
from anlan.cases.scheme.section import CASES
from anlan.kit.texts import Text
from anlan.schemes.public import current_all

STAGE = {
    State.REPORTED: "waiting", State.ROUTED: "waiting", State.DISPATCHED: "waiting",
    State.HANDLING: "working", State.SUSPENDED: "working", State.HANDLED: "checking", State.VERIFIED: "checking",
}  # fmt: skip
_WORDS = {
    "waiting": Text(zh="多在等待办理", en="most waiting to be handled"),
    "working": Text(zh="多在办理中", en="most being handled"),
    "checking": Text(zh="多在核查中", en="most being checked"),
    "week": Text(zh="多为一周内反映", en="most reported within a week"),
    "month": Text(zh="多为一个月内反映", en="most reported within a month"),
    "older": Text(zh="多为一个月前反映", en="most reported more than a month ago"),
}


def shown_kinds() -> list[tuple[str, str]]:
    """(capability, category) of everything that its capability lets residents see on the map."""
    return [
        (scheme.name, category.code)
        for scheme in current_all()
        if scheme.has(CASES.name)
        for category in scheme.section(CASES).categories
        if category.on_map
    ]


def legend() -> dict[str, str]:
    """The words for what a square says."""
    return {code: str(words) for code, words in _WORDS.items()} | {
        f"{scheme.name}:{category.code}": str(category.title)
        for scheme in current_all()
        if scheme.has(CASES.name)
        for category in scheme.section(CASES).categories
        if category.on_map
    }
