"""Matters of the demonstration: some weeks of them, worked through the same verbs people use, in the past."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from anlan.access.public import Actor, anonymous, reporter, service, token_hmac
from anlan.cases.public import (
    Case,
    accept,
    act,
    close,
    dispatch,
    finish,
    raise_objection,
    rate,
    report,
    send_back,
    suspend,
    verify,
)
from anlan.config.demo.people import as_actor
from anlan.config.demo.words import SENTENCES
from anlan.ledger.public import assign_positions, run_reactions
from anlan.places.public import SampleDistrict

_HANDLERS = {
    "urban_management": ("urban1", "urban2"),
    "street_office": ("office1", "office2"),
    "property_office": ("housing", "housing"),
    "market_supervision": ("market", "market"),
    "fire": ("fire", "fire"),
    "police_station": ("police1", "police1"),
    "community_committee": ("committee1", "committee1"),
}


@dataclass
class Story:
    """One matter on its way: the case, the reporter's token, and how far it is meant to go."""

    case: Case
    token: str
    at: datetime
    end: str


def _handler(case: Case, district: SampleDistrict, at: datetime) -> Actor | None:
    first, second = _HANDLERS.get(case.lead_role, ("", ""))
    username = first if case.place_scope < district.streets[1] else second
    if not username:
        return None
    actor = as_actor(username, at)
    return actor if any(grant.unit == case.lead_unit for grant in actor.grants) else None


def _work(story: Story, district: SampleDistrict, chance: Random) -> None:
    """Carry one matter as far as `story.end` says."""
    case, at = story.case, story.at + timedelta(minutes=chance.randint(5, 200))
    handler = _handler(case, district, at)
    if handler is None or story.end == "dispatched":
        return
    if story.end == "objected":
        raise_objection(by=handler, at=at, case=case.id, words="现场核实后认为不属于本单位职责，请改派。")
        return
    accept(by=handler, at=at, case=case.id)
    at += timedelta(minutes=chance.randint(10, 300))
    act(by=handler, at=at, case=case.id, step="contact", answers={"reached": "yes"})
    if story.end == "handling":
        return
    if story.end == "suspended":
        suspend(by=handler, at=at, case=case.id, reason="weather", words="连日降雨，待天气转好后施工。")
        return
    at += timedelta(hours=chance.randint(1, 40))
    act(by=handler, at=at, case=case.id, step="visit", answers={"found": "情况属实，已当场处理。"})
    act(by=handler, at=at, case=case.id, step="reply")
    finish(by=handler, at=at, case=case.id, words="已到现场处理完毕，并电话答复诉求人。")
    if story.end != "handled":
        _conclude(story, at, chance)


def _conclude(story: Story, at: datetime, chance: Random) -> None:
    case, at = story.case, at + timedelta(hours=chance.randint(1, 30))
    operator = as_actor("operator", at)
    if story.end == "sent_back":
        send_back(by=operator, at=at, case=case.id, words="回访时诉求人表示问题仍然存在，请再次处理。")
        return
    answers = {"reached": "yes", "resolved": "yes", "satisfied": chance.choice(["very", "very", "fairly"])}
    verify(by=operator, at=at, case=case.id, answers=answers)
    close(by=operator, at=at, case=case.id, outcome="solved", words="您反映的问题已处理完毕，感谢您的监督。")
    if story.end == "rated":
        by = reporter(token_hmac(story.token))
        rate(by=by, at=at + timedelta(hours=3), case=case.id, score=chance.choice([3, 4, 5, 5, 5]))


_ENDS = (
    ["rated"] * 8 + ["closed"] * 6 + ["handled"] * 2 + ["handling"] * 3 + ["dispatched"] * 3
    + ["objected", "suspended", "sent_back"]
)  # fmt: skip


def _moments(now: datetime, days: int, chance: Random) -> Iterator[datetime]:
    """When matters come in: more by day than by night, fewer at the weekend."""
    for day in range(days, 0, -1):
        date = now - timedelta(days=day)
        for _ in range(4 if date.weekday() > 4 else 8):
            yield date.replace(
                hour=chance.choice([8, 9, 9, 10, 11, 14, 15, 16, 19, 20]), minute=chance.randint(0, 59)
            )


def make_matters(district: SampleDistrict, *, now: datetime, days: int, tick: Callable[[], None]) -> int:
    """Report and work `days` days of matters; calls `tick` after each. Returns how many."""
    chance, made = Random(310105), 0  # noqa: S311 - the demonstration is the same every time
    for at in _moments(now, days, chance):
        category, words = chance.choice(SENTENCES)
        grid = chance.choice(district.grids)
        lon, lat = district.points[grid]
        receipt = report(
            by=anonymous,
            at=at,
            source="demo",
            key=f"demo-{made:06d}",
            capability="hotline",
            category=category,
            words=words,
            lon=lon + chance.uniform(-0.002, 0.002),
            lat=lat + chance.uniform(-0.002, 0.002),
            contact={"name": "演示居民", "phone": f"1390000{chance.randint(1000, 9999)}"},
        )
        case = Case.objects.get(pk=receipt.case)
        recent = now - at < timedelta(days=2)
        if case.lead_unit is not None and not (recent and chance.random() < 0.3):
            dispatch(by=service("intake"), at=at + timedelta(seconds=2), case=case.id, supporting=())
            case.refresh_from_db()
            end = chance.choice(_ENDS[-8:] if now - at < timedelta(days=4) else _ENDS)
            _work(Story(case, receipt.token, at, end), district, chance)
        made += 1
        tick()
    return made


def settle(now: datetime) -> None:
    """Give every fact its position and let reactions see them."""
    while assign_positions():
        run_reactions(at=now)
