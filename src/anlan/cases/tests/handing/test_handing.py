"""A unit that closes hands its open work over: looked at, moved one by one, stopped, gone on with, left."""

import pytest

from anlan.access.models import Grant
from anlan.access.public import NotPermitted, actor_by_id
from anlan.cases.handing import heirs
from anlan.cases.handing.errors import (
    HandOverNotFound,
    HandOverNotRunning,
    HandOverNotStopped,
    HandOverRunning,
    HeirClosed,
    HeirIsItself,
    NothingToHandOver,
)
from anlan.cases.handing.foreseeing import foresee
from anlan.cases.handing.heirs import Choice
from anlan.cases.handing.running import run_portion
from anlan.cases.handing.verbs.begin import begin
from anlan.cases.handing.verbs.go_on import go_on
from anlan.cases.handing.verbs.leave import leave
from anlan.cases.handing.verbs.stop import stop
from anlan.cases.handing.work import open_count
from anlan.cases.models import Assignment, Case
from anlan.cases.models.handing import HandOver
from anlan.cases.public import dispatch
from anlan.kit import clock
from anlan.ledger.models import FactRow
from anlan.parties.errors import StillAtWork
from anlan.parties.public import close_unit, unit, unit_by_id

UNIT, WORDS = "street1.urban", "长机编〔2026〕3号：中队撤并"
PAGE = "/desk/admin/units/{}/handover/"


@pytest.fixture
def hand(gallery):
    """`hand.begin()`, `hand.run()`: the squad of the first street closes, as its administrator asks."""
    return Hand(gallery)


class Hand:
    def __init__(self, gallery):
        self.gallery, self.town = gallery, gallery.town
        self.unit = gallery.town.units[UNIT]
        self.by = actor_by_id(gallery.near["system_admin"], at=self.town.at, mfa=False)

    def __call__(self, verb, **given):
        call = {"by": self.by, "at": self.town.at, "unit": self.unit.id}
        return verb(**{**call, **given})

    def begin(self, *choices, **given):
        return self(begin, choices=choices, words=WORDS, **given)

    def run(self, most=1000):
        return run_portion(self.now().pk, at=self.town.later(minutes=1), most=most)

    def now(self):
        return HandOver.objects.get(unit=self.unit.id)

    def closed(self):
        return unit(UNIT).valid_to is not None


def led_by(code):
    return Case.objects.filter(
        lead_unit=unit(code).id, state__in=["routed", "dispatched", "handling", "suspended"]
    )


def test_what_would_happen_is_counted_by_kind_street_and_state(gallery, hand):
    seen = foresee(hand.unit, [], hand.town.at)
    assert seen.count == open_count(hand.unit.id) == 7
    assert (seen.states["handling"], seen.states["dispatched"]) == (1, 2)
    assert seen.nobody == 0
    (line,) = seen.lines
    assert line.takers == [(gallery.town.units["district.urban"].name_zh, 7)]
    assert {one.title for one in seen.running} >= {"办理时限"}
    assert any("济南" in one.provision for one in seen.running)
    assert not Assignment.objects.filter(unit=gallery.town.units["street1.office"].id).exists()


def test_everything_goes_to_the_next_by_the_routing_and_the_unit_closes(gallery, hand):
    begun = hand.begin()
    assert not hand.run()
    held = hand.now()
    assert (held.state, held.moved, held.why) == ("done", 7, "through")
    assert open_count(hand.unit.id) == 0
    assert hand.closed()
    facts = FactRow.objects.filter(batch=begun.pk).values_list("kind", flat=True)
    assert sorted(facts) == sorted(
        ["cases.begin_handing", *["cases.dispatch"] * 6, "cases.route", "cases.end_handing"]
    )


def test_it_stops_goes_on_and_moves_each_once(gallery, hand):
    hand.begin()
    assert hand.run(most=2)
    hand(stop)
    assert hand.now().state == "stopped"
    assert not hand.run()
    assert hand.now().moved == 2
    with pytest.raises(HandOverNotRunning):
        hand(stop)
    hand(go_on)
    assert not hand.run()
    assert (hand.now().moved, hand.closed()) == (7, True)
    assert FactRow.objects.filter(kind="cases.dispatch", batch=hand.now().pk).count() == 6


