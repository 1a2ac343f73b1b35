"""Tables of bulk runs. They go after a while; that a run was, and what it did to each case, stays on the ledger."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlan.kit.ids import new_id

PLANNED, RUNNING, STOPPED, DONE = "planned", "running", "stopped", "done"
WAITING, MOVED, SKIPPED = "waiting", "moved", "skipped"


class Batch(models.Model):
    """One thing done to many cases by one account. `arguments` hold words: erasable, never in a fact.

    `why` says what stopped it; `undoes` is the run whose cases are put back. `mfa`: the session that began it, or went
    on with it last, had proved a second factor.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mfa = models.BooleanField(default=False, db_default=False)
    action = models.CharField(max_length=20)
    arguments = models.JSONField(default=dict)
    query = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, default=PLANNED)
    why = models.CharField(max_length=12, blank=True)
    undoes = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="undone_by")
    total = models.IntegerField(default=0)
    absent = models.IntegerField(default=0)
    more = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_batch"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[PLANNED, RUNNING, STOPPED, DONE]), name="batch_state_known"
            ),
            models.UniqueConstraint(
                fields=["account"], name="one_running_batch_an_account", condition=Q(state=RUNNING)
            ),
        ]
        indexes = [models.Index(fields=["account", "-created_at"], name="batch_of_account")]


class BatchItem(models.Model):
    """One case of a run: the version that was seen, and what became of it (`reason` is an error's code)."""

    pk = models.CompositePrimaryKey("batch", "number")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items", db_index=False)
    number = models.BigIntegerField()
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    version = models.IntegerField()
    outcome = models.CharField(max_length=8, default=WAITING)
    reason = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_batch_item"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[WAITING, MOVED, SKIPPED]), name="batch_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "number"], name="batch_item_waiting", condition=Q(outcome=WAITING))
        ]
