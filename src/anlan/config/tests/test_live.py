"""Streams as a browser has them: the whole application, a real ledger, grants that end."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.browser.town import account
from tests.fixtures.town import build_town

from anlan.access.public import revoke_role, service
from anlan.cases.public import changes_between
from anlan.config.live import app
from anlan.config.live.app import Live
from anlan.kit import clock
from anlan.ledger.public import assign_positions, newest_position

pytestmark = pytest.mark.slow


@pytest.fixture
def standing(scratch_database, settings):
    settings.ANLAN_DIRECT_URL = scratch_database.url()
    settings.ANLAN_WEB_PORT = 8000
    town = build_town(clock.now() - timedelta(hours=1))
    town.at = clock.now()
    return town


def session_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


class Listener:
    """One connection as an ASGI server would hold it."""

    def __init__(self, live, session="", query="", headers=()):
        self.status, self.text, self._gone, self._news = 0, "", asyncio.Event(), asyncio.Event()
        cookie = [(b"cookie", f"sessionid={session}".encode())] if session else []
        scope = {
            "type": "http", "method": "GET", "path": "/live", "query_string": query.encode(), "scheme": "http",
            "headers": [(b"host", b"127.0.0.1:8001"), *cookie, *headers],
        }  # fmt: skip
        self.task = asyncio.ensure_future(live(scope, self._receive, self._send))

    async def _receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()
        self._news.set()

    async def until(self, words, seconds=10):
        async with asyncio.timeout(seconds):
            while words not in self.text:
                await self._news.wait()
                self._news.clear()

    async def close(self):
        self._gone.set()
        await self.task


def run(watching):
    """In a thread of its own: a browser's driver may have a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, watching).result(60)


@asynccontextmanager
async def running():
    live = Live()
    live.start()
    try:
        yield live
    finally:
        live.stop()
        await asyncio.to_thread(live._feed.join, 15)


def test_a_change_reaches_who_may_see_it_and_nobody_else(standing):
    town = standing
    here = session_of(account(town, "here", "王芳", "operator", town.at, place=town.district.streets[0]))
    there = session_of(account(town, "there", "李强", "operator", town.at, place=town.district.streets[1]))

    async def watch():
        async with running() as live:
            mine, other = Listener(live, here), Listener(live, there)
            await mine.until("event: hello")
            await other.until("event: hello")
            await asyncio.to_thread(in_thread, lambda: (town.report(place=town.grid), assign_positions()))
            await asyncio.to_thread(in_thread, lambda: (town.report(place=town.far_grid), assign_positions()))
            await mine.until('"verb":"report"')
            await other.until('"verb":"report"')
            assert mine.text.count("event: case") == other.text.count("event: case") == 1
            await mine.close()
            await other.close()

    run(watch())


def test_a_stream_ends_when_the_grant_behind_it_is_revoked(standing):
    town = standing
    person = account(town, "here", "王芳", "operator", town.at, place=town.district.streets[0])
    session = session_of(person)

    def revoke():
        for grant in person.grants.all():
            revoke_role(grant=grant.id, by=service("setup"), at=clock.now())
        assign_positions()

    async def watch():
        async with running() as live:
            mine = Listener(live, session)
            await mine.until("event: hello")
            await asyncio.to_thread(in_thread, revoke)
            await mine.until('event: end\ndata: {"why":"not_permitted"}')
            await mine.task

    run(watch())


def test_who_comes_back_hears_what_was_missed(standing):
    town = standing
    session = session_of(account(town, "here", "王芳", "operator", town.at, place=town.district.streets[0]))

    async def watch():
        async with running() as live:
            first = Listener(live, session)
            await first.until("event: hello")
            heard = live.hub.position
            await first.close()
            await asyncio.to_thread(in_thread, lambda: (town.report(place=town.grid), assign_positions()))
            async with asyncio.timeout(10):
                while live.hub.position == heard:
                    await asyncio.sleep(0.02)
            again = Listener(live, session, headers=[(b"last-event-id", str(heard).encode())])
            await again.until('"verb":"report"')
            await again.close()

    run(watch())


@pytest.mark.parametrize(
    ("path", "signed", "query", "status"),
    [("/live", False, "", 401), ("/live", True, "case=999999999", 404), ("/live", True, "case=%27--", 404),
     ("/other", True, "", 404)],
)  # fmt: skip
def test_who_may_not_listen_is_told_before_the_first_byte(standing, path, signed, query, status):
    session = session_of(account(standing, "here", "王芳", "operator", standing.at)) if signed else "forged"

    async def watch():
        async with running() as live:
            one = Listener.__new__(Listener)
            Listener.__init__(one, _at(live, path), session, query)
            await one.task
            assert one.status == status

    run(watch())


def _at(live, path):
    async def call(scope, receive, send):
        await live({**scope, "path": path}, receive, send)

    return call


def test_without_a_database_a_stream_is_put_off_and_not_left_hanging(monkeypatch):
    monkeypatch.setattr(app, "PATIENCE", 0.05)

    async def watch():
        one = Listener(Live(), "somebody")
        await one.task
        assert one.status == 503

    run(watch())


def test_changes_tell_the_present_scope_in_one_query(town, django_assert_num_queries):
    before = newest_position()
    case = town.case()
    newest = newest_position()
    with django_assert_num_queries(1):
        changes = changes_between(before, newest)
    assert {change.number for change in changes} == {case.number}
    assert changes[-1].place == case.place_scope
    assert changes[-1].units


def in_thread(work):
    from django.db import connection

    try:
        work()
    finally:
        connection.close()
