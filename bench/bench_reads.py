"""Inbox, search and case page at 20 thousand and 2 million cases, over HTTP and in one process.

Run: make bench, or `python bench/bench_reads.py --keep` (the filled databases stay for the next run: bench_reads_*).
Over HTTP: two granian servers, one a size, asked in turn on one connection; the time to the first byte, which is the
whole page. In one process: the data of the page alone, against the bare SQL that answers it (the floor) and the
ordinary way to write it in Django (the peer: OR of everything, order by time, offset and count, `icontains`).
"""
# ruff: noqa: PLC0415  Django has to be set up before a room can be imported

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from anlan.config.cluster import ensure_started

SIZES = {"20k": 20_000, "2m": 2_000_000}


def _database(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


def _exists(url: str, name: str) -> bool:
    with psycopg.connect(url, autocommit=True) as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def _run(*words: str, **env: str) -> None:
    subprocess.run([sys.executable, "-W", "ignore", *words], env={**os.environ, **env}, check=True)


def _create(url: str, name: str, template: str = "") -> None:
    made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template:
        made += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(made)


def _drop(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrate(url: str, name: str) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "anlan.config.settings", "ANLAN_DB_ROLE": "owner"}
    _run(
        "-m",
        "django",
        "migrate",
        "--no-input",
        "-v",
        "0",
        ANLAN_DATABASE_URL=_database(url, name),
        **settings,
    )


def prepare(url: str, sizes: list[str]) -> None:
    """Make what is missing; what stands is brought to the present tables."""
    from bench.reads_fill import BASE

    wanted = [size for size in sizes if not _exists(url, f"bench_reads_{size}")]
    if wanted and not _exists(url, BASE):
        _create(url, BASE)
        _run(__file__, "--stage", "base", ANLAN_DATABASE_URL=_database(url, BASE), ANLAN_DB_ROLE="owner")
    for size in wanted:
        name = f"bench_reads_{size}"
        print(f"{name}: filling", flush=True)
        _create(url, name, BASE)
        _migrate(url, name)
        _run(__file__, "--stage", size, ANLAN_DATABASE_URL=_database(url, name), ANLAN_DB_ROLE="owner")
    for size in sizes:
        _migrate(url, f"bench_reads_{size}")


def stage(name: str) -> None:
    """What a child process does: fill the base, or grow a copy of it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    django.setup()
    from bench import reads_fill

    if name == "base":
        reads_fill.make_base(reads_fill.state_folder())
        from bench.reads_site import make_accounts

        make_accounts()
    else:
        reads_fill.grow(os.environ["ANLAN_DATABASE_URL"], SIZES[name])


def main() -> None:
    """Prepare, measure, and throw away unless told to keep."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--keep", action="store_true", help="leave the filled databases for the next run")
    asked.add_argument("--sizes", default=",".join(SIZES), help="of 20k,2m")
    asked.add_argument("--rounds", type=int, default=40)
    asked.add_argument("--only", default="http,data", help="of http,data,fill")
    asked.add_argument("--stage", default="")
    given = asked.parse_args()
    if given.stage:
        stage(given.stage)
        return
    url, sizes = ensure_started(), given.sizes.split(",")
    os.environ["ANLAN_STATE"] = str(Path(tempfile.gettempdir()) / "anlan-bench-reads")
    Path(os.environ["ANLAN_STATE"]).mkdir(exist_ok=True)
    prepare(url, sizes)
    try:
        if given.only != "fill":
            urls = {size: _database(url, f"bench_reads_{size}") for size in sizes}
            os.environ["ANLAN_DATABASE_URL"] = urls[sizes[0]]
            from bench.reads_measure import measure

            measure(urls, rounds=given.rounds, parts=given.only.split(","))
    finally:
        if not given.keep:
            for name in [*(f"bench_reads_{size}" for size in sizes), "bench_reads_base"]:
                _drop(url, name)


if __name__ == "__main__":
    main()
