"""Filling the demonstration's district, once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from anlan.access.public import service
from anlan.config.demo.matters import make_matters, settle
from anlan.config.demo.people import keep_logins, make_people
from anlan.parties.public import make_units
from anlan.places.public import SAMPLE_DISTRICT, Place, make_district
from anlan.schemes.public import publish_builtin

DAYS = 21


def filled() -> bool:
    """Whether the district stands already."""
    return Place.objects.filter(pk=SAMPLE_DISTRICT * 10**9).exists()


def fill(*, now: datetime, logins: Path, tick: Callable[[], None]) -> int:
    """Make the district, its units, capabilities, people and matters; returns how many matters.

    The log-ins go to `logins`, readable by the owner of the installation only.
    """
    setup, began = service("setup"), now - timedelta(days=DAYS + 7)
    district = make_district(by=setup, at=began)
    units = make_units(district, by=setup, at=began)
    publish_builtin(by=setup, at=began)
    keep_logins(make_people(district, units, at=began), logins)
    made = make_matters(district, now=now, days=DAYS, tick=tick)
    settle(now)
    return made
