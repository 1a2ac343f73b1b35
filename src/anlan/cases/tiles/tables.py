# ruff: noqa: S608 - only our own constants are put into these statements
"""The tables behind the map, as SQL for the migration.

`cases_cell` counts open cases with a point in squares of eight sizes (every second level of the Morton tree), by place
and, for grants that name capabilities, by capability as well (`capability` "" holds all of them). All its numbers are
sums, so that a case leaves it by subtraction; where a square holds one case, the sums are that case's own.

Verbs do not write there: two reports in one square would wait for each other. A trigger adds a line to
`cases_cell_change` in the case's own transaction, a job folds the lines in once a minute, and whoever draws adds what
is not folded yet: one statement, one snapshot, so the map is exact at any moment.
"""

LEVELS = (8, 10, 12, 14, 16, 18, 20, 22)
FINEST_BY_CAPABILITY = 18
OPEN_STATES = "('reported', 'routed', 'dispatched', 'handling', 'suspended', 'handled', 'verified')"

TABLES = f"""
CREATE TABLE cases_cell (
    capability varchar(40) NOT NULL,
    level smallint NOT NULL,
    cell bigint NOT NULL,
    place bigint NOT NULL,
    n integer NOT NULL,
    late integer NOT NULL,
    xs bigint NOT NULL,
    ys bigint NOT NULL,
    numbers bigint NOT NULL,
    PRIMARY KEY (capability, level, cell, place)
) WITH (fillfactor = 80);
CREATE INDEX case_cell_empty ON cases_cell (level) WHERE n = 0;
CREATE TABLE cases_cell_change (
    morton bigint NOT NULL,
    place bigint NOT NULL,
    capability varchar(40) NOT NULL,
    number bigint NOT NULL,
    n smallint NOT NULL,
    late smallint NOT NULL
);
CREATE INDEX case_cell_change_point ON cases_cell_change (morton);
CREATE TABLE cases_public_map (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version varchar(16) NOT NULL,
    drawn_at timestamptz NOT NULL,
    squares jsonb NOT NULL
);
CREATE INDEX case_open_by_point ON cases_case (morton) INCLUDE (place_scope, capability, number, late)
    WHERE morton IS NOT NULL AND state IN {OPEN_STATES};
GRANT SELECT, INSERT, UPDATE, DELETE ON cases_cell, cases_cell_change, cases_public_map TO anlan_app;
"""

# Every second bit of a Morton key: the column of the 31-bit world; of the key shifted by one, the row.
FUNCTIONS = f"""
CREATE FUNCTION cases_every_other(key bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    key := key & x'5555555555555555'::bigint;
    key := (key | (key >> 1)) & x'3333333333333333'::bigint;
    key := (key | (key >> 2)) & x'0F0F0F0F0F0F0F0F'::bigint;
    key := (key | (key >> 4)) & x'00FF00FF00FF00FF'::bigint;
    key := (key | (key >> 8)) & x'0000FFFF0000FFFF'::bigint;
    RETURN (key | (key >> 16)) & x'00000000FFFFFFFF'::bigint;
END $$;
CREATE FUNCTION cases_cell_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_cell_change (morton, place, capability, number, n, late)
    SELECT morton, place_scope, capability, number, 1, late::int FROM added
    WHERE morton IS NOT NULL AND state IN {OPEN_STATES};
    RETURN NULL;
END $$;
CREATE FUNCTION cases_cell_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_cell_change (morton, place, capability, number, n, late)
    SELECT morton, place_scope, capability, number, -1, -late::int FROM gone
    WHERE morton IS NOT NULL AND state IN {OPEN_STATES};
    RETURN NULL;
END $$;
CREATE FUNCTION cases_cell_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.morton IS NOT NULL AND OLD.state IN {OPEN_STATES} THEN
        INSERT INTO cases_cell_change (morton, place, capability, number, n, late)
        VALUES (OLD.morton, OLD.place_scope, OLD.capability, OLD.number, -1, -OLD.late::int);
    END IF;
    IF NEW.morton IS NOT NULL AND NEW.state IN {OPEN_STATES} THEN
        INSERT INTO cases_cell_change (morton, place, capability, number, n, late)
        VALUES (NEW.morton, NEW.place_scope, NEW.capability, NEW.number, 1, NEW.late::int);
    END IF;
    RETURN NULL;
END $$;
"""

