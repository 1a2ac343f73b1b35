"""What can be wrong with a point, a code, a frame of reference or a boundary."""

from anlan.kit.errors import Conflict, Invalid, NotFound, TooLarge


class PointInvalid(Invalid):
    """This point is not a number on the map ({lon}, {lat}). Set it again on the map."""


class PointOutOfRange(Invalid):
    """There is no such point: longitude {lon} must lie within ±180 and latitude {lat} within ±90 degrees."""


class PointSwapped(Invalid):
    """Longitude and latitude look exchanged: {lon}, {lat} is far away, {lat}, {lon} is here.
    Exchange them.
    """


class CrsUnknown(Invalid):
    """The frame of reference {crs} is not known. Name WGS84, CGCS2000, GCJ-02, BD-09 or EPSG:number."""


class CrsMissing(Invalid):
    """The file does not say its frame of reference. Name it: WGS84, CGCS2000,
    GCJ-02, BD-09 or EPSG:number.
    """


class CodeInvalid(Invalid):
    """{code} is not the code of a place: 15 digits, 6 district + 3 street + 3 community + 3 grid,
    zero-filled.
    """


class PlaceUnknown(NotFound):
    """There is no place with the code {code}."""


class PlaceExists(Conflict):
    """The code {code} is already taken; codes are never used twice."""


class PlaceClosed(Conflict):
    """The place {code} was closed on {at}."""


class ParentUnknown(Invalid):
    """The place {code} has no open place above it. Add the district, the street or the community first."""


class PlaceEndsTooEarly(Invalid):
    """The place {code} began at {since}; it can end only after that."""


class PlaceNotEmpty(Conflict):
    """{count} open places lie under {code}. Close them or give them a successor first."""


class HoldingPlace(Conflict):
    """{code} is a holding code of the district. It stays as it is."""


class SuccessionInvalid(Invalid):
    """This succession does not hold together: {why}."""


class FileUnreadable(Invalid):
    """The file cannot be read as GeoJSON, GeoPackage or Shapefile: {why}."""


class FileTooLarge(TooLarge):
    """The file is too large: at most {limit} can be taken. Split it by street and import the parts."""


class FieldUnknown(Invalid):
    """The file has no field {name}; it has {known}. Name another one."""


class BoundariesUnsound(Invalid):
    """{count} faults have to be mended in the file first. The first one: {first}"""


class BoundariesMoved(Conflict):
    """The boundaries changed after this file was inspected. Inspect it again before saving."""
