"""Who hears what, without a database: scopes, breaks, slow readers, presence."""

from uuid import uuid4

import pytest

from anlan.access.public import Scope
from anlan.cases.public import CaseChange
from anlan.config.live.hub import KEPT, LONGEST_QUEUE, MOST_OF_ONE, Hub, Stream
from anlan.config.live.origins import allowed

STREET = (310105001000000, 310105001999999, None)
OTHER = (310105002000000, 310105002999999, None)
UNIT = uuid4()


def change(position, place=310105001001001, units=(), reporter="reporter:x", capability="hotline"):
    return CaseChange(position, "accept", 7, 3, "handling", False, place, capability, reporter, units)


def listening(hub, *ranges, **given):
    stream = Stream(
        uuid4(), given.pop("name", "王芳"), "key", Scope(ranges=ranges, **given.pop("scope", {})), **given
    )
    hub.join(stream)
    return stream


@pytest.fixture
def hub():
    made = Hub()
    made.begin(100)
    return made


def heard(stream):
    return b"".join(stream.waiting).decode()


def test_an_operator_of_another_street_hears_nothing(hub):
    mine, other = listening(hub, STREET), listening(hub, OTHER)
    hub.publish([change(101)], 101)
    assert '"number":7' in heard(mine)
    assert "id: 101" in heard(mine)
    assert heard(other) == ""


def test_a_unit_hears_of_what_it_is_assigned_wherever_it_lies(hub):
    handler = listening(hub, scope={"units": ((UNIT, None),)})
    hub.publish([change(101), change(102, units=(UNIT,))], 102)
    assert "id: 102" in heard(handler)
    assert "id: 101" not in heard(handler)


def test_a_grant_for_one_capability_hears_no_other(hub):
    narrow = listening(hub, (*STREET[:2], frozenset({"hazards"})))
    hub.publish([change(101)], 101)
    assert heard(narrow) == ""


def test_an_account_hears_of_its_own_report(hub):
    own = listening(hub, scope={"participant": "account:1"})
    hub.publish([change(101, reporter="account:1"), change(102)], 102)
    assert "id: 101" in heard(own)
    assert "id: 102" not in heard(own)


def test_events_carry_no_words_and_no_person(hub):
    mine = listening(hub, STREET)
    hub.publish([change(101, reporter="account:secret")], 101)
    assert "secret" not in heard(mine)
    assert "王芳" not in heard(mine)


def test_after_a_break_what_was_missed_comes_scoped_and_once(hub):
    hub.publish([change(101), change(102, place=310105002001001), change(103)], 110)
    missed = hub.missed(Scope(ranges=(STREET,)), 101)
    assert [b"id: 103" in message for message in missed] == [True]
    assert hub.missed(Scope(ranges=(STREET,)), 110) == []


def test_who_was_away_too_long_is_told_to_load_anew_not_left_with_a_hole(hub):
    assert hub.missed(Scope(ranges=(STREET,)), 99) is None
    hub.publish([change(101 + number) for number in range(KEPT + 5)], 101 + KEPT + 4)
    assert hub.missed(Scope(ranges=(STREET,)), 104) is None
    assert len(hub.missed(Scope(ranges=(STREET,)), 105)) == KEPT


def test_a_position_from_the_future_is_not_believed(hub):
    assert hub.missed(Scope(ranges=(STREET,)), 10**9) is None


def test_a_reader_who_does_not_read_is_let_go_and_keeps_no_memory(hub):
    slow = listening(hub, STREET)
    hub.publish([change(101 + number) for number in range(LONGEST_QUEUE + 50)], 700)
    assert slow.ended == "slow"
    assert len(slow.waiting) == LONGEST_QUEUE


def test_the_oldest_of_too_many_streams_of_one_account_ends(hub):
    account = uuid4()
    streams = [Stream(account, "甲", "key", Scope(ranges=(STREET,))) for _ in range(500)]
    for stream in streams:
        hub.join(stream)
    still = [stream for stream in streams if not stream.ended]
    assert len(still) == MOST_OF_ONE
    assert streams[-1] in still


def test_two_at_one_case_see_each_other_and_nobody_else_does(hub):
    first = listening(hub, STREET, case=7, name="王芳")
    elsewhere = listening(hub, STREET, case=8, name="李强")
    second = listening(hub, STREET, case=7, name="赵敏")
    assert "赵敏" in heard(first)
    assert "王芳" in heard(second)
    assert "赵敏" not in heard(second)
    assert "王芳" not in heard(elsewhere)
    first.waiting.clear()
    hub.leave(second)
    assert '"people":[]' in heard(first)


def test_when_a_grant_ends_the_stream_hears_less_from_then_on(hub):
    stream = listening(hub, STREET, OTHER)
    hub.renew(stream, Scope(ranges=(OTHER,)))
    hub.publish([change(101)], 101)
    assert heard(stream) == ""
    hub.leave(stream)
    assert len(hub) == 0


@pytest.mark.parametrize(
    ("origin", "answer"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.0.0.1:9999", False),
        ("http://evil.example:8000", False),
        ("null", False),
        ("http://127.0.0.1:port", False),
    ],
)
def test_only_pages_of_this_host_on_the_webs_port_may_listen(settings, origin, answer):
    settings.ANLAN_WEB_PORT = 8000
    headers = {"host": "127.0.0.1:8001", "origin": origin}
    assert (allowed(headers, "http") is not None) is answer


def test_a_foreign_page_without_an_origin_is_known_by_what_the_browser_says(settings):
    settings.ANLAN_WEB_PORT = 8000
    assert allowed({"host": "127.0.0.1:8001", "sec-fetch-site": "cross-site"}, "http") is None
    assert allowed({"host": "rebound.example:8001"}, "http") is None
    assert allowed({"host": "127.0.0.1:8001"}, "http") == {}
