"""Open units as the forms of other rooms offer them."""

from django.utils.translation import get_language

from anlan.access.public import UnitChoice
from anlan.parties.models import Unit
from anlan.places.public import open_at


def units_to_choose() -> list[UnitChoice]:
    """By place and code, in the reader's language."""
    column = "name_en" if (get_language() or "zh").startswith("en") else "name_zh"
    rows = Unit.objects.filter(open_at(None)).order_by("place_id", "code")
    return [UnitChoice(*row) for row in rows.values_list("id", "code", column, "place_id")]
