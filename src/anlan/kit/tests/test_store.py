"""Files are kept under their hash, survive a power cut, and go when nobody refers to them."""

import hashlib
import os
import threading
import time
from datetime import timedelta

import pytest

from anlan.kit.files.errors import FileDamaged, FileMissing
from anlan.kit.files.store import FolderStore, Size, Swept

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path / "files")


def age(store, name, days=2):
    past = time.time() - days * 86_400
    os.utime(store._path(name), (past, past))


def test_what_is_put_can_be_read_under_its_hash(store):
    name = store.put(b"photograph")
    assert name == hashlib.sha256(b"photograph").hexdigest()
    assert store.read(name) == b"photograph"
    assert store.open(name).read() == b"photograph"
    assert store.has(name)
    assert list(store.names()) == [name]


def test_the_same_bytes_are_kept_once(store):
    assert store.put(b"a") == store.put(b"a")
    store.put(b"bb")
    assert store.size() == Size(files=2, bytes=3)


def test_an_empty_store_has_nothing(store):
    assert list(store.names()) == []
    assert store.size() == Size(0, 0)
    assert store.sweep(set(), grace=DAY) == Swept(0, 0)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "A" * 64, "a" * 64 + "\n", "tmp/.lock"])
def test_a_name_that_is_no_hash_is_missing_and_never_a_path(store, name):
    store.put(b"a")
    assert not store.has(name)
    for ask in (store.read, store.open, store.delete):
        with pytest.raises(FileMissing):
            ask(name)


def test_what_was_never_put_is_missing(store):
    with pytest.raises(FileMissing):
        store.read("0" * 64)
    assert store.delete("0" * 64) is False


def test_deleting_removes_for_good(store):
    name = store.put(b"a")
    assert store.delete(name) is True
    assert not store.has(name)


def test_a_changed_file_is_not_handed_out_and_is_mended_by_putting_it_again(store):
    name = store.put(b"photograph")
    store._path(name).write_bytes(b"something else")
    with pytest.raises(FileDamaged):
        store.read(name)
    store.put(b"photograph")
    assert store.read(name) == b"photograph"


def test_bytes_and_folders_are_synced_before_the_name_is_returned(store, monkeypatch):
    done = []
    sync, rename = os.fsync, type(store.root).rename

    def synced(handle):
        done.append(os.readlink(f"/proc/self/fd/{handle}"))
        sync(handle)

    def renamed(path, to):
        done.append("rename")
        return rename(path, to)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(type(store.root), "rename", renamed)
    path = store._path(store.put(b"a"))
    moved = done.index("rename")
    assert "/tmp/" in done[moved - 1]  # the bytes, aside
    assert done[moved + 1 :] == [str(path.parent)]  # then the new name
    assert {str(store.root), str(store.root.parent), str(path.parent.parent)} <= set(done[:moved])


def test_a_write_that_fails_leaves_nothing_behind(store, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    store.put(b"first")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(b"second")
    monkeypatch.undo()
    assert [path.name for path in (store.root / "tmp").iterdir()] == [".lock"]
    assert store.size().files == 1


def test_a_sweep_removes_old_orphans_and_nothing_else(store):
    live, orphan, fresh = store.put(b"live"), store.put(b"orphan"), store.put(b"fresh")
    age(store, live)
    age(store, orphan)
    assert store.sweep({live}, grace=DAY) == Swept(files=1, bytes=6)
    assert {*store.names()} == {live, fresh}


def test_an_orphan_that_is_put_again_is_not_swept(store):
    name = store.put(b"again")
    age(store, name)
    store.put(b"again")
    assert store.sweep(set(), grace=DAY) == Swept(0, 0)


def test_a_sweep_clears_what_broken_writes_left(store):
    store.put(b"a")
    left = store.root / "tmp" / "half-written"
    left.write_bytes(b"half")
    past = time.time() - 2 * 86_400
    os.utime(left, (past, past))
    store.sweep({hashlib.sha256(b"a").hexdigest()}, grace=DAY)
    assert not left.exists()


@pytest.mark.slow
def test_putting_and_sweeping_at_once_loses_nothing_that_was_put_last(store):
    for number in range(40):
        age(store, store.put(b"%d" % number))
    sweeper = threading.Thread(target=lambda: store.sweep(set(), grace=DAY))
    sweeper.start()
    names = [store.put(b"%d" % number) for number in range(40)]
    sweeper.join()
    assert all(store.has(name) for name in names)
