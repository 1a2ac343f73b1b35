"""The bulk path makes the very rows and facts that the verbs make: only ids, secrets and the machine's clock differ."""

from datetime import timedelta
from itertools import zip_longest
from typing import Any

import pytest
from django.db import transaction

from anlan.access.public import anonymous, reporter, service, token_hmac
from anlan.cases.errors import MoveForbidden
from anlan.cases.models import Case, CaseText, Clock, Intake
from anlan.cases.opening.whereabouts import find
from anlan.cases.public import VERBS, Bulk, Sent, UnitBook, draw_numbers, likely_duplicates, sweep
from anlan.cases.routing.clauses import owner
from anlan.cases.scheme.section import CASES
from anlan.cases.tests.bulk.told import told
from anlan.kit.sealing import unseal
from anlan.ledger.models import FactRow
from anlan.ledger.public import assign_positions, facts_after, give_positions, run_reactions, verify
from anlan.parties.public import Unit
from anlan.places.public import locate_one
from anlan.schemes.public import current

pytestmark = pytest.mark.slow
SOLVED = {"reached": "yes", "resolved": "yes", "satisfied": "very"}
CONTACT = ("act", "squad", 2, {"step": "contact", "answers": {"reached": "yes"}})
REPLY = ("act", "squad", 4, {"step": "reply", "words": "已电话答复"})
FINISH = ("finish", "squad", 5, {"words": "已挪车，加装提示牌"})
VERIFY = ("verify", "operator", 20, {"answers": SOLVED})
CLOSE = ("close", "operator", 21, {"outcome": "solved", "words": "通道已恢复畅通"})
ACCEPT: Any = ("accept", "squad", 1, {})
HANDLED = [ACCEPT, CONTACT, REPLY, FINISH]

# verb, who, hours after the report, what
STORIES = {
    "untouched": [],
    "closed": [*HANDLED, VERIFY, CLOSE],
    "rated": [*HANDLED, VERIFY, CLOSE, ("rate", "reporter", 40, {"score": 4, "words": "很快"})],
    "late": [("accept", "squad", 30, {}), ("add_note", "operator", 400, {"words": "请尽快回复", "public": True})],
    "escalated by hand": [*HANDLED[:2], ("escalate", "supervisor", 30, {"words": "影响较大"})],
    "supervised": [
        ACCEPT,
        ("supervise", "leader", 3, {"words": "三日内报进展"}),
        ("supervise", "leader", 50, {"on": False, "words": "已办"}),
    ],
    "objection upheld": [
        ("raise_objection", "squad", 2, {"words": "不属于本单位"}),
        ("decide_objection", "operator", 3, {"upheld": True, "words": "同意"}),
        ("triage", "operator", 4, {"category": "lighting", "words": "路灯"}),
        ("accept", "office", 5, {}),
    ],
    "objection refused": [
        ("raise_objection", "squad", 2, {"words": "不属于本单位"}),
        ("decide_objection", "operator", 3, {"upheld": False, "words": "首接负责"}),
        ("accept", "squad", 6, {}),
    ],
    "extended": [
        ACCEPT, CONTACT,
        ("request_extension", "squad", 20, {"clock": "handle", "value": 3, "words": "等待备件"}),
        ("decide_extension", "supervisor", 22, {"granted": True, "words": "同意"}),
        ("add_note", "operator", 400, {"words": "仍在等"}),
    ],
    "extension refused": [
        ACCEPT,
        ("request_extension", "squad", 20, {"clock": "handle", "value": 3, "words": "等待备件"}),
        ("decide_extension", "supervisor", 22, {"granted": False, "words": "抓紧"}),
    ],
    "extension never decided": [
        ACCEPT, CONTACT, ("act", "squad", 21, {"step": "reply"}),
        ("request_extension", "squad", 22, {"clock": "handle", "value": 3, "words": "等待备件"}),
        ("finish", "squad", 30, {"words": "备件已到"}),
    ],
    "suspended and on": [
        ACCEPT, CONTACT,
        ("suspend", "squad", 6, {"reason": "weather", "words": "连日降雨"}),
        ("resume", "squad", 80, {"words": "天晴"}),
        ("act", "squad", 90, {"step": "visit", "answers": {"found": "已干"}}),
        ("act", "squad", 91, {"step": "reply"}),
        ("finish", "squad", 92, {"words": "已修补"}),
    ],
    "sent back": [
        *HANDLED,
        ("send_back", "operator", 26, {"words": "车还在"}),
        ("act", "squad", 28, {"step": "contact", "answers": {"reached": "no"}}),
        ("act", "squad", 29, {"step": "reply"}),
        ("finish", "squad", 30, {"words": "再次处理"}),
        ("verify", "operator", 50, {"answers": {"reached": "yes"}, "words": "已解决"}),
    ],
    "reopened": [
        *HANDLED, VERIFY, CLOSE,
        ("rate", "reporter", 30, {"score": 1}),
        ("reopen", "reporter", 60, {"words": "又停回来了"}),
        ("act", "squad", 70, {"step": "contact", "answers": {"reached": "yes"}}),
        ("act", "squad", 71, {"step": "reply"}),
        ("finish", "squad", 72, {"words": "再次清理"}),
    ],
    "not ours": [
        ("raise_objection", "squad", 2, {"words": "不属于本单位"}),
        ("decide_objection", "operator", 3, {"upheld": True, "words": "同意"}),
        ("close", "operator", 4, {"outcome": "not_ours", "words": "不属于受理范围"}),
        ("reopen", "operator", 5, {"words": "误结"}),
    ],
    "sent elsewhere": [
        ACCEPT,
        ("dispatch", "operator", 3, {"lead": "office", "words": "应由街道办理"}),
        ("accept", "office", 4, {}),
    ],
    "routed by hand": [
        ("raise_objection", "squad", 2, {"words": "不属于本单位"}),
        ("decide_objection", "operator", 3, {"upheld": True, "words": "同意"}),
        ("route", "operator", 4, {"unit": "office", "words": "由街道牵头"}),
    ],
    "merged": [("merge", "operator", 3, {"into": "other", "words": "同一件事"})],
}  # fmt: skip


