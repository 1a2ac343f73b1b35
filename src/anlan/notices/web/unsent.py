"""`/desk/notices/failed/`: what could not be sent, for system administrators, who see no word of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.access.public import actor_of, permissions
from anlan.kit import clock
from anlan.kit.errors import Conflict
from anlan.notices.channels.kinds import WAYS
from anlan.notices.models import Delivery
from anlan.notices.queries import dead_deliveries
from anlan.notices.reasons import said
from anlan.notices.trying import trouble
from anlan.notices.verbs.give_up_delivery import give_up_delivery
from anlan.notices.verbs.retry_delivery import retry_delivery
from anlan.notices.web.paging import mark, read_mark
from anlan.schemes.public import current_of

_SHOWN = 50


@dataclass(frozen=True)
class Failed:
    """One line: which way, what kind of reader, about what, why; never an address, a name or the message."""

    delivery: Delivery
    way: str
    reader: str
    capability: str
    done: str
    why: str


def _lines(rows: Sequence[Delivery]) -> list[Failed]:
    readers = {"account": _("staff"), "unit": _("unit"), "reporter": _("resident")}
    titles = {name: str(scheme.title) for name, scheme in current_of(_capabilities(rows)).items()}
    return [
        Failed(
            row,
            str(WAYS[row.channel].title),
            readers.get(row.reader.partition(":")[0], ""),
            titles.get(row.notice.capability, row.notice.capability),
            str(permissions[row.notice.kind].title) if row.notice.kind in permissions else row.notice.kind,
            said(row.reason),
        )
        for row in rows
    ]


def _capabilities(rows: Sequence[Delivery]) -> set[str]:
    return {row.notice.capability for row in rows} - {""}


@never_cache
@login_required
@require_GET
def failed(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    before = read_mark(request.GET.get("before", ""))
    rows = dead_deliveries(actor_of(request), limit=_SHOWN + 1, before=before)
    shown, more = rows[:_SHOWN], len(rows) > _SHOWN
    context = {
        "rows": _lines(shown),
        "following": f"?before={mark(shown[-1].changed_at, shown[-1].id)}" if more else "",
        "previous": "?" if before else "",
        "trouble": trouble(),
    }
    return render(request, "notices/failed.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """POST `do` = retry | give_up."""
    verb = {"retry": retry_delivery, "give_up": give_up_delivery}.get(request.POST.get("do", ""))
    if verb is None:
        raise Http404
    try:
        verb(by=actor_of(request), at=clock.now(), delivery=delivery)
    except Conflict as faster:
        messages.error(request, faster.message(), extra_tags="bad")
    else:
        again = verb is retry_delivery
        messages.success(request, _("It is being sent again.") if again else _("It was given up."))
    return redirect("notices:failed")
