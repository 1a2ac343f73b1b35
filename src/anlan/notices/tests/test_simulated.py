"""Every way in every recorded situation, over real sockets to providers on this machine."""

from datetime import UTC, datetime

import pytest

from anlan.notices.channels.kinds import WAYS
from anlan.notices.simulator.recorded import SCENARIOS, scenarios_of
from anlan.notices.simulator.run import simulate

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_each_situation_has_its_verdict(way):
    found = {shown.scenario: shown for shown in simulate(AT, only=[way]) if shown.scenario != "timeout"}
    verdicts = {name: shown.outcome.verdict for name, shown in found.items()}
    assert verdicts["ok"] == "sent"
    assert verdicts["too_fast"] == "retry"
    assert verdicts["error_500"] == ("give_up" if way == "email" else "retry")
    assert verdicts["bounce"] == ("give_up" if way == "dingtalk_robot" else "bad_address")
    if "token_expired" in found:
        assert verdicts["token_expired"] == "sent"
        assert len(found["token_expired"].sent) == 3  # refused, a new token, taken


@pytest.mark.slow
@pytest.mark.parametrize("way", ["email", "sms", "push"])
def test_a_provider_that_does_not_answer_is_asked_again(way):
    (shown,) = simulate(AT, only=[way], scenario="timeout")
    assert shown.outcome.verdict == "retry"


@pytest.mark.slow
def test_a_provider_that_says_when_is_asked_then():
    (shown,) = simulate(AT, only=["webhook"], scenario="too_fast")
    assert shown.then == "again_in_120s"
    assert shown.outcome.all_wait


@pytest.mark.slow
def test_what_is_shown_of_a_send_holds_no_secret_and_no_address():
    for shown in simulate(AT, scenario="ok"):
        words = repr(shown)
        assert not [
            word for word in ("simulated-", "13800000000", "someone", "access_token") if word in words
        ], shown.way


def test_every_way_has_a_simulator():
    assert all(set(scenarios_of(way)) <= set(SCENARIOS) and "ok" in scenarios_of(way) for way in WAYS)
