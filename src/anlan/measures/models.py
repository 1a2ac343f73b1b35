"""Tables of the measures room: what the facts of each matter say so far. All of it can be made anew from facts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Matter(models.Model):
    """One matter as its facts tell it, and nothing of its words.

    `ended_as`: "" while it is open (again), else the kind of its outcome, or `merged`. `met` and `missed` are the
    codes of clocks that ended in time or too late. `seq` is the last fact of its chain that is counted here.
    """

    subject = models.UUIDField(primary_key=True)
    seq = models.IntegerField()
    capability = models.CharField(max_length=40)
    category = models.CharField(max_length=40, blank=True)
    place = models.BigIntegerField()
    lead = models.UUIDField(null=True)
    reported_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=12, blank=True)
    met = ArrayField(models.CharField(max_length=41), default=list)
    missed = ArrayField(models.CharField(max_length=41), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matter_ended_whole",
                condition=Q(ended_at__isnull=True, ended_as="")
                | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
            )
        ]
        indexes = [
            models.Index(fields=["place", "ended_at"], name="matter_by_place"),
            models.Index(fields=["lead", "ended_at"], name="matter_by_lead", condition=Q(lead__isnull=False)),
        ]


class Rolled(models.Model):
    """How far the facts are counted: one row. Every fact up to `position` is in `Matter`."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="rolled_once", condition=Q(id=1))]
