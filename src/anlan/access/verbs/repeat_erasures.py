"""After a restore: erase again everybody who was erased since the backup was made."""

from datetime import datetime

from anlan.access.actors import Actor
from anlan.access.erasure_list import listed
from anlan.access.errors import PersonGone, PersonNotFound
from anlan.access.rules import require_anywhere
from anlan.access.verbs.erase_person import erase


def repeat_erasures(*, by: Actor, at: datetime) -> int:
    """How many were erased again; each in a transaction of its own, so it can be run again after a stop.

    Raises `NotPermitted`, `SecondFactorNeeded` (`people.erase` everywhere: the program `retention`).
    """
    require_anywhere(by, "people.erase")
    done = 0
    for subject, person, why in listed():
        try:
            erase(subject=subject, person=person, why=why, by=by, at=at)
        except (PersonGone, PersonNotFound):
            continue  # erased still, or kept after the backup and so not there at all
        done += 1
    return done
