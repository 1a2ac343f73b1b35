"""When matters come in: by weekday, holiday, hour and weather, the same every time."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from anlan.cases.public import calendar

ZONE = ZoneInfo("Asia/Shanghai")
A_DAY = 230
_WEEKDAYS = (1.14, 1.08, 1.06, 1.05, 1.03, 0.86, 0.78)
_HOLIDAY, _AFTER_A_BREAK = 0.66, 1.18
_SHARES = {
    "property": 0.19, "parking": 0.16, "noise": 0.15, "rubbish": 0.14, "lighting": 0.10, "food": 0.10, "fire": 0.06,
    "neighbours": 0.06, "other": 0.04,
}  # fmt: skip
_RAIN = {"lighting": 2.6, "property": 1.5, "noise": 0.6, "parking": 0.8}
_HOURS = {
    "noise": (9, 6, 3, 2, 2, 4, 7, 6, 4, 3, 3, 3, 5, 5, 3, 3, 3, 4, 5, 7, 10, 14, 17, 15),
    "rubbish": (1, 0, 0, 0, 1, 2, 5, 11, 13, 12, 9, 7, 4, 4, 6, 6, 6, 6, 8, 8, 5, 3, 2, 1),
    "parking": (1, 1, 0, 0, 0, 1, 4, 14, 13, 8, 6, 5, 4, 4, 5, 7, 12, 14, 12, 9, 7, 5, 3, 2),
    "lighting": (1, 1, 0, 0, 0, 1, 3, 6, 8, 8, 7, 6, 4, 5, 6, 6, 6, 7, 11, 13, 11, 7, 4, 2),
    "property": (1, 1, 0, 0, 0, 1, 3, 7, 11, 14, 13, 10, 6, 8, 11, 11, 10, 8, 8, 9, 8, 6, 3, 2),
    "food": (1, 0, 0, 0, 0, 0, 1, 3, 6, 9, 9, 9, 12, 11, 8, 7, 6, 8, 13, 14, 12, 8, 4, 2),
    "fire": (1, 1, 0, 0, 0, 1, 3, 6, 9, 10, 9, 7, 5, 6, 8, 8, 8, 8, 9, 10, 9, 7, 4, 2),
    "neighbours": (3, 2, 1, 0, 0, 1, 3, 5, 6, 7, 7, 6, 5, 5, 5, 6, 6, 8, 11, 14, 15, 14, 9, 5),
    "other": (0, 0, 0, 0, 0, 0, 1, 4, 11, 15, 14, 11, 6, 9, 12, 11, 9, 6, 4, 4, 3, 2, 1, 0),
}


def dice(*about: object) -> Random:
    """Chance that is the same for the same `about`."""
    return Random("/".join(map(str, ("anlan", *about))))  # noqa: S311 - a demonstration, not a secret


def shares() -> dict[str, float]:
    """Which part of all matters each category is."""
    return dict(_SHARES)


def hours(category: str) -> tuple[int, ...]:
    """How much of a category comes in each local hour."""
    return _HOURS[category]


def rains(day: date) -> bool:
    """Whether it rains hard: about one day in eight, in spells."""
    return dice("rain", day.toordinal() // 2).random() < 0.12


def expected(day: date, a_day: float = A_DAY) -> float:
    """How many matters a day brings on average."""
    known = calendar("cn")
    if known.holiday(day):
        factor = _HOLIDAY
    elif known.is_working(day):
        factor = _WEEKDAYS[day.weekday()] if day.weekday() < 5 else _WEEKDAYS[0]
        if not known.is_working(day - timedelta(days=1)) and not known.is_working(day - timedelta(days=3)):
            factor *= _AFTER_A_BREAK
    else:
        factor = _WEEKDAYS[day.weekday()]
    return a_day * factor * (1.12 if rains(day) else 1.0)


def moments(day: date, a_day: float = A_DAY) -> list[tuple[datetime, str]]:
    """When each matter of a local day comes in (UTC, in order), and of which category it is."""
    chance = dice("moments", day)
    count = max(0, round(chance.gauss(expected(day, a_day), (a_day * 0.6) ** 0.5)))
    wet = rains(day)
    weights = [share * (_RAIN.get(category, 1.0) if wet else 1.0) for category, share in _SHARES.items()]
    midnight = datetime.combine(day, datetime.min.time(), ZONE)
    found = []
    for category in chance.choices(list(_SHARES), weights, k=count):
        hour = chance.choices(range(24), _HOURS[category])[0]
        moment = midnight + timedelta(hours=hour, seconds=chance.randrange(3600))
        found.append((moment.astimezone(ZoneInfo("UTC")), category))
    return sorted(found)


def office(moment: datetime, chance: Random) -> datetime:
    """`moment` when it lies in office hours, else some minutes into the next ones."""
    local, known = moment.astimezone(ZONE), calendar("cn")
    day = local.date()
    if known.is_working(day):
        if 8 * 60 + 30 <= local.hour * 60 + local.minute < 17 * 60 + 40:
            return moment
        if local.hour < 9:
            return _opening(day, chance)
    return _opening(known.next_working(day + timedelta(days=1)), chance)


def _opening(day: date, chance: Random) -> datetime:
    opens = datetime.combine(day, datetime.min.time(), ZONE) + timedelta(hours=8, minutes=30)
    return (opens + timedelta(seconds=chance.randrange(5400))).astimezone(ZoneInfo("UTC"))


def awake(moment: datetime, chance: Random) -> datetime:
    """`moment` unless it lies in the night, then the next morning: when residents answer and centres call back."""
    local = moment.astimezone(ZONE)
    if 7 <= local.hour < 22:
        return moment
    day = local.date() + timedelta(days=local.hour >= 22)
    morning = datetime.combine(day, datetime.min.time(), ZONE) + timedelta(hours=8)
    return (morning + timedelta(seconds=chance.randrange(7200))).astimezone(ZoneInfo("UTC"))
