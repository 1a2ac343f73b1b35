"""The `report` verb: reports a second on one connection, against bare inserts of rows like its own (the floor).

Run: make bench. A scratch database on the configured server is filled to two sizes first. Over HTTP and against other
systems it is measured when the whole district is (see docs/performance.md).
"""

import os
import sys

from anlan.config.cluster import ensure_started

os.environ.setdefault("ANLAN_DATABASE_URL", ensure_started())
os.environ["ANLAN_DB_ROLE"] = "owner"
os.environ["ANLAN_TEST_DATABASE"] = "bench_anlan"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from tests.fixtures.town import Town, build_town  # noqa: E402

from anlan.cases.public import Case  # noqa: E402
from bench.rounds import interleaved, show  # noqa: E402

BATCH = 200
SIZES = (0, 5_000)


def fill(town: Town, count: int) -> None:
    """Report until there are `count` cases."""
    while Case.objects.count() < count:
        for _ in range(500):
            town.report()


def measure(town: Town) -> dict[str, float]:
    """Rates at the present size."""

    def ours() -> int:
        for _ in range(BATCH):
            town.report()
        return BATCH

    def floor() -> int:
        with connection.cursor() as cursor:
            for number in range(BATCH):
                with transaction.atomic():
                    cursor.execute(
                        "INSERT INTO bench_row (words, place) VALUES (%s, %s)", ["x" * 200, number]
                    )
                    cursor.execute(
                        "INSERT INTO bench_row (words, place) VALUES (%s, %s)", ["y" * 700, number]
                    )
        return BATCH

    return interleaved({"anlan report": ours, "floor: two bare inserts": floor})


def main() -> None:
    """Make a database, measure, drop it."""
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, words text, place bigint)")
        town = build_town()
        found = {}
        for size in SIZES:
            fill(town, size)
            found[f"{size:,} cases"] = measure(town)
        show(
            "report, one connection",
            found,
            ours="anlan report",
            note=f"batches of {BATCH}, median of 5 rounds",
        )
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
