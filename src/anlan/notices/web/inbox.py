"""`/desk/notices/`: what one was told, by matter; read one, read all."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.access.public import Actor, actor_of, names_of
from anlan.kit import clock
from anlan.kit.texts import Text
from anlan.notices.errors import NoticeNotFound
from anlan.notices.models import Notice
from anlan.notices.queries import Asked, page_of, unread_count
from anlan.notices.registries import seen_by
from anlan.notices.verbs.alarm_glass import GLASS
from anlan.notices.verbs.mark_read import mark_read
from anlan.notices.web.paging import mark, read_mark

_SHOWN = 30
_FILTERS = ("all", "unread", "urgent")


@dataclass(frozen=True)
class Line:
    """One notice as it is shown."""

    id: UUID
    text: str
    notice: Notice
    read_by: str


@dataclass(frozen=True)
class Group:
    """The notices about one matter. `url` is "" where the reader may not open it (any more)."""

    number: str
    url: str
    lines: list[Line]


def groups_of(actor: Actor, rows: Sequence[Notice]) -> list[Group]:
    """Rows by matter, in the order of the newest notice of each."""
    seen = seen_by(actor, {row.subject for row in rows})
    names = names_of({row.read_by for row in rows if row.read_by and row.read_by != actor.ref})
    by_subject: dict[UUID, list[Line]] = {}
    for row in rows:
        line = Line(row.id, str(Text(zh=row.zh, en=row.en)), row, names.get(row.read_by, ""))
        by_subject.setdefault(row.subject, []).append(line)
    groups = []
    for subject, lines in by_subject.items():
        matter = seen.get(subject)
        url = matter.path if matter else ""
        if lines[0].notice.audience == GLASS:
            url = reverse("access:account")
        groups.append(Group(matter.number if matter else "", url, lines))
    return groups


def _address(show: str, before: str = "") -> str:
    asked = {"show": show if show != "all" else "", "before": before}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


@never_cache
@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first."""
    actor = actor_of(request)
    show = request.GET.get("show", "all")
    show = show if show in _FILTERS else "all"
    before = read_mark(request.GET.get("before", ""))
    rows = page_of(actor, Asked(show == "unread", show == "urgent", before), limit=_SHOWN + 1)
    shown, more = rows[:_SHOWN], len(rows) > _SHOWN
    unread = unread_count(actor)
    titles = {"all": _("All notices"), "unread": _("Unread"), "urgent": _("Urgent")}
    context = {
        "groups": groups_of(actor, shown),
        "tabs": [
            {"title": titles[one], "address": _address(one), "current": one == show,
             "count": unread if one == "unread" else None}
            for one in _FILTERS
        ],
        "unread": unread,
        "show": show,
        "following": _address(show, mark(shown[-1].at, shown[-1].id)) if more else "",
        "previous": _address(show) if before else "",
    }  # fmt: skip
    return render(request, "notices/inbox.html", context)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """POST `notice`=<id>: mark that one; without: all. Goes back to the list that was shown."""
    given, show = request.POST.get("notice", ""), request.POST.get("show", "all")
    try:
        one = UUID(given) if given else None
    except ValueError:
        raise NoticeNotFound from None
    marked = mark_read(by=actor_of(request), at=clock.now(), notice=one)
    if one is None:
        words = ngettext(
            "%(count)s notice was marked as read.", "%(count)s notices were marked as read.", marked
        )
        messages.success(request, words % {"count": marked})
    return redirect(reverse("notices:inbox") + (_address(show) if show in _FILTERS[1:] else ""))
