"""The trees are those of RFC 6962, and a proof holds for what it proves and nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.ledger import merkle


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def root_by_definition(entries: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word."""
    if not entries:
        return sha256(b"")
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0])
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\x01" + root_by_definition(entries[:split]) + root_by_definition(entries[split:]))


# The inputs and roots of the certificate-transparency reference tests.
KNOWN = [
    b"", b"\x00", b"\x10", b" !", b"01", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno",
]  # fmt: skip
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_the_reference_roots_are_found(size, root):
    assert merkle.fold(sha256, list(merkle.blocks(sha256, KNOWN[:size]))).hex() == root


@pytest.fixture(params=[2, 4, 1024], autouse=True, scope="module")
def block(request):
    kept, merkle.BLOCK = merkle.BLOCK, request.param
    yield request.param
    merkle.BLOCK = kept


ENTRIES = st.lists(st.binary(max_size=4), min_size=1, max_size=40)


@given(entries=ENTRIES)
def test_folding_blocks_gives_the_root_of_the_definition(entries):
    assert merkle.fold(sha256, list(merkle.blocks(sha256, entries))) == root_by_definition(entries)


@given(entries=ENTRIES, data=st.data())
def test_a_path_leads_to_the_root_from_its_own_entry_and_place_only(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    block, within = divmod(index, merkle.BLOCK)
    leaves = [merkle.leaf(sha256, e) for e in entries[block * merkle.BLOCK : (block + 1) * merkle.BLOCK]]
    roots = list(merkle.blocks(sha256, entries))
    path = merkle.path(sha256, leaves, within) + merkle.path(sha256, roots, block)
    root = root_by_definition(entries)
    assert merkle.root_of_path(sha256, entries[index], index, len(entries), path) == root
    assert merkle.root_of_path(sha256, entries[index] + b"!", index, len(entries), path) != root
    assert merkle.root_of_path(sha256, entries[index], index, len(entries), [*path, root]) != root
    assert merkle.root_of_path(sha256, entries[index], len(entries), len(entries), path) is None
    if path:
        assert merkle.root_of_path(sha256, entries[index], index, len(entries), path[:-1]) != root
