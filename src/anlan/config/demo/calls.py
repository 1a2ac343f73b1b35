"""Calls of the demonstration's last five days: answered from the knowledge, promised back, asked about afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from anlan.access.public import Actor, actor_for, holders
from anlan.cases.public import (
    AnswerGiven,
    Call,
    Wish,
    calls_to_make,
    finish_callback,
    miss_callback,
    record_survey,
    take_call,
    take_callback,
)
from anlan.config.demo.ground import DISTRICT
from anlan.config.demo.rhythm import dice
from anlan.ledger.public import assign_positions, run_reactions
from anlan.places.public import by_street

# kind, words, and the article it is answered from; without one it is passed on
_SAID = (
    ("noise", "工地夜里十一点还在打桩，孩子睡不着，想问晚上能不能施工", "building_hours"),
    ("property", "电梯三天两头坏，物业说没钱修，维修资金怎么申请", "maintenance_fund"),
    ("fire", "楼道里有人给电瓶车充电，想问这样可不可以", "ebike_charging"),
    ("food", "健身房关门了，卡里还有三千多，老板不退钱", ""),
    ("other", "法院已经判了，对方不还钱，热线能不能管", "hotline_scope"),
    ("neighbours", "楼上周末一早就用电钻装修，几点以前不许施工", "home_decoration"),
    ("lighting", "弄堂口两盏路灯不亮，老人晚上看不清台阶", ""),
    ("parking", "消防通道又被面包车堵住了，请处理完回个电话", ""),
)
_ANSWERS = ("yes", "very"), ("yes", "very"), ("yes", "fairly"), ("partly", "fairly"), ("no", "not")
CALLS = 24


@dataclass(frozen=True)
class _Desk:
    """Who answers and who calls back at one street: never the same."""

    place: int
    community: int
    answers: Actor
    asks: Actor


def _desks(now: datetime) -> Iterator[_Desk]:
    for street, communities in by_street(DISTRICT):
        staff = [
            actor_for(one, at=now, mfa=True) for one in holders("cases.take_call", place=street.code, at=now)
        ]
        if len(staff) > 1 and communities:
            yield _Desk(street.code, communities[0].code, staff[-1], staff[0])


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def make_calls(now: datetime, count: int = CALLS) -> int:
    """Take some calls by the verbs, and make half of the calls back; returns how many were taken."""
    chance, desks = dice("calls"), list(_desks(now))
    if not desks or not count:
        return 0
    for number in range(count):
        kind, words, article = _SAID[number % len(_SAID)]
        desk, at = desks[number % len(desks)], now - timedelta(hours=5 * (count - number) - 4)
        take_call(
            by=desk.answers,
            at=at,
            call=_id(chance),
            matter=Call("hotline", words, category=kind, place=desk.community),
            number=f"1{chance.choice('3578')}{chance.randrange(10**8, 10**9)}",
            name=chance.choice(("王女士", "李先生", "陈阿姨", "周老伯", "")),
            answer=_answer(article) if article else None,
            articles=[article] if article else (),
            wish=Wish() if not article else None,
        )
    while assign_positions():
        run_reactions(at=now, strict=True)
    _call_back(desks, now, chance)
    return count


def _answer(article: str) -> AnswerGiven:
    outcome = "not_ours" if article == "hotline_scope" else "explained"
    return AnswerGiven(outcome, "已按知识条目向来电人说明，来电人表示清楚。")


def _call_back(desks: list[_Desk], now: datetime, chance: Random) -> None:
    """Every second call is made: answered, declined, or nobody there; what is left waits, some of it late."""
    seen: set[UUID] = set()
    for desk in desks:
        for number, waiting in enumerate(calls_to_make(desk.asks, now)):
            row = waiting.callback
            if row.id in seen or number % 2 or row.case.place_scope // 10**6 != desk.place // 10**6:
                continue
            seen.add(row.id)
            at = min(now, row.made_at + timedelta(hours=chance.randrange(1, 6)))
            take_callback(by=desk.asks, at=at, callback=row.id)
            if row.kind == "promised":
                finish_callback(
                    by=desk.asks, at=at, callback=row.id, words="已告知办理进展，来电人没有其他要求。"
                )
            elif number % 8 == 4:
                miss_callback(by=desk.asks, at=at, callback=row.id)
            else:
                resolved, satisfied = chance.choice(_ANSWERS)
                said = {"contacted": "yes", "resolved": resolved, "satisfied": satisfied}
                record_survey(by=desk.asks, at=at, callback=row.id, declined=number % 8 == 6, answers=said)
