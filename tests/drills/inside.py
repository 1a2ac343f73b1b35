"""What the drill does inside the drilled Anlan, in a process of its own: `python -m tests.drills.inside WHAT FILE`.

`setup` fills the town and writes who signs in; `check` reads what the clients were promised and says what became of it.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

JOBS = 200
PATIENCE = 60.0


def setup() -> dict[str, Any]:
    """The sample district, its units, the hotline, one operator, and a queue of jobs that bear being run twice."""
    from anlan.access.public import create_account, grant_role, service
    from anlan.kit.clock import now
    from anlan.kit.jobs import defer
    from anlan.ledger.public import assign_positions, seal
    from anlan.parties.public import make_units
    from anlan.places.public import make_district
    from anlan.schemes.public import BUILTIN, load, publish

    by, at = service("setup"), now()
    district = make_district(by=by, at=at)
    make_units(district, by=by, at=at)
    publish(load(BUILTIN / "hotline"), by=by, at=at)
    password = "calm-water-under-bridges"
    account = create_account(username="operator", name="坐席", password=password, by=by, at=at)
    until = at + timedelta(days=30)
    grant_role(account=account.id, role="operator", place=district.code, until=until, by=by, at=at)
    assign_positions()
    made = seal(at=at)
    assert made is not None
    for _ in range(JOBS):
        defer("ledger.deliver_seal", seal_id=made.id)
    return {"username": "operator", "password": password, "places": list(district.grids)}


def _rows(sql: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _take_up() -> None:
    """What the worker does every minute for jobs of a dead worker, without waiting a minute for its silence."""
    from procrastinate.contrib.django import app

    worker_app = app.with_connector(app.connector.get_worker_connector())

    async def run() -> None:
        async with worker_app.open_async():
            for job in await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=15):
                await worker_app.job_manager.retry_job(job)

    asyncio.run(run())


def _settled(dispatches: int) -> bool:
    waiting = _rows("SELECT count(*) FROM ledger_pending")[0][0]
    dispatched = _rows("SELECT count(*) FROM ledger_fact WHERE kind = 'cases.dispatch'")[0][0]
    undone = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name LIKE 'ledger.%'"
    return not waiting and dispatched >= dispatches and not _rows(undone)[0][0]


def check(promised: dict[str, Any]) -> dict[str, Any]:
    """What became of `promised["acknowledged"]` (key → number) once everything has settled."""
    from anlan.cases.models import Case, Intake
    from anlan.ledger.public import newest_position, parked, verify

    end = time.monotonic() + PATIENCE
    while not _settled(promised["dispatches"]) and time.monotonic() < end:
        _take_up()
        time.sleep(0.5)
    numbers = dict(Case.objects.values_list("id", "number"))
    kept = {key: numbers.get(case) for key, case in Intake.objects.values_list("key", "case")}
    verdict = verify()
    kinds = Counter(dict(_rows("SELECT kind, count(*) FROM ledger_fact GROUP BY kind")))
    return {
        "lost": sorted(key for key, number in promised["acknowledged"].items() if kept.get(key) != number),
        "cases": len(numbers),
        "keys": len(kept),
        "reported": kinds["cases.report"],
        "dispatched": kinds["cases.dispatch"],
        "dispatched_cases": _rows(
            "SELECT count(DISTINCT subject) FROM ledger_fact WHERE kind = 'cases.dispatch'"
        )[0][0],
        "problems": [str(problem) for problem in verdict.problems],
        "pending": verdict.pending,
        "without_position": verdict.facts - verdict.positions,
        "gaps": newest_position() - verdict.positions,
        "parked": len(list(parked())),
        "jobs": dict(
            _rows(
                "SELECT status::text, count(*) FROM procrastinate_jobs WHERE task_name LIKE 'ledger.%' GROUP BY 1"
            )
        ),
    }


if __name__ == "__main__":
    import django

    django.setup()
    what, file = sys.argv[1], Path(sys.argv[2])
    file.write_text(json.dumps(setup() if what == "setup" else check(json.loads(file.read_text()))))
