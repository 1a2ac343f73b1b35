"""`/desk/cases/<number>/why/`: why somebody may or may not see this case, by the exact rule.

Every answer is recorded, so it is asked for by POST; a link only shows the form.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.access.public import (
    Actor,
    Explanation,
    Why,
    actor_of,
    ask_why,
    askable,
    may,
    may_ask_why,
    require,
    roles,
)
from anlan.cases.errors import CaseNotFound
from anlan.cases.queries import case_by_number
from anlan.cases.telling.why import subject_found, subject_of
from anlan.kit import clock
from anlan.kit.errors import AnlanError, NotFound
from anlan.kit.words import clean
from anlan.places.public import names_of

_SHOWN = 20
_PLACE = re.compile(r"\b\d{15}\b")


@dataclass(frozen=True)
class Answer:
    """One permission: whether the account has it on this case, and each rule that was looked at."""

    title: str
    name: str
    allowed: bool
    factor: bool
    lines: list[tuple[bool, str]]


def _sees(actor: Actor, number: int) -> bool:
    try:
        case_by_number(actor, number)
    except NotFound:
        return False
    return True


def _named(text: str) -> str:
    """Codes of places as their names: `310105001000000` tells nobody anything."""
    codes = {int(code) for code in _PLACE.findall(text)}
    names = names_of(codes) if codes else {}
    return _PLACE.sub(lambda found: names.get(int(found.group()), found.group()), text)


def _answer(one: Explanation) -> Answer:
    language = get_language() or "zh-hans"
    lines = [(reason.allows, _named(reason.text.in_language(language))) for reason in one.reasons]
    permission = one.permission
    return Answer(
        str(permission.title), permission.name, one.allowed, permission.risky and one.allowed, lines
    )


def _told(answer: Why, at: datetime) -> dict[str, object]:
    made = [_answer(one) for one in answer.explanations]
    sight = next(one for one in made if one.name == "cases.read")
    grants = [
        (str(roles[grant.role].title), _named(str(grant.place)), grant.until) for grant in answer.actor.grants
    ]
    others = [one for one in made if one is not sight]
    return {
        "name": answer.actor.name,
        "sight": sight,
        "grants": grants,
        "can": [one for one in others if one.allowed],
        "cannot": [one for one in others if not one.allowed],
        "at": at,
    }


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def why(request: HttpRequest, number: int) -> HttpResponse:
    """`?who=` finds accounts one may ask about; POST of `account` answers for one.

    A case that the reader neither sees nor keeps the accounts of is not found, just as none is.
    """
    actor, at = actor_of(request), clock.now()
    found, subject = subject_found(str(number)), subject_of(str(number))
    sees = _sees(actor, number)
    if found is None or subject is None or not (sees or may_ask_why(actor, found)):
        raise CaseNotFound
    if not may_ask_why(actor, found):
        require(actor, "access.read", place=found.place)
    who = clean(request.GET.get("who", "")[:60], field="who", longest=60)
    keeps = may(actor, "access.read", place=found.place)
    context: dict[str, object] = {"number": number, "sees": sees, "who": who, "keeps": keeps}
    status = 200
    if who:
        rows = askable(actor, at=at)
        named = Q(name__icontains=who) | Q(username=who.lower()) if keeps else Q(name__icontains=who)
        context["people"] = list(rows.filter(named)[:_SHOWN])
    if request.method == "POST":
        try:
            account = UUID(request.POST.get("account", ""))
            context["answer"] = _told(
                ask_why(by=actor, at=at, account=account, subject=subject, found=found), at
            )
        except ValueError:
            status = 404
        except AnlanError as refused:
            status, context["refused"] = refused.status, refused.message()
    return render(request, "cases/why.html", context, status=status)
