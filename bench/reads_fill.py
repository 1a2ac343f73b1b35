"""A district with as many cases as asked for, for `bench_reads`: five thousand with true stories, the rest in SQL.

The first cases are the demonstration's, made by the bulk path with their facts. The others are theirs told anew at
other places and times: 5 % open (most of them young), a quarter of all in one street, the words of one and the address
of another, so that every term keeps its share at every size. Indexes are built last; they and the tables are the real
ones.
"""
# ruff: noqa: PLC0415  Django has to be set up before a room can be imported

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import psycopg
import shapely
from psycopg import sql

BASE = "bench_reads_base"
DAYS = 22  # of the demonstration: some five thousand matters
_TABLES = ("cases_case", "cases_casetext", "cases_assignment", "cases_clock")
_STREET_SHARES = (0.25, 0.18, 0.14, 0.11, 0.09, 0.07, 0.06, 0.05, 0.03, 0.02)
_SPOTS = 200_000

_SOURCES = """
CREATE UNLOGGED TABLE src AS
SELECT row_number() OVER (ORDER BY c.number) - 1 AS n, c.*, t.words, t.address, t.terms, t.answers
FROM cases_case c JOIN cases_casetext t ON t.case_id = c.id WHERE c.lead_role <> '' AND c.merged_into_id IS NULL;
ALTER TABLE src ADD PRIMARY KEY (n);
CREATE UNLOGGED TABLE owner AS
SELECT r.role, g.code AS place, u.id AS unit FROM (SELECT DISTINCT unnest(roles) AS role FROM parties_unit) r
CROSS JOIN (SELECT code FROM places_place WHERE level = 'grid') g
CROSS JOIN LATERAL (SELECT id FROM parties_unit p WHERE r.role = ANY(p.roles) AND p.place IN
 (g.code, g.code / 1000 * 1000, g.code / 1000000 * 1000000, g.code / 1000000000 * 1000000000)
 ORDER BY p.place DESC, p.code LIMIT 1) u;
CREATE INDEX ON owner (role, place);
"""

# `age` runs from 0 (the newest) to 1; four of five open cases are among the newest tenth.
_COPIES = """
CREATE UNLOGGED TABLE copy AS
SELECT g, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5('i' || g), 1, 3)
  || '8' || substr(md5('i' || g), 4, 15))::uuid AS id,
 (abs(hashint8(g)::bigint) %% %(sources)s)::bigint AS n, (abs(hashint8(g + 7919)::bigint) %% %(sources)s)::bigint AS m,
 (abs(hashint8(g + 104729)::bigint) %% %(spots)s)::bigint AS spot, at,
 CASE WHEN abs(hashint8(g + 31)::bigint) %% 1000 < CASE WHEN age < 0.1 THEN 400 ELSE 11 END
  THEN (ARRAY['reported','reported','routed','dispatched','dispatched','dispatched','handling','handling','handling',
   'handling','handling','handling','handling','handling','handling','suspended','handled','handled','handled',
   'verified'])[1 + abs(hashint8(g + 37)::bigint) %% 20]
  ELSE (ARRAY['closed','closed','closed','rated'])[1 + abs(hashint8(g + 41)::bigint) %% 4] END AS state,
 abs(hashint8(g + 43)::bigint) %% 100 AS chance
FROM (SELECT g, %(first)s::timestamptz + (g - 1) * %(step)s::interval AS at, (%(count)s - g)::float / %(count)s AS age
 FROM generate_series(1, %(count)s) g) made
"""

