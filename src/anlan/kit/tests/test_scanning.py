"""The question to clamd: what it says, what it does not say in time, and that a real one is asked alike."""

import _socket
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from anlan.kit.files.errors import ScannerAddressWrong, ScannerAway
from anlan.kit.files.scanning import Clamd, scanner_at
from anlan.kit.tests.clamd import EICAR, SIGNATURE, FakeClamd, fake_clamd

LARGE = os.urandom(300 * 1024)


@pytest.fixture
def unix_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket in a folder leads nowhere outside; pytest-socket asks each address for its host and finds none."""
    monkeypatch.setattr(socket.socket, "connect", _socket.socket.connect)


@pytest.fixture(params=["tcp", "unix"])
def clamd(request, tmp_path: Path, unix_sockets: None):
    with fake_clamd(tmp_path / "clamd.ctl" if request.param == "unix" else None) as running:
        yield running


def scanner(clamd: FakeClamd) -> Clamd:
    found = scanner_at(clamd.address)
    assert found is not None
    return found


def test_what_is_clean_is_clean_and_arrives_whole(clamd):
    assert scanner(clamd).scan(LARGE).clean
    assert scanner(clamd).scan(b"").clean
    assert clamd.seen == [LARGE, b""]


def test_what_it_knows_is_found_by_name(clamd):
    verdict = scanner(clamd).scan(b"%PDF-1.7\n" + EICAR)
    assert (verdict.clean, verdict.signature) == (False, SIGNATURE)


def test_it_says_its_version(clamd):
    assert scanner(clamd).version().startswith("ClamAV 1.")


def test_a_file_longer_than_its_limit_is_no_verdict():
    with fake_clamd(limit=100_000) as clamd, pytest.raises(ScannerAway, match="size limit"):
        scanner(clamd).scan(LARGE * 40)


def test_one_that_takes_everything_and_says_nothing_is_not_waited_for():
    with fake_clamd(silent=True) as clamd:
        host, _, port = clamd.address.rpartition(":")
        with pytest.raises(ScannerAway):
            Clamd(host=host, port=int(port), whole=0.05).scan(b"x")


def test_nobody_there_is_away(tmp_path, unix_sockets):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for away in (Clamd(host="127.0.0.1", port=port), Clamd(path=str(tmp_path / "none.ctl"))):
        with pytest.raises(ScannerAway):
            away.scan(b"x")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", None),
        ("  ", None),
        ("/run/clamav/clamd.ctl", Clamd(path="/run/clamav/clamd.ctl")),
        ("scan.example.cn:3310", Clamd(host="scan.example.cn", port=3310)),
        ("tcp://127.0.0.1:3310", Clamd(host="127.0.0.1", port=3310)),
        ("[::1]:3310", Clamd(host="::1", port=3310)),
    ],
)
def test_an_address_is_a_host_with_its_port_or_a_socket(address, expected):
    assert scanner_at(address) == expected


@pytest.mark.parametrize("address", ["clamd", "clamd:", ":3310", "clamd:no", "clamd:99999", "clamd:0"])
def test_what_is_no_address_is_refused_by_name(address):
    with pytest.raises(ScannerAddressWrong) as wrong:
        scanner_at(address)
    assert wrong.value.params["address"] == address


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("clamd"), reason="Debian's clamd is not installed here")
def test_debians_clamd_answers_as_ours_does(tmp_path, unix_sockets):
    """With a database of one signature, so that it starts within seconds."""
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "test.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
    settings = tmp_path / "clamd.conf"
    settings.write_text(
        f"LocalSocket {tmp_path}/clamd.ctl\nDatabaseDirectory {tmp_path}/db\nForeground yes\nLogFile {tmp_path}/log\n"
    )
    with subprocess.Popen(["clamd", "--config-file", str(settings)]) as running:
        try:
            asked = Clamd(path=str(tmp_path / "clamd.ctl"))
            _until_it_answers(asked)
            assert asked.scan(b"%PDF-1.7").clean
            assert asked.scan(EICAR).signature.startswith("Test.Eicar")
        finally:
            running.terminate()


def _until_it_answers(asked: Clamd) -> None:
    import time

    for _ in range(100):
        try:
            asked.version()
        except ScannerAway:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("clamd did not start")
