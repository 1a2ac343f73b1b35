"""What every test of this room has."""

import pytest


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Argon2 is slow on purpose; what is tested here is what happens around it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
