"""The table of files that hang on a case."""

from django.db import models
from django.db.models import Q

from anlan.cases.models.scans import LOOKED_FOR, NONE, SCANS
from anlan.kit.ids import new_id


class Attachment(models.Model):
    """A file in the content-addressed store: a photograph re-encoded without metadata, or a PDF as it was sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=8, default="photo", db_default="photo")
    name = models.CharField(max_length=120, default="", db_default="")  # of a document
    sha256 = models.CharField(max_length=64)
    thumbnail = models.CharField(max_length=64)
    stage = models.CharField(max_length=10)
    width = models.IntegerField()
    height = models.IntegerField()
    size = models.IntegerField(null=True)  # bytes of a document
    taken_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    scan = models.CharField(max_length=8, default=NONE, db_default=NONE)
    scan_tries = models.SmallIntegerField(default=0, db_default=0)
    scanned_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=80, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["photo", "pdf"]), name="attachment_kind_known"),
            models.CheckConstraint(condition=Q(scan__in=SCANS), name="attachment_scan_known"),
        ]
        indexes = [
            models.Index(
                fields=["scan_tries", "-added_at"],
                name="attachment_to_scan",
                condition=Q(scan__in=LOOKED_FOR),
            ),
        ]
