"""The tree of places, how places follow one another, and the versions of the boundaries."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod

from anlan.kit import codes


def subject_of(code: int) -> uuid.UUID:
    """The ledger subject of a place: a UUIDv5 (RFC 9562) of its code, so that it needs no column."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:anlan:place:{code:015d}")


class Level(models.TextChoices):
    """The four levels of the code. A district that lacks one leaves its digits at 000."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"


def _level(level: Level, size: int, above: int) -> Q:
    return Q(level=level) & Q(code=F("code") - Mod("code", size)) & ~Q(code=F("code") - Mod("code", above))


def _parent(level: Level, *sizes: int) -> Q:
    fits = Q()
    for size in sizes:
        fits |= Q(parent=F("code") - Mod("code", size))
    return Q(level=level, parent__isnull=False) & fits  # a CHECK that comes out NULL would pass


_CODE_FITS_LEVEL = (
    (Q(level=Level.DISTRICT) & Q(code=F("code") - Mod("code", 10**9)))
    | _level(Level.STREET, 10**6, 10**9)
    | _level(Level.COMMUNITY, 10**3, 10**6)
    | _level(Level.GRID, 1, 10**3)
)
_PARENT_IS_PREFIX = (
    Q(level=Level.DISTRICT, parent=None)
    | _parent(Level.STREET, 10**9)
    | _parent(Level.COMMUNITY, 10**6, 10**9)
    | _parent(Level.GRID, 10**3, 10**6, 10**9)
)
_FAR = 10**15


class Place(models.Model):
    """A node of the tree: district, street, community or grid. Public reference data; reading it is open."""

    code = models.BigIntegerField(primary_key=True)
    district = models.BigIntegerField()  # six digits, GB/T 2260; big, since checks multiply it
    level = models.CharField(max_length=10, choices=Level.choices)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_column="parent")
    holding = models.BooleanField(default=False)
    source_key = models.CharField(max_length=120, blank=True, default="")
    geometry = models.BinaryField(null=True)  # WKB, WGS 84 lon/lat
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    crs = models.CharField(max_length=40, blank=True, default="")  # the frame the boundary came in
    crs_note = models.CharField(max_length=200, blank=True, default="")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["parent", "code"], name="places_children")]
        constraints = [
            models.CheckConstraint(name="place_code_in_range", condition=Q(code__gte=10**14, code__lt=_FAR)),
            models.CheckConstraint(name="place_code_fits_level", condition=_CODE_FITS_LEVEL),
            models.CheckConstraint(name="place_parent_is_prefix", condition=_PARENT_IS_PREFIX),
            models.CheckConstraint(
                name="place_district_is_prefix",
                condition=Q(code__gte=F("district") * 10**9, code__lt=(F("district") + 1) * 10**9),
            ),
            models.CheckConstraint(
                name="place_valid_to_after_from", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="place_box_with_geometry",
                condition=Q(geometry=None, west=None, south=None, east=None, north=None)
                | Q(
                    geometry__isnull=False,
                    west__isnull=False,
                    south__isnull=False,
                    east__isnull=False,
                    north__isnull=False,
                    west__gte=-180,
                    south__gte=-90,
                    east__gte=F("west"),
                    north__gte=F("south"),
                    east__lte=180,
                    north__lte=90,
                ),
            ),
            models.UniqueConstraint(
                fields=["district", "source_key"], name="place_source_key_once", condition=~Q(source_key="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"

    @property
    def span(self) -> tuple[int, int]:
        """The range of codes of this place and everything under it."""
        return codes.span(self.code)


class Succession(models.Model):
    """`old` was followed by `new` at a moment: a split has several rows, a rename has old = new."""

    class Kind(models.TextChoices):
        SPLIT = "split"
        MERGE = "merge"
        RECODE = "recode"
        RENAME = "rename"

    old = models.ForeignKey(Place, models.PROTECT, related_name="successions", db_column="old")
    new = models.ForeignKey(Place, models.PROTECT, related_name="origins", db_column="new")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    former_zh = models.CharField(max_length=100, blank=True, default="")
    former_en = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "at"], name="succession_once"),
            models.CheckConstraint(
                name="succession_rename_keeps_code", condition=~Q(kind="rename") | Q(old=F("new"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class BoundaryVersion(models.Model):
    """One state of a district's open boundaries. `hash` names the index file that answers `locate`."""

    district = models.BigIntegerField()
    number = models.IntegerField()
    hash = models.CharField(max_length=64)
    polygons = models.IntegerField()
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="boundary_version_number"),
            models.CheckConstraint(
                name="boundary_version_counts", condition=Q(number__gte=1, polygons__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} v{self.number}"
