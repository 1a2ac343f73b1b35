"""A place as its people know it: who serves it, what is open there, and how to find it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.cases.public import counted_at, public_figures
from anlan.kit import clock
from anlan.kit.codes import CodeInvalid, level_of
from anlan.kit.errors import AnlanError, NotFound
from anlan.kit.texts import named
from anlan.parties.public import units_in
from anlan.places.public import (
    Listed,
    ancestors,
    by_street,
    check_point,
    children,
    is_holding,
    locate_one,
    names_of,
    place,
)
from anlan.portal.pace import LOOKS

COOKIE = "anlan_community"
_YEAR = 365 * 24 * 3600
_MOST_FOUND = 30
_MOST_UNITS = 12


@dataclass(frozen=True)
class Named:
    """A place in the reader's language; `street`: what it lies in, for one that was searched for."""

    code: int
    name: str
    street: str = ""
    below: tuple["Named", ...] = ()


@dataclass(frozen=True)
class Serving:
    """A unit as residents see it; `place`: whose it is, `phone`: its public number."""

    name: str
    place: str
    phone: str


def _streets() -> list[tuple[Listed, list[Listed]]]:
    return by_street(settings.ANLAN_DISTRICT)


def known(text: str) -> int | None:
    """The open place of this district behind what somebody sent as a code; None for anything else."""
    try:
        code = int(text) if text.isascii() and len(text) == 15 else 0
        level = level_of(code)
        row = place(code)
    except (ValueError, CodeInvalid, NotFound):
        return None
    ours = code // 10**9 == settings.ANLAN_DISTRICT and level != "district"
    return code if ours and row.valid_to is None and not is_holding(code) else None


def mine(request: HttpRequest) -> Named | None:
    """The community this browser remembers."""
    code = known(request.COOKIES.get(COOKIE, ""))
    return Named(code, names_of([code])[code]) if code else None


def remember(request: HttpRequest, answer: HttpResponse, code: int) -> HttpResponse:
    """Keep the community in a cookie: nobody needs an account for it."""
    secure = request.is_secure()
    answer.set_cookie(COOKIE, str(code), max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer


@require_GET
def communities(request: HttpRequest) -> HttpResponse:
    """`/community/`: find one's community by name, by street or by where one is. `?place=` chooses and remembers it."""
    LOOKS.step(request)
    chosen = known(request.GET.get("place", ""))
    if chosen:
        return remember(request, redirect("portal:place", code=chosen), chosen)
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:60]
    streets = [
        Named(street.code, named(street), below=tuple(Named(row.code, named(row)) for row in below))
        for street, below in _streets()
    ]
    context = {
        "streets": streets,
        "q": words,
        "found": _found(words) if words else [],
        "nowhere": "nowhere" in request.GET,
    }
    return render(request, "portal/community.html", context)


def _found(words: str) -> list[Named]:
    """Streets and communities whose name in either language contains the words."""
    sought = words.casefold()
    found = []
    for street, below in _streets():
        rows = [(street, ""), *((row, named(street)) for row in below)]
        found += [
            Named(row.code, named(row), above)
            for row, above in rows
            if sought in row.name_zh or sought in row.name_en.casefold()
        ]
    return found[:_MOST_FOUND]


@require_POST
def here(request: HttpRequest) -> HttpResponse:
    """`/community/here/`: the place around a point; it comes in the body, so that no log keeps where somebody was."""
    LOOKS.step(request)
    try:
        lon, lat = float(request.POST.get("lon", "")), float(request.POST.get("lat", ""))
        check_point(lon, lat, settings.ANLAN_DISTRICT)
        code = known(str(locate_one(lon, lat)))
    except (ValueError, AnlanError):
        code = None
    return redirect("portal:place", code=code) if code else redirect("/community/?nowhere")


@never_cache
@require_http_methods(["GET", "POST"])
def one_place(request: HttpRequest, code: int) -> HttpResponse:
    """`/community/<code>/`: a street, a community or a grid. POST: remember it as one's own."""
    LOOKS.step(request)
    if known(str(code)) is None:
        raise Http404
    if request.method == "POST":
        return remember(request, redirect("portal:place", code=code), code)
    level = level_of(code)
    above = list(reversed(ancestors(code)[:-1]))
    names = names_of([code, *above])
    at = clock.now()
    context = {
        "code": code,
        "name": names[code],
        "level": level,
        "above": [(each, names[each]) for each in above],
        "is_mine": request.COOKIES.get(COOKIE) == str(code),
        "units": _serving(code),
        "figures": public_figures(code) if level == "community" else None,
        "counted_at": counted_at(),
        "below": [Named(row.code, named(row)) for row in children(code, at)] if level == "street" else [],
    }
    return render(request, "portal/place.html", context)


def _serving(code: int) -> list[Serving]:
    """The open units of this place and of those above it, the nearest first."""
    at = clock.now()
    chain = [code, *ancestors(code)]
    names = names_of(chain)
    return [
        Serving(named(unit), names[each] if each != code else "", unit.phone)
        for each in chain
        for unit in units_in(each, at).filter(place=each)[:_MOST_UNITS]
    ]
