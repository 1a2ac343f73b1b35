"""Reporting and following a matter over HTTP, with or without an account."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import File, Header, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from anlan.access.public import actor_of, reporter, token_hmac
from anlan.cases.api.bodies import Body, arguments, body_of, photo_handle
from anlan.cases.api.shapes import ClockOut, EventOut, ReceiptOut
from anlan.cases.files.photographs import store_photo
from anlan.cases.opening.suggesting import suggested
from anlan.cases.queries import tracked
from anlan.cases.same_matter.joining import behind, handle_of, same_matter
from anlan.cases.same_matter.nearby import Similar, likely_duplicates
from anlan.cases.telling.story import clocks, public_story
from anlan.cases.verbs.join import join
from anlan.cases.verbs.rate import rate
from anlan.cases.verbs.reopen import reopen
from anlan.cases.verbs.report import report
from anlan.kit import clock
from anlan.kit.canonical import canonical
from anlan.kit.errors import TooLarge
from anlan.kit.files.allowance import payer_of
from anlan.places.public import check_point

router = Router(tags=["cases"])
ReportBody: Any = body_of(report)
_LARGEST = 12 * 1024 * 1024
PlaceCode = Annotated[int, Field(ge=10**14, lt=10**15)]


class PhotoOut(Schema):
    """The handle with which a report or an attachment names the photograph."""

    photo: str
    width: int
    height: int


class SuggestionOut(Schema):
    """A category the words point to, and which words."""

    category: str
    title: str
    score: float
    matched: list[str]


class SimilarOut(Schema):
    """A matter that may be the same; nothing of what its reporter wrote."""

    number: int
    category: str
    metres: float | None
    state: str
    score: float
    handle: str
    """With which “me too” names it, for a day."""


class JoinBody(Body):
    """“Me too”: the handle of a similar matter, and a secret of the caller's own by which it counts once."""

    handle: str
    key: str


class JoinOut(Schema):
    """`counted`: False when this key was counted before. `joined`: how many see it by now, besides its reporter."""

    counted: bool
    joined: int


class TrackOut(Schema):
    """What a reporter follows."""

    number: int
    state: str
    category: str
    story: list[EventOut]
    clocks: list[ClockOut]


class RateBody(Body):
    """A rating by whoever holds the token."""

    score: int
    words: str = ""


class ReopenBody(Body):
    """Why the matter is not over."""

    words: str


@router.post("/cases", response={201: ReceiptOut, 200: ReceiptOut}, summary="受理 Report a matter")
def post_report(
    request: HttpRequest,
    body: ReportBody,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80)],
) -> Any:
    """The same key with the same body gives the same receipt (200); with another body it is refused (422)."""
    actor = actor_of(request)
    # Keys of one account cannot meet those of another; without an account, the key itself is the secret.
    source = f"api:{actor.account_id}" if actor.account_id else "api"
    receipt = report(by=actor, at=clock.now(), source=source, key=idempotency_key, **arguments(body, actor))
    # As it is: its type says what `ReceiptOut` would check again.
    answer = canonical(vars(receipt))
    return HttpResponse(answer, "application/json; charset=utf-8", 200 if receipt.repeated else 201)


@router.post("/photos", response={201: PhotoOut}, summary="Upload a photograph for a report or a case")
def post_photo(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Re-encoded without metadata; the answer is a handle for `photos`."""
    if (file.size or 0) > _LARGEST:
        raise TooLarge(field="file", limit=f"{_LARGEST // 1024 // 1024} MB")
    photo = store_photo(file.read(), payer=payer_of(request), field="file")
    handle = photo_handle(photo, actor_of(request))
    return Status(201, {"photo": handle, "width": photo.width, "height": photo.height})


@router.get("/suggestions", response=list[SuggestionOut], summary="Categories that words point to")
def get_suggestions(
    request: HttpRequest, capability: str, words: Annotated[str, Query(max_length=4000)]
) -> Any:
    """At most three, best first; empty when nothing points anywhere."""
    return suggested(capability, words)


@router.get("/similar", response=list[SimilarOut], summary="Matters nearby that may be the same")
def get_similar(
    request: HttpRequest,
    words: Annotated[str, Query(max_length=4000)],
    lon: float | None = None,
    lat: float | None = None,
    place: PlaceCode | None = None,
) -> Any:
    """Open matters of the last 30 days, best first, at most five."""
    if lon is not None and lat is not None:
        check_point(lon, lat, settings.ANLAN_DISTRICT)
    found = likely_duplicates(words=words, at=clock.now(), lon=lon, lat=lat, place=place)
    return [SimilarOut(handle=handle_of(one.case), **_told(one)) for one in found]


def _told(similar: Similar) -> dict[str, Any]:
    return {name: getattr(similar, name) for name in SimilarOut.model_fields if name != "handle"}


@router.post(
    "/join", response=JoinOut, summary="附议 Me too: one more sees a matter that was shown as similar"
)
def post_join(request: HttpRequest, body: JoinBody) -> Any:
    """Nobody's name is kept, and the answer says nothing that was not shown before."""
    case = behind(body.handle)
    counted = join(by=actor_of(request), at=clock.now(), case=case, key=body.key)
    return JoinOut(counted=counted, joined=same_matter(case).joined)


@router.get("/track/{token}", response=TrackOut, summary="Follow a matter by its token")
def get_track(request: HttpRequest, token: str) -> Any:
    """The story in plain words, without any third person."""
    case = tracked(token)
    return TrackOut(
        number=case.number,
        state=case.state,
        category=case.category,
        story=[EventOut.of(event) for event in public_story(case)],
        clocks=[ClockOut.of(each) for each in clocks(case)],
    )


@router.post("/track/{token}/rate", response=TrackOut, summary="评价 Rate a matter by its token")
def post_rate(request: HttpRequest, token: str, body: RateBody) -> Any:
    """Only once it is closed."""
    case = tracked(token)
    rate(by=reporter(token_hmac(token)), at=clock.now(), case=case.id, score=body.score, words=body.words)
    return get_track(request, token)


@router.post("/track/{token}/reopen", response=TrackOut, summary="重开 Reopen a matter by its token")
def post_reopen(request: HttpRequest, token: str, body: ReopenBody) -> Any:
    """Within the capability's days, as often as it allows."""
    case = tracked(token)
    reopen(by=reporter(token_hmac(token)), at=clock.now(), case=case.id, words=body.words)
    return get_track(request, token)
