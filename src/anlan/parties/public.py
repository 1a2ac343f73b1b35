"""The door of the parties room: organisations, units and premises."""

from anlan.parties.bulk import NewPremises, add_many_premises
from anlan.parties.closing import Effect, closing_effects, open_work, open_work_of
from anlan.parties.models import Organisation, Premises, Unit
from anlan.parties.nearest import Nearest, UnitView, unit_places, which_units
from anlan.parties.qr import path_of, qr_svg
from anlan.parties.queries import (
    closed_units,
    kind_of,
    may_lead,
    premises,
    premises_by_id,
    premises_by_token,
    unit,
    unit_by_id,
    unit_for,
    unit_names,
    unit_names_in,
    unit_of,
    units_in,
    units_of,
)
from anlan.parties.sample import make_units
from anlan.parties.scoping import managed_unit
from anlan.parties.verbs.add_organisation import add_organisation
from anlan.parties.verbs.add_premises import add_premises
from anlan.parties.verbs.add_unit import add_unit
from anlan.parties.verbs.change_premises import change_premises
from anlan.parties.verbs.change_unit import change_unit
from anlan.parties.verbs.close_organisation import close_organisation
from anlan.parties.verbs.close_premises import close_premises
from anlan.parties.verbs.close_unit import close_unit
from anlan.parties.verbs.replace_token import replace_token

__all__ = [
    "Effect",
    "Nearest",
    "NewPremises",
    "Organisation",
    "Premises",
    "Unit",
    "UnitView",
    "add_many_premises",
    "add_organisation",
    "add_premises",
    "add_unit",
    "change_premises",
    "change_unit",
    "close_organisation",
    "close_premises",
    "close_unit",
    "closed_units",
    "closing_effects",
    "kind_of",
    "make_units",
    "managed_unit",
    "may_lead",
    "open_work",
    "open_work_of",
    "path_of",
    "premises",
    "premises_by_id",
    "premises_by_token",
    "qr_svg",
    "replace_token",
    "unit",
    "unit_by_id",
    "unit_for",
    "unit_names",
    "unit_names_in",
    "unit_of",
    "unit_places",
    "units_in",
    "units_of",
    "which_units",
]
