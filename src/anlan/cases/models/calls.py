"""Tables of the call desk."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlan.kit.ids import new_id

KINDS = ("promised", "survey")
STATES = ("open", "done", "declined", "not_reached")


class Callback(models.Model):
    """回电: one call to make, promised to a caller or asked of them after closing. No number stands here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="callbacks")
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=12, default="open")
    due_at = models.DateTimeField()
    provision = models.CharField(max_length=80, blank=True)
    asked_for = models.BooleanField(default=False)
    attempts = models.SmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80, blank=True)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    scheme = models.CharField(max_length=64, blank=True)
    answers = models.JSONField(default=dict)

    class Meta:
        db_table = "cases_callback"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="callback_kind_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="callback_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="callback_ends_with_time",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"], name="one_open_callback_a_kind", condition=Q(state="open")
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="callback_waiting", condition=Q(state="open")),
            models.Index(fields=["ended_at"], name="callback_ended", condition=Q(ended_at__isnull=False)),
        ]


class CallDraft(models.Model):
    """What an operator typed during a call and has not sent yet: sealed, for it holds a name and a number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    call = models.UUIDField()
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_call_draft"
        constraints = [models.UniqueConstraint(fields=["account", "call"], name="one_draft_a_call")]
        indexes = [models.Index(fields=["at"], name="call_draft_by_age")]
