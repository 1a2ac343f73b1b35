"""Seals hold what was ordered, follow one another, and are told outside."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import connection

from anlan.ledger.delivery import deliver, undelivered
from anlan.ledger.errors import SealAddressUnknown, SealNotTaken
from anlan.ledger.public import SealKeyUnreadable, assign_positions, last_seal, seal, verify
from anlan.ledger.signing import SealKey, seal_key, signed_by
from anlan.ledger.tasks import deliver_seal, seal_daily
from anlan.ledger.tests.facts import AT, chain


@pytest.fixture(autouse=True)
def keys(settings, tmp_path, monkeypatch):
    settings.STATE = tmp_path
    monkeypatch.delenv("ANLAN_SEAL_ADDRESS", raising=False)
    return tmp_path / "keys"


class Outside(HTTPServer):
    """Keeps what it is `told`; answers `status`."""

    status = 204

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.told: list[dict[str, Any]] = []


class Ear(BaseHTTPRequestHandler):
    server: Outside

    def do_POST(self):
        self.server.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *arguments):
        """Says nothing."""


@pytest.fixture
def outside(monkeypatch):
    server = Outside(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("ANLAN_SEAL_ADDRESS", f"http://127.0.0.1:{server.server_port}/seals")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def sealed(facts: int = 3, **times):
    chain(facts)
    assign_positions()
    made = seal(at=AT + timedelta(**times))
    assert made is not None
    return made


@pytest.mark.django_db
def test_a_seal_covers_what_was_ordered_since_the_last_one():
    first, second = sealed(3), sealed(2, days=1)
    assert (first.from_position, first.to_position, first.prev) == (1, 3, None)
    assert (second.from_position, second.to_position, second.prev) == (4, 5, first.hash)
    assert seal(at=AT) is None
    assert last_seal() == second
    assert verify().problems == []


@pytest.mark.django_db
@pytest.mark.parametrize("alg", [1, 2])
def test_a_seal_is_signed_by_the_family_the_district_chose(alg, monkeypatch):
    monkeypatch.setenv("ANLAN_LEDGER_ALG", str(alg))
    made = sealed()
    assert made.alg == alg
    assert signed_by(alg, made.public_key, made.body, made.signature)
    assert not signed_by(alg, made.public_key, made.body + b" ", made.signature)
    assert verify().problems == []


@pytest.mark.django_db
def test_a_district_may_change_families_and_both_stay_verifiable(monkeypatch):
    sealed()
    monkeypatch.setenv("ANLAN_LEDGER_ALG", "2")
    sealed(days=1)
    verdict = verify()
    assert verdict.problems == []
    assert len(verdict.keys) == 2


@pytest.mark.parametrize("alg", [1, 2])
def test_a_signature_by_another_key_or_a_broken_one_does_not_hold(alg, keys):
    mine = seal_key(alg, may_make=True)
    (keys / ("seal-ed25519" if alg == 1 else "seal-sm2")).unlink()
    other = seal_key(alg, may_make=True)
    signature = mine.sign(b"facts")
    assert signed_by(alg, mine.public, b"facts", signature)
    assert not signed_by(alg, other.public, b"facts", signature)
    for broken in (b"", b"\x00" * 64, signature[:-1], signature[::-1]):
        assert not signed_by(alg, mine.public, b"facts", broken)
    assert not signed_by(alg, b"\x01" * len(mine.public), b"facts", signature)
    assert not signed_by(9, mine.public, b"facts", signature)


def test_the_public_key_of_the_standard_is_derived():
    """GB/T 32918.5-2017, annex A: private key and public key of the recommended curve."""
    private = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
    x = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
    key = SealKey(2, private)
    assert key.public.hex().upper() == x + y
    assert signed_by(2, key.public, b"message digest", key.sign(b"message digest"))


@pytest.mark.django_db
def test_the_key_is_kept_outside_the_database_for_its_owner_only(keys):
    sealed()
    (file,) = keys.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert keys.stat().st_mode & 0o777 == 0o700
    private = file.read_text().strip()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(encode(body || signature || public_key, 'hex'), '') FROM ledger_seal"
        )
        assert private not in cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_lost_key_is_never_replaced_in_silence(keys):
    sealed()
    (keys / "seal-ed25519").unlink()
    chain(1)
    assign_positions()
    with pytest.raises(SealKeyUnreadable):
        seal(at=AT)


@pytest.mark.django_db
def test_a_seal_queues_its_delivery_in_its_own_transaction():
    made = sealed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'ledger.deliver_seal'")
        assert [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()] == [
            {"seal_id": made.id}
        ]


@pytest.mark.django_db
def test_the_root_reaches_the_outside_address_once(outside):
    made = sealed()
    assert undelivered() == [made.id]
    assert deliver(made.id, at=AT)
    assert not deliver(made.id, at=AT)
    assert undelivered() == []
    (told,) = outside.told
    assert told == json.loads(json.dumps(made.told()))
    body = told["body"].encode()
    assert signed_by(told["alg"], bytes.fromhex(told["public_key"]), body, bytes.fromhex(told["signature"]))
    assert json.loads(body)["root"] == told["root"] == made.root.hex()


@pytest.mark.django_db
def test_a_refused_delivery_is_tried_again(outside):
    made = sealed()
    outside.status = 503
    with pytest.raises(SealNotTaken, match="503"):
        deliver(made.id, at=AT)
    assert undelivered() == [made.id]
    outside.status = 200
    deliver_seal(seal_id=made.id)
    assert undelivered() == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "file:/nowhere/at/all"])
def test_an_address_that_cannot_be_reached_is_tried_again(address, monkeypatch):
    made = sealed()
    monkeypatch.setenv("ANLAN_SEAL_ADDRESS", address)
    with pytest.raises(SealNotTaken):
        deliver(made.id, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["http://example.org/", "ftp://127.0.0.1/", "seals.txt", "http://127.0.0.1.example.org/"]
)
def test_a_seal_is_never_sent_in_the_clear_over_a_network(address, monkeypatch):
    made = sealed()
    monkeypatch.setenv("ANLAN_SEAL_ADDRESS", address)
    with pytest.raises(SealAddressUnknown):
        deliver(made.id, at=AT)


@pytest.mark.django_db
def test_a_file_outside_gets_one_line_a_seal(tmp_path, monkeypatch):
    target = tmp_path / "seals.jsonl"
    monkeypatch.setenv("ANLAN_SEAL_ADDRESS", f"file:{target}")
    for number in range(2):
        deliver(sealed(days=number).id, at=AT)
    assert [json.loads(line)["seal"] for line in target.read_text().splitlines()] == [1, 2]


@pytest.mark.django_db
def test_the_hourly_job_seals_once_a_local_day_and_sends_what_is_left(monkeypatch, settings, tmp_path):
    settings.TIME_ZONE = "Asia/Shanghai"
    made = sealed()
    monkeypatch.setenv("ANLAN_SEAL_ADDRESS", f"file:{tmp_path / 'seals'}")
    for moment, number in ((AT + timedelta(hours=6), 1), (AT + timedelta(hours=8), 2)):
        monkeypatch.setattr("anlan.kit.clock.now", lambda moment=moment: moment)
        chain(1)
        assign_positions()
        seal_daily(timestamp=0)
        newest = last_seal()
        assert newest is not None
        assert newest.id == number
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args @> %s", [f'{{"seal_id": {made.id}}}']
        )
        assert cursor.fetchone()[0] == 2
