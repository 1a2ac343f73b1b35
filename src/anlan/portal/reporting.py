"""Reporting a matter in three steps on one address: fill in, check, send. Works without JavaScript or an account."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from anlan.access.public import actor_of
from anlan.cases import public as cases
from anlan.cases.public import StoredPhoto
from anlan.kit import clock
from anlan.kit.errors import AnlanError, NotFound
from anlan.kit.files.allowance import payer_of
from anlan.kit.files.photos import MOST_TOGETHER
from anlan.kit.ids import new_id
from anlan.parties.public import Premises, premises_by_token
from anlan.places.public import check_point, locate_one
from anlan.portal import choices, kept
from anlan.portal.forms import QuestionsForm, ReportForm, tell
from anlan.portal.messages import agree_to_be_told, ways_to_residents
from anlan.portal.outline import outline_of, picture
from anlan.portal.pace import LOOKS, REPORTS

Photos = list[tuple[str, StoredPhoto]]


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """`/report/`: GET the form, POST `step` = check | edit | send."""
    if request.method == "GET":
        return _fill_in(request, _fresh(request), [])
    form = _form(request.POST, request)
    photos = kept.kept_in(request.POST)
    step = request.POST.get("step", "check")
    if step == "edit":
        return _fill_in(request, _form(None, request, _initial(request)), photos)
    REPORTS.step(request)
    # Even when something else has to be mended: nobody should have to take the photograph twice.
    photos = _with_new(form, photos, payer_of(request))
    if not form.is_valid():
        return _fill_in(request, form, photos, status=422)
    return _send(request, form, photos) if step == "send" else _check(request, form, photos)


def _form(data: Any, request: HttpRequest, initial: dict[str, Any] | None = None) -> ReportForm:
    return ReportForm(
        data,
        request.FILES if data is not None else None,
        initial=initial,
        categories=choices.categories(),
        places=choices.places(settings.ANLAN_DISTRICT),
    )


def _fresh(request: HttpRequest) -> ReportForm:
    initial = {
        "key": str(new_id()),
        "premises": request.GET.get("premises", ""),
        "place": request.GET.get("place", "") or request.COOKIES.get("anlan_community", ""),
        "category": request.GET.get("category", ""),
    }
    return _form(None, request, initial)


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in ReportForm.base_fields if name != "photos"}


def _with_new(form: ReportForm, photos: Photos, payer: str) -> Photos:
    """Store the photographs that came with this request; a bad one is an error at the field."""
    form.full_clean()
    found = list(photos)
    for upload in form.cleaned_data.get("photos", []):
        if len(found) >= MOST_TOGETHER:
            form.add_error("photos", _("At most %(most)s photographs, please.") % {"most": MOST_TOGETHER})
            break
        try:
            stored = cases.store_photo(upload.read(), payer=payer)
        except AnlanError as error:
            tell(form, error)
            break
        found.append((kept.sign(stored), stored))
    return found


def _premises(form: ReportForm) -> Premises | None:
    """The premises whose code was scanned. An unknown code is no reason to lose the report: a place can be chosen."""
    token = str(form["premises"].value() or "").replace("\x00", "")
    try:
        return premises_by_token(token, clock.now()) if token else None
    except NotFound:
        return None


def _fill_in(request: HttpRequest, form: ReportForm, photos: Photos, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "photos": photos,
        "premises": _premises(form),
        "outline": outline_of(settings.ANLAN_DISTRICT),
        "map_module": _map_module(),
        "tells": ways_to_residents(),
    }
    return render(request, "portal/report.html", context, status=status)


def _map_module() -> str:
    """The address of the interactive map, "" where it is not installed: the outline serves then."""
    return static("kit/map.js") if finders.find("kit/map.js") else ""


@dataclass(frozen=True)
class _Sent:
    """A checked form as `cases.report` and `cases.likely_duplicates` take it."""

    capability: str
    category: str
    where: dict[str, Any]

    @classmethod
    def of(cls, form: ReportForm, premises: Premises | None) -> "_Sent":
        data = form.cleaned_data
        capability, _colon, category = data["category"].partition(":")
        where: dict[str, Any] = {}
        if premises is not None:
            where["premises"] = premises.id
        elif data.get("lon") is not None and data.get("lat") is not None:
            where |= {"lon": data["lon"], "lat": data["lat"]}
        elif data.get("place"):
            where["place"] = int(data["place"])
        return cls(capability or choices.default_capability(), category, where)


def _around(where: dict[str, Any], premises: Premises | None) -> dict[str, Any]:
    """Where to look for the same matter: around the premises, when their code was scanned."""
    if premises is None:
        return where
    return {"lon": premises.lon, "lat": premises.lat, "place": premises.place_id}


def _place_of(where: dict[str, Any]) -> str:
    """The place the report will belong to, in words; "" for premises, which have a name.

    Raises what `check_point` raises, so that an impossible point is told now and not after sending.
    """
    if "premises" in where:
        return ""
    if "place" in where:
        return cases.whereabouts(where["place"])
    check_point(where["lon"], where["lat"], settings.ANLAN_DISTRICT)
    return cases.whereabouts(locate_one(where["lon"], where["lat"]))


def _check(
    request: HttpRequest, form: ReportForm, photos: Photos, status: int = 200, asked: Any = None
) -> HttpResponse:
    premises = _premises(form)
    sent = _Sent.of(form, premises)
    try:
        place = _place_of(sent.where)
        alike = cases.likely_duplicates(
            at=clock.now(), words=form.cleaned_data["words"], **_around(sent.where, premises)
        )
    except AnlanError as error:
        tell(form, error)
        return _fill_in(request, form, photos, status=error.status)
    context = {
        "form": form,
        "data": form.cleaned_data,
        "photos": photos,
        "premises": premises,
        "category": cases.category_now(sent.capability, sent.category),
        "place": place,
        "alike": [cases.same_matter(each.case, each.metres) for each in alike],
        "hints": [] if sent.category else _hints(form.cleaned_data["words"]),
        "questions": asked
        if asked is not None
        else QuestionsForm(questions=choices.questions(sent.capability)),
        "hidden": form.show_again(),
    }
    return render(request, "portal/check.html", context, status=status)


def _hints(words: str) -> list[tuple[str, str]]:
    """Kinds the words point to, for whoever chose none: (value, title)."""
    return [(f"{capability}:{category}", title) for capability, category, title in cases.kinds_for(words)]


def _send(request: HttpRequest, form: ReportForm, photos: Photos) -> HttpResponse:
    data = form.cleaned_data
    sent = _Sent.of(form, _premises(form))
    asked = QuestionsForm(request.POST, questions=choices.questions(sent.capability))
    if not asked.is_valid():
        return _check(request, form, photos, status=422, asked=asked)
    try:
        with transaction.atomic():  # the consent stands or falls with its report
            receipt = cases.report(
                by=actor_of(request),
                at=clock.now(),
                source="portal",
                key=data["key"],
                capability=sent.capability,
                category=sent.category,
                words=data["words"],
                address=data["address"],
                answers=asked.answers(),
                contact={"name": data["name"], "phone": data["phone"], "email": data["email"]},
                photos=tuple(photo for _reference, photo in photos),
                **sent.where,
            )
            if not receipt.repeated:
                agree_to_be_told(receipt.token, data)
    except AnlanError as error:
        tell(form, error)
        return _fill_in(request, form, photos, status=error.status)
    return redirect("portal:receipt", token=receipt.token)


@require_GET
def kept_photo(request: HttpRequest, reference: str) -> HttpResponseBase:  # noqa: ARG001
    """`/report/photo/<reference>/`: the thumbnail of a photograph that waits on the check page."""
    photo = kept.read(reference)
    if photo is None:
        raise Http404
    return cases.photo_answer(photo.thumbnail)


@require_GET
def outline_picture(request: HttpRequest) -> HttpResponse:
    """`/report/outline.svg`: the district's own outline; its address carries the version, so it may be kept."""
    LOOKS.step(request)
    outline = outline_of(settings.ANLAN_DISTRICT)
    if outline is None:
        raise Http404
    answer = HttpResponse(picture(settings.ANLAN_DISTRICT, outline), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
