"""The figures of the report: what the file itself says, and how each of Anlan's is set beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.rows import Read, Row
from anlan.kit.texts import Text

Value = int | float | str


@dataclass(frozen=True)
class Figure:
    """One row of the table: Anlan's own figure beside the file's."""

    code: str
    title: Text
    ours: Value
    theirs: Value

    @property
    def same(self) -> bool:
        """Whether the two agree."""
        return self.ours == self.theirs


def hours(lengths: Sequence[timedelta], share: float) -> float:
    """The hours that `share` of the lengths do not pass (nearest rank), to a hundredth; 0 when there are none."""
    if not lengths:
        return 0.0
    ranked = sorted(lengths)
    rank = max(1, -(-len(ranked) * round(share * 1000) // 1000))
    return round(ranked[rank - 1].total_seconds() / 3600, 2)


def titles(mapping: Mapping) -> dict[str, Text]:
    """Every figure in the order of the table."""
    told = {
        "reported": Text(zh="受理", en="reported"),
        "at_created": Text(zh="受理时间与文件一致", en="reported at the file's own time"),
        "unlocated": Text(zh="无警务岗（归入“位置不明”）", en="without a post (held as “not located”)"),
    }
    for unit in mapping.units:
        told[f"unit.{unit.code}"] = Text(zh=f"派往 {unit.title.zh}", en=f"routed to {unit.title.en}")
    told |= {
        "by_hand": Text(zh="其中由坐席手工改派", en="of them routed by hand"),
        "closed": Text(zh="结案", en="closed"),
        "at_closed": Text(zh="结案时间与文件一致", en="closed at the file's own time"),
        "in_time": Text(zh="按期结案", en="closed in time"),
        "late": Text(zh="超期结案", en="closed late"),
        "no_due": Text(zh="无到期时间而结案", en="closed, no due time given"),
    }
    for outcome in mapping.outcomes:
        told[f"outcome.{outcome.code}"] = Text(
            zh=f"结果：{outcome.title.zh}", en=f"outcome: {outcome.title.en}"
        )
    return told | {
        "open": Text(zh="未结", en="still open"),
        "median": Text(zh="结案用时中位数（小时）", en="hours to close, median"),
        "p90": Text(zh="结案用时 90 分位（小时）", en="hours to close, 90th percentile"),
        "lost": Text(zh="丢失", en="lost"),
        "doubled": Text(zh="重复生成", en="doubled"),
        "sent_again": Text(zh="同一编号重发，返回原回执", en="sent again, answered with the first receipt"),
        "ledger": Text(zh="台账问题", en="problems in the ledger"),
    }


def of_file(read: Read, mapping: Mapping, *, sent_again: int) -> dict[str, Value]:
    """The file's own counts, straight from its rows; a refused row is a request that was not taken."""
    rows = read.rows
    closed = [row for row in rows if row.closed is not None]
    units = Counter(row.unit for row in rows)
    outcomes = Counter(row.outcome for row in closed)
    lengths = [row.closed - row.created for row in closed if row.closed is not None]
    whole = len(rows) + len(read.refused)
    return {
        "reported": whole,
        "at_created": whole,
        "unlocated": sum(not row.street for row in rows),
        **{f"unit.{unit.code}": units[unit.code] for unit in mapping.units},
        "by_hand": sum(row.unit != row.routed for row in rows),
        "closed": len(closed),
        "at_closed": len(closed),
        "in_time": sum(row.due is not None and not row.late for row in closed),
        "late": sum(row.late for row in closed),
        "no_due": sum(row.due is None for row in closed),
        **{f"outcome.{outcome.code}": outcomes[outcome.code] for outcome in mapping.outcomes},
        "open": len(rows) - len(closed),
        "median": hours(lengths, 0.5),
        "p90": hours(lengths, 0.9),
        "lost": 0,
        "doubled": 0,
        "sent_again": sent_again,
        "ledger": 0,
    }


def compared(mapping: Mapping, ours: dict[str, Value], theirs: dict[str, Value]) -> list[Figure]:
    """The table: every figure once, in order."""
    return [Figure(code, title, ours[code], theirs[code]) for code, title in titles(mapping).items()]


def notes(read: Read) -> list[Text]:
    """What the file lacks, said beside the table and not hidden."""
    rows = read.rows
    points = Counter(row.point for row in rows)
    open_duplicates = sum(row.closed is None and "duplicate" in row.status.lower() for row in rows)
    told = [
        Text(
            zh=f"坐标：{points['none']} 条没有，{points['coarse']} 条只到整度，{points['fine']} 条完整；一律未提交，"
            "因为这些辖区没有边界，提交坐标只会得到“辖区外”。",
            en=f"Points: {points['none']} requests have none, {points['coarse']} only whole degrees, {points['fine']} "
            "a full one. None was sent: places without boundaries hold no point, each would be “outside”.",
        )
    ]
    if open_duplicates:
        told.append(
            Text(
                zh=f"未结中有 {open_duplicates} 条在文件中标为重复但没有结案时间。",
                en=f"Of those still open, the file calls {open_duplicates} duplicates but gives no close time.",
            )
        )
    for refused in read.refused[:5]:
        told.append(
            Text(
                zh=f"第 {refused.line} 行未受理：{refused.reason}",
                en=f"Line {refused.line}: {refused.reason}",
            )
        )
    if len(read.refused) > 5:
        more = len(read.refused) - 5
        told.append(Text(zh=f"另有 {more} 行未受理。", en=f"{more} more rows were not taken."))
    return told


def sample(rows: Sequence[Row], most: int) -> list[Row]:
    """At most `most` rows, evenly spread."""
    step = max(1, -(-len(rows) // most))
    return list(rows[::step])
