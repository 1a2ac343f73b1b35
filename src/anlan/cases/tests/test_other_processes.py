"""What another process changes is seen by the next report: no process remembers the present beyond a question."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import transaction
from tests.fixtures.town import build_town

from anlan.cases.public import Case
from anlan.kit import clock

pytestmark = pytest.mark.slow
_HEAD = """
import django; django.setup()
from datetime import timedelta
from anlan.access.public import service
from anlan.kit import clock
by, at = service("setup"), clock.now() - timedelta(seconds=1)
"""


def elsewhere(scratch, code):
    """Run `code` in a process of its own on the same database."""
    env = {
        **os.environ,
        "ANLAN_DATABASE_URL": scratch.url(),
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", _HEAD + code], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def living(scratch_database):
    """A town in a database that other processes see too, its first report taken: whatever is kept is kept now."""
    with transaction.atomic():
        town = build_town(clock.now() - timedelta(hours=1))
    town.at = clock.now()
    lon, lat = town.district.points[town.grid]
    town.report(place=None, lon=lon, lat=lat)
    return town


def owner_of(town, **given):
    town.at = clock.now()
    return Case.objects.get(pk=town.report(**given).case)


def test_a_published_version_is_the_next_reports(living, scratch_database):
    before = owner_of(living).scheme
    elsewhere(
        scratch_database,
        """
from anlan.schemes.public import BUILTIN, load, publish
import pathlib, shutil, tempfile
home = pathlib.Path(tempfile.mkdtemp()) / "hotline"
shutil.copytree(BUILTIN / "hotline", home)
file = home / "capability.yaml"
file.write_text(file.read_text().replace("version: 1", "version: 2", 1).replace("value: 4", "value: 3", 1))
publish(load(home), by=by, at=at)
shutil.rmtree(home.parent)
""",
    )
    assert owner_of(living).scheme != before


def test_a_closed_unit_gets_no_more(living, scratch_database):
    squad = living.units["street1.urban"]
    assert owner_of(living).lead_unit == squad.id
    elsewhere(
        scratch_database,
        f"""
from uuid import UUID
from anlan.parties.public import close_unit
close_unit(unit=UUID("{squad.id}"), by=by, at=at, leave=True)
""",
    )
    assert owner_of(living).lead_unit not in (None, squad.id)


def test_new_boundaries_say_where_the_next_point_lies(living, scratch_database):
    lon, lat = living.district.points[living.grid]
    far = living.district.points[living.far_grid]
    assert owner_of(living, place=None, lon=lon, lat=lat).place_scope == living.grid
    elsewhere(
        scratch_database,
        f"""
import shapely
from anlan.places.models import BoundaryVersion, Place
from anlan.places.locating import hash_of, open_shapes
one, two = Place.objects.get(pk={living.grid}), Place.objects.get(pk={living.far_grid})
one.geometry, two.geometry = two.geometry, one.geometry
for row in (one, two):
    row.west, row.south, row.east, row.north = shapely.from_wkb(bytes(row.geometry)).bounds
    row.save()
newest = BoundaryVersion.objects.filter(district=310105).order_by("-number").first()
newest.pk, newest.number, newest.at, newest.hash = None, newest.number + 1, at, hash_of(open_shapes(310105))
newest.save(force_insert=True)
""",
    )
    assert owner_of(living, place=None, lon=lon, lat=lat).place_scope == living.far_grid
    assert owner_of(living, place=None, lon=far[0], lat=far[1]).place_scope == living.grid


def test_a_revoked_grant_opens_nothing_any_more(living, scratch_database, client):
    from django.conf import settings
    from tests.browser.town import account

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    person = account(living, "op", "值班员", "operator", clock.now() - timedelta(minutes=1))
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/api/cases").json()
    assert client.get("/api/cases").json()  # now from what the process guesses
    elsewhere(
        scratch_database,
        f"""
from anlan.access.public import revoke_role
from anlan.access.models import Grant
revoke_role(grant=Grant.objects.get(account="{person.pk}").pk, by=by, at=at)
""",
    )
    assert not client.get("/api/cases").json()
