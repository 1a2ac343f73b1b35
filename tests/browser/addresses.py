"""An example of every page there is, from the list in tests/enumerating/urls.py, for whoever may see it."""

from collections.abc import Iterator
from typing import Any, Literal

from tests.enumerating.urls import PAGES

Reader = Literal["resident", "operator"]

# What is no page: pictures, files, answers for scripts, addresses that only take a POST or send one on.
NO_PAGE = {
    "report/photo/<str:reference>/", "report/outline.svg", "report/suggest/", "report/join/", "community/here/",
    "track/<str:token>/photo/<str:attachment>/", "p/<slug:token>", "desk/<int:number>/do/<slug:verb>/",
    "desk/<int:number>/document/<uuid:attachment>/", "desk/<int:number>/colleagues/",
    "desk/<int:number>/contact/", "desk/<int:number>/photo/<uuid:attachment>/<slug:size>/", "reading/", "language/",
    "account/start/", "account/glass/", "accounts/inactive/", "accounts/2fa/authenticate/",
    "accounts/2fa/reauthenticate/", "accounts/2fa/totp/deactivate/", "accounts/2fa/recovery-codes/",
    "accounts/2fa/recovery-codes/generate/", "accounts/2fa/recovery-codes/download/",
    "verify/<str:receipt>/proof.json", "desk/map/here/", "desk/batches/count/", "desk/<int:number>/typed/",
    "desk/<int:number>/drop/<slug:key>/", "desk/calls/draft/", "api/", "api/openapi.json",
    "api/docs",  # ninja's own page: Swagger's markup, not ours
}  # fmt: skip
# Seen by an administrator or with a second factor only; their own tests walk them.
ELSEWHERE_PREFIXES = (
    "live/",
    "tiles/",
    "desk/notices",
    "notices/",
    "admin/",
    "accounts/manage",
    "units/",
    "desk/units",
)


def examples(values: dict[str, Any]) -> Iterator[tuple[str, Reader]]:
    """(address, who looks) of every page that these `values` for its parameters can name."""
    for route, address in PAGES.items():
        if route in NO_PAGE or route.startswith(ELSEWHERE_PREFIXES):
            continue
        path = route
        for name, value in values.items():
            for kind in ("str:", "int:", "slug:", "uuid:", ""):
                path = path.replace(f"<{kind}{name}>", str(value))
        if "<" not in path:
            yield "/" + path, "resident" if address.audience == "everybody" else "operator"
