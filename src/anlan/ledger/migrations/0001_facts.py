"""Facts, their order, seals and reactions; what is recorded can only be added to."""

import django.contrib.postgres.indexes
from django.db import migrations, models

_ROLES = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'anlan_app') THEN
        CREATE ROLE anlan_app NOLOGIN;
    END IF;
EXCEPTION
    -- A managed server may refuse; then the district's own role is granted what the documentation lists.
    WHEN insufficient_privilege THEN RAISE NOTICE 'role anlan_app is missing and may not be made here';
    -- Two databases of one server set up at the same moment.
    WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

_KEEP = """
CREATE FUNCTION ledger_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused. What was recorded is taken back by a further fact.',
        TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""

_APPEND_ONLY = ("ledger_fact", "ledger_order", "ledger_seal", "ledger_delivery")
_CHANGING = ("ledger_pending", "ledger_cursor", "ledger_failure")


def _protect(table: str) -> str:
    return f"""
    CREATE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_keeps();
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'anlan_app') THEN
            REVOKE ALL ON {table} FROM anlan_app;
            GRANT SELECT, INSERT ON {table} TO anlan_app;
        END IF;
    END $$;
    """  # noqa: S608


def _share(table: str) -> str:
    return f"""
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'anlan_app') THEN
            GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO anlan_app;
        END IF;
    END $$;
    """


# A queue that is emptied all the time must be vacuumed by count, not by share.
_QUEUE = """
ALTER TABLE ledger_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);
ALTER TABLE ledger_fact SET (autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE ledger_cursor SET (fillfactor = 50);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CursorRow",
            fields=[
                ("reaction", models.TextField(primary_key=True, serialize=False)),
                ("position", models.BigIntegerField()),
            ],
            options={
                "db_table": "ledger_cursor",
            },
        ),
        migrations.CreateModel(
            name="OrderRow",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("fact_id", models.UUIDField(unique=True)),
            ],
            options={
                "db_table": "ledger_order",
            },
        ),
        migrations.CreateModel(
            name="PendingRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("fact_id", models.UUIDField()),
            ],
            options={
                "db_table": "ledger_pending",
            },
        ),
        migrations.CreateModel(
            name="SealRow",
            fields=[
                ("id", models.IntegerField(primary_key=True, serialize=False)),
                ("from_position", models.BigIntegerField()),
                ("to_position", models.BigIntegerField(unique=True)),
                ("sealed_at", models.DateTimeField()),
                ("root", models.BinaryField()),
                ("blocks", models.BinaryField()),
                ("prev", models.BinaryField(null=True)),
                ("body", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("alg", models.SmallIntegerField()),
                ("key", models.TextField()),
                ("public_key", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
            options={
                "db_table": "ledger_seal",
            },
        ),
        migrations.CreateModel(
            name="DeliveryRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seal_id", models.IntegerField()),
                ("address", models.TextField()),
                ("delivered_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_delivery",
                "constraints": [
                    models.UniqueConstraint(fields=("seal_id", "address"), name="ledger_delivery_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FactRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("seq", models.IntegerField()),
                ("kind", models.TextField()),
                ("room", models.TextField()),
                ("capability", models.TextField()),
                ("place", models.BigIntegerField(null=True)),
                ("actor", models.TextField()),
                ("at", models.DateTimeField()),
                ("said_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("batch", models.UUIDField(null=True)),
                ("about", models.UUIDField(null=True)),
                ("payload", models.JSONField()),
                ("body", models.BinaryField()),
                ("prev", models.BinaryField(null=True)),
                ("hash", models.BinaryField()),
                ("alg", models.SmallIntegerField()),
                ("version", models.SmallIntegerField()),
            ],
            options={
                "db_table": "ledger_fact",
                "indexes": [
                    django.contrib.postgres.indexes.HashIndex(fields=["hash"], name="ledger_fact_hash"),
                    models.Index(
                        condition=models.Q(("batch__isnull", False)),
                        fields=["batch"],
                        name="ledger_fact_batch",
                    ),
                    models.Index(
                        condition=models.Q(("about__isnull", False)),
                        fields=["about"],
                        name="ledger_fact_about",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("subject", "seq"), name="ledger_fact_chain")],
            },
        ),
        migrations.CreateModel(
            name="FailureRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("reaction", models.TextField()),
                ("position", models.BigIntegerField()),
                ("fact_id", models.UUIDField()),
                ("attempts", models.IntegerField()),
                ("error", models.TextField()),
                ("first_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("parked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "ledger_failure",
                "constraints": [
                    models.UniqueConstraint(fields=("reaction", "position"), name="ledger_failure_once")
                ],
            },
        ),
        migrations.RunSQL(_ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(_KEEP, "DROP FUNCTION ledger_keeps CASCADE"),
        *(migrations.RunSQL(_protect(table), migrations.RunSQL.noop) for table in _APPEND_ONLY),
        *(migrations.RunSQL(_share(table), migrations.RunSQL.noop) for table in _CHANGING),
        migrations.RunSQL(_QUEUE, migrations.RunSQL.noop),
    ]
