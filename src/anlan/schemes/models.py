"""Published schemes: what cases are pinned to. Rows are added and withdrawn, never rewritten."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SchemeVersion(models.Model):
    """One published scheme. `compiled` is its whole meaning with defaults; `hash` covers it."""

    name = models.CharField(_("capability"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    # The software can ship the same version with new defaults; then it is another edition of that version.
    edition = models.PositiveIntegerField(_("edition"), default=1)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    compiled = models.JSONField(_("compiled"))
    published_at = models.DateTimeField(_("published"))
    by = models.CharField(_("published by"), max_length=80)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        db_table = "schemes_version"
        constraints = [
            models.UniqueConstraint(fields=["name", "version", "edition"], name="schemes_version_once"),
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="schemes_hash_is_sha256"),
            models.CheckConstraint(
                condition=Q(version__gte=1, edition__gte=1), name="schemes_version_counts"
            ),
        ]
        indexes = [
            models.Index(
                fields=["name", "-id"], name="schemes_current", condition=Q(withdrawn_at__isnull=True)
            ),
        ]

    def label(self) -> str:
        """`3`, or `3.2` for the second edition of version 3."""
        return str(self.version) if self.edition == 1 else f"{self.version}.{self.edition}"


class SchemeDocument(models.Model):
    """The bytes of a template, by their SHA-256: shared by every version that has the same file."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    class Meta:
        db_table = "schemes_document"
