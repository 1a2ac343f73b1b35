"""Tables of one's own things; they go with the account, and drafts with the case."""

from django.conf import settings
from django.db import models

from anlan.kit.ids import new_id


class Draft(models.Model):
    """What somebody typed into a verb's form and has not sent yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=90)
    fields = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_draft"
        constraints = [
            models.UniqueConstraint(fields=["account", "case", "form"], name="one_draft_a_form"),
        ]
        indexes = [models.Index(fields=["at"], name="draft_by_age")]


class View(models.Model):
    """Filters of the inbox under a name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_view"
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="one_view_a_name")]
