"""An explanation in words, both languages side by side: their orders differ too much for a catalogue."""

from collections.abc import Mapping
from datetime import date, datetime

from anlan.cases.clocks.calendars import calendar
from anlan.cases.clocks.explain import Explanation, Stretch
from anlan.kit.texts import Text

_EVENTS = {
    "reported": Text(zh="受理登记", en="the report"),
    "triaged": Text(zh="分类", en="triage"),
    "routed": Text(zh="分流", en="routing"),
    "dispatched": Text(zh="派遣", en="dispatch"),
    "accepted": Text(zh="签收", en="acceptance"),
    "objected": Text(zh="提出异议", en="the objection"),
    "objection_decided": Text(zh="异议审核", en="the decision on the objection"),
    "returned": Text(zh="退回", en="the return"),
    "extension_requested": Text(zh="申请延期", en="the request for more time"),
    "extension_decided": Text(zh="延期审批", en="the decision on more time"),
    "suspended": Text(zh="挂起", en="suspension"),
    "resumed": Text(zh="恢复办理", en="resumption"),
    "escalated": Text(zh="升级", en="escalation"),
    "supervised": Text(zh="督办", en="supervision"),
    "finished": Text(zh="办结", en="completion"),
    "verified": Text(zh="核查", en="verification"),
    "closed": Text(zh="结案", en="closing"),
    "reopened": Text(zh="重开", en="reopening"),
}
_UNITS = {
    "minute": (Text(zh="分钟", en="minute"), "minutes"),
    "hour": (Text(zh="小时", en="hour"), "hours"),
    "calendar_day": (Text(zh="个自然日", en="calendar day"), "calendar days"),
    "working_day": (Text(zh="个工作日", en="working day"), "working days"),
    "same_day": (Text(zh="日", en="day"), "days"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOUR, _MINUTE = 3600, 60

Names = Mapping[str, Text]


def _count_en(value: int, unit: str) -> str:
    one, many = _UNITS[unit]
    return f"{value} {one.en if value == 1 else many}"


def length(value: int, unit: str, language: str) -> str:
    """`5 working days`, `4小时`: how long a rule gives, before any case has it."""
    if language.startswith("en"):
        return "by the end of the day" if unit == "same_day" and value == 1 else _count_en(value, unit)
    return "当日内" if unit == "same_day" and value == 1 else f"{value}{_UNITS[unit][0].zh}"


def _stretch_en(run: Stretch, names: Names) -> str:
    name = names[run.code].en
    first, last = run.first, run.last
    if first == last:
        return f"{name} ({first.day} {_MONTHS[first.month - 1]})"
    start = f"{first.day}" if first.month == last.month else f"{first.day} {_MONTHS[first.month - 1]}"
    return f"{name} ({start}-{last.day} {_MONTHS[last.month - 1]})"


def _stretch_zh(run: Stretch, names: Names) -> str:
    name = names[run.code].zh
    first, last = run.first, run.last
    if first == last:
        return f"{name}（{first.month}月{first.day}日）"
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{name}（{first.month}月{first.day}日至{end}）"


def _length(seconds: int, day_seconds: int, whole_days: bool) -> tuple[int, int, int]:
    """Days, hours and minutes; whole days only where the clock counts suspensions so."""
    if whole_days:
        return (seconds + day_seconds // 2) // day_seconds, 0, 0
    days, rest = divmod(seconds, day_seconds)
    return days, rest // _HOUR, rest % _HOUR // _MINUTE


def _length_en(parts: tuple[int, int, int]) -> str:
    words = [
        f"{n} {word}{'' if n == 1 else 's'}"
        for n, word in zip(parts, ("day", "hour", "minute"), strict=True)
        if n
    ]
    return " ".join(words) or "less than a minute"


def _length_zh(parts: tuple[int, int, int], unit: str) -> str:
    day = "个工作日" if unit == "working_day" else "天"
    words = [f"{n}{word}" for n, word in zip(parts, (day, "小时", "分钟"), strict=True) if n]
    return "".join(words) or "不足1分钟"


def _total(told: Explanation) -> tuple[int, int, int]:
    seconds = sum(item.seconds for item in told.suspensions)
    return _length(seconds, told.day_seconds, whole_days=told.unit == "calendar_day")


def _day_en(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _event(told: Explanation, events: Names) -> Text:
    if told.event in events:
        return events[told.event]
    if told.event in _EVENTS:
        return _EVENTS[told.event]
    step = told.event.removeprefix("act:")
    return Text(zh=f"“{step}”步骤", en=f'step "{step}"')


def _term_en(told: Explanation, start: str) -> list[str]:
    began = f"{start} ({told.started[:16].replace('T', ' ')})"
    if told.unit != "same_day":
        return [f"{_count_en(told.value or 0, told.unit)} from {began}"]
    first = "the same day as" if told.value == 1 else f"within {told.value} days, counting the day of"
    return [f"{first} {began}", *([f"begun after {told.night}, so a day later"] if told.night else [])]


def _term_zh(told: Explanation, start: str) -> list[str]:
    began = datetime.fromisoformat(told.started)
    since = f"{start}（{began.year}年{began.month}月{began.day}日{began:%H:%M}）"
    if told.unit != "same_day":
        return [f"自{since}起{told.value}{_UNITS[told.unit][0].zh}"]
    first = f"{since}当日内" if told.value == 1 else f"自{since}当日起{told.value}日内"
    return [first, *([f"{told.night}以后的夜间事项顺延一日"] if told.night else [])]


def _english(told: Explanation, names: Names, reasons: Names, events: Names, provision: Text | None) -> str:
    start = _event(told, events).en
    parts = []
    if told.unit == "promised":
        parts.append("the deadline promised by the source")
    else:
        parts.extend(_term_en(told, start))
        if told.extended:
            parts.append(f"extended by {_count_en(told.extended, told.unit)}")
    left_out = [_stretch_en(run, names) for run in told.holidays]
    if told.carried_from:
        why = f" ({', '.join(left_out)})" if left_out else ""
        parts.append(
            f"the last day {_day_en(told.carried_from)} is a day off{why}, so the next working day counts"
        )
    else:
        if told.weekends:
            left_out.append(f"{told.weekends} weekend day{'' if told.weekends == 1 else 's'}")
        if left_out:
            parts.append(f"{' and '.join(left_out)} excluded")
        if told.made_up:
            parts.append(f"make-up workday {', '.join(map(_day_en, told.made_up))} counted")
    if told.suspensions:
        whys = [reasons[item.reason].en for item in told.suspensions if item.reason in reasons]
        why = f" for {', '.join(whys)}" if whys else ""
        parts.append(f"{_length_en(_total(told))} suspended{why}")
    law = provision.en if provision else told.provision
    guess = "; provisional: the holidays of {} are not published yet".format(
        ", ".join(map(str, told.provisional))
    )
    return (
        f"due {told.due[:16].replace('T', ' ')}: {', '.join(parts)}; {law}{guess if told.provisional else ''}"
    )


def _chinese(told: Explanation, names: Names, reasons: Names, events: Names, provision: Text | None) -> str:
    start = _event(told, events).zh
    ends = datetime.fromisoformat(told.due)
    parts = []
    if told.unit == "promised":
        parts.append("按来源系统承诺的期限")
    else:
        parts.extend(_term_zh(told, start))
        if told.extended:
            parts.append(f"经批准延长{told.extended}{_UNITS[told.unit][0].zh}")
    left_out = [_stretch_zh(run, names) for run in told.holidays]
    if told.carried_from:
        last = f"最后一日{told.carried_from.month}月{told.carried_from.day}日"
        why = f"适逢{'、'.join(left_out)}" if left_out else "为休息日"
        parts.append(f"{last}{why}，顺延至下一个工作日")
    else:
        if told.weekends:
            left_out.append(f"周末{told.weekends}天")
        if left_out:
            parts.append(f"不计{'、'.join(left_out)}")
        if told.made_up:
            days = "、".join(f"{day.month}月{day.day}日" for day in told.made_up)
            parts.append(f"调休上班日{days}计入")
    if told.suspensions:
        whys = "、".join(reasons[item.reason].zh for item in told.suspensions if item.reason in reasons)
        parts.append(f"扣除{whys}挂起{_length_zh(_total(told), told.unit)}")
    law = provision.zh if provision else told.provision
    guess = (
        f"。{'、'.join(map(str, told.provisional))}年放假安排尚未公布，期限为暂定" if told.provisional else ""
    )
    due = f"{ends.year}年{ends.month}月{ends.day}日{ends:%H:%M}到期"
    return f"{due}：{'，'.join(parts)}；依据{law}{guess}。"


def sentence(
    told: Explanation,
    language: str | None,
    *,
    provision: Text | None = None,
    reasons: Names | None = None,
    events: Names | None = None,
) -> str:
    """`told` as one sentence in `language` (`en…` English, everything else Chinese).

    `provision`: the name of the law the code stands for; `reasons`: names of suspension reasons; `events`:
    names of a capability's own steps (`act:…`). What has no name is shown by its code or left out.
    """
    write = _english if (language or "zh").startswith("en") else _chinese
    return write(told, calendar(told.calendar).names, reasons or {}, events or {}, provision)