_CASES = """
INSERT INTO cases_case (id, number, version, state, capability, scheme, category, channel, place_reported, place_scope,
 lon, lat, morton, frame, frame_lon, frame_lat, reported_at, changed_at, changed_by, reporter, token_hash, receipt,
 lead_unit, lead_role, supporting_roles, next_due, late, supervised, escalation, suspensions, reopened, outcome,
 verified_by, closed_at, score)
SELECT x.id, %s + x.g, 3, x.state, s.capability, s.scheme, s.category, s.channel, p.place, p.place, p.lon, p.lat,
 p.morton, 'WGS84', p.lon, p.lat, x.at, x.at + interval '1 hour', s.changed_by, 'reporter:' || md5(x.g::text),
 decode(md5('t' || x.g) || md5('u' || x.g), 'hex'), s.receipt, CASE WHEN x.state <> 'reported' THEN o.unit END,
 CASE WHEN x.state <> 'reported' THEN s.lead_role ELSE '' END, '{}',
 CASE WHEN x.state NOT IN ('closed', 'rated', 'suspended') THEN x.at + interval '5 days' END,
 x.chance < 9, x.chance = 50, 0, 0, 0, CASE WHEN x.state IN ('closed', 'rated') THEN 'solved' ELSE '' END, '',
 CASE WHEN x.state IN ('closed', 'rated') THEN x.at + interval '3 days' END,
 CASE WHEN x.state = 'rated' THEN 5 END
FROM copy x JOIN src s USING (n) JOIN spot p ON p.spot = x.spot LEFT JOIN owner o ON o.role = s.lead_role
 AND o.place = p.place ORDER BY x.g
"""

_TEXTS = """
INSERT INTO cases_casetext (case_id, words, address, answers, source, terms)
SELECT x.id, s.words, a.address, s.answers, '{}', strip(cases_words_alone(s.terms) || a.terms || cases_marks(
 c.number, c.place_scope, x.state NOT IN ('closed', 'rated'), c.capability, c.category, c.lead_unit || p.units))
FROM copy x JOIN src s USING (n) JOIN address a ON a.n = x.m JOIN cases_case c ON c.id = x.id
LEFT JOIN (SELECT case_id, array_agg(unit) AS units FROM cases_assignment GROUP BY 1) p ON p.case_id = x.id ORDER BY x.g
"""

_ASSIGNMENTS = """
INSERT INTO cases_assignment (id, case_id, number, unit, part, state, step, objections, offered_at, accepted_at,
 accepted_by, finished_at, finished_by)
SELECT gen_random_uuid(), x.id, %s + x.g, CASE WHEN r.part = 'lead' THEN o.unit
  ELSE (SELECT id FROM parties_unit WHERE code =
  'district.fire') END, r.part,
 CASE WHEN x.state = 'dispatched' THEN 'offered' WHEN x.state IN ('handling', 'suspended') THEN 'accepted'
  ELSE 'finished' END, '', 0, x.at, CASE WHEN x.state <> 'dispatched' THEN x.at + interval '1 hour' END,
 CASE WHEN x.state <> 'dispatched' THEN s.changed_by ELSE '' END, NULL, ''
FROM copy x JOIN src s USING (n) JOIN spot p ON p.spot = x.spot JOIN owner o ON o.role = s.lead_role
 AND o.place = p.place CROSS JOIN (VALUES ('lead'), ('supporting')) r(part)
WHERE x.state NOT IN ('reported', 'routed') AND (r.part = 'lead' OR x.chance >= 93 AND s.lead_role <> 'fire')
ORDER BY x.g
"""

_CLOCKS = """
INSERT INTO cases_clock (id, case_id, rule, started_at, due_at, late, extended, extensions, pauses, stopped_at, level,
 next_look, explanation, cancelled)
SELECT gen_random_uuid(), x.id, k.rule, x.at, x.at + interval '5 days', x.chance < 9, 0, 0, '[]',
 CASE WHEN x.state IN ('closed', 'rated') THEN x.at + interval '3 days' END, 0, NULL, k.explanation, false
FROM copy x JOIN src s USING (n) JOIN (SELECT DISTINCT ON (case_id) * FROM cases_clock ORDER BY case_id, due_at DESC) k
 ON k.case_id = s.id WHERE x.state NOT IN ('reported', 'routed') ORDER BY x.g
"""


def _say(what: str, began: float) -> None:
    print(f"  {what}: {perf_counter() - began:.0f} s", flush=True)


def make_base(state: Path) -> None:
    """Migrate and fill the present (empty) database with some days of the demonstration. Django must be set up."""
    from django.core.management import call_command

    from anlan.config.demo.crew import Alone
    from anlan.config.demo.fill import Scale, fill
    from anlan.kit.clock import now

    began = perf_counter()
    call_command("migrate", verbosity=0)
    fill(
        now=now(),
        logins=state / "bench-logins.txt",
        crew=Alone(),
        scale=Scale(days=DAYS, premises=100),
        tick=_quiet,
    )
    _say("the demonstration's days", began)


