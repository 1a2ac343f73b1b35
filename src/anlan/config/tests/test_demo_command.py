"""`anlan demo` on a bad day: stopped, refused, or asked to throw away what is not its own."""

import os
import signal
import socket
import subprocess
import sys
import time

import psycopg
import pytest
import typer

from anlan.config.cli import demo as command
from anlan.config.cli import room
from anlan.config.cluster.folders import only_one
from anlan.config.demo.mark import SUBJECT, mark_begun
from anlan.config.demo.wipe import NotADemonstration, is_demonstration, wipe_given
from anlan.kit import clock
from anlan.ledger.public import FactKind, record


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("ANLAN_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def said(capsys):
    return capsys.readouterr().err


def test_a_port_that_is_taken_is_told_before_anything_is_made(state, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(typer.Exit):
            command.demo(port=taken.getsockname()[1])
    assert "--port" in said(capsys)
    assert not (state / "postgres").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ANLAN_STATE", str(tmp_path / "file" / "state"))
    with pytest.raises(typer.Exit):
        command.demo(fill_only=True)
    assert "ANLAN_STATE" in said(capsys)


def test_a_disk_without_room_is_told(state, monkeypatch, capsys):
    monkeypatch.setattr(room, "ROOM", 1 << 62)
    with pytest.raises(typer.Exit):
        command.demo(fill_only=True)
    assert "MB" in said(capsys)


def test_a_demonstration_that_is_being_made_is_neither_made_twice_nor_thrown_away(state, capsys):
    with only_one(command._filling()), pytest.raises(typer.Exit):
        command._wipe(asked=True, given=True)
    assert str(os.getpid()) in said(capsys)


@pytest.mark.slow
def test_stopped_in_the_middle_it_says_how_to_begin_anew(tmp_path):
    env = {name: value for name, value in os.environ.items() if name != "ANLAN_DATABASE_URL"}
    env |= {"ANLAN_STATE": str(tmp_path / "state"), "LANG": "en_GB.UTF-8"}
    words = [sys.executable, "-m", "anlan.config.cli", "demo"]
    with subprocess.Popen(
        [*words, "--fill-only", "--days", "40"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job has SIGINT ignored, and so would its children have.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if "Filling" in line or "正在生成" in line:
                break
        time.sleep(1.5)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "--wipe" in errors
    assert "Traceback" not in errors
    again = subprocess.run(
        [*words, "--fill-only"], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert (again.returncode, "--wipe" in again.stderr) == (1, True)
    wiped = subprocess.run(
        [*words, "--wipe", "--yes"], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert wiped.returncode == 0, wiped.stderr


def tables(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0]


def test_a_real_district_survives_whoever_means_it(scratch_database, state, monkeypatch, capsys):
    url = scratch_database.url()
    monkeypatch.setenv("ANLAN_DATABASE_URL", url)
    before = tables(url)
    with pytest.raises(typer.Exit):
        command._wipe(asked=True, given=True)
    assert is_demonstration(url) is False
    assert tables(url) == before > 20


def test_a_demonstration_does_not_open_another_database_of_the_same_owner(scratch_database):
    """The daily URL may lead to a demonstration and the owner's to a district."""
    url = scratch_database.url()
    before = tables(url)
    with pytest.raises(NotADemonstration):
        wipe_given(url)
    assert tables(url) == before


def test_another_fact_about_the_mark_is_no_mark(scratch_database):
    from dataclasses import dataclass

    from django.db import transaction

    @dataclass(frozen=True)
    class Nothing:
        matters: int

    kind = FactKind("config.fill_demo_by_hand", Nothing)
    with transaction.atomic():
        record(kind, subject=SUBJECT, by="service:setup", at=clock.now(), payload=Nothing(1))
    assert is_demonstration(scratch_database.url()) is False


def test_what_is_begun_or_filled_is_thrown_away_whole(scratch_database):
    url = scratch_database.url()
    mark_begun(days=1, a_day=1.0, at=clock.now())
    assert is_demonstration(url) is True
    wipe_given(url)
    assert tables(url) == 0


def test_the_outline_was_shifted_from_the_frame_of_the_map_it_came_from():
    """Its corners furthest east and west on the source's own frame (GCJ-02), some 500 m from where they are."""
    import shapely

    from anlan.config.demo.ground import _outline
    from anlan.places.public import to_wgs84

    edge = _outline().boundary
    for lon, lat in ((121.439464, 31.214483), (121.331804, 31.189626)):
        true = shapely.Point(*to_wgs84(lon, lat, "GCJ-02"))
        assert edge.distance(true) < 0.0001
        assert edge.distance(shapely.Point(lon, lat)) > 0.002 or lon < 121.4
        assert abs(true.x - lon) > 0.004
