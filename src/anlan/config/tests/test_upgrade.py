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
    old: Binaries, fresh: PrivateCluster, monkeypatch: pytest.MonkeyPatch
):
    before = PrivateCluster(fresh.state, binaries=old)
    fill(before.start(say=quiet))
    before.stop(say=quiet)
    with monkeypatch.context() as patch:
        patch.setattr(upgrade_room, "find_old", lambda *_: None)
        with pytest.raises(UpgradeFailed, match=f"postgresql-{old.major}"):
            fresh.start(say=quiet)
    data = Path(before.status().where)
    assert version_of(data) == old.major
    # killed between the two renames: the verified new folder takes its place at the next start
    url = fresh.start(say=quiet)
    fresh.stop(say=quiet)
    data.rename(data.with_name("data.new"))
    data.with_name("data.new.verified").touch()
    assert fresh.start(say=quiet) == url
    assert len(read(url)) == 3
