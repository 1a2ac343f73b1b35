"""Notes that name colleagues and can be taken back, and files that a scanner looks at."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0009_batches")]

    operations = [
        migrations.AddField("note", "mentions", models.JSONField(null=True)),
        migrations.AddField("note", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "attachment", "kind", models.CharField(max_length=8, default="photo", db_default="photo")
        ),
        migrations.AddField(
            "attachment", "name", models.CharField(max_length=120, default="", db_default="")
        ),
        migrations.AddField("attachment", "size", models.IntegerField(null=True)),
        migrations.AddField(
            "attachment", "scan", models.CharField(max_length=8, default="none", db_default="none")
        ),
        migrations.AddField("attachment", "scan_tries", models.SmallIntegerField(default=0, db_default=0)),
        migrations.AddField("attachment", "scanned_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "attachment", "finding", models.CharField(max_length=80, default="", db_default="")
        ),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(condition=Q(kind__in=["photo", "pdf"]), name="attachment_kind_known"),
        ),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=Q(scan__in=("none", "waiting", "clean", "refused")), name="attachment_scan_known"
            ),
        ),
        AddIndexConcurrently(
            "attachment",
            models.Index(
                fields=["scan_tries", "-added_at"],
                name="attachment_to_scan",
                condition=Q(scan__in=("none", "waiting")),
            ),
        ),
    ]
