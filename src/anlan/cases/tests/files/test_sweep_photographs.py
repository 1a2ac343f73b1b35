"""Photographs that no case came to use are not kept for ever, and no handle outlives its file."""

import os
import time
from datetime import timedelta

import pytest

from anlan.access.public import anonymous
from anlan.cases.api import bodies
from anlan.cases.api.bodies import PhotoHandleOld, PhotoHandleWrong, opened, photo_handle
from anlan.cases.files.photographs import HANDLES_LAST, KEPT_UNUSED, StoredPhoto, store, sweep_photographs
from anlan.cases.public import report
from anlan.cases.tasks import sweep_photographs_nightly
from anlan.kit.files.names import Names


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kept(data: bytes) -> StoredPhoto:
    return StoredPhoto(store().put(data), store().put(data + b" small"), 1, 1)


def aged(photo: StoredPhoto, age: timedelta) -> None:
    past = time.time() - age.total_seconds()
    for name in (photo.sha256, photo.thumbnail):
        os.utime(store()._path(name), (past, past))


def test_what_a_case_uses_stays_and_what_nobody_used_goes(town):
    used, unused, fresh = kept(b"used"), kept(b"unused"), kept(b"fresh")
    report(
        by=anonymous, at=town.at, source="test", key="with-photo-1", capability="hotline", words="路灯不亮",
        category="lighting", place=town.grid, photos=(used,),
    )  # fmt: skip
    for photo in (used, unused):
        aged(photo, KEPT_UNUSED + timedelta(minutes=1))
    swept = sweep_photographs()
    assert swept.files == 2
    assert {*store().names()} == {used.sha256, used.thumbnail, fresh.sha256, fresh.thumbnail}


def test_the_nightly_job_sweeps(town):
    unused = kept(b"unused")
    aged(unused, KEPT_UNUSED + timedelta(minutes=1))
    sweep_photographs_nightly(timestamp=0)
    assert not store().has(unused.sha256)


def test_a_handle_ends_before_its_file_may_be_swept(monkeypatch):
    photo = StoredPhoto("ab" * 32, "cd" * 32, 1, 1)
    handle, sent = photo_handle(photo, anonymous), time.time()
    assert opened(handle, anonymous) == photo
    monkeypatch.setattr(bodies.time, "time", lambda: sent + HANDLES_LAST.total_seconds() + 1)
    with pytest.raises(PhotoHandleOld):
        opened(handle, anonymous)
    with pytest.raises(PhotoHandleWrong):
        opened("00" + handle[2:], anonymous)
    assert HANDLES_LAST < KEPT_UNUSED


def test_names_are_told_apart():
    some = [f"{number:02x}" * 32 for number in range(0, 200, 2)]
    names = Names(reversed(some))
    assert len(names) == 100
    assert all(one in names for one in some)
    assert not any(f"{number:02x}" * 32 in names for number in range(1, 200, 2))
    assert 7 not in names
