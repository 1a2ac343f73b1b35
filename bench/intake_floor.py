"""The floor of bench_intake: pgbench inserts the rows of a report by one statement. Same tables, indexes and sizes."""

import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.db import connection

TABLES = ("cases_intake", "ledger_fact", "cases_case", "cases_casetext", "cases_clock")
# Time-ordered, as ours are: random ones would cost the floor its caches.
_ID = (
    "(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || '8'"
    " || substr(h, 4, 15))::uuid"
)
_NEW = f"SELECT {_ID} AS id, nextval('cases_number') AS number FROM (SELECT md5(random()::text) AS h{{series}}) AS mark"
_OWN = {
    "cases_intake": {"key": "new.id::text", "case": "new.id"},
    "ledger_fact": {"id": "new.id", "subject": "new.id", "hash": "sha256(new.id::text::bytea)"},
    "cases_case": {"id": "new.id", "number": "new.number", "token_hash": "sha256(new.id::text::bytea)"},
    "cases_casetext": {"case_id": "new.id"},
    "cases_clock": {"id": "new.id", "case_id": "new.id"},
}


def _plain(text: str) -> str:
    """A literal without colons, which pgbench takes for variables even inside quotes."""
    return "(" + text.replace(":", "'||chr(58)||'") + ")"


def _insert(table: str, case: UUID) -> str:
    """An INSERT of a row like the one of `case`, with ids of its own."""
    key = {"cases_intake": '"case"', "ledger_fact": "subject", "cases_case": "id"}.get(table, "case_id")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [table],
        )
        columns = cursor.fetchall()
        quoted = ", ".join(f'quote_nullable("{name}"::text)' for name, _ in columns)
        cursor.execute(f"SELECT {quoted} FROM {table} WHERE {key} = %s", [case])
        row = cursor.fetchone()
    own = _OWN[table]
    cells = [
        own.get(name, f"{_plain(text)}::{kind}") for (name, kind), text in zip(columns, row, strict=True)
    ]
    names = ", ".join(f'"{name}"' for name, _ in columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(cells)} FROM new"


def statement(case: UUID, *, series: int = 0) -> str:
    """All rows of a report like `case` by one statement; `series` reports at once, for filling."""
    parts = {table: _insert(table, case) for table in TABLES}
    new = _NEW.format(series=f" FROM generate_series(1, {series})" if series else "")
    fact = f"fact AS ({parts.pop('ledger_fact')} RETURNING id)"
    pending = "pending AS (INSERT INTO ledger_pending (fact_id) SELECT id FROM fact)"
    others = [f"t{number} AS ({sql})" for number, sql in enumerate(parts.values())]
    return f"WITH new AS ({new}), {', '.join([fact, pending, *others])} SELECT count(*) FROM new"


def pgbench(
    program: Path, url: str, sql: str, *, connections: int, seconds: float
) -> tuple[int, list[float]]:
    """How many transactions were done, and the milliseconds of each (as pgbench logs them)."""
    with NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(sql.replace("\n", " ") + ";\n")
        script.flush()
        command = [
            str(program),
            "-n",
            "-M",
            "prepared",
            "-c",
            str(connections),
            "-j",
            "2",
            "-T",
            f"{seconds:.0f}",
        ]
        done = subprocess.run([*command, "-f", script.name, url], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    told = dict(line.split(" = ", 1) for line in done.stdout.splitlines() if " = " in line)
    rate = float(told["tps"].split()[0])
    return round(rate * seconds), [float(told["latency average"].split()[0])]
