"""What somebody was told, by which ways it went out, and how each may be reached."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from anlan.kit.ids import new_id
from anlan.notices.lifecycle import STATES, WAITING


class Notice(models.Model):
    """通知: one message to one recipient, in both languages. `recipient`: `account:…`, `unit:…` or `reporter:…`.

    What is sent to a unit is its common post: whoever reads it first (`read_by`) has read it for the unit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact = models.UUIDField()
    subject = models.UUIDField()
    recipient = models.CharField(max_length=80)
    audience = models.CharField(max_length=40, default="")
    capability = models.CharField(max_length=40)
    kind = models.CharField(max_length=60, default="")
    urgency = models.CharField(max_length=10, default="normal")
    channels = ArrayField(models.CharField(max_length=20), default=list)
    delay = models.IntegerField(default=0)
    zh = models.TextField()
    en = models.TextField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            # One fact tells one recipient once (and once more after each delay), however often its reaction is tried.
            models.UniqueConstraint(fields=["fact", "recipient", "delay"], name="a_fact_tells_once"),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-at"], name="notice_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["recipient", "-at", "-id"], name="notice_inbox"),
            models.Index(fields=["subject"], name="notice_by_subject"),
        ]


class Reminder(models.Model):
    """A message that is told some time after its fact, unless something happens before."""

    fact = models.UUIDField()
    subject = models.UUIDField()
    delay = models.IntegerField()
    due = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "delay"], name="a_reminder_once")]
        indexes = [models.Index(fields=["due"], name="reminder_due")]


class Delivery(models.Model):
    """One notice to one reader by one way. The states and their moves are in `lifecycle.py`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    reader = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    # The ways still to be tried when this one is given up.
    rest = ArrayField(models.CharField(max_length=20), default=list)
    state = models.CharField(max_length=10, default="queued")
    urgent = models.BooleanField(default=False)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    envelope = models.UUIDField(null=True)
    provider_id = models.CharField(max_length=120, default="")
    reason = models.CharField(max_length=60, default="")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "reader", "channel"], name="a_notice_once_a_way"),
            models.CheckConstraint(condition=Q(state__in=sorted(STATES)), name="delivery_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(envelope__isnull=False),
                name="delivery_sending_has_envelope",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(state__in=sorted(WAITING))),
            models.Index(
                fields=["reader", "channel"],
                name="delivery_of_reader",
                condition=Q(state__in=sorted(WAITING)),
            ),
            models.Index(fields=["reader", "channel", "made_at"], name="delivery_lately"),
            models.Index(
                fields=["envelope"], name="delivery_by_envelope", condition=Q(envelope__isnull=False)
            ),
            models.Index(fields=["-changed_at", "-id"], name="delivery_dead", condition=Q(state="dead")),
        ]


class Address(models.Model):
    """Where a reader can be reached by one way, and how that went.

    `sealed` is empty where the address is kept elsewhere: an account's e-mail, a contact in the vault. Then the row
    only remembers, under a keyed hash, that mail came back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField(default=b"")
    shown = models.CharField(max_length=120, default="")
    bounces = models.SmallIntegerField(default=0)
    unusable_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60, default="")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "channel", "digest"], name="an_address_once"),
            # A browser belongs to the one account that is signed in there.
            models.UniqueConstraint(fields=["digest"], name="a_browser_once", condition=Q(channel="push")),
        ]


class Preference(models.Model):
    """How an account wants to be told. Urgent notices pass all of it but the ways that are switched off."""

    account = models.UUIDField(primary_key=True)
    off = ArrayField(models.CharField(max_length=20), default=list)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    digest = models.BooleanField(default=False)
    changed_at = models.DateTimeField()


class Consent(models.Model):
    """A reporter agreed to be told about one matter by these ways; none: they took it back."""

    subject = models.UUIDField()
    reader = models.CharField(max_length=80)
    channels = ArrayField(models.CharField(max_length=20), default=list)
    language = models.CharField(max_length=10, default="zh-hans")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "reader"], name="a_consent_once")]


class Provider(models.Model):
    """What all workers share about one way: when the next message may leave, and an access token, sealed."""

    name = models.CharField(max_length=60, primary_key=True)
    next_slot = models.DateTimeField(null=True)
    token = models.BinaryField(default=b"")
    token_until = models.DateTimeField(null=True)
