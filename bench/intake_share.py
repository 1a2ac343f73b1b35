"""How much of a report is the ledger's: making the fact and appending it, against the whole verb on one connection."""

import time
from statistics import median

from django.db import transaction
from tests.fixtures.town import Town

from anlan.cases.opening.intake import REPORTED, Reported
from anlan.kit import clock
from anlan.kit.ids import new_id
from anlan.kit.planned import run
from anlan.ledger.public import FIRST_FACT, first_fact

_TIMES = 400


def append_share(town: Town) -> float:
    """The append's part of a report's time. Here it has a statement of its own, which inside a report it has not."""
    lon, lat = next(iter(town.district.points.values()))
    whole, part = [], []
    for number in range(_TIMES):
        begun = time.perf_counter()
        town.report(capability="bench", at=clock.now(), place=None, lon=lon, lat=lat)
        whole.append(time.perf_counter() - begun)
        with transaction.atomic():
            run("SELECT 1", [])
            begun = time.perf_counter()
            payload = Reported(number, "0" * 64, "parking", "phone", town.grid, None, None, 2, None, ())
            _, row = first_fact(
                REPORTED, subject=new_id(), by="service:bench", at=clock.now(), payload=payload, capability="bench",
                place=town.grid,
            )  # fmt: skip
            run(f"WITH claim AS (SELECT 1), {FIRST_FACT} SELECT 1", row)
            part.append(time.perf_counter() - begun)
    return median(part) / median(whole)
