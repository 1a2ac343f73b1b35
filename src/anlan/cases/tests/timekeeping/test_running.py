"""Clocks of real cases: started and stopped by events, swept exactly once, explained in both languages."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

import anlan.cases
from anlan.cases.clocks.rules import EVENTS, ClockRule
from anlan.cases.errors import PromiseWrong
from anlan.cases.models import Case, Clock
from anlan.cases.public import sweep
from anlan.cases.scheme.section import CASES
from anlan.cases.tests.verbs.moves import do, everything, last, ready
from anlan.ledger.public import history
from anlan.schemes.public import Scheme, current

ROOM = Path(anlan.cases.__file__).parent
FILES = [*(ROOM / "verbs").glob("*.py"), ROOM / "opening" / "intake.py"]
# A clock whose end the source promised.
SLA = {"code": "sla", "start": "reported", "end": ["closed"], "due_field": "due", "value": None, "unit": None}


def emitted(file: Path) -> set[str]:
    """The events a file says `happened`; `act:` for the capability's own."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if called in ("happened", "Happening"):
            event = node.args[called == "happened"]
            found.add(event.value if isinstance(event, ast.Constant) else "act:")
    return found


def test_every_event_of_the_language_is_made_by_its_verb_and_no_other_is():
    by_verb = {file.stem: emitted(file) for file in FILES}
    by_verb["report"] |= by_verb.pop("intake") - {"routed"}
    assert set().union(*by_verb.values()) == set(EVENTS) | {"act:"}
    for event, verb in EVENTS.items():
        assert event in by_verb[verb], event


@pytest.fixture
def clocks(gallery, monkeypatch):
    """`clocks({...}, …)`: as if the capability had these clocks."""

    def rules(*given):
        base = {"title": {"zh": "时限", "en": "Limit"}, "value": 2, "unit": "hour", "provision": "local-sign"}
        made = tuple(ClockRule.model_validate({**base, "per": "case", **one}) for one in given)
        section = current("hotline").section(CASES).model_copy(update={"clocks": made})
        monkeypatch.setattr(Scheme, "section", lambda self, key: section)

    return rules


@pytest.mark.parametrize(
    ("event", "verb"), [(event, verb) for event, verb in EVENTS.items() if verb not in ("report", "close")]
)
def test_an_event_starts_a_clock_and_the_closing_ends_it(gallery, clocks, event, verb):
    ready(gallery, verb)
    Clock.objects.all().delete()
    extend = {"extend": {"value": 1}, "code": "handle", "start": "reported", "end": ["closed"], "value": 9}
    clocks({"code": "probe", "start": event, "end": ["closed"]}, extend)
    if verb in ("request_extension", "decide_extension"):
        case = gallery.case("handling")
        Clock.objects.create(
            case=case, rule="handle", started_at=gallery.town.at, due_at=gallery.town.at + timedelta(hours=9)
        )
    if verb == "decide_extension":
        do(gallery, "request_extension", value=1)
    changed = do(gallery, verb, **({"value": 1} if verb == "request_extension" else {}))
    clock = changed.clocks.get(rule="probe")
    assert clock.started_at == gallery.town.at
    assert clock.explanation["event"] == event


def test_a_report_starts_what_waits_for_it_and_what_its_route_starts(gallery, clocks):
    clocks(
        {"code": "a", "start": "reported", "end": ["closed"]},
        {"code": "b", "start": "routed", "end": ["closed"]},
    )
    case = Case.objects.get(pk=gallery.town.report().case)
    assert set(case.clocks.values_list("rule", flat=True)) == {"a", "b"}
    assert case.next_due == gallery.town.at + timedelta(hours=2)


def two_that_reaching_stops(gallery, clocks):
    """A case with two clocks that run: one counts the time a device says, the other ours."""
    case = gallery.case("handling")
    case.clocks.all().delete()
    clocks(
        {"code": "reach", "start": "supervised", "end": ["act:contact"], "said_time_counts": True},
        {"code": "ours", "start": "supervised", "end": ["act:contact"]},
    )
    do(gallery, "supervise")
    return case


def test_a_clock_that_counts_a_devices_time_stops_when_the_device_says(gallery, clocks):
    case = two_that_reaching_stops(gallery, clocks)
    said = gallery.town.at + timedelta(hours=1)
    do(gallery, "act", at=gallery.town.later(hours=3), said_at=said)
    stops = dict(case.clocks.values_list("rule", "stopped_at"))
    assert stops == {"reach": said, "ours": gallery.town.at}
    assert last(case.id).payload["met"] == ["reach"]
    assert last(case.id).payload["missed"] == ["ours"]


