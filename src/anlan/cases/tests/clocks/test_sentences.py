"""Why something is due, told in both languages."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from anlan.cases.clocks.calendars import calendar
from anlan.cases.clocks.due import due
from anlan.cases.clocks.explain import Explanation, explanation
from anlan.cases.clocks.rules import EVENTS, LAST
from anlan.cases.clocks.sentences import sentence
from anlan.cases.tests.clocks.test_due import rule, t
from anlan.kit.texts import Text

CN = calendar("cn")
SHANGHAI = ZoneInfo("Asia/Shanghai")
LAW = Text(zh="《条例》第二十四条", en="Regulation Art. 24")
REASONS = {"appraisal": Text(zh="鉴定", en="appraisal"), "parties": Text(zh="当事人原因", en="the parties")}


def told(clock, started, *, pauses=(), **more):
    stops = [(t(a), t(b), reason) for a, b, reason in pauses]
    return explanation(due(clock, t(started), calendar=CN, tz=SHANGHAI, pauses=stops, **more))


def both(explained, **names):
    names = {"provision": LAW, "reasons": REASONS, **names}
    return sentence(explained, "zh-hans", **names), sentence(explained, "en", **names)


CASES = {
    "over National Day with appraisal": (
        told(rule(), "2026-09-30 15:00", pauses=[("2026-10-09 09:00", "2026-10-12 18:00", "appraisal")]),
        "2026年10月16日18:00到期：自签收（2026年9月30日15:00）起5个工作日，不计国庆节（10月1日至7日）、周末1天，"
        "调休上班日10月10日计入，扣除鉴定挂起3个工作日；依据《条例》第二十四条。",
        "due 2026-10-16 18:00: 5 working days from acceptance (2026-09-30 15:00), National Day (1-7 "
        "Oct) and "
        "1 weekend day excluded, make-up workday 10 Oct counted, 3 days suspended for appraisal; "
        "Regulation Art. 24",
    ),
    "a plain week": (
        told(rule(), "2026-03-02 10:00"),
        "2026年3月9日18:00到期：自签收（2026年3月2日10:00）起5个工作日，不计周末2天；依据《条例》第二十四条。",
        "due 2026-03-09 18:00: 5 working days from acceptance (2026-03-02 10:00), 2 weekend days "
        "excluded; "
        "Regulation Art. 24",
    ),
    "one day extended by one": (
        told(rule(value=1), "2026-03-02 10:00", extended=1),
        "2026年3月4日18:00到期：自签收（2026年3月2日10:00）起1个工作日，经批准延长1个工作日；依据《条例》第二十四条。",
        "due 2026-03-04 18:00: 1 working day from acceptance (2026-03-02 10:00), extended by 1 "
        "working day; "
        "Regulation Art. 24",
    ),
    "suspended for two reasons, not in whole days": (
        told(
            rule(),
            "2026-03-02 10:00",
            pauses=[
                ("2026-03-03 09:00", "2026-03-04 09:00", "appraisal"),
                ("2026-03-05 10:00", "2026-03-05 12:30", "parties"),
            ],
        ),
        "2026年3月11日11:30到期：自签收（2026年3月2日10:00）起5个工作日，不计周末2天，"
        "扣除鉴定、当事人原因挂起1个工作日2小时30分钟；依据《条例》第二十四条。",
        "due 2026-03-11 11:30: 5 working days from acceptance (2026-03-02 10:00), 2 weekend days "
        "excluded, "
        "1 day 2 hours 30 minutes suspended for appraisal, the parties; Regulation Art. 24",
    ),
    "calendar days carried over a holiday": (
        told(rule("calendar_day", 15), "2026-09-20 10:00"),
        "2026年10月8日18:00到期：自签收（2026年9月20日10:00）起15个自然日，"
        "最后一日10月5日适逢国庆节（10月5日至7日），顺延至下一个工作日；依据《条例》第二十四条。",
        "due 2026-10-08 18:00: 15 calendar days from acceptance (2026-09-20 10:00), the last day 5 "
        "Oct is a day off "
        "(National Day (5-7 Oct)), so the next working day counts; Regulation Art. 24",
    ),
    "calendar days carried over a weekend": (
        told(rule("calendar_day", 5), "2026-03-02 10:00"),
        "2026年3月9日18:00到期：自签收（2026年3月2日10:00）起5个自然日，最后一日3月7日为休息日，"
        "顺延至下一个工作日；依据《条例》第二十四条。",
        "due 2026-03-09 18:00: 5 calendar days from acceptance (2026-03-02 10:00), the last day 7 "
        "Mar is a day off, "
        "so the next working day counts; Regulation Art. 24",
    ),
    "calendar days with a suspension": (
        told(
            rule("calendar_day", 15),
            "2026-03-02 10:00",
            pauses=[("2026-03-05 08:00", "2026-03-06 10:00", "appraisal")],
        ),
        "2026年3月18日18:00到期：自签收（2026年3月2日10:00）起15个自然日，扣除鉴定挂起1天；依据《条例》第二十四条。",
        "due 2026-03-18 18:00: 15 calendar days from acceptance (2026-03-02 10:00), 1 day suspended "
        "for appraisal; "
        "Regulation Art. 24",
    ),
    "hours": (
        told(
            rule("hour", 2),
            "2026-10-01 10:00",
            pauses=[("2026-10-01 11:00", "2026-10-01 11:20", "unknown_reason")],
        ),
        "2026年10月1日12:20到期：自签收（2026年10月1日10:00）起2小时，扣除挂起20分钟；依据《条例》第二十四条。",
        "due 2026-10-01 12:20: 2 hours from acceptance (2026-10-01 10:00), 20 minutes suspended; "
        "Regulation Art. 24",
    ),
    "an unpublished year": (
        told(rule(value=1), "2026-12-31 10:00"),
        "2027年1月4日18:00到期：自签收（2026年12月31日10:00）起1个工作日，不计元旦（1月1日）、周末2天；"
        "依据《条例》第二十四条。2027年放假安排尚未公布，期限为暂定。",
        "due 2027-01-04 18:00: 1 working day from acceptance (2026-12-31 10:00), New Year's Day (1 "
        "Jan) and "
        "2 weekend days excluded; Regulation Art. 24; provisional: the holidays of 2027 are not "
        "published yet",
    ),
    "a promise": (
        told(rule(None, None, due_field="due_date"), "2026-03-02 10:00", promised=t("2026-03-05 17:00")),
        "2026年3月5日17:00到期：按来源系统承诺的期限；依据《条例》第二十四条。",
        "due 2026-03-05 17:00: the deadline promised by the source; Regulation Art. 24",
    ),
    "two months of one holiday": (
        told(rule(value=2), "2025-01-27 10:00"),
        "2025年2月6日18:00到期：自签收（2025年1月27日10:00）起2个工作日，不计春节（1月28日至2月4日）；依据《条例》第二十四条。",
        "due 2025-02-06 18:00: 2 working days from acceptance (2025-01-27 10:00), Spring Festival "
        "(28 Jan-4 Feb) "
        "excluded; Regulation Art. 24",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_deadline_is_explained_in_both_languages(name):
    explained, chinese, english = CASES[name]
    assert both(explained) == (chinese, english)


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_is_kept_without_words_and_reads_the_same_afterwards(name):
    explained = CASES[name][0]
    stored = json.dumps(explained.model_dump(mode="json"))
    assert stored.isascii()
    for text in re.findall(r'"([^"]*)"', stored):
        assert re.fullmatch(r"[A-Za-z0-9_.:@+-]{0,80}", text), text
    again = Explanation.model_validate_json(stored)
    assert again == explained
    assert both(again) == both(explained)


@pytest.mark.parametrize("event", [*[event for event in EVENTS if event != LAST], "act:visit"])
def test_every_event_has_words(event):
    explained = told(rule(start=event, end=["act:end"]), "2026-03-02 10:00")
    chinese, english = both(explained, events={"act:visit": Text(zh="上门走访", en="the visit")})
    assert f"from {event}" not in english
    assert not re.search("[a-z]{3}", chinese)


def test_what_has_no_name_is_shown_by_its_code():
    explained = told(rule(start="act:hearing", end=["closed"]), "2026-03-02 10:00")
    assert 'from step "hearing"' in sentence(explained, "en")
    assert sentence(explained, "en").endswith("jinan.12345.24")
    assert sentence(explained, None).endswith("依据jinan.12345.24。")


def test_a_deadline_in_another_zone_is_told_in_that_zones_time():
    zone = ZoneInfo("America/New_York")
    started = datetime(2025, 3, 7, 10, tzinfo=zone)
    explained = explanation(due(rule(value=1), started, calendar=CN, tz=zone))
    assert explained.due == "2025-03-10T18:00-04:00"
    assert "due 2025-03-10 18:00" in sentence(explained, "en")


def test_a_same_day_clock_says_the_day_and_the_night():
    day = told(rule("same_day", 1, start="reported"), "2026-03-02 09:00")
    assert both(day) == (
        "2026年3月2日23:59到期：受理登记（2026年3月2日09:00）当日内；依据《条例》第二十四条。",
        "due 2026-03-02 23:59: the same day as the report (2026-03-02 09:00); Regulation Art. 24",
    )
    rules = {"night_from": "20:00", "night_ends": "12:00"}
    night = told(rule("same_day", 2, start="returned", day=rules), "2026-03-02 21:00", extended=1)
    assert both(night) == (
        "2026年3月5日12:00到期：自退回（2026年3月2日21:00）当日起2日内，20:00以后的夜间事项顺延一日，经批准延长1日；依据《条例》第二十四条。",
        "due 2026-03-05 12:00: within 2 days, counting the day of the return (2026-03-02 21:00), begun after 20:00, "
        "so a day later, extended by 1 day; Regulation Art. 24",
    )