TRIGGERS = f"""
CREATE TRIGGER cases_cell_added AFTER INSERT ON cases_case
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION cases_cell_added();
CREATE TRIGGER cases_cell_gone AFTER DELETE ON cases_case
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION cases_cell_gone();
CREATE TRIGGER cases_cell_moved AFTER UPDATE ON cases_case FOR EACH ROW WHEN (
    OLD.morton IS DISTINCT FROM NEW.morton OR OLD.place_scope <> NEW.place_scope OR OLD.late <> NEW.late
    OR OLD.capability <> NEW.capability OR OLD.number <> NEW.number
    OR (OLD.state IN {OPEN_STATES}) <> (NEW.state IN {OPEN_STATES})
) EXECUTE FUNCTION cases_cell_moved();
"""


def _fill_finest(capability: str, level: int) -> str:
    return f"""
INSERT INTO cases_cell
SELECT {capability}, {level}, morton >> {62 - 2 * level}, place_scope, count(*), sum(late::int),
    sum(cases_every_other(morton)), sum(cases_every_other(morton >> 1)), sum(number)
FROM cases_case WHERE morton IS NOT NULL AND state IN {OPEN_STATES} GROUP BY 1, 3, 4 ORDER BY 3, 4;
"""


def _fill_coarser(level: int, only: str) -> str:
    return f"""
INSERT INTO cases_cell
SELECT capability, {level}, cell >> 4, place, sum(n), sum(late), sum(xs), sum(ys), sum(numbers)
FROM cases_cell WHERE level = {level + 2} AND {only} GROUP BY 1, 3, 4;
"""


def fill() -> str:
    """Count every case there is, the finest squares from the cases, each coarser size from the finer."""
    every = _fill_finest("''", LEVELS[-1]) + "".join(
        _fill_coarser(level, "capability = ''") for level in reversed(LEVELS[:-1])
    )
    one = _fill_finest("capability", FINEST_BY_CAPABILITY) + "".join(
        _fill_coarser(level, "capability <> ''") for level in reversed(LEVELS) if level < FINEST_BY_CAPABILITY
    )
    return every + one


def fold() -> str:
    """Take the waiting lines into the squares: one statement, so that nobody sees half of it."""
    levels = ", ".join(f"({level})" for level in LEVELS)
    return f"""
WITH gone AS (DELETE FROM cases_cell_change RETURNING *),
lines AS (
    SELECT morton, place, capability, sum(n) AS n, sum(late) AS late, sum(n * number) AS numbers
    FROM gone GROUP BY 1, 2, 3
    HAVING sum(n) <> 0 OR sum(late) <> 0 OR sum(n * number) <> 0
),
added AS (
    SELECT side.capability, size.level, morton >> (62 - 2 * size.level) AS cell, place, sum(n) AS n, sum(late) AS late,
        sum(n * cases_every_other(morton)) AS xs, sum(n * cases_every_other(morton >> 1)) AS ys, sum(numbers) AS numbers
    FROM lines, (VALUES {levels}) AS size (level), LATERAL (VALUES (''), (lines.capability)) AS side (capability)
    WHERE side.capability = '' OR size.level <= {FINEST_BY_CAPABILITY}
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
)
INSERT INTO cases_cell AS held SELECT * FROM added
ON CONFLICT (capability, level, cell, place) DO UPDATE SET
    n = held.n + excluded.n, late = held.late + excluded.late, xs = held.xs + excluded.xs,
    ys = held.ys + excluded.ys, numbers = held.numbers + excluded.numbers
"""


SWEEP = "DELETE FROM cases_cell WHERE level = ANY(%s) AND n = 0"
