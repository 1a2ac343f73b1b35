"""What the tests of parties share."""

import pytest

from anlan.access.public import service
from anlan.access.tests.factories import AT
from anlan.parties.sample import make_units
from anlan.places.public import make_district


@pytest.fixture(autouse=True)
def own_state(settings, tmp_path):
    settings.STATE = tmp_path


@pytest.fixture
def by():
    return service("import")


@pytest.fixture
def sample(db, by):
    return make_district(by=by, at=AT)


@pytest.fixture
def units(sample, by):
    return make_units(sample, by=by, at=AT)
