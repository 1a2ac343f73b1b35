"""The addresses of this room alone, so that its pages are tested whatever else is mounted."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from ninja import NinjaAPI
from ninja.utils import check_csrf

from anlan.access.actors import Actor, actor_of
from anlan.access.api import router
from anlan.kit.errors import AnlanError


def who(request: HttpRequest) -> Actor | None:
    if request.user.is_authenticated and check_csrf(request, lambda: None) is not None:
        return None
    return actor_of(request)


api = NinjaAPI(urls_namespace="access-tests", auth=who)
api.add_router("", router)


@api.exception_handler(AnlanError)
def refused(request: HttpRequest, error: AnlanError) -> HttpResponse:
    return api.create_response(request, error.as_json(), status=error.status)


urlpatterns = [
    path("accounts/", include("anlan.access.sign_in_urls")),
    path("account/", include("anlan.access.urls")),
    path("reading/", include("anlan.kit.urls")),
    path("api/", api.urls),
    path("desk/", lambda request: HttpResponse("desk")),
]