def _quiet(made: int, total: int) -> None:
    """Nobody watches."""


@contextmanager
def _bare(server: psycopg.Connection) -> Iterator[None]:
    """Without foreign keys and secondary indexes for a while: they are built at the end, as they were."""
    server.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
    found = server.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i "
        "WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary "
        "AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)", [list(_TABLES)],
    ).fetchall()  # fmt: skip
    for name, _made in found:
        server.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _name, made in found:
        server.execute(made)


def _spots(server: psycopg.Connection) -> None:
    """Points near the middles of grids, skewed by street."""
    from anlan.places.public import morton

    rows = server.execute(
        "SELECT code, geometry FROM places_place WHERE geometry IS NOT NULL AND level = 'grid' ORDER BY code"
    ).fetchall()
    codes = np.array([code for code, _shape in rows], dtype=np.int64)
    middles = shapely.get_coordinates(
        shapely.point_on_surface(shapely.from_wkb([bytes(shape) for _c, shape in rows]))
    )
    streets, street = np.unique(codes // 10**6, return_inverse=True)
    shares = np.array(_STREET_SHARES)[: len(streets)]
    weight = shares[street] / np.bincount(street)[street]
    chance = np.random.default_rng(2)
    at = chance.choice(len(codes), _SPOTS, p=weight / weight.sum())
    lon = middles[at, 0] + chance.normal(0, 0.0003, _SPOTS)
    lat = middles[at, 1] + chance.normal(0, 0.0003, _SPOTS)
    server.execute(
        "CREATE UNLOGGED TABLE spot (spot bigint PRIMARY KEY, place bigint, lon float8, lat float8, morton bigint)"
    )
    with server.cursor() as cursor, cursor.copy("COPY spot FROM STDIN") as copy:
        for row in zip(
            range(_SPOTS),
            codes[at].tolist(),
            lon.tolist(),
            lat.tolist(),
            morton(lon, lat).tolist(),
            strict=True,
        ):
            copy.write_row(row)


def _addresses(server: psycopg.Connection) -> None:
    """The addresses of the sources, each with its own terms."""
    from anlan.cases.words import index_terms

    rows = server.execute("SELECT n, address FROM src ORDER BY n").fetchall()
    server.execute("CREATE UNLOGGED TABLE address (n bigint PRIMARY KEY, address text, terms tsvector)")
    with server.cursor() as cursor, cursor.copy("COPY address FROM STDIN") as copy:
        for number, address in rows:
            copy.write_row((number, address, index_terms(address)))


def grow(url: str, size: int) -> None:
    """Fill the copy of the base at `url` (a superuser's) up to `size` cases."""
    with psycopg.connect(url, autocommit=True) as server:
        began = perf_counter()
        server.execute(_SOURCES)
        held, newest, number = (
            server.execute("SELECT count(*), max(reported_at), max(number) FROM cases_case").fetchone() or ()
        )
        _spots(server)
        _addresses(server)
        sources = (server.execute("SELECT count(*) FROM src").fetchone() or (0,))[0]
        count = size - held
        span = min(timedelta(days=365 * 5), timedelta(minutes=1.3) * count)
        first, step = newest - span, span / count
        given = {"sources": sources, "spots": _SPOTS, "count": count, "first": first, "step": step}
        server.execute(_COPIES, given)
        _say("drawn", began)
        with _bare(server):
            for name, statement in (
                ("cases", _CASES),
                ("assignments", _ASSIGNMENTS),
                ("texts", _TEXTS),
                ("clocks", _CLOCKS),
            ):
                began = perf_counter()
                server.execute(statement, [number] if name in ("cases", "assignments") else None)
                _say(name, began)
            began = perf_counter()
        _say("indexes", began)
        began = perf_counter()
        for table in ("src", "owner", "copy", "spot", "address"):
            server.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(table)))
        server.execute("SELECT setval('cases_number', (SELECT max(number) FROM cases_case))")
        server.execute("VACUUM (ANALYZE)")
        _say("vacuum", began)


def state_folder() -> Path:
    """Where the benchmark's secret, files and index of places stay between runs."""
    made = Path(os.environ["ANLAN_STATE"])
    made.mkdir(parents=True, exist_ok=True)
    return made
