"""What every test has: a real PostgreSQL, no network but loopback, the app's own database role."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest_plugins: list[str] = ["tests.fixtures.scratch", "tests.fixtures.town", "tests.fixtures.gallery"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make the test database whichever tests run: pytest-django's own makes none when all that run copy it."""
    from django.test.utils import setup_databases  # noqa: PLC0415
    from tests.fixtures.migrated import make_copy  # noqa: PLC0415

    def migrate() -> None:
        setup_databases(verbosity=0, interactive=False, aliases={"default"})

    with django_db_blocker.unblock():
        back = make_copy(migrate)
    yield
    with django_db_blocker.unblock():
        back()


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


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; what is tested is what happens around it."""
    from django.test import override_settings  # noqa: PLC0415

    names = ("MD5PasswordHasher", "Argon2PasswordHasher")
    with override_settings(PASSWORD_HASHERS=[f"django.contrib.auth.hashers.{name}" for name in names]):
        yield


@pytest.fixture(autouse=True)
def speaks_chinese() -> Iterator[None]:
    """Every test begins in the default language, whatever the one before asked for."""
    from django.utils import translation  # noqa: PLC0415

    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    """Every test is the first to ask: how often one address may is counted in the process."""
    from anlan.portal.public import LOOKS, REPORTS  # noqa: PLC0415

    LOOKS.forget()
    REPORTS.forget()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only loopback may be reached."""
    for item in items:
        item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))
