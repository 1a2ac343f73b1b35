"""What the tests of places share."""

from datetime import UTC, datetime

import pytest

from anlan.access.public import service
from anlan.places.sample import make_district

AT = datetime(2026, 10, 9, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_state(settings, tmp_path):
    settings.STATE = tmp_path


@pytest.fixture
def by():
    return service("import")


@pytest.fixture
def sample(db, by):
    return make_district(by=by, at=AT)