def test_a_case_that_went_elsewhere_meanwhile_is_left_alone(gallery, hand):
    hand.begin()
    assert hand.run(most=1)
    moved = Case.objects.filter(lead_unit=hand.unit.id, state="handling").order_by("-number").first()
    elsewhere = gallery.town.units["street1.police"].id
    by = gallery.actor("operator")
    dispatch(by=by, at=gallery.town.at, case=moved.id, lead=elsewhere, words="改派派出所")
    assert not hand.run()
    moved.refresh_from_db()
    assert moved.lead_unit == elsewhere
    assert (hand.now().moved, hand.closed()) == (6, True)


def test_what_comes_in_meanwhile_goes_too(gallery, hand):
    hand.begin()
    hand.run(most=7)
    late = gallery.town.case()
    assert late.lead_unit == hand.unit.id
    assert not hand.run()
    late.refresh_from_db()
    assert late.lead_unit != hand.unit.id
    assert hand.closed()


def test_whoever_was_chosen_takes_it_and_the_narrower_choice_decides(gallery, hand):
    street = gallery.town.district.streets[0]
    police, office = (gallery.town.units[f"street1.{kind}"].id for kind in ("police", "office"))
    hand.begin(Choice(office), Choice(police, "hotline", "parking", street))
    assert not hand.run()
    assert led_by("street1.police").count() == 5
    assert led_by("street1.office").count() == 0


def test_a_successor_that_closes_in_the_middle_leaves_the_rest_where_it_is(gallery, hand):
    heir = gallery.town.units["street2.urban"]
    hand.begin(Choice(heir.id))
    hand.run(most=2)
    close_unit(unit=heir.id, by=gallery.town.actor("system_admin"), at=gallery.town.at, leave=True)
    assert not hand.run()
    held = hand.now()
    assert (held.state, held.moved, held.why) == ("waiting", 2, "stays")
    assert not hand.closed()
    assert held.reasons == {"heir_closed": 5}
    assert len(held.left) == 5
    with pytest.raises(HeirClosed):
        hand(go_on, choices=[Choice(heir.id)])
    hand(go_on, choices=[Choice(gallery.town.units["street1.office"].id)])
    assert not hand.run()
    assert (hand.now().state, hand.closed()) == ("done", True)


def test_the_next_by_the_routing_closes_in_the_middle_and_the_one_after_it_takes_over(gallery, hand):
    first = foresee(hand.unit, [], hand.town.at).lines[0]
    hand.begin()
    hand.run(most=2)
    taken = Case.objects.exclude(lead_unit=hand.unit.id).filter(changed_by=hand.by.ref).first()
    heir = unit_by_id(taken.lead_unit, hand.town.at)
    assert heir is not None
    close_unit(unit=heir.id, by=gallery.town.actor("system_admin"), at=gallery.town.at, leave=True)
    assert not hand.run()
    assert open_count(heir.id) == 2
    assert first.heirs.total() == 7
    assert hand.now().state in ("done", "waiting")


def test_an_administrator_who_loses_the_role_stops_it_and_another_goes_on(gallery, hand):
    hand.begin()
    hand.run(most=2)
    Grant.objects.filter(account_id=hand.by.account_id).update(until=gallery.town.at)
    assert not hand.run()
    held = hand.now()
    assert (held.state, held.why, held.moved) == ("stopped", "role_lost", 2)
    assert not hand.closed()
    lost = actor_by_id(gallery.near["system_admin"], at=gallery.town.at, mfa=False)
    with pytest.raises(NotPermitted):
        hand(go_on, by=lost)


def test_what_nobody_takes_is_left_only_when_somebody_says_so(gallery, hand, monkeypatch):
    monkeypatch.setattr(heirs, "owner", lambda *_args, **_given: None)
    hand.begin()
    with pytest.raises(HandOverNotStopped):
        hand(leave)
    assert not hand.run()
    assert hand.now().reasons == {"nobody_takes_it": 7}
    with pytest.raises(StillAtWork):
        close_unit(unit=hand.unit.id, by=hand.by, at=hand.town.at)
    hand(leave)
    assert (hand.now().state, hand.now().why, hand.closed()) == ("done", "left", True)
    assert open_count(hand.unit.id) == 7


