"""What a supervisor looks for, and hand-overs: how often a case was sent back, and the work of units that close."""

import anlan.kit.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

_RETURNED = """
UPDATE cases_case c SET returned = f.times
FROM (SELECT subject, count(*) AS times FROM ledger_fact WHERE kind = 'cases.send_back' GROUP BY subject) f
WHERE c.id = f.subject
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_mentions"),
        ("ledger", "0001_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("case", "returned", models.SmallIntegerField(default=0, db_default=0)),
        migrations.RunSQL(_RETURNED, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=anlan.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.UUIDField()),
                ("chosen", models.JSONField(default=list)),
                ("words", models.TextField(blank=True)),
                ("state", models.CharField(default="running", max_length=8)),
                ("why", models.CharField(blank=True, max_length=12)),
                ("total", models.IntegerField(default=0)),
                ("moved", models.IntegerField(default=0)),
                ("passed", models.IntegerField(default=0)),
                ("after", models.BigIntegerField(default=0)),
                ("reasons", models.JSONField(default=dict)),
                ("left", models.JSONField(default=list)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "cases_hand_over",
                "indexes": [models.Index(fields=["unit", "-begun_at"], name="hand_over_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=["running", "stopped", "waiting", "done"]),
                        name="hand_over_state_known",
                    ),
                    models.UniqueConstraint(
                        fields=["unit"],
                        name="one_hand_over_a_unit",
                        condition=Q(state__in=["running", "stopped", "waiting"]),
                    ),
                ],
            },
        ),
    ]
