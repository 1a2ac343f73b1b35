"""What somebody was told."""

from django.db import models
from django.db.models import Q

from anlan.kit.ids import new_id


class Notice(models.Model):
    """通知: one message to one recipient, in both languages. `recipient`: `account:…`, `unit:…` or `reporter:…`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact = models.UUIDField()
    subject = models.UUIDField()
    recipient = models.CharField(max_length=80)
    capability = models.CharField(max_length=40)
    zh = models.TextField()
    en = models.TextField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One fact tells one recipient once, however often its reaction is tried.
            models.UniqueConstraint(fields=["fact", "recipient"], name="a_fact_tells_once"),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-at"], name="notice_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["subject"], name="notice_by_subject"),
        ]
