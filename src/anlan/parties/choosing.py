"""Open units as the forms of other rooms offer them."""

from anlan.access.public import UnitChoice
from anlan.kit.texts import name_column
from anlan.parties.models import Unit
from anlan.places.public import open_at


def units_to_choose() -> list[UnitChoice]:
    """By place and code, in the reader's language."""
    rows = Unit.objects.filter(open_at(None)).order_by("place_id", "code")
    return [UnitChoice(*row) for row in rows.values_list("id", "code", name_column(), "place_id")]
