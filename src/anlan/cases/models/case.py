"""The envelope, its words (erasable, searchable), and what the work on it leaves: parts, clocks, notes, requests."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from anlan.cases.lifecycle import ENDED, OPEN, Part, State, Work
from anlan.kit.ids import new_id


def _choices(enum: type[State] | type[Work] | type[Part]) -> list[str]:
    return [str(member) for member in enum]


class Case(models.Model):
    """事项: the envelope of one matter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(unique=True)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=12)
    capability = models.CharField(max_length=40)
    scheme = models.CharField(max_length=64)
    category = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=20)
    place_reported = models.BigIntegerField()
    place_scope = models.BigIntegerField()
    premises = models.UUIDField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    morton = models.BigIntegerField(null=True)
    frame = models.CharField(max_length=12, default="WGS84")
    frame_lon = models.FloatField(null=True)
    frame_lat = models.FloatField(null=True)
    reported_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    reporter = models.CharField(max_length=80)
    token_hash = models.BinaryField(max_length=32, unique=True)
    receipt = models.CharField(max_length=64)
    lead_unit = models.UUIDField(null=True)
    lead_role = models.CharField(max_length=40, blank=True)
    supporting_roles = ArrayField(models.CharField(max_length=40), default=list)
    next_due = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    supervised = models.BooleanField(default=False)
    escalation = models.SmallIntegerField(default=0)
    suspensions = models.SmallIntegerField(default=0)
    reopened = models.SmallIntegerField(default=0)
    returned = models.SmallIntegerField(default=0, db_default=0)
    outcome = models.CharField(max_length=40, blank=True)
    verified_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True)
    score = models.SmallIntegerField(null=True)
    split_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="parts", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    batch = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_choices(State)), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="case_point_whole",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="case_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "rated"]) | Q(closed_at__isnull=False),
                name="case_closed_has_time",
            ),
        ]
        indexes = [
            # What the desk reads (cases/finding/reach.py); the columns beside the key spare it the table's pages.
            models.Index(
                fields=["state", "place_scope"],
                include=["number", "capability"],
                name="case_open_by_state",
                condition=Q(state__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["place_scope"],
                include=["number", "capability"],
                name="case_late_by_place",
                condition=Q(late=True, state__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["-number"],
                include=["place_scope", "capability", "category", "state", "late", "supervised"],
                name="case_open_newest",
                condition=Q(state__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["-number"],
                include=["place_scope", "capability", "category", "state"],
                name="case_ended_newest",
                condition=Q(state__in=sorted(ENDED)),
            ),
            models.Index(
                fields=["lead_unit", "state"],
                include=["number", "capability", "late"],
                name="case_open_by_lead",
                condition=Q(lead_unit__isnull=False, state__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["reporter", "-number"],
                name="case_by_account",
                condition=Q(reporter__gte="account:", reporter__lt="account;"),
            ),
            models.Index(fields=["place_scope", "-number"], name="case_by_place"),
            models.Index(fields=["morton"], name="case_by_point", condition=Q(morton__isnull=False)),
            models.Index(fields=["split_from"], name="case_by_origin", condition=Q(split_from__isnull=False)),
            models.Index(
                fields=["merged_into"], name="case_by_target", condition=Q(merged_into__isnull=False)
            ),
        ]


class CaseText(models.Model):
    """What the reporter wrote, and its search terms. Erasable; facts never hold it."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="text")
    words = models.TextField()
    address = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    source = models.JSONField(default=dict)
    terms = SearchVectorField()

    class Meta:
        # Every search reads the whole waiting list: 4 MB of it would cost several times the search.
        indexes = [GinIndex(fields=["terms"], name="case_text_terms", gin_pending_list_limit=512)]


class Intake(models.Model):
    """One report as it was sent: the same key gives the same answer, and never a second case."""

    source = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32)
    case = models.UUIDField(null=True)
    sealed_answer = models.BinaryField()
    at = models.DateTimeField()
    pk = models.CompositePrimaryKey("source", "key")


class Assignment(models.Model):
    """派单: one unit's part in a case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    # The case's, which never changes: a unit's newest are read in its order.
    number = models.BigIntegerField()
    unit = models.UUIDField()
    part = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=Work.OFFERED)
    step = models.CharField(max_length=40, blank=True)
    objections = models.SmallIntegerField(default=0)
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=80, blank=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(part__in=_choices(Part)), name="assignment_part_known"),
            models.CheckConstraint(condition=Q(state__in=_choices(Work)), name="assignment_state_known"),
            models.UniqueConstraint(
                fields=["case"], name="one_lead_a_case", condition=Q(part="lead") & ~Q(state="withdrawn")
            ),
            models.UniqueConstraint(
                fields=["case", "unit"], name="a_unit_once_a_case", condition=~Q(state="withdrawn")
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "-number"],
                include=["case"],
                name="assignment_newest",
                condition=~Q(state="withdrawn"),
            ),
            models.Index(
                fields=["unit"],
                include=["case"],
                name="assignment_supporting",
                condition=Q(part="supporting") & ~Q(state="withdrawn"),
            ),
        ]


class Clock(models.Model):
    """时限: one running, paused, met or missed clock, with the explanation of its due time as codes and numbers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.CASCADE, related_name="clocks")
    rule = models.CharField(max_length=41)
    started_at = models.DateTimeField()
    promised = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    extended = models.IntegerField(default=0)
    extensions = models.SmallIntegerField(default=0)
    pauses = models.JSONField(default=list)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    level = models.SmallIntegerField(default=0)
    next_look = models.DateTimeField(null=True)
    explanation = models.JSONField(default=dict)
    cancelled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
                name="clock_stops_after_start",
            ),
            models.UniqueConstraint(
                fields=["case", "rule", "assignment"],
                name="one_running_clock_a_rule",
                condition=Q(stopped_at__isnull=True),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["next_look"], name="clock_to_look_at", condition=Q(stopped_at__isnull=True)),
        ]


class Note(models.Model):
    """Words and answers that came with a verb; history joins them to their fact. Erasable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    fact = models.UUIDField(unique=True)
    words = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    public = models.BooleanField(default=False)
    mentions = models.JSONField(null=True)  # [where it begins, how long it is, who] of each name in `words`
    withdrawn_at = models.DateTimeField(null=True)


class Joined(models.Model):
    """附议: one more neighbour sees the same. `mark`, an HMAC of case and browser or number, counts once and
    names nobody; when the case ends `hold.append` puts chance in its place.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="joiners")
    mark = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    pk = models.CompositePrimaryKey("case", "mark")


class Request(models.Model):
    """A request that somebody else decides: an objection or an extension."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=10)
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.CASCADE)
    clock = models.ForeignKey(Clock, null=True, on_delete=models.CASCADE)
    value = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["objection", "extension"]), name="request_kind_known"
            ),
            models.UniqueConstraint(
                fields=["case", "kind"], name="one_open_request_a_kind", condition=Q(decided_at__isnull=True)
            ),
        ]
