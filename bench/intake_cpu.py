"""What a report and the other verbs cost in CPU, by part: the web process (its WSGI application called in this process)
and PostgreSQL's backend. CPU time, so that it says something on a busy machine too; times of one run compare.

Run: PYTHONPATH=. .venv/bin/python -W ignore bench/intake_cpu.py [stories]
"""

import io
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import bench.bench_intake  # noqa: F401 - sets the scratch database up

from django.conf import settings  # isort: skip
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from rich.console import Console
from rich.table import Table
from tests.browser.town import account
from tests.fixtures.town import Town, build_town

from anlan.access.sessions import SessionStore
from anlan.kit import clock
from anlan.ledger.public import assign_positions, run_reactions

_CSRF = "a" * 32
Timed = Callable[[str, Callable[[], Any]], Any]


def environ(path: str, body: dict[str, Any], session: str, key: str) -> dict[str, Any]:
    """What granian hands to the application for a POST."""
    raw = json.dumps(body).encode()
    return {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(raw)), "wsgi.input": io.BytesIO(raw),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http", "REMOTE_ADDR": "127.0.0.1", "HTTP_REFERER": "http://127.0.0.1/",
        "HTTP_COOKIE": f"sessionid={session}; csrftoken={_CSRF}", "HTTP_X_CSRFTOKEN": _CSRF,
        "HTTP_IDEMPOTENCY_KEY": key,
    }  # fmt: skip


class Caller:
    """Calls the API as somebody who is signed in."""

    def __init__(self) -> None:
        from anlan.config.wsgi import application  # noqa: PLC0415 - it stops looking for garbage

        self.application, self.number = application, 0

    def __call__(self, session: str, path: str, body: dict[str, Any]) -> Any:
        """The answer's JSON; ends the run when it is a refusal."""
        self.number += 1
        status: list[str] = []
        sent = environ(path, body, session, f"key-{self.number:08d}")
        answer = self.application(sent, lambda line, _headers: status.append(line))
        text = b"".join(answer)
        answer.close()
        if not status[0].startswith("20"):
            raise SystemExit(f"{path}: {status[0]} {text.decode()}")
        return json.loads(text)


def signed_in(town: Town, name: str, role: str, **where: Any) -> str:
    """A session's key."""
    person = account(town, name, name, role, clock.now(), **where)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def settle() -> None:
    """What the sequencer does."""
    assign_positions()
    run_reactions(at=clock.now(), strict=True)


def story(call: Caller, people: dict[str, str], town: Town, timed: Timed) -> None:
    """A matter of the hotline from its report to its end."""
    report = {
        "capability": "hotline",
        "category": "parking",
        "words": "小区门口消防通道被车辆占用",
        "channel": "phone",
    }
    taken = timed("report", lambda: call(people["operator"], "/api/cases", {**report, "place": town.grid}))
    timed("what follows a report", settle)
    for verb, who, body in (
        ("accept", "handler", {}),
        ("act", "handler", {"step": "contact", "answers": {"reached": "yes"}}),
        ("act", "handler", {"step": "reply"}),
        ("finish", "handler", {"words": "已挪车"}),
        ("verify", "checker", {"answers": {"reached": "yes"}}),
        ("close", "operator", {"words": "已处理", "outcome": "solved"}),
    ):
        path = f"/api/cases/{taken['number']}/{verb}"
        timed(verb, lambda path=path, who=who, body=body: call(people[who], path, body))
    timed("what follows the others", settle)


def backend() -> Path:
    """Where the kernel counts what this connection's backend has used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return Path(f"/proc/{pid}/schedstat")


def run(town: Town, stories: int) -> None:
    """Count statements once, then measure."""
    people = {name: signed_in(town, name, name) for name in ("operator", "checker")}
    people["handler"] = signed_in(town, "handler", "handler", unit="street1.urban")
    call, asked, used = Caller(), dict[str, int](), dict[str, list[tuple[float, float]]]()

    def counted(name: str, what: Callable[[], Any]) -> Any:
        with CaptureQueriesContext(connection) as seen:
            answer = what()
        asked[name] = max(len(seen), asked.get(name, 0))
        return answer

    for _ in range(6):
        story(call, people, town, lambda _name, what: what())
    story(call, people, town, counted)
    server = backend()

    def measured(name: str, what: Callable[[], Any]) -> Any:
        ours, theirs = time.thread_time_ns(), int(server.read_text().split()[0])
        answer = what()
        spent = int(server.read_text().split()[0]) - theirs
        used.setdefault(name, []).append(((time.thread_time_ns() - ours) / 1e6, spent / 1e6))
        return answer

    for _ in range(stories):
        story(call, people, town, measured)
    table = Table(title="CPU ms, medians", caption=f"{stories} matters, one at a time")
    for heading in ("", "statements", "Python", "PostgreSQL"):
        table.add_column(heading, justify="right")
    for name, times in used.items():
        ours, theirs = (median(one) for one in zip(*times, strict=True))
        table.add_row(name, str(asked[name]), f"{ours:.1f}", f"{theirs:.1f}")
    Console().print(table)


def main() -> None:
    """Make a database, measure, drop it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    os.environ["ANLAN_DB_ROLE"] = "owner"
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with transaction.atomic():
            town = build_town(clock.now())
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        run(town, int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
