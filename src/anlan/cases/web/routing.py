"""`/desk/admin/routing/`: who owns what: the routing list in words, category by street, and the proof of ownership."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import Actor, actor_of, require_anywhere
from anlan.cases.routing.outlines import outlines
from anlan.cases.routing.outlines import version as shapes_version
from anlan.cases.routing.table import MOST_FINDINGS, clauses_of, proof, table_of
from anlan.cases.scheme.section import CASES
from anlan.cases.web.owners import map_context, view_of
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.kit.tiles import answer
from anlan.places.public import names_of
from anlan.schemes.public import Scheme, SchemeUnknown, current, current_all, folder_state, versions_of


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
    view = view_of(request, scheme, at)
    section = view.section
    clauses = clauses_of(section, settings.ANLAN_DISTRICT, at)
    lines = table_of(section, settings.ANLAN_DISTRICT, at)
    context = {
        "scheme": view.scheme,
        "other": view.other,
        "versions": versions_of(name)[:20],
        "folder": _folder(name, scheme),
        **map_context(request, view),
        "clauses": clauses,
        "places": names_of(code for clause in clauses for code in clause.places),
        "lines": lines,
        "gaps": sum(cell.gap for line in lines for _, cell in line.cells),
        "district": settings.ANLAN_DISTRICT * 10**9,
        "version": view.scheme.version,
    }
    status = 200
    if request.GET.get("prove") == "1":
        try:
            findings = proof(view.scheme, settings.ANLAN_DISTRICT, at)
        except AnlanError as error:
            context["unproved"], status = error.message(), error.status
        else:
            context["proved"], context["findings"] = True, findings
            context["full"] = len(findings) == MOST_FINDINGS
    return render(request, "cases/admin/routing.html", context, status=status)


def _folder(name: str, live: Scheme) -> bool:
    """Whether a sound version lies in the folder that says something else than the one that counts."""
    try:
        state = folder_state(name)
    except SchemeUnknown:
        return False
    return state.sound and state.scheme is not None and state.scheme.hash != live.hash


@login_required
@require_GET
def grids(request: HttpRequest) -> HttpResponse:
    """GET /desk/admin/routing/grids.json: the outlines of all grids as GeoJSON, for the map of owners."""
    _reader(request)
    version = shapes_version(settings.ANLAN_DISTRICT)
    mark = answer.mark_of("grids", version)
    found = answer.answer(
        request, outlines(settings.ANLAN_DISTRICT, version), answer.for_one(mark), packed=None
    )
    if found.status_code == 200:
        found.headers["Content-Type"] = "application/geo+json"
    return found
