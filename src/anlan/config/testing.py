"""A pytest plugin, loaded before Django reads its settings: tests get a real PostgreSQL and own their database.

`addopts = -p anlan.config.testing`. A conftest would come too late: pytest-django reads the settings first.
"""

import os

from anlan.config.cluster import ensure_started

if not os.environ.get("ANLAN_DATABASE_URL"):
    os.environ["ANLAN_DATABASE_URL"] = ensure_started(passing=True)
os.environ["ANLAN_DB_ROLE"] = "owner"
