import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import anlan.kit.ids
from anlan.access.database_role import GRANTS


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    # The first tables of all: whatever is made after this is the app role's to use, unless its room takes that back.
    operations = [
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=anlan.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="log-in name")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                ("language", models.CharField(default="zh-hans", max_length=10, verbose_name="language")),
                ("elder_mode", models.BooleanField(default=False, verbose_name="large print")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("username__regex", "^[a-z0-9][a-z0-9._@+-]{1,59}$")),
                        name="account_username_shape",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["zh-hans", "en"])), name="account_language_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=anlan.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=30)),
                ("place", models.BigIntegerField()),
                (
                    "capabilities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("unit", models.UUIDField(blank=True, null=True)),
                ("until", models.DateTimeField()),
                ("granted_by", models.CharField(max_length=80)),
                ("granted_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=["account"],
                        name="grant_live",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "auditor",
                                    "break_glass",
                                    "checker",
                                    "grid_worker",
                                    "handler",
                                    "leader",
                                    "operator",
                                    "resident",
                                    "security_admin",
                                    "supervisor",
                                    "system_admin",
                                ],
                            )
                        ),
                        name="grant_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role__in", ["handler"]), ("unit__isnull", False)),
                            models.Q(
                                models.Q(("role__in", ["handler"]), _negated=True), ("unit__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="grant_unit_when_needed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("granted_at"))),
                        name="grant_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 100000000000000), ("place__lt", 1000000000000000)),
                        name="grant_place_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role", "break_glass"),
                            models.Q(
                                (
                                    "granted_by",
                                    django.db.models.functions.text.Concat(
                                        models.Value("account:"),
                                        django.db.models.functions.comparison.Cast(
                                            "account", models.TextField()
                                        ),
                                    ),
                                ),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="grant_not_to_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "break_glass"), _negated=True),
                            (
                                "until__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("granted_at"),
                                    "+",
                                    models.Value(datetime.timedelta(seconds=3600)),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="grant_glass_mends",
                    ),
                ],
            },
        ),
    ]
