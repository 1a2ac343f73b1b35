"""The beginning of a flow test: `given: {district: sample}` is a small district with a unit for every
role.
"""

from datetime import datetime

from anlan.access.public import service
from anlan.parties.errors import DistrictInTheWay
from anlan.parties.models import Organisation, Unit
from anlan.parties.sample import make_units
from anlan.places.public import SAMPLE_DISTRICT, Place, make_district
from anlan.schemes.public import Unmet, World, flow_givens

_ONLY_THE_SAMPLE_HAS = "street1.urban"


def begin_with_district(world: World, given: object) -> None:
    """`sample`: two streets, four communities, twelve grids; units such as `street1.urban` and
    `district.fire`.
    """
    if given != "sample":
        raise Unmet(expected="sample", actual=given)
    if Unit.objects.filter(code=_ONLY_THE_SAMPLE_HAS).exists():
        _open_since(world.at)
        return
    standing = Place.objects.filter(pk=SAMPLE_DISTRICT * 10**9).first()
    if standing is not None:
        raise DistrictInTheWay(name=standing.name_zh)
    setup = service("setup")
    make_units(make_district(by=setup, at=world.at), by=setup, at=world.at)


def _open_since(at: datetime) -> None:
    """A trial's own sample may be younger than the story; the story's transaction is rolled back."""
    for model in (Place, Organisation, Unit):
        model._default_manager.filter(valid_from__gt=at).update(valid_from=at)


def register_flow() -> None:
    """Offer the beginning."""
    flow_givens.add("district", begin_with_district)
