"""One route a verb: `POST /cases/{number}/{verb}`, with the body the verb's signature asks for."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

from anlan.access.public import actor_of
from anlan.cases.api.bodies import arguments, body_of
from anlan.cases.api.shapes import CaseOut, DoneOut
from anlan.cases.hold import Standing, resolve
from anlan.cases.models import Case
from anlan.cases.queries import may_do
from anlan.cases.telling.titles import VERBS as TITLES
from anlan.cases.telling.whole import look_at
from anlan.cases.verbs import VERBS
from anlan.kit import clock

router = Router(tags=["cases"])


def _answer(shape: BaseModel) -> HttpResponse:
    """As ninja writes it, which would check again what the shape has checked."""
    return HttpResponse(
        json.dumps(shape.model_dump(), cls=NinjaJSONEncoder), content_type="application/json; charset=utf-8"
    )


def _route(name: str, verb: Callable[..., Any]) -> None:
    body: Any = body_of(verb)

    def act_on(request: HttpRequest, number: int, given: Any) -> Any:
        actor = actor_of(request)
        # First, so that a body is judged alike before a foreign case and before none.
        keywords = arguments(given, actor)
        changed: Case = verb(by=actor, at=clock.now(), case=resolve(number), **keywords)
        look_at(changed)  # for all that is asked below
        if not Standing.of(changed, actor).may(actor, "cases.read"):
            return _answer(DoneOut(number=changed.number, version=changed.version, state=changed.state))
        return _answer(CaseOut.whole(changed, may_do(actor, changed)))

    act_on.__name__ = f"post_{name}"
    act_on.__doc__ = (verb.__doc__ or "").strip()
    act_on.__annotations__ = {"request": HttpRequest, "number": int, "given": body, "return": Any}
    title = TITLES[name]
    router.post(f"/cases/{{number}}/{name}", response=CaseOut | DoneOut, summary=f"{title.zh} {title.en}")(
        act_on
    )


for _name, _verb in VERBS.items():
    if _name != "report":
        _route(_name, _verb)
