"""The same report taken in the ordinary way of Django REST framework: a serializer, the ORM row by row, shapely's tree,
routing by a query. It writes the rows Anlan writes (case, words, clock, key with its answer, chained history row).
"""

import hashlib
import json
import os
from datetime import timedelta
from functools import cache
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.references.drf_settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

import shapely  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework import permissions, serializers, status  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from anlan.access.models import Grant  # noqa: E402
from anlan.cases.models import Case, CaseText, Clock, Intake  # noqa: E402
from anlan.cases.words import index_terms  # noqa: E402
from anlan.kit.ids import new_id, new_token  # noqa: E402
from anlan.parties.models import Unit  # noqa: E402
from anlan.places.models import Place  # noqa: E402
from anlan.schemes.models import SchemeVersion  # noqa: E402


class Fact(models.Model):
    """The history row: the ledger's own table."""

    id = models.UUIDField(primary_key=True, default=new_id)
    subject = models.UUIDField()
    seq = models.IntegerField(default=1)
    kind = models.TextField(default="cases.report")
    room = models.TextField(default="cases")
    capability = models.TextField()
    place = models.BigIntegerField()
    actor = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    payload = models.JSONField()
    body = models.BinaryField()
    hash = models.BinaryField()
    alg = models.SmallIntegerField(default=1)
    version = models.SmallIntegerField(default=1)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "ledger_fact"


class Pending(models.Model):
    """A fact that waits for its position."""

    fact_id = models.UUIDField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "ledger_pending"


class ReportSerializer(serializers.Serializer[Any]):
    """What a report has to be."""

    capability = serializers.CharField(max_length=40)
    category = serializers.CharField(max_length=40)
    words = serializers.CharField(max_length=4000)
    channel = serializers.ChoiceField(["portal", "api", "phone", "grid"])
    lon = serializers.FloatField(min_value=-180, max_value=180)
    lat = serializers.FloatField(min_value=-90, max_value=90)
    address = serializers.CharField(max_length=300, allow_blank=True)


class MayReport(permissions.BasePermission):
    """Anybody with a grant that counts now."""

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        """Ask the database, as Anlan does."""
        now = timezone.now()
        live = Grant.objects.filter(
            account=request.user.pk, granted_at__lte=now, until__gt=now, revoked_at=None
        )
        return request.user.is_authenticated and live.exists()


@cache
def grids() -> tuple[shapely.STRtree, list[int]]:
    """The grids' tree and codes, kept by the process."""
    rows = list(Place.objects.filter(level="grid", geometry__isnull=False).values_list("code", "geometry"))
    return shapely.STRtree(shapely.from_wkb([bytes(wkb) for _, wkb in rows])), [code for code, _ in rows]


def unit_of(role: str, place: int) -> Unit | None:
    """The nearest unit with a role."""
    above = [place, place - place % 10**3, place - place % 10**6, place - place % 10**9]
    return (
        Unit.objects.filter(place__in=above, valid_to=None, roles__contains=[role]).order_by("-place").first()
    )


def next_number() -> int:
    """The case's number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        return int(cursor.fetchone()[0])


def make(given: dict[str, Any], actor: str) -> dict[str, Any]:
    """The case and everything that belongs to it."""
    now, token = timezone.now(), new_token()
    tree, codes = grids()
    found = tree.query(shapely.Point(given["lon"], given["lat"]), predicate="intersects")
    place = codes[found[0]]
    scheme = SchemeVersion.objects.filter(name=given["capability"], withdrawn_at=None).order_by("-id").first()
    unit = unit_of("urban_management", place)
    case = Case.objects.create(
        number=next_number(), state="routed", capability=given["capability"], scheme=scheme.hash,
        category=given["category"], channel=given["channel"], place_reported=place, place_scope=place,
        lon=given["lon"], lat=given["lat"], morton=0, frame_lon=given["lon"], frame_lat=given["lat"], reported_at=now,
        changed_at=now, changed_by=actor, reporter=actor, token_hash=hashlib.sha256(token.encode()).digest(),
        lead_unit=unit.id, lead_role="urban_management", next_due=now + timedelta(days=5), receipt="",
    )  # fmt: skip
    CaseText.objects.create(
        case=case, words=given["words"], address=given["address"], terms=index_terms(given["words"])
    )
    Clock.objects.create(
        case=case, rule="handle", started_at=now, due_at=case.next_due, next_look=case.next_due
    )
    payload = {"number": case.number, "scheme": case.scheme, "category": case.category, "unit": str(unit.id)}
    body = json.dumps(
        {**payload, "at": now.isoformat(), "actor": actor, "case": str(case.id)}, sort_keys=True
    ).encode()
    fact = Fact.objects.create(
        subject=case.id, capability=case.capability, place=place, actor=actor, at=now, recorded_at=now,
        payload=payload, body=body, hash=hashlib.sha256(body).digest(),
    )  # fmt: skip
    Pending.objects.create(fact_id=fact.id)
    case.receipt = fact.hash.hex()
    case.save(update_fields=["receipt"])
    return {"case": str(case.id), "number": case.number, "token": token, "hash": case.receipt, "place": place}


class Reports(APIView):
    """POST /api/cases."""

    permission_classes = (MayReport,)

    @transaction.atomic
    def post(self, request: Request) -> Response:
        """Once a key; the same key gets the same answer."""
        form = ReportSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        actor, key = f"account:{request.user.pk}", request.headers["Idempotency-Key"]
        digest = hashlib.sha256(json.dumps(form.validated_data, sort_keys=True).encode()).digest()
        kept, fresh = Intake.objects.get_or_create(
            source=actor, key=key, defaults={"digest": digest, "sealed_answer": b"", "at": timezone.now()}
        )
        if not fresh:
            return Response(json.loads(bytes(kept.sealed_answer)))
        answer = make(form.validated_data, actor)
        kept.case, kept.sealed_answer = answer["case"], json.dumps(answer).encode()
        kept.save()
        return Response(answer, status=status.HTTP_201_CREATED)


urlpatterns = [path("api/cases", Reports.as_view())]