@pytest.fixture
def actors(town):
    return {
        "squad": town.actor("handler", unit="street1.urban"),
        "office": town.actor("handler", unit="street1.office"),
        "operator": town.actor("operator"),
        "supervisor": town.actor("supervisor"),
        "leader": town.actor("leader"),
    }


def given(what, town, other):
    ids = {"office": town.units["street1.office"].id}
    return {
        key: ids.get(value, value) if key in ("lead", "unit") else other if key == "into" else value
        for key, value in what.items()
    }


SENT = {
    "words": "小区门口消防通道被车辆占用",
    "category": "parking",
    "address": "槐荫路12弄",
    "answers": {"callback_time": "evening"},
}


def one_report(town, key="key-000001", **changed):
    """A bulk, and the one matter reported in it."""
    sent = {**SENT, **({"place": town.grid} if "lon" not in changed else {}), **changed}
    bulk = Bulk(current("hotline"), UnitBook(Unit.objects.all()), iter(draw_numbers(1)))
    where = find(**{name: sent[name] for name in ("lon", "lat", "place") if name in sent})
    return bulk, bulk.report(Sent(**sent), where, by=anonymous, at=town.at, source="api", key=key)


def by_verbs(town, actors, story, sent):
    start = town.at
    receipts = [
        VERBS["report"](by=anonymous, at=start, source="test", key=key, capability="hotline", **sent)
        for key in ("key-000001", "key-000002")
    ]
    town.settle()
    case, other = (receipt.case for receipt in receipts)
    for verb, who, hours, what in story:
        until = start + timedelta(hours=hours)
        sweep_to(town, until, case)
        town.at = until
        by = reporter(token_hmac(receipts[0].token)) if who == "reporter" else actors[who]
        VERBS[verb](by=by, at=until, case=case, **given(what, town, other))
        town.settle()
    sweep_to(town, start + timedelta(hours=500), case)
    return case, other


def sweep_to(town, until, case):
    """Every look of the case until `until`, at the next full minute, as the periodic task would."""
    while True:
        looks = Clock.objects.filter(case=case, stopped_at=None, next_look__lte=until).order_by("next_look")
        if not (look := looks.first()):
            return
        assert look.next_look is not None
        moment = look.next_look.replace(second=0, microsecond=0)
        town.at = moment if moment == look.next_look else moment + timedelta(minutes=1)
        if town.at > until:
            return
        VERBS["escalate"](by=service("sweeper"), at=town.at, case=case, clock=look.id)
        town.settle()


def by_bulk(town, actors, story, sent):
    start = town.at
    bulk = Bulk(current("hotline"), UnitBook(Unit.objects.all()), iter(draw_numbers(2)), lag=timedelta(0))
    where = find(**{key: value for key, value in sent.items() if key in ("lon", "lat", "place", "premises")})
    matter, other = (
        bulk.report(Sent(**sent), where, by=anonymous, at=start, source="bulk", key=key)
        for key in ("key-000001", "key-000002")
    )
    for verb, who, hours, what in story:
        until = start + timedelta(hours=hours)
        bulk.sweep(matter, until)
        by = reporter(token_hmac(matter.token)) if who == "reporter" else actors[who]
        bulk.do(matter, verb, by=by, at=until, **given(what, town, other.case.id))
    bulk.sweep(matter, start + timedelta(hours=500))
    give_positions(bulk.save(), reacted=True)
    return matter.case.id, other.case.id


