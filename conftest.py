"""What every test has: a real PostgreSQL, no network but loopback, the app's own database role."""

import os
from collections.abc import Iterator

import pytest

pytest_plugins: list[str] = ["tests.fixtures.scratch", "tests.fixtures.town"]


def pytest_configure(config: pytest.Config) -> None:
    """Start the private PostgreSQL before Django reads its settings, unless a server is given."""
    if not os.environ.get("ANLAN_DATABASE_URL"):
        from anlan.config.cluster import ensure_started  # noqa: PLC0415

        os.environ["ANLAN_DATABASE_URL"] = ensure_started()
    os.environ["ANLAN_DB_ROLE"] = "owner"  # the test database is made by its owner; see the fixture below


@pytest.fixture(scope="session", autouse=True)
def app_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """Once the tables stand, tests work as `anlan_app`, as the product does: it cannot change facts."""
    if not any(item.get_closest_marker("django_db") for item in request.session.items):
        yield
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    from django.db import connection  # noqa: PLC0415

    with blocker.unblock():
        connection.close()
        connection.close_pool()
        options = connection.settings_dict["OPTIONS"]
        owners = options.get("options", "")
        options["options"] = f"{owners} -c role=anlan_app".strip()
    yield
    with blocker.unblock():  # only its owner may drop the test database
        connection.close()
        connection.close_pool()
        options["options"] = owners


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only loopback may be reached."""
    for item in items:
        item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))
