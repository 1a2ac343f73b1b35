"""What two providers share: an `errcode` in every answer, and an access token that goes stale."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.notices.channels.asking import TokenRule, ask, body_of, with_token
from anlan.notices.channels.base import Answer, Outcome, Request, Tools


@dataclass(frozen=True)
class Codes:
    """A provider's codes by what they mean for one message."""

    bad_user: frozenset[int]
    too_fast: frozenset[int]
    busy: frozenset[int]

    def judge(self, told: dict[str, Any], *, sent: str) -> Outcome:
        """The outcome behind the `errcode` of `told`; `sent` names the field with the provider's id of a message."""
        code = told.get("errcode")
        if code == 0:
            return Outcome("sent", provider_id=str(told.get(sent, ""))[:120])
        if code in self.bad_user:
            return Outcome("bad_address", f"errcode_{code}")
        if code in self.too_fast:
            return Outcome("retry", f"errcode_{code}", wait=60.0, all_wait=True)
        if code in self.busy:
            return Outcome("retry", f"errcode_{code}")
        return Outcome("give_up", f"errcode_{code}" if code is not None else "answer_unreadable")


def send_with_token(
    rule: TokenRule,
    build: Callable[[str], Request],
    judge: Callable[[Answer], Outcome],
    at: datetime,
    tools: Tools,
) -> Outcome:
    """Send what `build(token)` makes, with the kept access token; a stale one is fetched anew, once."""

    def send(token: str) -> tuple[Outcome, int]:
        codes: list[int] = [0]

        def look(answer: Answer) -> Outcome:
            codes[0] = int(body_of(answer).get("errcode", 0))
            return judge(answer)

        return ask(build(token), look, tools), codes[0]

    return with_token(rule, send, at, tools)
