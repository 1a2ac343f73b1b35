"""Facts into matters: read in the gapless order, each counted once, from where the last run stopped.

With a cursor of its own and not as a reaction: a bulk of facts that made its own consequences passes reactions by, and
has to be counted all the same.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.kit.db import lock
from anlan.ledger.public import Fact, facts_after, newest_position
from anlan.measures.models import Matter, Rolled

# Kinds of the room above, known by name: imports go down only.
REPORTED, CLOSED, MERGED, REOPENED = "cases.report", "cases.close", "cases.merge", "cases.reopen"
TAKEN_BACK = "cases.take_back"  # its import was undone: it never was
KINDS = frozenset(
    {REPORTED, CLOSED, MERGED, REOPENED, TAKEN_BACK}
    | {
        f"cases.{verb}"
        for verb in ("triage", "route", "dispatch", "relocate", "accept", "act", "finish", "verify")
    }
    | {f"cases.{verb}" for verb in ("send_back", "suspend", "resume", "supervise", "escalate", "migrate")}
    | {
        f"cases.{verb}"
        for verb in ("raise_objection", "decide_objection", "request_extension", "decide_extension")
    }
)
_AT_ONCE = 5000


def roll(*, at: datetime, most: int = 200_000) -> int:
    """Count at most about `most` facts that came since; returns how many. Two at once wait for each other."""
    done = 0
    while done < most:
        read = _some(at)
        done += read
        if read < _AT_ONCE:
            break
    return done


@transaction.atomic
def _some(at: datetime) -> int:
    lock("measures.roll")
    rolled, _ = Rolled.objects.get_or_create(pk=1)
    newest = newest_position()  # before the facts are read: what comes meanwhile is for the next run
    found = facts_after(rolled.position, limit=_AT_ONCE, kinds=KINDS)
    matters = Matter.objects.in_bulk({one.fact.subject for one in found})
    for _position, fact in found:
        _count(matters, fact)
    changed = [matters[subject] for subject in {one.fact.subject for one in found} if subject in matters]
    columns = [field.name for field in Matter._meta.fields if not field.primary_key]
    Matter.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["subject"], update_fields=columns, batch_size=2000
    )
    gone = [one.fact.subject for one in found if one.fact.kind == TAKEN_BACK]
    Matter.objects.filter(pk__in=gone).delete()
    rolled.position = found[-1].position if len(found) == _AT_ONCE else newest
    rolled.at = at
    rolled.save()
    return len(found)


def _count(matters: dict[UUID, Matter], fact: Fact) -> None:
    """Let one fact change its matter. A fact counted before changes nothing."""
    matter = matters.get(fact.subject)
    if fact.kind == REPORTED and matter is None:
        matter = Matter(
            subject=fact.subject,
            seq=0,
            capability=fact.capability,
            place=fact.place or 0,
            reported_at=fact.at,
        )
        matters[fact.subject] = matter
    if matter is None or fact.seq <= matter.seq:
        return
    matter.seq, matter.place = fact.seq, fact.place or matter.place
    told = fact.payload
    matter.category = told.get("category", matter.category)
    matter.lead = _lead(matter.lead, fact)
    matter.met = sorted({*matter.met, *told.get("met", ())})
    matter.missed = sorted({*matter.missed, *told.get("missed", ())})
    if fact.kind == CLOSED:
        matter.ended_at, matter.ended_as = fact.at, told["kind"]
    elif fact.kind == MERGED:
        matter.ended_at, matter.ended_as = fact.at, "merged"
    elif fact.kind == REOPENED:
        matter.ended_at, matter.ended_as = None, ""


def _lead(standing: UUID | None, fact: Fact) -> UUID | None:
    """The unit that leads after `fact`."""
    if fact.kind == "cases.dispatch":
        return UUID(fact.payload["lead"])
    if fact.kind in (REPORTED, "cases.route"):
        return UUID(unit) if (unit := fact.payload.get("unit")) else standing
    return standing
