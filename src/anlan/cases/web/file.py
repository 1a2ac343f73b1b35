"""`/desk/<number>/file.pdf`: the whole file of a case on paper, for a meeting, an archive or a court."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import actor_of
from anlan.cases.files.photographs import store
from anlan.cases.queries import case_by_number
from anlan.cases.web.asked import Asked
from anlan.cases.web.page import file_context
from anlan.kit import clock
from anlan.kit.paper import pdf


@never_cache
@login_required
@require_GET
def file(request: HttpRequest, number: int) -> HttpResponse:
    """What the reader may see of the case, as they see it, with who printed it and when. A foreign one is not found.

    Contacts are not on it: they are looked at for a purpose, one at a time.
    """
    actor, at = actor_of(request), clock.now()
    asked = Asked(case_by_number(actor, number), actor, at)
    html = render_to_string(
        "cases/file.html", {**file_context(asked), "printed_at": at, "by": actor.name}, request
    )
    answer = HttpResponse(pdf(html, pictures=_picture), content_type="application/pdf")
    name = _("case-{number}").format(number=number)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _picture(sha256: str) -> bytes:
    with store().open(sha256) as content:
        return content.read()
