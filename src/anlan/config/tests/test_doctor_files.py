"""The doctor asks the virus scanner, and says what is missing without stopping anything."""

import pytest
from tests.fixtures.gallery import Gallery

from anlan.cases.models import Attachment
from anlan.config.doctor import files
from anlan.kit.tests.clamd import fake_clamd


def findings():
    return [(one.ok, one.optional) for one in files.scanner()]


def test_without_a_scanner_it_only_says_so(db, settings):
    settings.ANLAN_CLAMD = ""
    assert findings() == [(False, True)]


def test_one_that_answers_is_named_with_what_waits(db, settings):
    with fake_clamd() as clamd:
        settings.ANLAN_CLAMD = clamd.address
        said, waiting = files.scanner()
    assert "ClamAV 1.0.7" in said.what
    assert waiting.ok
    assert "0" in waiting.what


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere"])
def test_one_that_is_away_or_wrongly_named_is_a_fault(db, settings, address):
    settings.ANLAN_CLAMD = address
    assert (False, False) in findings()


def test_many_that_wait_are_said(gallery: Gallery, settings, monkeypatch):
    monkeypatch.setattr(files, "_MANY", 0)
    Attachment.objects.create(
        case=gallery.case("handling"), sha256="ab" * 32, thumbnail="", stage="before", width=1, height=1,
        added_at=gallery.town.at, added_by="service:setup",
    )  # fmt: skip
    with fake_clamd() as clamd:
        settings.ANLAN_CLAMD = clamd.address
        assert (False, True) in findings()
