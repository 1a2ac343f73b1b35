"""The door of the interop room.

A mapping can be read before Django is set up, because the district and the zone it names are settings; so the rest is
imported when it is first asked for.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from anlan.interop.replay.mapping import Mapping, load_mapping

if TYPE_CHECKING:
    from anlan.interop.errors import CallFailed, NoAnswer, SignInFailed
    from anlan.interop.importing.crew import Alone, Crew, Forked
    from anlan.interop.importing.errors import ImportStopped
    from anlan.interop.importing.run import Brought, Plan, import_cases, plan_import
    from anlan.interop.importing.undoing import undo_import
    from anlan.interop.replay.client import Session, Unanswered
    from anlan.interop.replay.conductor import Outside
    from anlan.interop.replay.connections import Connections
    from anlan.interop.replay.figures import Figure, notes
    from anlan.interop.replay.install import Desk
    from anlan.interop.replay.journal import same_replay
    from anlan.interop.replay.processes import PARTS, OwnAnlan
    from anlan.interop.replay.row import KINDS
    from anlan.interop.replay.rows import Read, Refused, read_rows
    from anlan.interop.replay.run import Done, Replay

MAPPINGS = Path(__file__).parent / "replay" / "mappings"
_LATER = {
    "KINDS": "row",
    "Read": "rows", "Refused": "rows", "read_rows": "rows", "OwnAnlan": "processes", "PARTS": "processes",
    "same_replay": "journal", "Outside": "conductor",
    "Connections": "connections", "Session": "client", "Unanswered": "client", "Desk": "install",
    "Replay": "run", "Done": "run", "Figure": "figures", "notes": "figures",
}  # fmt: skip
_ERRORS = ("CallFailed", "NoAnswer", "SignInFailed")
_IMPORTING = {
    "Brought": "run", "Plan": "run", "import_cases": "run", "plan_import": "run", "undo_import": "undoing",
    "Alone": "crew", "Crew": "crew", "Forked": "crew", "ImportStopped": "errors",
}  # fmt: skip

__all__ = [
    "KINDS",
    "MAPPINGS",
    "PARTS",
    "Alone",
    "Brought",
    "CallFailed",
    "Connections",
    "Crew",
    "Desk",
    "Done",
    "Figure",
    "Forked",
    "ImportStopped",
    "Mapping",
    "NoAnswer",
    "Outside",
    "OwnAnlan",
    "Plan",
    "Read",
    "Refused",
    "Replay",
    "Session",
    "SignInFailed",
    "Unanswered",
    "import_cases",
    "load_mapping",
    "notes",
    "plan_import",
    "read_rows",
    "same_replay",
    "undo_import",
]


def __getattr__(name: str) -> object:
    if name in _ERRORS:
        return getattr(import_module("anlan.interop.errors"), name)
    if name in _LATER:
        return getattr(import_module(f"anlan.interop.replay.{_LATER[name]}"), name)
    if name in _IMPORTING:
        return getattr(import_module(f"anlan.interop.importing.{_IMPORTING[name]}"), name)
    raise AttributeError(name)
