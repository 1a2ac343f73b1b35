"""What the facts say: each share with its numerator, its denominator, and what was left out and why."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet

from anlan.access.public import Actor, require_anywhere, scope_of
from anlan.kit.texts import Text
from anlan.measures.models import Matter, Rolled

_MERGED, _DUPLICATE = "merged", "duplicate"


@dataclass(frozen=True)
class Asked:
    """What is looked at. Empty fields do not narrow; the period is that in which a matter ended, `until` not included.

    `clock`: judge by this clock only; "": by every clock that ended on a matter.
    """

    capability: str = ""
    category: str = ""
    place: tuple[int, int] | None = None
    since: datetime | None = None
    until: datetime | None = None
    clock: str = ""


@dataclass(frozen=True)
class Share:
    """`numerator` out of `denominator`; `left_out` counts what is in neither, by reason."""

    numerator: int
    denominator: int
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def value(self) -> float | None:
        """The share, between 0 and 1."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Hours:
    """Hours from report to close that half, and nine in ten, of `of` matters do not pass (nearest rank)."""

    median: float | None
    p90: float | None
    of: int
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """The first measures. `position` is the last fact that is counted, `at` when it was."""

    on_time: Share
    hours: Hours
    duplicates: Share
    position: int
    at: datetime | None


DEFINITIONS: dict[str, Text] = {
    "on_time": Text(
        zh="期内结案、且有时限到点判定的事项中，没有任何时限（或所选时限）超期的比例；未计时的和合并的不计入，另行列出。",
        en="Of matters closed in the period on which a clock ended, the share on which none (or not the chosen one) "
        "was missed. Those without a clock and those merged are left out and shown.",
    ),
    "hours": Text(
        zh="从受理到结案的小时数，取中位数和九十分位（最近秩）；合并的不计入，另行列出。",
        en="Hours from report to close, median and 90th percentile (nearest rank). "
        "Merged matters are left out and shown.",
    ),
    "duplicates": Text(
        zh="期内办结的事项中，以重复结案或并入其他事项的比例；尚未办结的不计入，另行列出。",
        en="Of matters that ended in the period, the share closed as duplicates or merged into another. "
        "Those still open are left out and shown.",
    ),
}


def figures(by: Actor, asked: Asked) -> Figures:
    """The figures over every matter `by` may read as staff: within a granted place, or led by an own unit.

    Having reported a matter is no reason to be told the figures of a district. Raises `NotPermitted`.
    """
    seen = _seen(by, asked)
    ended = _ended(seen, asked)
    rolled = Rolled.objects.filter(pk=1).first()
    return Figures(
        on_time=_on_time(ended, asked.clock),
        hours=_hours(ended),
        duplicates=_duplicates(ended, still_open=seen.filter(ended_at=None).count()),
        position=rolled.position if rolled else 0,
        at=rolled.at if rolled else None,
    )


def _seen(by: Actor, asked: Asked) -> QuerySet[Matter]:
    require_anywhere(by, "cases.search")
    scope = scope_of(by, "cases.search")
    seen = Matter.objects.filter(scope.place_q("place", "capability") | scope.unit_q("lead", "capability"))
    if asked.capability:
        seen = seen.filter(capability=asked.capability)
    if asked.category:
        seen = seen.filter(category=asked.category)
    return seen.filter(place__range=asked.place) if asked.place else seen


def _ended(seen: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    ended = seen.filter(ended_at__isnull=False)
    if asked.since:
        ended = ended.filter(ended_at__gte=asked.since)
    return ended.filter(ended_at__lt=asked.until) if asked.until else ended


def _on_time(ended: QuerySet[Matter], clock: str) -> Share:
    if clock:
        late, judged = Q(missed__contains=[clock]), Q(missed__contains=[clock]) | Q(met__contains=[clock])
    else:
        late, judged = ~Q(missed=[]), ~Q(missed=[]) | ~Q(met=[])
    closed = ~Q(ended_as=_MERGED)
    counted = ended.aggregate(
        judged=Count("pk", filter=closed & judged),
        in_time=Count("pk", filter=closed & judged & ~late),
        without=Count("pk", filter=closed & ~judged),
        merged=Count("pk", filter=~closed),
    )
    left_out = {"no_clock": counted["without"], "merged": counted["merged"]}
    return Share(counted["in_time"], counted["judged"], left_out)


class _Rank(Func):
    """The value at a share of the ranked ones: a matter's own, not one between two."""

    function = "percentile_disc"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    contains_aggregate = True


def _hours(ended: QuerySet[Matter]) -> Hours:
    closed = ended.exclude(ended_as=_MERGED)
    length = F("ended_at") - F("reported_at")
    found: dict[str, Any] = closed.aggregate(
        median=_Rank(length, share=0.5), p90=_Rank(length, share=0.9), of=Count("pk")
    )
    median, p90 = (
        round(found[name].total_seconds() / 3600, 2) if found[name] is not None else None
        for name in ("median", "p90")
    )
    return Hours(median, p90, found["of"], {"merged": ended.filter(ended_as=_MERGED).count()})


def _duplicates(ended: QuerySet[Matter], *, still_open: int) -> Share:
    counted = ended.aggregate(
        whole=Count("pk"), twice=Count("pk", filter=Q(ended_as__in=[_DUPLICATE, _MERGED]))
    )
    return Share(counted["twice"], counted["whole"], {"open": still_open})
