"""The call desk: calls to make, and calls that were not sent yet."""

import anlan.kit.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_search"),
        ("access", "0005_callers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Callback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=anlan.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("state", models.CharField(default="open", max_length=12)),
                ("due_at", models.DateTimeField()),
                ("provision", models.CharField(blank=True, max_length=80)),
                ("asked_for", models.BooleanField(default=False)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("not_before", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("taken_by", models.CharField(blank=True, max_length=80)),
                ("taken_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("scheme", models.CharField(blank=True, max_length=64)),
                ("answers", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="callbacks",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "db_table": "cases_callback",
                "indexes": [
                    models.Index(fields=["due_at"], name="callback_waiting", condition=Q(state="open")),
                    models.Index(
                        fields=["ended_at"], name="callback_ended", condition=Q(ended_at__isnull=False)
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=("promised", "survey")), name="callback_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=("open", "done", "declined", "not_reached")),
                        name="callback_state_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(state="open", ended_at=None)
                        | (~Q(state="open") & Q(ended_at__isnull=False)),
                        name="callback_ends_with_time",
                    ),
                    models.UniqueConstraint(
                        fields=["case", "kind"], name="one_open_callback_a_kind", condition=Q(state="open")
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=anlan.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("call", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "cases_call_draft",
                "indexes": [models.Index(fields=["at"], name="call_draft_by_age")],
                "constraints": [models.UniqueConstraint(fields=("account", "call"), name="one_draft_a_call")],
            },
        ),
    ]
