"""Messages to residents about their own matter: by ways the district has, for who agreed, stopped with a click."""

from typing import Any

from django.utils.translation import get_language

from anlan.access.public import reporter, token_hmac
from anlan.cases.public import Case, tracked
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.notices.public import Notice, agree, open_ways, reach_of, told_about

# way → the field of the report's form with its address
_ADDRESSES = {"sms": "phone", "email": "email"}


def ways_to_residents() -> list[str]:
    """The open ways that reach a resident; none while the settings are missing or broken: nothing is promised then."""
    try:
        return [name for name in _ADDRESSES if name in open_ways()]
    except AnlanError:
        return []


def agree_to_be_told(token: str, data: dict[str, Any]) -> None:
    """Keep the consent that was ticked, for the ways whose address was left.

    For a new report only: one that is sent again must not undo a stop.
    """
    ways = [name for name in ways_to_residents() if data.get(_ADDRESSES[name])]
    if not data.get("told") or not ways:
        return
    case = tracked(token)
    by = reporter(token_hmac(token))
    if case.reporter == by.ref:  # who reported signed in is told as an account
        agree(by=by, at=clock.now(), subject=case.id, channels=ways, language=get_language() or "zh-hans")


def stop_messages(case: Case, token: str) -> None:
    """Take the consent back; what waits is not sent any more."""
    agree(by=reporter(token_hmac(token)), at=clock.now(), subject=case.id, channels=[])


def messages_of(case: Case) -> dict[str, Any]:
    """What the reporter was told, by which ways, and which of them came back."""
    reach = reach_of(case.id, case.reporter)
    told: list[Notice] = told_about(case.id, case.reporter)
    return {
        "told": told,
        "ways": [one for one in reach if one.agreed],
        "lost": [one for one in reach if one.lost],
    }
