"""Two people for what opens an account or a role: requests, invitations, who approved a grant."""

import anlan.kit.ids
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=anlan.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("account", "open an account"),
                            ("role", "grant a role"),
                            ("reset", "reset the password"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waits for a second person"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("withdrawn", "taken back"),
                            ("expired", "expired"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("username", models.CharField(blank=True, default="", max_length=60)),
                ("name", models.CharField(blank=True, default="", max_length=60)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("role", models.CharField(blank=True, default="", max_length=30)),
                ("place", models.BigIntegerField(null=True)),
                ("unit", models.UUIDField(null=True)),
                (
                    "capabilities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("until", models.DateTimeField(null=True)),
                ("forget_factor", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True, default="")),
                ("half", models.CharField(blank=True, default="", max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("words", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "access_request",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=anlan.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("first_half", models.CharField(max_length=64)),
                ("second_half", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "access_invitation",
            },
        ),
        migrations.AddField(
            model_name="account",
            name="enrol_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="grant",
            name="approved_by",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        # What was granted by one person before two were needed says so; it ends within 400 days.
        migrations.RunSQL(
            "UPDATE access_grant SET approved_by = 'before:two-people' WHERE granted_by LIKE 'account:%'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role", "break_glass"),
                    ("granted_by__startswith", "service:"),
                    models.Q(
                        models.Q(("approved_by", ""), _negated=True),
                        models.Q(("approved_by", models.F("granted_by")), _negated=True),
                        models.Q(
                            (
                                "approved_by",
                                django.db.models.functions.text.Concat(
                                    models.Value("account:"),
                                    django.db.models.functions.comparison.Cast("account", models.TextField()),
                                ),
                            ),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="grant_two_people",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitation",
                to="access.accessrequest",
            ),
        ),
        migrations.AddIndex(
            model_name="accessrequest",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["ends_at"], name="request_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "withdrawn"),
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="request_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account", None),
                    models.Q(
                        models.Q(("asked_by", models.F("account")), _negated=True),
                        models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("account")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="request_not_for_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", None), ("state__in", ["pending", "expired"])),
                    models.Q(
                        ("decided_by__isnull", False), ("state__in", ["approved", "refused", "withdrawn"])
                    ),
                    _connector="OR",
                ),
                name="request_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("asked_at"))), name="request_ends"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_half__regex", "^[0-9a-f]{64}$"),
                    ("second_half__regex", "^[0-9a-f]{64}$"),
                    models.Q(("first_half", models.F("second_half")), _negated=True),
                ),
                name="invitation_halves_differ",
            ),
        ),
    ]
