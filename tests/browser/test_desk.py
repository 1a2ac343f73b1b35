"""The desk by keyboard, and news that come by themselves."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import httpx
import pytest
from django.db import connection
from tests.browser.test_walks import TWO_WAYS

from anlan.kit import clock
from anlan.ledger.public import assign_positions


def signed_in(reader, who: str = "wang.jing", **looks):
    """Somebody who came in already; the door itself is walked through in test_walks and test_admin."""
    operator = reader(**looks)
    operator.known_as(who)
    return operator


def listening(port: int) -> None:
    """Wait until somebody answers there."""
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)


@contextmanager
def streaming(site, settings) -> Iterator[None]:
    """The live process beside the test's server, on a port of its own, as `anlan up` runs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = connection.settings_dict
    who = f"{known['USER']}:{known['PASSWORD']}" if known["PASSWORD"] else known["USER"]
    address = f"postgresql://{who}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    web = urlsplit(site.url).port
    env = os.environ | {
        "ANLAN_DATABASE_URL": address, "ANLAN_DB_ROLE": "app", "ANLAN_LIVE_PORT": str(port),
        "ANLAN_WEB_PORT": str(web), "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "--no-ws"]
    command += ["--workers-kill-timeout", "1"]
    settings.ANLAN_LIVE_PORT = port
    with subprocess.Popen(
        [*command, "--log-level", "error", "anlan.config.asgi:application"], env=env
    ) as live:
        try:
            listening(port)
            assert httpx.get(f"http://127.0.0.1:{port}/live", timeout=20).status_code == 401
            yield
        finally:
            live.terminate()


@TWO_WAYS
def test_an_operator_walks_the_inbox_by_keyboard_alone(reader, site, language: str, width: int) -> None:
    town = site.peopled.town
    numbers = [town.report(at=clock.now()).number for _ in range(3)]
    operator = signed_in(reader, language=language, width=width)
    operator.open("/desk/")
    page = operator.page
    operator.looks("inbox")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == str(numbers[-1])
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    operator.looks("keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{numbers[-1]}/")
    page.keyboard.press("a")
    assert page.evaluate("!!document.activeElement.closest('details.verb')")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+k")
    assert page.is_visible("#palette")
    operator.looks("palette")
    page.keyboard.type(str(numbers[0]))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{numbers[0]}/")
    page.keyboard.press("u")
    page.wait_for_url("**/desk/")


def test_keys_do_nothing_while_somebody_types_and_can_be_switched_off(reader, site) -> None:
    site.peopled.town.report(at=clock.now())
    operator = signed_in(reader)
    operator.open("/desk/")
    page = operator.page
    page.fill("#q", "")
    page.focus("#q")
    page.keyboard.type("jk?")
    assert page.input_value("#q") == "jk?"
    assert not page.is_visible("#keys")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    operator.open("/desk/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


def test_news_come_by_themselves_and_keep_what_is_typed(reader, site, settings) -> None:
    town = site.peopled.town
    with streaming(site, settings):
        first = town.report(at=clock.now())
        operator, colleague = signed_in(reader), signed_in(reader, "zhou.hai")
        operator.open("/desk/")
        operator.page.wait_for_selector("#live[data-state=open]", state="attached")
        second = town.report(at=clock.now())
        elsewhere = town.report(at=clock.now(), place=town.far_grid)
        assign_positions()
        operator.page.wait_for_selector("#live-news")
        news = operator.page.text_content("#live-news")
        operator.looks("inbox-news")
        operator.page.click("#live-news a")
        operator.page.wait_for_selector(f"tr[data-number='{second.number}']")
        assert operator.page.query_selector(f"tr[data-number='{elsewhere.number}']") is None
        assert str(elsewhere.number) not in news

        operator.open(f"/desk/{first.number}/")
        operator.page.click("details.verb:last-of-type summary")
        operator.page.wait_for_selector("#live[data-state=open]", state="attached")
        colleague.open(f"/desk/{first.number}/")
        operator.page.wait_for_selector("#live-present")
        assert operator.page.text_content("#live-present") == "同时在看此事项：周海"
        assert operator.page.query_selector("#live-lost") is None
        operator.looks("case-present")
        colleague.page.close()
        operator.page.wait_for_selector("#live-present", state="detached")


def test_without_a_live_process_the_desk_works_as_before(reader, site) -> None:
    site.peopled.town.report(at=clock.now())
    operator = signed_in(reader)
    operator.open("/desk/")
    assert operator.page.query_selector("#live") is None


@pytest.mark.parametrize("port", [0, 8001])
def test_only_the_live_port_is_added_to_what_a_page_may_reach(client, settings, port) -> None:
    settings.ANLAN_LIVE_PORT = port
    policy = client.get("/no-such-page").headers["Content-Security-Policy"]
    assert ("http://testserver:8001" in policy) is bool(port)
    assert "connect-src 'self'" in policy