def compare(town, actors, story, sent):
    start = town.at
    units = sorted((unit.id for unit in town.units.values()), key=str)
    verbs = told(by_verbs(town, actors, story, sent), units)
    town.at = start
    bulk = told(by_bulk(town, actors, story, sent), units)
    assert verbs.keys() == bulk.keys()
    for name in verbs:
        for one, other in zip_longest(verbs[name], bulk[name]):
            assert other == one, name
    assert verify().sound


@pytest.mark.parametrize("name", STORIES)
def test_a_story_leaves_the_same_rows_and_facts_as_the_verbs(town, actors, name):
    compare(town, actors, STORIES[name], {**SENT, "place": town.grid})


@pytest.mark.parametrize("category", ["noise", "fire", "neighbours", "food", ""])
def test_every_category_finds_the_same_owner_by_day_and_by_night(town, actors, category):
    lon, lat = town.district.points[town.far_grid]
    sent = {"words": "夜里声音很大", "category": category, "lon": lon, "lat": lat}
    story = [("triage", "operator", 2, {"category": "property"})] if not category else []
    compare(town, actors, story, sent)
    town.later(hours=14 + 24)
    _, made = one_report(town, **{**sent, "words": "深夜又响"})
    section = current("hotline").section(CASES)
    found = owner(section, category=category, place=town.far_grid, premises_kind="", at=town.at)
    assert made.case.lead_unit == (found.unit.id if category else None)


def test_the_same_key_sent_later_finds_the_case_that_the_bulk_made(town):
    bulk, matter = one_report(town, key="key-000007")
    give_positions(bulk.save(), reacted=True)
    sent = {**SENT, "place": town.grid, "source": "api", "key": "key-000007", "capability": "hotline"}
    again = VERBS["report"](by=anonymous, at=town.later(hours=1), **sent)
    assert (again.case, again.repeated, again.token) == (matter.case.id, True, matter.token)
    assert unseal("cases.intake", bytes(Intake.objects.get(case=matter.case.id).sealed_answer))


def test_what_the_bulk_made_is_found_by_search_and_as_a_duplicate(town):
    lon, lat = town.district.points[town.grid]
    bulk, _ = one_report(town, lon=lon, lat=lat)
    give_positions(bulk.save(), reacted=True)
    found = likely_duplicates(words="消防通道被车辆占用，门口", at=town.later(hours=1), lon=lon, lat=lat)
    assert len(found) == 1
    assert CaseText.objects.extra(where=["terms @@ '''消防''&''通道'''::tsquery"]).count() == 1


def test_no_reaction_and_no_sweep_has_anything_left_to_do(town, actors):
    by_bulk(town, actors, STORIES["late"], {**SENT, "place": town.grid})
    before = FactRow.objects.count()
    assert assign_positions() == 0
    assert run_reactions(at=town.at, strict=True) == 0
    assert sweep(town.at + timedelta(hours=400)) == 2  # both clocks of the other case, which nobody swept
    assert FactRow.objects.count() == before + 2


def test_positions_follow_the_times_of_the_facts(town, actors):
    newest = facts_after(0, limit=10_000)[-1].position
    by_bulk(town, actors, STORIES["rated"], {**SENT, "place": town.grid})
    times = [found.fact.at for found in facts_after(newest, limit=10_000)]
    assert times == sorted(times)
    assert len(times) > 10


def test_a_move_the_table_forbids_is_refused_in_the_bulk_too(town, actors):
    bulk, matter = one_report(town)
    with pytest.raises(MoveForbidden):
        bulk.do(matter, "rate", by=actors["operator"], at=town.at, score=5)


def test_a_bulk_is_saved_whole_or_not_at_all(town, actors):
    before = Case.objects.count(), FactRow.objects.count()

    def broken():
        with transaction.atomic():
            by_bulk(town, actors, STORIES["closed"], {**SENT, "place": town.grid})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert (Case.objects.count(), FactRow.objects.count()) == before


def test_the_place_of_a_point_is_the_one_located(town):
    lon, lat = town.district.points[town.far_grid]
    assert find(lon=lon, lat=lat).place == locate_one(lon, lat) == town.far_grid
