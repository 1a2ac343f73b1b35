"""The command line: it says what is wrong and how to mend it, in the terminal's language."""

import importlib
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner

from anlan.config import doctor
from anlan.config.cli import build
from anlan.config.cli.up import processes
from anlan.config.cluster import Finding, PrivateCluster, run_folder
from anlan.config.cluster.folders import holder, only_one
from anlan.config.tests.conftest import quiet, surroundings
from anlan.interop.public import MAPPINGS
from anlan.interop.tests.sample import write_sample


def anlan(state: Path, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "anlan.config.cli", *words], env={**surroundings(state), **env}, cwd=state.parent,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_every_command_has_a_help_in_both_languages(monkeypatch: pytest.MonkeyPatch):
    for language, word in (("en", "Say what is missing"), ("zh", "检查缺失项")):
        monkeypatch.setenv("ANLAN_LANGUAGE", language)
        shown = CliRunner().invoke(build(), ["--help"])
        assert shown.exit_code == 0
        assert word in shown.output
        for command in ("up", "doctor", "db", "migrate", "sequencer", "seal", "verify-ledger"):
            assert command in shown.output


def test_a_group_that_cannot_be_imported_does_not_take_the_others_with_it(
    monkeypatch: pytest.MonkeyPatch, capsys
):
    real = importlib.import_module

    def broken(name: str) -> ModuleType:
        if name.endswith(".up"):
            raise ImportError("a room is broken")
        return real(name)

    monkeypatch.setattr(importlib, "import_module", broken)
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    shown = CliRunner().invoke(build(), ["--help"])
    assert "doctor" in shown.output
    assert "`anlan up` is not available: a room is broken" in capsys.readouterr().err


@pytest.mark.slow
def test_what_a_person_can_mend_is_no_traceback(roomy: Path):
    done = anlan(roomy / "state", "db", "url")
    assert done.returncode == 1
    assert "anlan db start" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_chinese_terminal_is_answered_in_chinese(roomy: Path):
    done = anlan(roomy / "state", "db", "url", ANLAN_LANGUAGE="zh_CN.UTF-8")
    assert "这里还没有数据库" in done.stderr


@pytest.mark.slow
def test_doctor_names_each_missing_thing_with_its_remedy_and_ends_with_1(roomy: Path):
    done = anlan(roomy / "state", "doctor")
    assert done.returncode == 1
    assert "OK   python: Python 3." in done.stdout
    assert "MEND database: No database is known here" in done.stdout
    assert "→ Run `anlan db start`" in done.stdout
    assert "things to mend" in done.stdout
    assert "app role" not in done.stdout  # one fault is told once


@pytest.mark.slow
def test_doctor_works_when_django_cannot_start(roomy: Path):
    broken = roomy / "broken"
    broken.mkdir()
    (broken / "no_settings.py").write_text("raise RuntimeError('settings are broken')\n")
    env = surroundings(roomy / "state")
    done = subprocess.run(
        [sys.executable, "-m", "anlan.config.cli", "doctor"], capture_output=True, text=True, check=False,
        env={**env, "DJANGO_SETTINGS_MODULE": "no_settings", "PYTHONPATH": f"{env['PYTHONPATH']}:{broken}"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "settings are broken" in done.stdout
    assert "Traceback" not in done.stderr
    assert "font:" in done.stdout


def test_a_check_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch):
    def breaks() -> list[Finding]:
        raise ZeroDivisionError("nothing to divide")

    monkeypatch.setattr(doctor, "CHECKS", (("odd", breaks),))
    name, finding = next(iter(doctor.examine(0)))
    assert name == "odd"
    assert not finding.ok
    assert "nothing to divide" in finding.what
    assert finding.remedy


def test_doctor_tells_secrets_that_others_can_read(roomy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANLAN_STATE", str(roomy / "state"))
    secret = run_folder(roomy / "state") / "database_url"
    secret.write_text("postgresql://x")
    secret.chmod(0o644)
    told = [finding for finding in doctor.machine.state() if not finding.ok]
    assert [finding.remedy for finding in told] == [f"chmod 600 {secret}"]
    secret.chmod(0o600)
    assert all(finding.ok for finding in doctor.machine.state())


def test_doctor_tells_a_taken_port(roomy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANLAN_STATE", str(roomy / "state"))
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        (finding,) = doctor.machine.port(taker.getsockname()[1])
    assert not finding.ok
    assert finding.optional
    assert "--port" in finding.remedy


@pytest.mark.slow
def test_db_start_stays_and_stop_ends_it(cluster: PrivateCluster):
    assert anlan(cluster.state, "db", "start").returncode == 0
    assert cluster.status().running
    assert anlan(cluster.state, "db", "status").stdout.startswith("OK")
    shown = anlan(cluster.state, "db", "psql", "-Atc", "select current_user")
    assert shown.stdout.strip() == "anlan_owner"
    shown = anlan(cluster.state, "db", "psql", "--admin", "-Atc", "select current_user")
    assert shown.stdout.strip() == "anlan_admin"
    assert anlan(cluster.state, "db", "stop").returncode == 0
    assert not cluster.status().running
    assert anlan(cluster.state, "db", "status").returncode == 1


@pytest.mark.slow
def test_a_second_up_on_the_same_state_is_refused_and_db_stop_too(cluster: PrivateCluster):
    lock = run_folder(cluster.state) / "up.lock"
    with only_one(lock) as alone:
        assert alone
        refused = anlan(cluster.state, "up", "--port", "0")
        assert refused.returncode == 1
        assert f"process {holder(lock)}" in refused.stderr
        cluster.start(say=quiet)
        assert anlan(cluster.state, "db", "stop").returncode == 1
        assert cluster.status().running
    assert holder(lock) is None


def test_no_process_but_the_migration_works_as_the_owner():
    children = processes(host="127.0.0.1", port=8000, live=8001, workers=2, worker=True)
    assert [child.name for child in children] == ["web", "sequencer", "live", "worker"]
    assert {child.env["ANLAN_DB_ROLE"] for child in children} == {"app"}
    assert [child.name for child in processes(host="::1", port=1, live=2, workers=1, worker=False)] == [
        "web",
        "sequencer",
        "live",
    ]


@pytest.mark.slow
def test_building_the_command_needs_no_django():
    code = "import sys, anlan.config.cli as c; c.build(); sys.exit('django.apps' in sys.modules)"
    env = surroundings(Path("/nowhere"))
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0
    assert isinstance(build(), typer.Typer)


@pytest.mark.slow
def test_a_database_without_tables_is_told_in_words_with_what_to_run(cluster: PrivateCluster, roomy: Path):
    file, rules = roomy / "requests.csv", MAPPINGS / "baltimore_311.yaml"
    write_sample(file, 2)
    cluster.start(say=quiet)
    try:
        for language, told, remedy in (
            ("en", "tables are missing", "`anlan migrate`"),
            ("zh", "缺少数据表", "请先运行 `anlan migrate`"),
        ):
            for words in (
                ("import", "cases", str(file), "--mapping", str(rules), "--apply"),
                ("why", "x", "1"),
            ):
                done = anlan(roomy / "state", *words, ANLAN_LANGUAGE=language, ANLAN_DISTRICT="990101")
                assert done.returncode == 1, done.stderr
                assert told in done.stderr
                assert remedy in done.stderr
                assert "Traceback" not in done.stderr
    finally:
        cluster.leave()
