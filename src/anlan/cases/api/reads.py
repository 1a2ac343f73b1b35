"""Reading cases over HTTP: lists, one case, its story, its photographs, and the contact behind a purpose.

One router with `intake`: ninja answers 405 to GET /cases when POST /cases is another router's.
"""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import FileResponse, HttpRequest
from ninja import Query, Schema
from pydantic import Field

from anlan.access.public import actor_of
from anlan.cases.api.bodies import Body
from anlan.cases.api.intake import PlaceCode, router
from anlan.cases.api.shapes import CaseLine, CaseOut, EventOut
from anlan.cases.errors import CaseNotFound
from anlan.cases.lifecycle import State
from anlan.cases.queries import Filters, case_by_number, counts, inbox, may_do
from anlan.cases.telling.contacts import contact_of
from anlan.cases.telling.story import attachments, story
from anlan.cases.web.photos import photo_answer
from anlan.kit import clock
from anlan.kit.codes import span


class InboxQuery(Schema):
    """Filters of a list; `before` is the last number of the page before."""

    states: list[State] = []
    category: str = ""
    capability: str = ""
    late: bool | None = None
    supervised: bool | None = None
    unit: UUID | None = None
    place: PlaceCode | None = None
    words: str = ""
    before: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class ContactOut(Schema):
    """How the reporter can be reached."""

    role: str
    name: str
    phone: str


class PurposeBody(Body):
    """What the contact is needed for; the reporter can see it."""

    purpose: str


@router.get("/cases", response=list[CaseLine], summary="Cases of one's scope, newest first")
def get_cases(request: HttpRequest, asked: Annotated[InboxQuery, Query()]) -> Any:
    """Fifty a page."""
    filters = Filters(
        states=tuple(map(str, asked.states)),
        category=asked.category,
        capability=asked.capability,
        late=asked.late,
        supervised=asked.supervised,
        unit=asked.unit,
        place=span(asked.place) if asked.place else None,
        words=asked.words[:200],
        before=asked.before,
    )
    return [CaseLine.of(case) for case in inbox(actor_of(request), filters)]


@router.get("/counts", response=dict[str, int], summary="How many cases stand in each open state")
def get_counts(request: HttpRequest) -> Any:
    """Each number opens its list with the same filter. Counting stops at 1,000: 1001 says that there are more."""
    return counts(actor_of(request))


@router.get("/cases/{number}", response=CaseOut, summary="One case")
def get_case(request: HttpRequest, number: int) -> Any:
    """404 for a foreign case just as for none."""
    actor = actor_of(request)
    case = case_by_number(actor, number)
    prefetch_related_objects([case], "assignments")
    return CaseOut.whole(case, may_do(actor, case))


@router.get("/cases/{number}/story", response=list[EventOut], summary="The story of a case")
def get_story(request: HttpRequest, number: int) -> Any:
    """Its facts in order, with the words people wrote."""
    actor = actor_of(request)
    return [EventOut.of(event) for event in story(case_by_number(actor, number), actor)]


@router.get("/cases/{number}/photographs/{photo}", summary="A photograph of a case")
def get_photograph(request: HttpRequest, number: int, photo: UUID, small: bool = False) -> FileResponse:
    """JPEG, sent so that no browser runs it."""
    actor = actor_of(request)
    shown = attachments(case_by_number(actor, number), actor)
    found = next((one for one in shown if one.pk == photo), None)
    if found is None:
        raise CaseNotFound
    return photo_answer(found.thumbnail if small else found.sha256)


@router.post(
    "/cases/{number}/contact", response=list[ContactOut], summary="See the reporter's contact, for a purpose"
)
def post_contact(request: HttpRequest, number: int, body: PurposeBody) -> Any:
    """Recorded before anything is shown."""
    actor = actor_of(request)
    people = contact_of(case_by_number(actor, number), by=actor, at=clock.now(), purpose=body.purpose)
    return [
        ContactOut(role=one.role, name=one.contact.name, phone=one.contact.phone)
        for one in people
        if one.contact
    ]
