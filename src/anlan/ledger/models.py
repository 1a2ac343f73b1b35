"""Tables of the ledger. Facts, order, seals and deliveries are append-only by trigger (migration 0001).

There are no foreign keys: checking every row would cost more than the row, and `verify` proves more.
"""

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q


class FactRow(models.Model):
    """One fact. `body` is what was hashed; other columns repeat it for queries; `verify` compares."""

    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField()
    seq = models.IntegerField()
    kind = models.TextField()
    room = models.TextField()
    capability = models.TextField()
    place = models.BigIntegerField(null=True)
    actor = models.TextField()
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    batch = models.UUIDField(null=True)
    about = models.UUIDField(null=True)
    payload = models.JSONField()
    body = models.BinaryField()
    prev = models.BinaryField(null=True)
    hash = models.BinaryField()
    alg = models.SmallIntegerField()
    version = models.SmallIntegerField()

    class Meta:
        db_table = "ledger_fact"
        constraints = [models.UniqueConstraint(fields=["subject", "seq"], name="ledger_fact_chain")]
        indexes = [
            HashIndex(fields=["hash"], name="ledger_fact_hash"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="ledger_fact_batch"),
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="ledger_fact_about"),
        ]


class PendingRow(models.Model):
    """A committed fact that has no position yet. `id` follows chain order, drawn under the subject's lock."""

    id = models.BigAutoField(primary_key=True)
    fact_id = models.UUIDField()

    class Meta:
        db_table = "ledger_pending"


class OrderRow(models.Model):
    """The gapless order of committed facts."""

    position = models.BigIntegerField(primary_key=True)
    fact_id = models.UUIDField(unique=True)

    class Meta:
        db_table = "ledger_order"


class SealRow(models.Model):
    """A signed Merkle root over the facts of a range of positions, and the seal before it."""

    id = models.IntegerField(primary_key=True)
    from_position = models.BigIntegerField()
    to_position = models.BigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    root = models.BinaryField()
    blocks = models.BinaryField()
    prev = models.BinaryField(null=True)
    body = models.BinaryField()
    hash = models.BinaryField()
    alg = models.SmallIntegerField()
    key = models.TextField()
    public_key = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        db_table = "ledger_seal"


class DeliveryRow(models.Model):
    """That a seal's root reached an address outside."""

    id = models.BigAutoField(primary_key=True)
    seal_id = models.IntegerField()
    address = models.TextField()
    delivered_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_delivery"
        constraints = [models.UniqueConstraint(fields=["seal_id", "address"], name="ledger_delivery_once")]


class CursorRow(models.Model):
    """How far a reaction has come: every fact up to `position` is handled or parked."""

    reaction = models.TextField(primary_key=True)
    position = models.BigIntegerField()

    class Meta:
        db_table = "ledger_cursor"


class FailureRow(models.Model):
    """A fact a reaction failed on; `parked_at` when it was given up and the cursor went on."""

    id = models.BigAutoField(primary_key=True)
    reaction = models.TextField()
    position = models.BigIntegerField()
    fact_id = models.UUIDField()
    attempts = models.IntegerField()
    error = models.TextField()
    first_at = models.DateTimeField()
    next_at = models.DateTimeField()
    parked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_failure"
        constraints = [models.UniqueConstraint(fields=["reaction", "position"], name="ledger_failure_once")]
