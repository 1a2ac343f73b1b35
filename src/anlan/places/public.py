"""The door of the places room: points and places, in the order work needs them."""

from anlan.places.agreement import Agreement, agreement
from anlan.places.boundaries.coding import read_code
from anlan.places.boundaries.faults import Fault, FaultKind
from anlan.places.boundaries.inspecting import inspect_boundaries, inspect_features
from anlan.places.boundaries.limits import LIMITS, Limits
from anlan.places.boundaries.mapping import Draft, Feature, Fields
from anlan.places.boundaries.named import named_shapes
from anlan.places.boundaries.report import BoundaryReport
from anlan.places.crs import from_wgs84, to_wgs84
from anlan.places.facts import SUCCEEDED
from anlan.places.holding import district_code, is_holding, outside, unlocated
from anlan.places.locating import locate, locate_in, locate_one, locator
from anlan.places.models import BoundaryVersion, Level, Place, Succession, subject_of
from anlan.places.points import check_point, morton, morton_span
from anlan.places.present import Boundaries, boundaries, last_seen, whether_open, which_boundaries
from anlan.places.queries import (
    Listed,
    ancestors,
    boundaries_of,
    by_street,
    children,
    leaves_with_shapes,
    name_of,
    names_of,
    open_at,
    place,
    prefixes,
    successor,
    successors,
    tree,
)
from anlan.places.sample import DISTRICT as SAMPLE_DISTRICT
from anlan.places.sample import SampleDistrict, make_district
from anlan.places.tiles.layers import TileLayer, tile_layers
from anlan.places.verbs.add_place import add_place
from anlan.places.verbs.close_place import close_place
from anlan.places.verbs.import_boundaries import import_boundaries
from anlan.places.verbs.rename_place import rename_place
from anlan.places.verbs.succeed_place import succeed_place

__all__ = [
    "LIMITS",
    "SAMPLE_DISTRICT",
    "SUCCEEDED",
    "Agreement",
    "Boundaries",
    "BoundaryReport",
    "BoundaryVersion",
    "Draft",
    "Fault",
    "FaultKind",
    "Feature",
    "Fields",
    "Level",
    "Limits",
    "Listed",
    "Place",
    "SampleDistrict",
    "Succession",
    "TileLayer",
    "add_place",
    "agreement",
    "ancestors",
    "boundaries",
    "boundaries_of",
    "by_street",
    "check_point",
    "children",
    "close_place",
    "district_code",
    "from_wgs84",
    "import_boundaries",
    "inspect_boundaries",
    "inspect_features",
    "is_holding",
    "last_seen",
    "leaves_with_shapes",
    "locate",
    "locate_in",
    "locate_one",
    "locator",
    "make_district",
    "morton",
    "morton_span",
    "name_of",
    "named_shapes",
    "names_of",
    "open_at",
    "outside",
    "place",
    "prefixes",
    "read_code",
    "rename_place",
    "subject_of",
    "succeed_place",
    "successor",
    "successors",
    "tile_layers",
    "to_wgs84",
    "tree",
    "unlocated",
    "whether_open",
    "which_boundaries",
]
