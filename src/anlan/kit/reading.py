"""Reading made easier (适老化): larger text and targets, kept in a cookie: nobody needs an account for it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "anlan_reading"
_YEAR = 365 * 24 * 3600


def is_large(request: HttpRequest) -> bool:
    """Whether this reader asked for large text."""
    return request.COOKIES.get(COOKIE) == "large"


def way_back(request: HttpRequest) -> str:
    """Where the reader came from (`next`), or the front page when that is not one of our own pages."""
    wanted = request.POST.get("next", "/")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Turn large text on or off and go back to the page."""
    size = "large" if request.POST.get("size") == "large" else "normal"
    response = HttpResponseRedirect(way_back(request))
    secure = request.is_secure()
    response.set_cookie(COOKIE, size, max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
    return response
