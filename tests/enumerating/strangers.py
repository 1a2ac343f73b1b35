"""What strangers ask for: things of the first street, things that do not exist, and bodies that would be right."""

import json
import re
from typing import Any
from uuid import UUID

from tests.api.asking import body_for
from tests.fixtures.gallery import Gallery

from anlan.access.public import service
from anlan.cases.models import Attachment
from anlan.cases.tests.verbs.moves import MOVES

NOWHERE = UUID("00000000-0000-4000-8000-00000000dead")


def bare(route: str) -> str:
    """`<uuid:id>` and `<id>` are one."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", route)


def objects(gallery: Gallery) -> dict[str, Any]:
    """Things of the first street, by the name they have in addresses."""
    from anlan.access.models import Grant
    from anlan.parties.public import add_premises

    town = gallery.town
    case = gallery.case("handling")
    photo = Attachment.objects.create(
        case=case, sha256="ab" * 32, thumbnail="cd" * 32, stage="before", width=1, height=1, added_at=town.at,
        added_by="service:setup",
    )  # fmt: skip
    shop = add_premises(
        code="shop-1", name="面馆", kind="restaurant", place=town.grid, by=service("import"), at=town.at
    )
    return {
        "number": case.number,
        "photo": photo.id,
        "attachment": photo.id,
        "account": gallery.near["operator"],
        "grant": Grant.objects.get(account=gallery.near["operator"]).id,
        "premises": shop.id,
        "request_id": a_request(gallery),
        "account_id": gallery.near["operator"],
        "grant_id": Grant.objects.get(account=gallery.near["operator"]).id,
        "unit_id": town.units["street1.urban"].id,
        "callback_id": a_call_back(gallery),
        "code": town.grid,
        "unit": town.units["street1.urban"].id,
        "organisation": town.units["street1.urban"].organisation_id,
    }


def a_call_back(gallery: Gallery) -> UUID:
    """Somebody of the first street is to be called."""
    from anlan.cases.models.calls import Callback

    at = gallery.town.at
    made = Callback.objects.create(case=gallery.case("handling"), kind="promised", due_at=at, made_at=at)
    return made.id


def a_request(gallery: Gallery) -> UUID:
    """Somebody of the first street is to be reset."""
    from datetime import timedelta

    from anlan.access.models import AccessRequest

    at = gallery.town.at
    made = AccessRequest.objects.create(
        kind="role", account_id=gallery.near["operator"], role="checker", place=gallery.town.district.streets[0],
        until=at + timedelta(days=30), reason="x", asked_by_id=gallery.near["security_admin"], asked_at=at,
        ends_at=at + timedelta(hours=72),
    )  # fmt: skip
    return made.id


def missing() -> dict[str, Any]:
    """The same names, for what does not exist at all."""
    ids = dict.fromkeys(
        (
            "photo",
            "attachment",
            "account",
            "grant",
            "premises",
            "unit",
            "organisation",
            "request_id",
            "account_id",
            "grant_id",
            "unit_id",
        ),
        NOWHERE,
    )
    return {**ids, "number": 999_999_999, "code": 310105001001999}


def filled(route: str, things: dict[str, Any], kind: str, verb: str = "add_note") -> str:
    """`route` with `things` in their places."""
    values = {
        **things,
        "id": things.get(kind, NOWHERE),
        "verb": verb,
        "key": verb,
        "size": "small",
        "token": "x" * 26,
        "receipt": "0" * 64,
        "reference": "x" * 40,
        "what": "approve",
        "notice": NOWHERE,
        "delivery": NOWHERE,
        "callback_id": things.get("callback_id", NOWHERE),
        "name": "hotline",
        "old": "0" * 64,
        "new": "0" * 64,
        "digest": "0" * 64,
    }
    if kind == "secret":
        values["attachment"] = NOWHERE
    path = bare(route).replace("<", "{").replace(">", "}").format(**values)
    return path if path.startswith("/") else f"/{path}"


BODIES: dict[str, dict[str, Any]] = {
    "contact": {"purpose": "callback"},
    "password": {"reason": "忘了密码"},
    "refuse": {"words": "不需要"},
    "rate": {"score": 3},
    "reopen": {"words": "又停回来了"},
    "rename": {"name_zh": "新名", "name_en": "New", "reason": "改名"},
}


def body_of(gallery: Gallery, where: str) -> dict[str, Any]:
    last = where.rpartition("/")[2]
    if where.startswith("POST /api/cases/{number}/") and last in MOVES:
        return {**body_for(gallery, last), **({"photos": []} if last == "attach" else {})}
    if where.startswith("PUT /api/units"):
        return {"version": 1, "name_zh": "新名", "name_en": "New", "roles": ["urban_management"]}
    if where.startswith("PUT /api/premises"):
        return {"version": 1, "name": "新名", "kind": "restaurant", "place": gallery.town.grid}
    return BODIES.get(last, {})


def ask(client: Any, method: str, path: str, body: dict[str, Any]) -> Any:
    sent = json.dumps(body, default=str)
    return client.generic(method, path, sent, content_type="application/json")


def told(answer: Any) -> tuple[int, str]:
    """What a stranger learns: the status, and the name of the refusal."""
    kind = answer.headers.get("Content-Type", "")
    return answer.status_code, answer.json().get("error", "") if kind.startswith("application/json") else ""
