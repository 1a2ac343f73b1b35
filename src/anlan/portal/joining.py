"""“Me too”: joining a matter that somebody else reported already."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anlan.access.public import actor_of
from anlan.cases import public as cases
from anlan.kit import clock
from anlan.kit.ids import new_token
from anlan.portal.pace import REPORTS

COOKIE = "anlan_neighbour"
_YEAR = 365 * 24 * 3600


@never_cache
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """`/report/join/`: count this browser once on the matter behind a handle that the check page showed."""
    REPORTS.step(request)
    key = request.COOKIES.get(COOKIE, "")[:80] or new_token()
    case = cases.behind(request.POST.get("matter", "")[:400])
    first = cases.join(by=actor_of(request), at=clock.now(), case=case, key=key)
    matter = cases.same_matter(case)
    context = {"first": first, "matter": matter, "plain": str(cases.FOR_RESIDENTS[matter.plain])}
    answer = render(request, "portal/joined.html", context)
    secure = request.is_secure()
    answer.set_cookie(COOKIE, key, max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer
