"""A server by URL: what does not fit is said with its remedy, and no password is shown."""

import psycopg
import pytest

from anlan.config.cluster import GivenServer, NoDatabase, PrivateCluster, database_url, settings_url
from anlan.config.cluster.binaries import candidates
from anlan.config.cluster.errors import CannotConnect, Unsuitable
from anlan.config.cluster.given import without_password
from anlan.config.cluster.server import free_port
from anlan.config.tests.conftest import quiet


def test_a_server_that_is_not_there_is_told_with_its_address_and_without_the_password():
    url = f"postgresql://district:s3cret@127.0.0.1:{free_port()}/anlan"
    with pytest.raises(CannotConnect) as told:
        GivenServer(url).start(say=quiet)
    assert "district@127.0.0.1" in str(told.value)
    assert "ANLAN_DATABASE_URL" in told.value.remedy
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize(
    "url", ["mysql://a:s3cret@b/c", "nonsense s3cret", "postgresql://a:s3cret@host:notaport/x"]
)
def test_a_url_that_is_none_is_told_and_its_words_are_not_repeated(url: str):
    with pytest.raises(CannotConnect) as told:
        GivenServer(url).start(say=quiet)
    assert "s3cret" not in str(told.value)


def test_a_shown_url_has_no_password():
    assert (
        without_password("postgresql://me:pw@db.local:5433/anlan?x=1")
        == "postgresql://me@db.local:5433/anlan"
    )


@pytest.mark.slow
def test_a_wrong_password_is_told(running: PrivateCluster):
    url = running.start(say=quiet).replace("anlan_owner:", "anlan_owner:x")
    with pytest.raises(CannotConnect, match="password authentication failed"):
        GivenServer(url).start(say=quiet)


@pytest.mark.slow
def test_a_server_that_fits_is_used_as_it_is(running: PrivateCluster):
    url = running.start(say=quiet)
    given = GivenServer(url)
    assert given.start(say=quiet) == url
    assert all(finding.ok for finding in given.findings())
    given.stop(say=quiet)
    assert given.status().running


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made_with", "told"),
    [("ENCODING 'SQL_ASCII' LOCALE 'C'", "SQL_ASCII"), ("ENCODING 'UTF8' LOCALE 'C'", "not libc C.UTF-8")],
)
def test_a_database_of_another_encoding_or_locale_is_refused_with_the_way_out(
    running: PrivateCluster, made_with: str, told: str
):
    url = running.start(say=quiet)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("DROP DATABASE IF EXISTS odd")
        owner.execute(f"CREATE DATABASE odd TEMPLATE template0 {made_with}")
    with pytest.raises(Unsuitable, match=told) as refused:
        GivenServer(url.removesuffix("/anlan") + "/odd").start(say=quiet)
    assert "CREATE DATABASE odd_utf8" in refused.value.remedy


@pytest.mark.slow
def test_an_account_that_may_not_take_the_app_role_is_told_the_grant(running: PrivateCluster):
    url = running.start(say=quiet)
    with running.server().admin() as admin:
        admin.execute("DROP ROLE IF EXISTS stranger")
        admin.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
    port = running.status().port
    with pytest.raises(Unsuitable, match="anlan_app") as refused:
        GivenServer(f"postgresql://stranger:stranger@127.0.0.1:{port}/anlan").start(say=quiet)
    assert 'GRANT anlan_app TO "stranger"' in refused.value.remedy
    assert url


def test_without_any_database_the_url_is_refused_but_settings_still_load(
    tmp_path, no_url, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ANLAN_STATE", str(tmp_path / "nothing"))
    with pytest.raises(NoDatabase, match="anlan db start"):
        database_url()
    assert "run-anlan-db-start-first" in settings_url()


def test_the_owners_url_is_for_what_works_as_the_owner_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANLAN_DATABASE_URL", "postgresql://app@db/anlan")
    monkeypatch.setenv("ANLAN_OWNER_URL", "postgresql://owner@db/anlan")
    monkeypatch.setenv("ANLAN_DB_ROLE", "app")
    assert database_url() == "postgresql://app@db/anlan"
    monkeypatch.setenv("ANLAN_DB_ROLE", "owner")
    assert database_url() == "postgresql://owner@db/anlan"


@pytest.mark.slow
def test_debians_server_fits_too(fresh: PrivateCluster):
    debian = next((found for found in candidates() if found.wheel is None), None)
    if debian is None:
        pytest.skip("no PostgreSQL of the system here (Debian: apt install postgresql)")
    server = PrivateCluster(fresh.state, binaries=debian)
    given = GivenServer(server.start(say=quiet))
    assert given.start(say=quiet) == given.url
    assert given.findings()[0].what == f"PostgreSQL {debian.version}"
