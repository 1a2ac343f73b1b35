"""Who acts: organisations, the units that handle matters, and the premises where things happen."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from anlan.kit.ids import new_id, new_token


class Organisation(models.Model):
    """A body with a name and a seal: a bureau, a street office, a firm, a community organisation."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government"
        STREET_OFFICE = "street_office"
        COMMITTEE = "committee"  # 居委会 or 村委会: self-governing, not an arm of government
        ENTERPRISE = "enterprise"
        SOCIAL = "social"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=240)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_valid_to_after_from",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="organisation_code_shape", condition=Q(code__regex=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh


class Unit(models.Model):
    """处置单位: part of an organisation that takes matters of its roles within its place and below."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=240)
    roles = ArrayField(models.CharField(max_length=40))
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_column="place")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    # The number residents are given, as they dial it; "" when the unit has none of its own.
    phone = models.CharField(max_length=40, blank=True, default="")
    community = models.BooleanField(default=False)
    # 社区事项清单: what a residents' committee may lead; empty for a community unit means nothing.
    shield = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            GinIndex(fields=["roles"], name="unit_roles"),
            models.Index(fields=["place", "code"], name="unit_place"),
        ]
        constraints = [
            models.CheckConstraint(
                name="unit_valid_to_after_from", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(name="unit_has_a_role", condition=Q(roles__len__gt=0)),
            models.CheckConstraint(
                name="unit_code_shape", condition=Q(code__regex=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
            ),
            models.CheckConstraint(
                name="unit_shield_is_of_community", condition=Q(community=True) | Q(shield=[])
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh


class Premises(models.Model):
    """场所: a shop, school or building: a point in a grid, with a QR code at its door."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+", db_column="place")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    morton = models.BigIntegerField(null=True)
    crs = models.CharField(max_length=40, blank=True, default="")
    token = models.CharField(max_length=26, unique=True, default=new_token)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        verbose_name_plural = "premises"
        indexes = [
            models.Index(fields=["place", "kind"], name="premises_place_kind"),
            models.Index(fields=["morton"], name="premises_morton"),
        ]
        constraints = [
            models.CheckConstraint(
                name="premises_valid_to_after_from",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="premises_code_shape", condition=Q(code__regex=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
            ),
            models.CheckConstraint(
                name="premises_point_whole",
                condition=Q(lon=None, lat=None, morton=None)
                | Q(
                    lon__isnull=False,
                    lat__isnull=False,
                    lon__gte=-180,
                    lon__lte=180,
                    lat__gte=-90,
                    lat__lte=90,
                    morton__isnull=False,
                ),
            ),
            models.CheckConstraint(name="premises_token_shape", condition=Q(token__regex=r"^[a-z2-7]{26}$")),  # noqa: S106,
        ]

    def __str__(self) -> str:
        return self.name
