"""Publishing, withdrawing and reading back: what cases are pinned to never changes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from anlan.access.public import NotPermitted, reporter, service
from anlan.ledger.public import history
from anlan.schemes import queries
from anlan.schemes.builtin import publish_builtin
from anlan.schemes.compiled import DocumentMissing, Scheme, SectionMissing
from anlan.schemes.facts import PUBLISHED, subject_of
from anlan.schemes.finding import SchemeInvalid
from anlan.schemes.load import load
from anlan.schemes.models import SchemeVersion
from anlan.schemes.queries import CapabilityUnknown, SchemeUnknown, current, current_all, pinned
from anlan.schemes.tests.toys import HEAD, SHELVES, toy_language, write
from anlan.schemes.verbs.publish import VersionNotRaised, VersionWithdrawn, publish
from anlan.schemes.verbs.withdraw import AlreadyWithdrawn, withdraw

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
US = service("setup")
GOOD = "shelves:\n  boxes:\n    - {code: a, title: {zh: 甲, en: A}}\n"
LETTER = "documents:\n  - {code: letter, title: {zh: 信, en: Letter}, template: letter.html}\n"


@pytest.fixture(autouse=True)
def toys() -> Iterator[None]:
    with toy_language():
        queries._parsed.cache_clear()
        yield
        queries._parsed.cache_clear()


def _scheme(folder: Path, *, version: int = 1, body: str = GOOD) -> Scheme:
    head = HEAD.format(name="toy").replace("version: 1", f"version: {version}")
    where = write(folder / str(version) / "toy", body, head=head)
    if "letter" in body:
        (where / "documents").mkdir(exist_ok=True)
        (where / "documents" / "letter.html").write_text("尊敬的")
    return load(where)


def test_a_published_scheme_is_current_and_its_publication_a_fact(tmp_path: Path) -> None:
    scheme = _scheme(tmp_path)
    row = publish(scheme, by=US, at=AT)
    assert (row.hash, row.label(), row.by) == (scheme.hash, "1", "service:setup")
    assert current("toy").hash == scheme.hash
    (fact,) = history(subject_of("toy"))
    assert PUBLISHED.read(fact).hash == scheme.hash
    assert fact.capability == "toy"


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    first = publish(_scheme(tmp_path), by=US, at=AT)
    assert publish(_scheme(tmp_path), by=US, at=AT).id == first.id
    assert len(history(subject_of("toy"))) == 1


def test_what_is_read_back_means_the_same(tmp_path: Path) -> None:
    scheme = _scheme(tmp_path, body=GOOD + LETTER)
    publish(scheme, by=US, at=AT)
    again = pinned(scheme.hash)
    assert again.section(SHELVES) == scheme.section(SHELVES)
    assert again.document("letter.html").decode() == "尊敬的"
    assert (again.hash, again.title, again.compiled) == (scheme.hash, scheme.title, scheme.compiled)
    with pytest.raises(DocumentMissing):
        again.document("nope.html")
    with pytest.raises(SectionMissing):
        again.section("cases")


def test_a_new_version_is_seen_at_once_and_the_old_stays_pinned(tmp_path: Path) -> None:
    old, new = _scheme(tmp_path), _scheme(tmp_path, version=2)
    publish(old, by=US, at=AT)
    assert current("toy").version == 1
    publish(new, by=US, at=AT)
    assert current("toy").version == 2
    assert pinned(old.hash).version == 1
    assert [scheme.version for scheme in current_all()] == [2]


def test_reading_a_known_scheme_again_costs_one_small_query(
    tmp_path: Path, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    publish(_scheme(tmp_path), by=US, at=AT)
    digest = current("toy").hash
    with django_assert_num_queries(1):  # type: ignore[operator]
        current("toy")
    with django_assert_num_queries(0):  # type: ignore[operator]
        pinned(digest)


def test_other_contents_need_a_higher_version(tmp_path: Path) -> None:
    publish(_scheme(tmp_path, version=2), by=US, at=AT)
    with pytest.raises(VersionNotRaised):
        publish(_scheme(tmp_path, version=2, body=GOOD.replace("code: a", "code: b")), by=US, at=AT)
    with pytest.raises(VersionNotRaised):
        publish(_scheme(tmp_path, version=1), by=US, at=AT)


def test_the_software_may_ship_another_edition(tmp_path: Path) -> None:
    publish(_scheme(tmp_path), by=US, at=AT)
    row = publish(_scheme(tmp_path, body=GOOD.replace("code: a", "code: b")), by=US, at=AT, reissue=True)
    assert row.label() == "1.2"
    assert current("toy").hash == row.hash


def test_an_earlier_version_does_not_become_current_again_by_publishing(tmp_path: Path) -> None:
    old = _scheme(tmp_path)
    publish(old, by=US, at=AT)
    publish(_scheme(tmp_path, version=2), by=US, at=AT)
    with pytest.raises(VersionNotRaised):
        publish(old, by=US, at=AT)


def test_withdrawing_brings_the_version_before_back(tmp_path: Path) -> None:
    old, new = _scheme(tmp_path), _scheme(tmp_path, version=2)
    publish(old, by=US, at=AT)
    publish(new, by=US, at=AT)
    withdraw(new.hash, by=US, at=AT)
    assert current("toy").version == 1
    assert pinned(new.hash).version == 2
    with pytest.raises(AlreadyWithdrawn):
        withdraw(new.hash, by=US, at=AT)
    with pytest.raises(VersionWithdrawn):
        publish(new, by=US, at=AT)


def test_nothing_is_current_when_all_is_withdrawn(tmp_path: Path) -> None:
    scheme = _scheme(tmp_path)
    publish(scheme, by=US, at=AT)
    withdraw(scheme.hash, by=US, at=AT)
    with pytest.raises(CapabilityUnknown):
        current("toy")


def test_who_may_not_publish_changes_nothing(tmp_path: Path) -> None:
    scheme = _scheme(tmp_path)
    for actor in (reporter("0" * 64), service("sweeper")):
        with pytest.raises(NotPermitted):
            publish(scheme, by=actor, at=AT)
    publish(scheme, by=US, at=AT)
    with pytest.raises(NotPermitted):
        withdraw(scheme.hash, by=service("sweeper"), at=AT)
    assert current("toy").hash == scheme.hash


def test_a_scheme_with_mistakes_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(SchemeInvalid):
        publish(_scheme(tmp_path, body=GOOD.replace("code: a", "code: a, paper: nope")), by=US, at=AT)
    assert not SchemeVersion.objects.exists()


def test_a_failed_fact_undoes_the_publication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **rest: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("anlan.schemes.verbs.publish.record", fail)
    with pytest.raises(RuntimeError):
        publish(_scheme(tmp_path), by=US, at=AT)
    assert not SchemeVersion.objects.exists()


def test_a_hash_is_unique_and_well_formed() -> None:
    common = {"name": "toy", "compiled": {}, "published_at": AT, "by": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeVersion.objects.create(version=1, hash="ABC", **common)
    SchemeVersion.objects.create(version=1, hash="a" * 64, **common)
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeVersion.objects.create(version=2, hash="a" * 64, **common)


def test_an_unknown_hash_is_not_found() -> None:
    with pytest.raises(SchemeUnknown):
        pinned("f" * 64)


def test_what_we_ship_is_published_once(tmp_path: Path) -> None:
    write(tmp_path / "toy", GOOD)
    write(tmp_path / "broken", "shelves: 1\n")
    first = publish_builtin(by=US, at=AT, root=tmp_path)
    assert (first.published, list(first.refused)) == (["toy"], ["broken"])
    second = publish_builtin(by=US, at=AT, root=tmp_path)
    assert (second.published, second.unchanged) == ([], ["toy"])


def test_an_update_ships_a_new_edition_but_keeps_what_the_district_decided(tmp_path: Path) -> None:
    write(tmp_path / "toy", GOOD)
    publish_builtin(by=US, at=AT, root=tmp_path)
    write(tmp_path / "toy", GOOD.replace("code: a", "code: b"))
    assert publish_builtin(by=US, at=AT, root=tmp_path).published == ["toy"]
    withdraw(current("toy").hash, by=US, at=AT)
    write(tmp_path / "toy", GOOD.replace("code: a", "code: c"))
    assert publish_builtin(by=US, at=AT, root=tmp_path).kept == ["toy"]
