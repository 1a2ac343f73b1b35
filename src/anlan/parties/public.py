"""The door of the parties room: organisations, units and premises."""

from anlan.parties.models import Organisation, Premises, Unit
from anlan.parties.queries import (
    may_lead,
    premises,
    premises_by_token,
    unit,
    unit_for,
    units_in,
    units_of,
)

__all__ = [
    "Organisation",
    "Premises",
    "Unit",
    "may_lead",
    "premises",
    "premises_by_token",
    "unit",
    "unit_for",
    "units_in",
    "units_of",
]
