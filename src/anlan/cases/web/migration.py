"""`/desk/admin/migration/<name>/`: which versions open cases stand on, and taking them over to the current one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from procrastinate.contrib.django.models import ProcrastinateJob

from anlan.access.public import Actor, actor_of
from anlan.cases.migrating import open_by_version, plans
from anlan.cases.scheme.section import CASES
from anlan.cases.tasks import migrate_open
from anlan.kit.db import lock
from anlan.kit.errors import Conflict, NotFound
from anlan.kit.jobs import defer
from anlan.schemes.public import current


class VersionPassed(Conflict):
    """Another version counts meanwhile. Look at the plan again."""


def _running(name: str) -> bool:
    """Whether a portion waits or works now."""
    jobs = ProcrastinateJob.objects.filter(task_name=migrate_open.name, status__in=["todo", "doing"])
    return jobs.filter(args__name=name).exists()


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def migration(request: HttpRequest, name: str) -> HttpResponse:
    """GET: the plan, and how far a run has come. POST: begin, towards the version that was looked at."""
    actor = actor_of(request)
    versions = open_by_version(actor, name)
    target = current(name)
    if not target.has(CASES.name):
        raise NotFound
    refused, status = "", 200
    if request.method == "POST":
        if request.POST.get("to") != target.hash:
            refused, status = VersionPassed().message(), VersionPassed.status
        else:
            _begin(name, target.hash, actor)
            messages.success(request, _("The open cases are being moved. This page shows how many are left."))
            return redirect("desk:migration", name=name)
    waiting = sum(one.count for one in versions if one.hash != target.hash)
    running = _running(name)
    context = {
        "name": name,
        "target": target,
        "versions": versions,
        "waiting": waiting,
        "total": sum(one.count for one in versions),
        "done": sum(one.count for one in versions if one.hash == target.hash),
        "plans": plans(actor, name, target.hash) if waiting and not running else [],
        "running": running,
        "refused": refused,
    }
    return render(request, "cases/admin/migration.html", context, status=status)


@transaction.atomic
def _begin(name: str, to: str, by: Actor) -> None:
    """A second click finds the job that waits or works already, which does the same."""
    lock(f"cases.migrate_open:{name}")
    if not _running(name):
        defer(migrate_open, name=name, to=to, account=str(by.account_id), mfa=by.mfa)
