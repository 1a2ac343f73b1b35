"""A receipt proves itself on a public page and without us."""

import hashlib
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client

from anlan.kit.ids import new_id
from anlan.ledger import merkle
from anlan.ledger.public import Proof, assign_positions, check_proof, prove, seal
from anlan.ledger.tests.facts import AT, as_owner, chain, move


def proof_of(receipt: str) -> Proof:
    proof = prove(receipt)
    assert proof is not None
    return proof


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.STATE = tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("alg", ["1", "2"])
@pytest.mark.parametrize("block", [2, 1024])
def test_every_sealed_receipt_proves_itself(alg, block, monkeypatch):
    monkeypatch.setenv("ANLAN_LEDGER_ALG", alg)
    monkeypatch.setattr(merkle, "BLOCK", block)
    receipts = []
    for facts in (1, 5):
        receipts += [move().hash for _ in range(facts)]
        assign_positions()
        seal(at=AT)
    for receipt in receipts:
        proof = proof_of(receipt.upper())
        assert proof.intact
        assert check_proof(proof)


@pytest.mark.django_db
def test_a_proof_altered_anywhere_does_not_hold():
    chain(3)
    receipt = move().hash
    assign_positions()
    seal(at=AT)
    proof = proof_of(receipt)
    assert proof.sealed is not None
    sealed = proof.sealed
    other_body = json.dumps({**json.loads(sealed.body), "root": "00" * 32})
    wrong = [
        replace(proof, receipt="00" * 32),
        replace(proof, receipt="zz"),
        replace(proof, position=1),
        replace(proof, position=99),
        replace(proof, position=None),
        replace(proof, sealed=None),
        replace(proof, sealed=replace(sealed, path=sealed.path[:-1])),
        replace(proof, sealed=replace(sealed, path=["xyz"])),
        replace(proof, sealed=replace(sealed, body=other_body)),
        replace(proof, sealed=replace(sealed, body="[]")),
        replace(proof, sealed=replace(sealed, body="no json")),
        replace(proof, sealed=replace(sealed, signature="00" * 64)),
        replace(proof, sealed=replace(sealed, key="0" * 16)),
        replace(proof, sealed=replace(sealed, alg=2)),
        replace(proof, sealed=replace(sealed, alg=3)),
    ]
    assert check_proof(proof)
    assert [check_proof(altered) for altered in wrong] == [False] * len(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("receipt", ["", "00" * 32, "x" * 64, "王", "0" * 63, "0" * 65])
def test_an_unknown_receipt_has_no_proof(receipt):
    assert prove(receipt) is None


@pytest.mark.django_db
def test_a_receipt_waits_for_its_position_then_for_its_seal():
    receipt = move().hash
    assert proof_of(receipt).position is None
    assign_positions()
    proof = proof_of(receipt)
    assert (proof.position, proof.sealed) == (1, None)
    assert not check_proof(proof)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "今晚"), ("en", "sealed tonight")])
def test_the_page_says_that_a_new_receipt_is_genuine_and_sealed_tonight(client: Client, language, words):
    receipt = move(place=310105001001001, capability="hotline").hash
    page = client.get(f"/verify/{receipt}/", headers={"Accept-Language": language})
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text
    assert "hotline" not in text
    assert "310105001001001" not in text
    assert "ledgertest" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "已经封存"), ("en", "it is sealed")])
def test_the_page_says_that_a_receipt_is_sealed(client: Client, language, words):
    receipt = move().hash
    assign_positions()
    seal(at=AT)
    assert words in client.get(f"/verify/{receipt}/", headers={"Accept-Language": language}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("receipt", ["00" * 32, "nonsense", "<script>", "%00", "王"])
def test_the_page_does_not_know_a_receipt_that_was_not_issued(client: Client, receipt):
    page = client.get(f"/verify/{receipt}/", headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "We know no receipt with this number" in page.content.decode()
    assert "<script>&" not in page.content.decode()
    assert client.get(f"/verify/{receipt}/proof.json").status_code == 404


@pytest.mark.django_db
def test_the_page_says_that_the_record_was_altered(client: Client):
    receipt = move(subject := new_id(), first=True).hash
    with as_owner() as owner:
        owner.execute("ALTER TABLE ledger_fact DISABLE TRIGGER USER")
        owner.execute("UPDATE ledger_fact SET body = body || ' ' WHERE subject = %s", [subject])
    page = client.get(f"/verify/{receipt}/", headers={"Accept-Language": "en"})
    assert "has been altered" in page.content.decode()


@pytest.mark.django_db
def test_the_proof_as_json_is_enough_for_an_independent_check(client: Client):
    """Written without our code: what README.md tells a stranger to do."""
    chain(4)
    receipt = move().hash
    assign_positions()
    seal(at=AT)
    proof = client.get(f"/verify/{receipt}/proof.json").json()
    assert proof["standing"] == "sealed"
    body = proof["sealed"]["body"].encode()
    said = json.loads(body)
    node = hashlib.sha256(b"\x00" + bytes.fromhex(receipt)).digest()
    here, last = proof["position"] - said["from"], said["to"] - said["from"]
    for sibling in map(bytes.fromhex, proof["sealed"]["path"]):
        if here % 2 or here == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while here and not here % 2:
                here, last = here // 2, last // 2
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        here, last = here // 2, last // 2
    assert node.hex() == said["root"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(proof["sealed"]["public_key"]))
    key.verify(bytes.fromhex(proof["sealed"]["signature"]), body)
