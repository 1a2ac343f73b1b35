"""Bulk runs: one thing done to many cases, and what became of each."""

import anlan.kit.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_calls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=anlan.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("action", models.CharField(max_length=20)),
                ("arguments", models.JSONField(default=dict)),
                ("query", models.CharField(blank=True, max_length=500)),
                ("state", models.CharField(default="planned", max_length=8)),
                ("why", models.CharField(blank=True, max_length=12)),
                ("total", models.IntegerField(default=0)),
                ("absent", models.IntegerField(default=0)),
                ("more", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undone_by",
                        to="cases.batch",
                    ),
                ),
            ],
            options={
                "db_table": "cases_batch",
            },
        ),
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("outcome", models.CharField(default="waiting", max_length=8)),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("params", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="cases.batch",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
            ],
            options={
                "db_table": "cases_batch_item",
            },
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["account", "-created_at"], name="batch_of_account"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "running", "stopped", "done"])),
                name="batch_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")),
                fields=("account",),
                name="one_running_batch_an_account",
            ),
        ),
        migrations.AddIndex(
            model_name="batchitem",
            index=models.Index(
                condition=models.Q(("outcome", "waiting")),
                fields=["batch", "number"],
                name="batch_item_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["waiting", "moved", "skipped"])),
                name="batch_outcome_known",
            ),
        ),
    ]
