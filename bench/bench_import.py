"""`anlan import cases`: rows a second from a generated file, each a case with three to six chained facts.

Beside it the floor (COPY of the very same rows into the very same tables, nothing computed) and the peer (Django's
`bulk_create` of them, nothing chained). All three take turns in one scratch database that is emptied between them.

Run: make bench, or by itself with sizes of one's own, for instance

    python -m bench.bench_import --rows 100000 --rows 1000000 --rounds 1

The sizes it takes by itself are small. `--rounds 1` is enough for a big one: a minute's noise is little of it.
"""

import argparse
import csv
import os
import resource
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from anlan.config.cluster import ensure_started

os.environ.setdefault("ANLAN_DATABASE_URL", ensure_started())
os.environ["ANLAN_DB_ROLE"] = "owner"
os.environ["ANLAN_TEST_DATABASE"] = "bench_import"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Model  # noqa: E402

from anlan.access.public import service  # noqa: E402
from anlan.interop.public import MAPPINGS, Forked, import_cases, load_mapping  # noqa: E402
from anlan.interop.tests.sample import COLUMNS, FATES, FORMAT, cells  # noqa: E402
from bench.rounds import show  # noqa: E402

SIZES = (5_000, 20_000)
# The peer holds every row as an object: more than this it is not asked to.
MOST_FOR_PEER = 50_000
RULES = load_mapping(MAPPINGS / "baltimore_311.yaml")
MODELS: list[type[Model]] = [
    *(
        apps.get_model("cases", name)
        for name in ("Case", "CaseText", "Intake", "Assignment", "Clock", "Note")
    ),
    apps.get_model("ledger", "FactRow"),
    apps.get_model("ledger", "OrderRow"),
]
BEGIN = datetime(2015, 3, 1, 8, tzinfo=UTC)


def write_rows(path: Path, count: int) -> None:
    """A file of `count` requests, a minute and a half apart, four fifths of them closed."""
    kinds = [cells(number) for number in range(400)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number in range(count):
            made = BEGIN + timedelta(seconds=97 * number)
            due, closed, _ = FATES[number % len(FATES)]
            times = {"CreatedDate": 0, "DueDate": due, "CloseDate": closed}
            told = {
                name: "" if hours is None else (made + timedelta(hours=hours)).strftime(FORMAT)
                for name, hours in times.items()
            }
            writer.writerow(kinds[number % 400] | told | {"ServiceRequestNum": f"{number:09d}"})


def empty() -> None:
    """Take everything out again, which only the owner of the tables can."""
    tables = ", ".join(model._meta.db_table for model in MODELS)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("ledger_fact", "ledger_order"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {tables}, ledger_pending, ledger_cursor CASCADE")
        for table in ("ledger_fact", "ledger_order"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    connection.close()  # VACUUM of what is gone is nobody's time


def ours(file: Path) -> float:
    """Seconds of a whole import, the first reading of the file included, on two processes."""
    settings.ANLAN_DISTRICT = RULES.district.code
    crew = Forked(2)
    begun = perf_counter()
    try:
        import_cases(file, RULES, by=service("import"), now=lambda: datetime.now(UTC), crew=crew)
    finally:
        crew.close()
    return perf_counter() - begun


def dump(folder: Path) -> None:
    """Every row as COPY writes it."""
    with connection.cursor() as cursor:
        for model in MODELS:
            table = model._meta.db_table
            with (
                cursor.copy(f"COPY {table} TO STDOUT") as copy,
                (folder / table).open("wb") as file,
            ):
                for piece in copy:
                    file.write(piece)


def floor(folder: Path) -> float:
    """Seconds to COPY the rows back, in one transaction."""
    begun = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for model in MODELS:
            table = model._meta.db_table
            with cursor.copy(f"COPY {table} FROM STDIN") as copy, (folder / table).open("rb") as file:
                while piece := file.read(1 << 20):
                    copy.write(piece)
    return perf_counter() - begun


def peer(most: int) -> float:
    """Seconds for Django to make the rows of at most `most` cases again; they have to be in the tables."""
    subjects = list(
        apps.get_model("cases", "Case").objects.order_by("number").values_list("pk", flat=True)[:most]
    )
    key = {"Case": "pk", "Intake": "case", "FactRow": "subject", "OrderRow": "fact_id"}
    rows: list[tuple[type[Model], list[dict[str, object]]]] = []
    facts: list[object] = []
    for model in MODELS:
        wanted = facts if model.__name__ == "OrderRow" else subjects
        found = model._default_manager.filter(**{f"{key.get(model.__name__, 'case_id')}__in": wanted})
        rows.append((model, list(found.values())))
        if model.__name__ == "FactRow":
            facts = [row["id"] for row in rows[-1][1]]
    empty()
    begun = perf_counter()
    with transaction.atomic():
        for model, values in rows:
            for start in range(0, len(values), 2000):
                made = [model(**row) for row in values[start : start + 2000]]
                model._default_manager.bulk_create(made)
    return perf_counter() - begun


def measure(count: int, rounds: int, folder: Path) -> dict[str, float]:
    """Median rates at one size, the sides in turn."""
    file = folder / "rows.csv"
    write_rows(file, count)
    rates: dict[str, list[float]] = {
        "anlan import": [],
        "floor: COPY, nothing chained": [],
        "peer: bulk_create": [],
    }
    asked = min(count, MOST_FOR_PEER)
    for number in range(rounds):
        empty()
        rates["anlan import"].append(count / ours(file))
        if number == 0:
            dump(folder)
        empty()
        rates["floor: COPY, nothing chained"].append(count / floor(folder))
        rates["peer: bulk_create"].append(asked / peer(asked))
    empty()
    return {name: median(found) for name, found in rates.items()}


def main() -> None:
    """Make a database, measure, drop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", help="a size; may be given again")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
            found = {
                f"{count:,} rows": measure(count, given.rounds, Path(folder)) for count in given.rows or SIZES
            }
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        helpers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        note = (
            f"whole rows with all they become; two processes; median of {given.rounds} rounds; at most "
            f"{memory} MB here, the peer's rows included, and {helpers} MB in a helper"
        )
        show("import", found, ours="anlan import", note=note)
    finally:
        connection.close()
        connection.close_pool()
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
