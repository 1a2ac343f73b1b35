"""`/desk/admin/capabilities/`: versions, what two of them say differently, publishing from a folder and withdrawing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from anlan.access.public import Actor, actor_of, holds, names_of, require_anywhere
from anlan.kit import clock
from anlan.kit.errors import AnlanError, Conflict
from anlan.schemes.browsing import (
    Change,
    changes,
    compare,
    current_hash,
    folder_state,
    folder_states,
    gone_out_of_date,
    version_of,
    versions_of,
)
from anlan.schemes.queries import CapabilityUnknown, current_all, pinned
from anlan.schemes.verbs.publish import publish
from anlan.schemes.verbs.withdraw import withdraw

_MOST = 400


class FolderChanged(Conflict):
    """The folder was changed after you looked at it. Look at the differences again."""


def _reader(request: HttpRequest) -> Actor:
    """Whoever may move cases between versions may look at them. Raises `NotPermitted`."""
    actor = actor_of(request)
    require_anywhere(actor, "cases.migrate")
    return actor


@never_cache
@login_required
@require_GET
def all_versions(request: HttpRequest) -> HttpResponse:
    """GET /desk/admin/capabilities/: what counts, and what lies on the server and could."""
    actor = _reader(request)
    today = localdate(clock.now())
    context = {
        "live": [(scheme, len(gone_out_of_date(scheme, today))) for scheme in current_all()],
        "folders": [folder for folder in folder_states() if folder.differs or not folder.sound],
        "may_publish": holds(actor, "schemes.publish"),
    }
    return render(request, "schemes/all.html", context)


@never_cache
@login_required
@require_GET
def one(request: HttpRequest, name: str) -> HttpResponse:
    """GET /desk/admin/capabilities/<name>/: its versions, newest first."""
    return _page(request, name)


def _page(request: HttpRequest, name: str, status: int = 200, refused: str = "") -> HttpResponse:
    actor = _reader(request)
    versions = versions_of(name)
    if not versions:
        raise CapabilityUnknown(name=name)
    live = current_hash(versions)
    names = names_of({version.by for version in versions})
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    known = {version.hash for version in versions}
    if old in known and new in known:
        return redirect("scheme_admin:compare", old=old, new=new)
    shown = pinned(live or versions[0].hash)
    context = {
        "name": name,
        "title": str(shown.title),
        "stale": gone_out_of_date(shown, localdate(clock.now())) if live else [],
        "rows": [(version, version.hash == live, names.get(version.by, version.by)) for version in versions],
        "live": live,
        "second": next((version.hash for version in versions if version.hash != live), ""),
        "may_publish": holds(actor, "schemes.publish"),
        "refused": refused,
    }
    return render(request, "schemes/one.html", context, status=status)


@never_cache
@login_required
@require_GET
def compare_two(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """GET /desk/admin/capabilities/compare/<hash>/<hash>/: line by line what the second says otherwise."""
    _reader(request)
    before, after = version_of(old), version_of(new)
    context = {"title": pinned(new).title, "before": before, "after": after, **_shown(compare(old, new))}
    return render(request, "schemes/compare.html", context)


def _shown(found: list[Change]) -> dict[str, object]:
    return {"changes": found[:_MOST], "more": len(found) - _MOST}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def publish_folder(request: HttpRequest, name: str) -> HttpResponse:
    """GET, POST /desk/admin/capabilities/publish/<name>/: the folder's findings, what it changes, then publishing it.

    Only what was looked at is published: the form carries its hash.
    """
    actor = _reader(request)
    require_anywhere(actor, "schemes.publish")
    folder = folder_state(name, localdate(clock.now()))
    refused, status = "", 200
    if request.method == "POST" and folder.scheme is not None:
        try:
            if request.POST.get("hash") != folder.scheme.hash:
                raise FolderChanged
            row = publish(folder.scheme, by=actor, at=clock.now())
        except AnlanError as error:
            refused, status = error.message(), error.status
        else:
            messages.success(
                request, _("Version {version} counts for new cases.").format(version=row.label())
            )
            return redirect("scheme_admin:one", name=row.name)
    live = current_hash(versions_of(name))
    context: dict[str, object] = {"folder": folder, "live": live, "refused": refused}
    if live and folder.sound and folder.scheme is not None:
        context |= {"before": version_of(live), **_shown(changes(pinned(live), folder.scheme))}
    return render(request, "schemes/publish.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def withdraw_version(request: HttpRequest, digest: str) -> HttpResponse:
    """GET, POST /desk/admin/capabilities/withdraw/<hash>/: says which version counts afterwards."""
    actor = _reader(request)
    require_anywhere(actor, "schemes.publish")
    version = version_of(digest)
    refused, status = "", 200
    if request.method == "POST":
        try:
            withdraw(digest, by=actor, at=clock.now())
        except AnlanError as error:
            refused, status = error.message(), error.status
        else:
            messages.success(request, _("Version {version} is withdrawn.").format(version=version.label()))
            return redirect("scheme_admin:one", name=version.name)
    others = [row for row in versions_of(version.name) if row.hash != digest and row.withdrawn_at is None]
    context = {"version": version, "next": others[0] if others else None, "refused": refused}
    return render(request, "schemes/withdraw.html", context, status=status)
