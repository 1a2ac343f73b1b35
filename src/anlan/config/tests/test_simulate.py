"""A demonstration that goes on: only on a demonstration, only near, through the door that everybody uses."""

import base64
import threading
from collections import Counter
from random import Random

import pytest
import typer

from anlan.config.cli import simulate as command
from anlan.config.demo import simulation as simulating
from anlan.config.demo.crew import Alone
from anlan.config.demo.fill import Scale, fill
from anlan.config.demo.ground import ground
from anlan.config.demo.living import Known, Staff
from anlan.config.demo.people import LogIn, kept_logins, login_of
from anlan.config.demo.receipts import token_of
from anlan.config.demo.reporting import Reports, a_pace
from anlan.config.demo.simulation import Outside, Rhythm, Simulation
from anlan.interop.replay.client import totp
from anlan.kit import clock

OPERATOR = LogIn("operator", "x", "某", "operator", "全区")


def outside(stop=None, told=None):
    return Outside(
        clock.now, (told if told is not None else []).append, lambda _: None, stop or threading.Event()
    )


def test_a_code_is_what_every_authenticator_shows():
    """RFC 6238, appendix B: the last six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert [totp(secret, at) for at in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://127.0.0.1:8000", True), ("http://localhost:8000/", True), ("http://[::1]:8000", True),
        ("http://127.0.0.2:1", True), ("http://anlan.example.gov.cn", False), ("http://10.0.0.8:8000", False),
        ("http://127.0.0.1@10.0.0.8:8000", False), ("http://localhost.example.org", False), ("127.0.0.1", False),
        ("", False),
    ],
)  # fmt: skip
def test_only_this_machine_is_near(url, near):
    assert command._on_this_machine(url) is near


def test_another_machine_is_left_alone_unless_told(capsys):
    with pytest.raises(typer.Exit):
        command.simulate(url="http://10.0.0.8:8000")
    assert "--remote" in capsys.readouterr().err


@pytest.mark.parametrize(
    "answer", [(404, {}), (200, {"demonstration": False}), (200, {}), (200, {"demonstration": 1})]
)
def test_a_server_that_does_not_call_itself_a_demonstration_is_none(monkeypatch, answer):
    import httpx

    asked = Counter()

    def server(request):
        asked[request.url.path] += 1
        return httpx.Response(answer[0], json=answer[1])

    monkeypatch.setattr(simulating, "Connections", lambda: httpx.MockTransport(server))
    made = Simulation("http://127.0.0.1:1", [OPERATOR], Rhythm(), outside())
    assert made.is_demonstration() is False
    assert asked == {"/api/demonstration": 1}


@pytest.mark.django_db
def test_the_server_answers_from_its_ledger(client):
    from anlan.config.demo.mark import mark_begun

    assert client.get("/api/demonstration").json() == {"demonstration": False}
    mark_begun(days=1, a_day=1.0, at=clock.now())
    assert client.get("/api/demonstration").json() == {"demonstration": True}


def test_every_unit_that_has_a_log_in_is_found_by_its_code():
    codes = (
        "district.urban",
        "district.fire",
        "street10.police",
        "c001001.committee",
        "c102201.committee",
        "district.centre",
    )
    assert [login_of(code) for code in codes] == [
        "bureau",
        "fire",
        "police10",
        "community01",
        "community10",
        "",
    ]
    assert login_of("") == ""


def seen(state, **more):
    late = more.pop("late", False)
    part = {"unit": "u", "part": "lead", "state": "accepted", "step": ""}
    return {
        "state": state, "category": "noise", "place": 310105001001001, "lead_unit": "u", "late": late,
        "supervised": False, "reopened": 0, "words": "噪音", "parts": [part | more.pop("part", {})], **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "verbs", "who"),
    [
        (seen("reported", category=""), {"triage", "close"}, "operator"),
        (seen("routed"), {"dispatch"}, "operator"),
        (seen("dispatched", part={"state": "offered"}), {"accept", "raise_objection"}, "urban01"),
        (seen("dispatched", part={"state": "offered"}, late=True), {"accept"}, "urban01"),
        (seen("dispatched", part={"state": "objected"}), {"decide_objection"}, "operator"),
        (seen("handling"), {"act", "add_note", "suspend", "request_extension"}, ""),
        (seen("handling", part={"step": "visit"}), {"act", "add_note", "suspend", "request_extension"}, ""),
        (
            seen("handling", part={"step": "reply"}),
            {"finish", "add_note", "suspend", "request_extension"},
            "",
        ),
        (seen("suspended"), {"resume"}, "urban01"),
        (seen("handled"), {"verify", "send_back"}, ""),
        (seen("verified"), {"close"}, "operator"),
    ],
)
def test_each_state_asks_for_its_own_moves(shown, verbs, who):
    staff = Staff(ground(), {"u": "street01.urban"}, Random(7))
    steps = [staff.next(Known(1, "id", shown["state"]), shown) for _ in range(60)]
    assert {step.verb for step in steps} <= verbs
    assert all(who in step.who for step in steps)


def test_every_exception_comes_in_a_share_that_a_hotline_knows():
    """Of a thousand matters in each state: objected, sent back, more time asked, rated, reopened."""
    staff, token = Staff(ground(), {"u": "street01.urban"}, Random(11)), "t" * 26

    def share(shown, verb):
        steps = [staff.next(Known(1, "id", shown["state"], token=token), shown) for _ in range(1000)]
        return sum(step is not None and step.verb == verb for step in steps) / 1000

    assert 0.04 < share(seen("dispatched", part={"state": "offered"}), "raise_objection") < 0.11
    assert 0.06 < share(seen("handled"), "send_back") < 0.13
    assert 0.01 < share(seen("handling", part={"step": "visit"}), "request_extension") < 0.06
    assert 0.34 < share(seen("closed"), "rate") < 0.5
    assert 0.01 < share(seen("closed"), "reopen") < 0.06
    assert share(seen("closed", reopened=1), "reopen") == 0


def test_whoever_reported_a_matter_of_the_fill_can_be_answered_for():
    assert token_of(104551) == token_of(104551) != token_of(104552)
    assert len(token_of(1)) == 26
    assert token_of(1).isalnum()


def test_whoever_has_no_token_neither_rates_nor_reopens():
    staff = Staff(ground(), {}, Random(7))
    assert all(
        staff.next(Known(1, "id", state), seen(state)) is None
        for state in ("closed", "rated")
        for _ in range(20)
    )
    assert staff.next(Known(1, "id", "merged"), seen("merged")) is None


def test_reports_come_from_inside_their_grid_and_at_the_pace_of_the_fill():
    from datetime import UTC, datetime, timedelta

    import shapely

    land = ground(1)
    reports = Reports(land, Random(3))
    for _ in range(50):
        grid, body = reports.new(clock.now())
        assert shapely.dwithin(land.cells[grid], shapely.Point(body["lon"], body["lat"]), 1e-5)
        assert body["words"]
    day = datetime(2026, 11, 16, 16, tzinfo=UTC)  # midnight in Shanghai, a Tuesday begins
    assert 200 < sum(a_pace(day + timedelta(hours=hour)) for hour in range(24)) < 300


@pytest.fixture
def web(scratch_database, settings):
    """A real server on a database of its own."""
    from pytest_django.live_server_helper import LiveServer

    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    server = LiveServer("localhost")
    yield server
    server.stop()


def test_a_filled_district_goes_on_over_http_and_its_ledger_stays_sound(web, tmp_path, monkeypatch):
    from anlan.cases.models import Case
    from anlan.ledger.public import assign_positions, verify

    monkeypatch.setattr(simulating, "ground", lambda: ground(1))
    small = Scale(days=2, a_day=25, streets=1, premises=10)
    fill(now=clock.now(), logins=tmp_path / "l", crew=Alone(), scale=small, tick=lambda *_: None)
    before, told = Case.objects.count(), []
    rhythm = Rhythm(rate=2, speed=3000, seconds=40, matters=4)
    run = Simulation(web.url, kept_logins(tmp_path / "l"), rhythm, outside(told=told))
    try:
        assert run.is_demonstration()
        run.run()
    finally:
        run.close()
    assert (run.counts["report"], Case.objects.count()) == (4, before + 4)
    assert sum(run.counts.values()) > 6, run.counts
    assert not told
    while assign_positions():
        pass
    assert verify().sound


def test_it_ends_when_told_so(monkeypatch):
    stop = threading.Event()
    made = Simulation("http://127.0.0.1:9", [OPERATOR], Rhythm(), outside(stop))
    monkeypatch.setattr(made._operator, "get", lambda *_, **__: [])
    threading.Timer(0.05, stop.set).start()
    made.run()
    assert made.counts == Counter()
