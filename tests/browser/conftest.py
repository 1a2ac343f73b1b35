"""A real server on a database of its own, driven by Debian's chromium."""

import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer

# The same engine without windows and what serves them, where it is installed: a sixth less work.
SHELL = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = str(SHELL) if SHELL.exists() else "/usr/bin/chromium"
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
POOL = {"min_size": 1, "max_size": 8, "timeout": 10}  # as in service
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# The rules are those of the tags; what passed is not written up, which would take longer than finding it.
VIOLATIONS = """async tags => {
  const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join(" | ")}`);
}"""


@cache
def axe_source() -> str:
    """All of axe, read once."""
    return AXE.read_text()


class PromptServer(ThreadedWSGIServer):
    """Notices within a moment that it is to stop; `serve_forever` looks every half second otherwise."""

    def serve_forever(self, poll_interval: float = 0.02) -> None:
        super().serve_forever(poll_interval)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    marks = [pytest.mark.browser, pytest.mark.slow]
    if not Path(CHROMIUM).exists():
        marks.append(pytest.mark.skip(reason="no chromium here: `make setup` as root installs it"))
    for item in items:
        if "tests/browser" in item.nodeid:
            for mark in marks:
                item.add_marker(mark)


@pytest.fixture(scope="session", autouse=True)
def orm_beside_the_browser() -> None:
    """Playwright's loop runs in this thread; Django would take every query for one made inside it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def copies(town_database, django_db_blocker) -> Iterator[Any]:
    """The town with its accounts as `copies.peopled`, and copies of its database."""
    from django.db import transaction
    from django.test import override_settings
    from tests.browser.copies import Copies
    from tests.browser.town import Peopled, people
    from tests.fixtures.scratch import copied_database

    from anlan.kit import clock

    with django_db_blocker.unblock(), copied_database(town_database.name) as template:
        with template.pointed_at(), transaction.atomic(), override_settings(PASSWORD_HASHERS=HASHERS):
            town = town_database.built
            peopled = Peopled(town, people(town, clock.now()))
        made = Copies(template)
        made.peopled = peopled
        yield made
        made.close()


@pytest.fixture
def site(copies, django_db_blocker, settings, tmp_path) -> Iterator[Any]:
    """`site.url`, `site.peopled`: the town with its accounts behind a real server, gone afterwards."""
    from django.db import connection, connections
    from pytest_django.live_server_helper import LiveServer
    from tests.browser.town import fresh

    from anlan.portal.pace import LOOKS, REPORTS

    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = HASHERS
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.WHITENOISE_USE_FINDERS = False  # the test's server hands out what is static before it is asked
    LOOKS.forget()
    REPORTS.forget()
    with django_db_blocker.unblock(), copies.one() as copy, copy.pointed_at():
        connection.settings_dict["OPTIONS"]["pool"] = POOL
        server = LiveServer("localhost", start=False)
        server.thread.server_class = PromptServer
        server.peopled = fresh(copies.peopled)
        server.start()
        try:
            yield server
        finally:
            server.stop()
            connections.close_all()
            connection.close_pool()


@pytest.fixture(scope="session")
def driver() -> Iterator[Any]:
    """Playwright, once a process: a second one in the same thread is refused."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Any) -> Iterator[Any]:
    """One chromium for all walks."""
    started = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield started
    started.close()


class Reader:
    """One person before a screen. Every page they open is checked: no error, nothing sticks out, no axe finding."""

    def __init__(self, browser: Any, address: str, *, language: str, width: int, **extra: Any) -> None:
        context = browser.new_context(viewport={"width": width, "height": 900}, **extra)
        context.set_default_timeout(8000)
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        self.context, self.page = context, context.new_page()
        self.address, self.width = address, width
        self.complaints: list[str] = []
        self.shots = os.environ.get("ANLAN_SHOTS", "")
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        # The browser reports our own refusals (4xx) as errors too; those are what a walk asks for. A machine without a
        # graphics card draws the map in software and grumbles about that.
        expected = ("Failed to load resource", "GL Driver Message")
        if message.type in ("error", "warning") and not any(words in message.text for words in expected):
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        """Go to a page of the site."""
        self.page.goto(self.address + path)

    def looks(self, name: str) -> None:
        """Check the page as it stands now."""
        page = self.page
        if self.shots:
            page.screenshot(path=f"{self.shots}/{name}-{self.width}.png", full_page=True)
        wide, watched = page.evaluate("[document.documentElement.scrollWidth, typeof axe === 'object']")
        assert wide <= self.width, f"{name} is {wide} px wide at {self.width}"
        assert not self.complaints, f"{name}: {self.complaints}"
        if not watched:
            # Evaluated over the debugging protocol: the page's own policy would rightly refuse a foreign script.
            page.evaluate(axe_source())
        told = page.evaluate(VIOLATIONS, WCAG)
        assert not told, f"{name}: {told}"

    def press(self, selector: str) -> None:
        """Click and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def known_as(self, username: str, *, factor: bool = False) -> None:
        """Signed in already, with a second factor or without: the session the door would have opened."""
        from allauth.mfa.models import Authenticator
        from django.test import Client

        from anlan.access.models import Account

        client, account = Client(), Account.objects.get(username=username)
        client.force_login(account)
        session = client.session
        methods: list[dict[str, Any]] = [{"method": "password", "at": time.time(), "username": username}]
        if factor:
            device = Authenticator.objects.get(user=account)
            methods.append({"method": "mfa", "at": time.time(), "id": device.pk, "type": device.type})
        session["account_authentication_methods"] = methods
        session.save()
        self.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": self.address}])

    def sign_in(self, username: str, password: str) -> None:
        """Through the real door."""
        self.open("/accounts/login/?next=/desk/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.press("main form button[type=submit], main form button:not([type])")

    def do(self, verb: str, **fields: str) -> None:
        """Open a verb's form on the case page, fill it in and send it."""
        form = self.page.locator(f"details.verb:has(form[action$='/do/{verb}/'])").first
        if form.get_attribute("open") is None:
            form.locator("summary").click()
        for name, value in fields.items():
            box = form.locator(f"[name={name}]").first
            kind = box.evaluate("box => box.type")
            if kind == "radio":
                form.locator(f"[name={name}][value={value}]").check()
            elif kind.startswith("select"):
                box.select_option(value)
            else:
                box.fill(value)
        with self.page.expect_navigation():
            form.locator("form button").click()


@pytest.fixture
def reader(browser, site) -> Iterator[Callable[..., Reader]]:
    """`reader(language="en", width=390)`: somebody with a browser of their own."""
    opened: list[Reader] = []

    def sit_down(*, language: str = "zh-hans", width: int = 1440, **extra: Any) -> Reader:
        opened.append(Reader(browser, site.url, language=language, width=width, **extra))
        return opened[-1]

    yield sit_down
    for each in opened:
        each.context.close()
