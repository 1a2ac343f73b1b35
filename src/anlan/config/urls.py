"""Every address of Anlan, composed from the rooms."""

from django.urls import URLPattern, URLResolver, include, path

from anlan.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),  # first: addresses are tried in order, and most requests of a busy day come here
    path("", include("anlan.portal.urls")),
    path("", include("anlan.cases.urls")),
    path("", include("anlan.parties.urls")),
    path("", include("anlan.places.urls")),
    path("", include("anlan.notices.urls")),
    path("", include("anlan.kit.urls")),
    path("desk/admin/", include("anlan.access.admin_urls")),
    path("desk/admin/capabilities/", include("anlan.schemes.urls")),
    path("account/", include("anlan.access.urls")),
    path("accounts/", include("anlan.access.sign_in_urls")),
    path("verify/", include("anlan.ledger.urls")),
]

handler400 = "anlan.kit.web.bad_request"
handler500 = "anlan.kit.web.server_error"
