"""How the desk and the resident's page say things that the capability does not: tones, plain words, places."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.scheme.section import CASES
from anlan.kit.errors import NotFound
from anlan.kit.texts import Text
from anlan.places.public import is_holding, names_of
from anlan.schemes.public import current, pinned

# A tone only repeats what the words say (WCAG 1.4.1): amber waits for somebody here, blue runs, green is done.
TONES: Mapping[str, str] = {
    State.REPORTED: "wait",
    State.ROUTED: "wait",
    State.DISPATCHED: "wait",
    State.HANDLING: "info",
    State.SUSPENDED: "quiet",
    State.HANDLED: "wait",
    State.VERIFIED: "wait",
    State.CLOSED: "good",
    State.RATED: "good",
    State.MERGED: "quiet",
}

FOR_RESIDENTS: Mapping[str, Text] = {
    State.REPORTED: Text(
        zh="我们已收到，正在确定由哪个单位办理。",
        en="We have your report and are finding the right unit for it.",
    ),
    State.ROUTED: Text(
        zh="承办单位已确定，马上交办。", en="The right unit is known; it will get it shortly."
    ),
    State.DISPATCHED: Text(
        zh="已交给承办单位，等待签收。", en="It was handed to the unit, which has yet to confirm."
    ),
    State.HANDLING: Text(zh="承办单位正在办理。", en="The unit is working on it."),
    State.SUSPENDED: Text(zh="办理暂停，原因见下方经过。", en="Work has to wait; the reason stands below."),
    State.HANDLED: Text(
        zh="承办单位已办完，正由其他人员核查。",
        en="The unit says it is done. Somebody else is checking that.",
    ),
    State.VERIFIED: Text(
        zh="核查已通过，正在准备答复。", en="The work was checked. Your answer is being written."
    ),
    State.CLOSED: Text(
        zh="已办结。您对办理结果满意吗？", en="It is closed. Are you satisfied with the result?"
    ),
    State.RATED: Text(zh="已办结，感谢您的评价。", en="It is closed. Thank you for your rating."),
    State.MERGED: Text(
        zh="与另一条同样的反映合并办理。", en="It goes on together with another report of the same matter."
    ),
}


def category_now(capability: str, code: str) -> str:
    """The title of a category as published now, "" for none: for a reporter who has no case yet."""
    try:
        found = current(capability).section(CASES).category(code) if code else None
    except NotFound:
        return ""
    return str(found.title) if found else ""


def category_of(case: Case) -> str:
    """The title of the case's category in its pinned scheme."""
    found = pinned(case.scheme).section(CASES).category(case.category) if case.category else None
    return str(found.title) if found else case.category or _("Not sorted yet")


def whereabouts(code: int) -> str:
    """`Street · Community · Grid`: the place after what lies above it, without the district."""
    return whereabouts_of([code])[code]


def whereabouts_of(codes: Iterable[int]) -> dict[int, str]:
    """The same of many, in one query; a code that no place has stands for itself."""
    chains = {code: _chain(code) for code in codes}
    names = names_of(each for chain in chains.values() for each in chain)
    return {
        code: " · ".join(names[each] for each in chain if each in names) if code in names else str(code)
        for code, chain in chains.items()
    }


def _chain(code: int) -> list[int]:
    """Street, community and grid, as far down as the code goes (kit/codes.py); a holding code lies below none."""
    above = () if is_holding(code) else (code - code % 10**6, code - code % 10**3)
    return list(dict.fromkeys((*above, code)))
