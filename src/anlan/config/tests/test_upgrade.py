"""Data of Debian's PostgreSQL 15 carried to the wheel's version."""

from pathlib import Path

import psycopg
import pytest

from anlan.config.cluster import PrivateCluster
from anlan.config.cluster import upgrade as upgrade_room
from anlan.config.cluster.account import account_for
from anlan.config.cluster.binaries import Binaries, candidates, find_old
from anlan.config.cluster.errors import UpgradeFailed
from anlan.config.cluster.upgrade import kept_old, version_of
from anlan.config.tests.conftest import quiet

pytestmark = pytest.mark.slow


@pytest.fixture
def old(roomy: Path) -> Binaries:
    newest = next(candidates()).major
    for major in range(newest - 1, 14, -1):
        if found := find_old(major, roomy, account_for()):
            return found
    pytest.skip("no older PostgreSQL here (Debian: apt install postgresql)")


def fill(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute(
            "CREATE TABLE matters (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, words text)"
        )
        words = ["噪音扰民", "CREATE ROLE anlan_admin;", "tab\tand\nline"]
        connection.cursor().executemany(
            "INSERT INTO matters (words) VALUES (%s)", [(word,) for word in words]
        )


def read(url: str) -> list[tuple[int, str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT id, words FROM matters ORDER BY id").fetchall()


def test_an_older_major_version_is_carried_over_and_kept(old: Binaries, fresh: PrivateCluster):
    before = PrivateCluster(fresh.state, binaries=old)
    fill(before.start(say=quiet))
    expected = read(before.start(say=quiet))
    before.stop(say=quiet)
    said: list[str] = []
    url = fresh.start(say=said.append)
    data = Path(fresh.status().where)
    assert version_of(data) == fresh.server().binaries.major > old.major
    assert read(url) == expected
    assert [version_of(folder) for folder in kept_old(data)] == [old.major]
    with psycopg.connect(url, options="-c role=anlan_app") as app:
        app.execute("INSERT INTO matters (words) VALUES ('after')")


def test_without_the_old_programs_the_data_stay_and_the_remedy_is_named(
    fresh: PrivateCluster, monkeypatch: pytest.MonkeyPatch
):
    data = fresh.server().data
    fresh.server().account.make(data)
    (data / "PG_VERSION").write_text("14\n")
    monkeypatch.setattr(upgrade_room, "find_old", lambda *_: None)
    with pytest.raises(UpgradeFailed, match="postgresql-14"):
        fresh.start(say=quiet)
    (data / "PG_VERSION").write_text("99\n")
    with pytest.raises(UpgradeFailed, match="Install PostgreSQL 99"):
        fresh.start(say=quiet)
    assert data.exists()


def test_killed_between_the_two_renames_the_verified_new_folder_takes_its_place(cluster: PrivateCluster):
    fill(cluster.start(say=quiet))
    cluster.stop(say=quiet)
    data = cluster.server().data
    data.rename(data.with_name("data.new"))
    data.with_name("data.new.verified").touch()
    assert len(read(cluster.start(say=quiet))) == 3
    assert not data.with_name("data.new.verified").exists()


def test_data_of_a_newer_version_are_run_by_the_kept_copy_of_its_programs(
    old: Binaries, cluster: PrivateCluster
):
    fill(cluster.start(say=quiet))
    cluster.stop(say=quiet)
    later = PrivateCluster(cluster.state, binaries=old)
    assert len(read(later.start(say=quiet))) == 3
    assert later.server().binaries.major > old.major