def test_the_sweeper_does_not_make_late_what_was_done_in_time(gallery, clocks):
    case = two_that_reaching_stops(gallery, clocks)
    due = case.clocks.get(rule="ours").due_at
    assert sweep(due) == 2
    do(gallery, "act", at=due, said_at=due - timedelta(hours=1))
    assert sorted(last(case.id).payload["met"]) == ["ours", "reach"]


def test_a_promised_deadline_of_the_source_is_kept(gallery, clocks):
    clocks(SLA)
    operator = gallery.actor("operator")
    promised = gallery.town.at + timedelta(days=2)
    with_it = gallery.town.report(by=operator, channel="phone", outside={"due": promised.isoformat()})
    without = gallery.town.report(by=operator, channel="phone", outside={"ticket": "7"})
    clock = Case.objects.get(pk=with_it.case).clocks.get()
    assert clock.promised == clock.due_at == promised
    assert not Case.objects.get(pk=without.case).clocks.exists()


@pytest.mark.parametrize("promised", ["soon", "2026-03-05T10:00:00", 7, ["2026"], {"at": 1}])
def test_a_promise_that_is_no_time_is_refused_and_nothing_is_kept(gallery, clocks, promised):
    clocks(SLA)
    before = everything()
    with pytest.raises(PromiseWrong) as refusal:
        gallery.town.report(by=gallery.actor("operator"), channel="phone", outside={"due": promised})
    assert refusal.value.field == "outside"
    assert everything() == before


def levels(case):
    return [fact.payload["level"] for fact in history(case) if fact.kind == "cases.escalate"]


def test_the_sweeper_takes_every_look_once_in_order(gallery):
    case = gallery.case("handling")
    assert sweep(gallery.town.at) == 0
    due = case.clocks.get(rule="handle").due_at
    Clock.objects.exclude(case=case).delete()
    done = [sweep(due - timedelta(days=1)), sweep(due - timedelta(days=1))]
    done += [sweep(due), sweep(due), sweep(due + timedelta(days=1)), sweep(due + timedelta(days=30))]
    assert done == [1, 0, 1, 0, 1, 1]
    assert levels(case.id) == ["unit", "late", "supervisor", "leader"]
    case.refresh_from_db()
    assert (case.late, case.escalation) == (True, 4)
    assert sweep(due + timedelta(days=300)) == 0


def test_after_a_long_night_the_highest_level_is_told_once_instead_of_every_level_in_a_burst(gallery):
    case = gallery.case("handling")
    Clock.objects.exclude(case=case).delete()
    morning = gallery.town.later(days=60)
    assert [sweep(morning) for _ in range(3)] == [1, 0, 0]
    assert levels(case.id) == ["leader"]


def test_a_suspended_case_is_not_swept_for_the_clock_that_stands_still(gallery):
    case = gallery.case("suspended")
    Clock.objects.exclude(case=case).delete()
    assert sweep(gallery.town.later(days=60)) == 0


def test_what_ended_is_not_swept(gallery):
    case = gallery.case("handling")
    Clock.objects.exclude(case=case).delete()
    do(gallery, "act")
    do(gallery, "act", step="reply", answers={})
    do(gallery, "finish")
    case.clocks.exclude(rule="handle").delete()
    assert sweep(gallery.town.later(days=60)) == 0


def test_a_clock_that_cannot_be_looked_at_does_not_stop_the_others(gallery):
    first, second = gallery.case("handling"), gallery.case("dispatched")
    Clock.objects.exclude(case__in=[first, second]).delete()
    first.clocks.update(rule="gone_from_the_scheme")
    assert sweep(gallery.town.later(days=60)) == second.clocks.count()
    assert levels(second.id)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-hans",
            "2026年3月9日18:00到期：自派遣（2026年3月2日09:00）起5个工作日，不计周末2天；依据济南市12345",
        ),
        (
            "en",
            "due 2026-03-09 18:00: 5 working days from dispatch (2026-03-02 09:00), 2 weekend days excluded; Jinan",
        ),
    ],
)
def test_over_http_a_deadline_is_explained_in_the_language_asked_for(gallery, browser, language, words):
    number = gallery.case("handling").number
    answer = browser("operator").get(f"/api/cases/{number}", headers={"Accept-Language": language})
    shown = {clock["rule"]: clock for clock in answer.json()["clocks"]}
    assert shown["handle"]["explanation"].startswith(words)
    assert shown["handle"]["title"] == {"zh-hans": "办理时限", "en": "Time to handle"}[language]


def test_the_reporter_reads_the_same_explanation(gallery, browser):
    answer = browser(None).get(f"/api/track/{gallery.tokens['handling']}", headers={"Accept-Language": "en"})
    assert "5 working days from dispatch" in str(answer.json()["clocks"])
