"""Bodies and answers of the parties API."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from anlan.parties.models import Organisation, Premises, Unit


class Body(Schema):
    """A body with a key we do not know is refused, so nothing can be slipped in."""

    model_config = ConfigDict(extra="forbid")


class OrganisationOut(Schema):
    """An organisation."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    kind: Organisation.Kind
    valid_from: datetime
    valid_to: datetime | None


class UnitOut(Schema):
    """A unit: what it takes and where."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    roles: list[str]
    place: int
    organisation: str
    community: bool
    phone: str
    shield: list[str]
    valid_from: datetime
    valid_to: datetime | None
    version: int

    @staticmethod
    def of(unit: Unit) -> "UnitOut":
        """The answer for a row."""
        return UnitOut(
            id=unit.id, code=unit.code, name_zh=unit.name_zh, name_en=unit.name_en, roles=unit.roles,
            place=unit.place_id, organisation=unit.organisation.code, community=unit.community,
            phone=unit.phone,
            shield=unit.shield, valid_from=unit.valid_from, valid_to=unit.valid_to, version=unit.version,
        )  # fmt: skip


class PremisesOut(Schema):
    """Premises, without the token of their QR code."""

    id: UUID
    code: str
    name: str
    kind: str
    place: int
    lon: float | None
    lat: float | None
    valid_from: datetime
    valid_to: datetime | None
    version: int

    @staticmethod
    def of(premises: Premises) -> "PremisesOut":
        """The answer for a row."""
        return PremisesOut(
            id=premises.id, code=premises.code, name=premises.name, kind=premises.kind, place=premises.place_id,
            lon=premises.lon, lat=premises.lat, valid_from=premises.valid_from, valid_to=premises.valid_to,
            version=premises.version,
        )  # fmt: skip


class AddOrganisationBody(Body):
    """A new organisation."""

    code: str
    name_zh: str
    name_en: str
    kind: Organisation.Kind


class AddUnitBody(Body):
    """A new unit of an organisation."""

    code: str
    name_zh: str
    name_en: str
    roles: list[str] = Field(max_length=50)
    place: int
    organisation: UUID
    community: bool = False
    shield: list[str] = Field([], max_length=200)
    phone: str = Field("", max_length=40)


class ChangeUnitBody(Body):
    """What replaces the unit's names, roles and shield; `version` is the one that was seen."""

    version: int
    name_zh: str
    name_en: str
    roles: list[str] = Field(max_length=50)
    shield: list[str] = Field([], max_length=200)
    phone: str | None = Field(None, max_length=40)


class SiteBody(Body):
    """Where premises stand: a place, a point in any frame, or both."""

    name: str
    kind: str
    place: int | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str = "WGS84"


class AddPremisesBody(SiteBody):
    """New premises."""

    code: str


class ChangePremisesBody(SiteBody):
    """What replaces name, kind and site; `version` is the one that was seen."""

    version: int
