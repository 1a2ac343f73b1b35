"""The door of the places room: points and places, in the order work needs them."""

from anlan.places.crs import from_wgs84, to_wgs84
from anlan.places.holding import is_holding, outside, unlocated
from anlan.places.locating import locate, locate_one, locator
from anlan.places.models import BoundaryVersion, Level, Place, Succession, subject_of
from anlan.places.points import check_point, morton, morton_span
from anlan.places.queries import (
    ancestors,
    children,
    name_of,
    names_of,
    open_at,
    place,
    prefixes,
    successor,
    successors,
    tree,
)

__all__ = [
    "BoundaryVersion",
    "Level",
    "Place",
    "Succession",
    "ancestors",
    "check_point",
    "children",
    "from_wgs84",
    "is_holding",
    "locate",
    "locate_one",
    "locator",
    "morton",
    "morton_span",
    "name_of",
    "names_of",
    "open_at",
    "outside",
    "place",
    "prefixes",
    "subject_of",
    "successor",
    "successors",
    "to_wgs84",
    "tree",
    "unlocated",
]
