import django.db.models.deletion
from django.db import migrations, models

import anlan.kit.ids
from anlan.access.vault_tables import VAULT


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RunSQL(VAULT, "DROP SCHEMA people CASCADE"),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=anlan.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.UUIDField()),
                ("role", models.CharField(max_length=30)),
                ("sealed", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
                ("kept_by", models.CharField(max_length=80)),
            ],
            options={
                "db_table": 'people"."person',
                "ordering": ["kept_at", "id"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="access.person",
                    ),
                ),
                ("subject", models.UUIDField()),
                ("wrapped", models.BinaryField()),
                ("wrapped_by", models.CharField(max_length=16)),
            ],
            options={
                "db_table": 'people"."person_key',
                "managed": False,
            },
        ),
    ]