def test_beginning_is_refused_where_it_makes_no_sense(gallery, hand):
    with pytest.raises(HeirIsItself):
        hand.begin(Choice(hand.unit.id))
    with pytest.raises(NothingToHandOver):
        hand.begin(unit=gallery.town.units["street2.police"].id)
    for verb in (stop, go_on, leave):
        with pytest.raises(HandOverNotFound):
            hand(verb)
    hand.begin()
    with pytest.raises(HandOverRunning):
        hand.begin()
    with pytest.raises(HandOverNotStopped):
        hand(go_on)


def test_nobody_else_may_begin_stop_go_on_or_leave(gallery, hand):
    for role in ("operator", "supervisor", "leader", "auditor", "security_admin"):
        actor = gallery.actor(role)
        for verb, given in ((begin, {"words": WORDS}), (stop, {}), (go_on, {}), (leave, {})):
            with pytest.raises(NotPermitted):
                hand(verb, by=actor, **given)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_the_plan_the_progress_and_the_end(gallery, hand, browser, language):
    client, path = browser("system_admin"), PAGE.format(hand.unit.id)
    client.cookies["django_language"] = language
    page = client.get(path)
    assert page.status_code == 200
    text = page.content.decode()
    assert "一件" not in text, "numbers and titles only: this reader sees no case"
    chosen = {"all": "street2.urban"}
    assert (
        gallery.town.units["street2.urban"].name_zh in client.get(path, chosen).content.decode()
        or language == "en"
    )
    assert client.post(path, {"do": "begin", "words": ""}).status_code == 422
    assert client.post(path, {"do": "begin", "words": WORDS, "all": "no-such"}).status_code == 404
    assert client.post(path, {"do": "anything"}).status_code == 404
    assert client.post(path, {"do": "begin", "words": WORDS}).status_code == 302
    assert 'data-fresh="3"' in client.get(path).content.decode()
    assert client.post(path, {"do": "stop"}).status_code == 302
    assert client.get(path).status_code == 200
    assert client.post(path, {"do": "go_on"}).status_code == 302
    run_portion(hand.now().pk, at=clock.now(), most=1000)
    ended = client.get(path)
    assert ended.status_code == 200
    assert "?prove=1" in ended.content.decode()


@pytest.mark.slow
def test_what_was_typed_stays_when_a_colleague_was_quicker_or_a_code_is_wrong(gallery, hand, browser):
    client, path = browser("system_admin"), PAGE.format(hand.unit.id)
    hand.begin()
    late = client.post(path, {"do": "begin", "words": "中队并入大队"})
    assert late.status_code == 409
    assert '<p class="kept-words">中队并入大队</p>' in late.content.decode()
    client.post(path, {"do": "stop"})
    wrong = client.post(path, {"do": "go_on", "all": "no-such"})
    assert wrong.status_code == 404
    assert 'value="no-such"' in wrong.content.decode()


@pytest.mark.slow
def test_a_unit_with_open_work_does_not_close_by_accident(gallery, hand, browser):
    client = browser("system_admin")
    path = f"/desk/admin/units/{hand.unit.id}/close/"
    assert "handover" in client.get(path).content.decode()
    version = unit(UNIT).version
    assert client.post(path, {"version": version}).status_code == 409
    assert not hand.closed()
    assert client.post(path, {"version": version, "leave": "1"}).status_code == 302
    assert hand.closed()
    assert client.get(PAGE.format(hand.unit.id)).status_code == 200


@pytest.mark.slow
def test_only_who_manages_the_unit_sees_the_page(hand, browser):
    path = PAGE.format(hand.unit.id)
    for role in ("operator", "security_admin", "auditor", "leader", "supervisor"):
        assert browser(role).get(path).status_code == 403
        assert browser(role).post(path, {"do": "begin", "words": WORDS}).status_code == 403
