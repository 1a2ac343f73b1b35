"""One try over HTTP, with every failure turned into a verdict; and tokens that are fetched once for many sends."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anlan.notices.channels.base import Answer, Outcome, Request, Tools, Unreachable, by_status
from anlan.notices.channels.transport import AddressForbidden

Judge = Callable[[Answer], Outcome]


def ask(request: Request, judge: Judge, tools: Tools) -> Outcome:
    """Send `request` and judge the answer; what cannot be reached is tried again, what is forbidden is not."""
    try:
        answer = tools.send(request)
    except AddressForbidden as forbidden:
        return Outcome("bad_address", forbidden.reason)
    except Unreachable as lost:
        return Outcome("retry", lost.reason)
    return by_status(answer) or judge(answer)


def body_of(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; empty when it is none."""
    try:
        read = json.loads(answer.body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def as_json(**values: object) -> bytes:
    """A JSON body in the one form that is signed: UTF-8, no blanks, keys as given."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class TokenRule:
    """How a provider hands out access tokens: what to ask, and which codes say that a token is no longer taken."""

    name: str
    ask: Callable[[], Request]
    stale: frozenset[int]


# A provider's token is dropped this long before it says it ends, so that none ends on its way.
_MARGIN = timedelta(minutes=5)


def with_token(
    rule: TokenRule, send: Callable[[str], tuple[Outcome, int]], at: datetime, tools: Tools
) -> Outcome:
    """Send with the kept token; when the provider says it is stale, fetch one more and try exactly once again."""
    token = tools.tokens.read(rule.name, at)
    if token is not None:
        outcome, code = send(token)
        if code not in rule.stale:
            return outcome
        tools.tokens.drop(rule.name)
    fetched = fetch(rule, at, tools)
    if isinstance(fetched, Outcome):
        return fetched
    outcome, code = send(fetched)
    if code in rule.stale:
        tools.tokens.drop(rule.name)
        return Outcome("retry", "token_refused")
    return outcome


def fetch(rule: TokenRule, at: datetime, tools: Tools) -> str | Outcome:
    """A new token, kept until a little before its end; or why there is none."""
    found: list[dict[str, Any]] = []

    def judge(answer: Answer) -> Outcome:
        found.append(body_of(answer))
        code = found[0].get("errcode")
        if code == 0 and found[0].get("access_token"):
            return Outcome("sent")
        return Outcome("retry" if code == -1 else "give_up", f"token_{code}")

    outcome = ask(rule.ask(), judge, tools)
    if outcome.verdict != "sent":
        return outcome
    token, seconds = str(found[0]["access_token"]), float(found[0].get("expires_in", 7200))
    tools.tokens.keep(rule.name, token, at + max(timedelta(seconds=seconds) - _MARGIN, _MARGIN))
    return token
