"""The table of hand-overs: a unit that closes its doors gives its open work to others, in portions, with pauses."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlan.kit.ids import new_id

RUNNING, STOPPED, WAITING, DONE = "running", "stopped", "waiting", "done"


class HandOver(models.Model):
    """One unit's work on its way to others. `id` is the batch of every fact it makes.

    `chosen`: who takes what, where somebody chose; anything else goes by the routing. `words`: why, as units read it.
    `after`: the number of the last case that was seen to in this round; `passed`: how many this round handed over.
    `left`: number and reason of the first that stay, `reasons`: how many stay for each reason.
    `mfa`: the session of `account` had proved a second factor when it began or went on.
    `why` says who or what stopped it. WAITING: it is through, and somebody decides about what is left.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.UUIDField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mfa = models.BooleanField(default=False, db_default=False)
    chosen = models.JSONField(default=list)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=8, default=RUNNING)
    why = models.CharField(max_length=12, blank=True)
    total = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)
    passed = models.IntegerField(default=0)
    after = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    left = models.JSONField(default=list)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_hand_over"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[RUNNING, STOPPED, WAITING, DONE]), name="hand_over_state_known"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                name="one_hand_over_a_unit",
                condition=Q(state__in=[RUNNING, STOPPED, WAITING]),
            ),
        ]
        indexes = [models.Index(fields=["unit", "-begun_at"], name="hand_over_of_unit")]
