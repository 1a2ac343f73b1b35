"""`/desk/admin/routing/`: who owns what: the routing list in words, category by street, and the proof of ownership."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import Actor, actor_of, require_anywhere
from anlan.cases.ownership_table import MOST_FINDINGS, clauses_of, proof, table_of
from anlan.cases.section import CASES
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.places.public import names_of
from anlan.schemes.public import Scheme, current, current_all


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_anywhere(actor, "parties.manage")
    return actor


def _with_cases() -> list[Scheme]:
    return [scheme for scheme in current_all() if scheme.has(CASES.name)]


@never_cache
@login_required
@require_GET
def all_routing(request: HttpRequest) -> HttpResponse:
    """GET /desk/admin/routing/: one link a capability."""
    _reader(request)
    return render(request, "cases/admin/routing_all.html", {"schemes": _with_cases()})


@never_cache
@login_required
@require_GET
def routing(request: HttpRequest, name: str) -> HttpResponse:
    """GET /desk/admin/routing/<name>/; `?prove=1` runs the proof too, which takes a moment."""
    _reader(request)
    scheme, at = current(name), clock.now()
    if not scheme.has(CASES.name):
        return all_routing(request)
    section = scheme.section(CASES)
    clauses = clauses_of(section, settings.ANLAN_DISTRICT, at)
    lines = table_of(section, settings.ANLAN_DISTRICT, at)
    context = {
        "scheme": scheme,
        "clauses": clauses,
        "places": names_of(code for clause in clauses for code in clause.places),
        "lines": lines,
        "gaps": sum(cell.gap for line in lines for _, cell in line.cells),
        "district": settings.ANLAN_DISTRICT * 10**9,
        "version": scheme.version,
    }
    status = 200
    if request.GET.get("prove") == "1":
        try:
            findings = proof(scheme, settings.ANLAN_DISTRICT, at)
        except AnlanError as error:
            context["unproved"], status = error.message(), error.status
        else:
            context["proved"], context["findings"] = True, findings
            context["full"] = len(findings) == MOST_FINDINGS
    return render(request, "cases/admin/routing.html", context, status=status)
