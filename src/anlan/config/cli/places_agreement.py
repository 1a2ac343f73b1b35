"""`anlan places agreement FILE`: does `locate` answer what each record of a file says itself, and why not."""

import csv
import gzip
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from anlan.config.cli.output import complain, say
from anlan.config.cli.places_room import room
from anlan.config.cluster.language import either

if TYPE_CHECKING:
    from anlan.places.public import Agreement


@dataclass
class _Read:
    """Columns of a file; `skipped` rows had no number where a point should be."""

    lons: list[float] = field(default_factory=list)
    lats: list[float] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    skipped: int = 0


def agreement(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    *,
    boundaries: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help=either("The map file.", "边界文件。"))
    ],
    name: Annotated[str, typer.Option(help=either("Its field of names.", "边界文件的名称字段。"))] = "name",
    label: Annotated[str, typer.Option(help=either("Column of the label.", "标注所在列。"))] = "label",
    lon: Annotated[str, typer.Option(help=either("Column of the longitude.", "经度列。"))] = "lon",
    lat: Annotated[str, typer.Option(help=either("Column of the latitude.", "纬度列。"))] = "lat",
    boundaries_crs: Annotated[
        str,
        typer.Option(
            help=either("The map file's frame, where it names none.", "边界文件的坐标系（文件未注明时）。")
        ),
    ] = "",
    crs: Annotated[str, typer.Option(help="WGS84, CGCS2000, GCJ-02, BD-09, EPSG:n")] = "WGS84",
) -> None:
    """Reads both files, writes nothing. FILE is CSV in UTF-8, also packed by gzip."""
    with room(database=False):
        import numpy as np

        from anlan.places.public import agreement as compare
        from anlan.places.public import named_shapes, to_wgs84

        read = _columns(file, lon, lat, label)
        with boundaries.open("rb") as source:
            names, shapes = named_shapes(source, name=name, crs=boundaries_crs or None)
        lons, lats = to_wgs84(np.array(read.lons), np.array(read.lats), crs)
        if read.skipped:
            say(
                either(
                    f"{read.skipped} rows without a point are left out", f"{read.skipped} 行没有坐标，未计入"
                )
            )
        for line in told(compare(names, shapes, lons, lats, read.labels)):
            say(line)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        source: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
        with TextIOWrapper(source, encoding="utf-8-sig", newline="") as text:
            yield from csv.DictReader(text)


def _columns(file: Path, lon: str, lat: str, label: str) -> _Read:
    read = _Read()
    for row in _rows(file):
        if missing := {lon, lat, label} - set(row):
            has = ", ".join(row)
            complain(
                either(
                    f"No column {', '.join(sorted(missing))}; there are: {has}",
                    f"没有列 {', '.join(sorted(missing))}；现有：{has}",
                )
            )
            raise typer.Exit(1)
        try:
            x, y = float(row[lon]), float(row[lat])
        except (TypeError, ValueError):
            x = y = math.nan
        if not (math.isfinite(x) and math.isfinite(y)):
            read.skipped += 1
            continue
        read.lons.append(x)
        read.lats.append(y)
        read.labels.append(row[label] or "")
    if not read.labels:
        complain(either("The file has no record with a point.", "文件中没有带坐标的记录。"))
        raise typer.Exit(1)
    return read


def told(found: "Agreement") -> Iterator[str]:
    """The report, line by line, in the terminal's language."""

    def line(count: int, en: str, zh: str) -> str:
        return f"{count:>9,} {count / found.records:7.2%}  {either(en, zh)}"

    yield either(
        f"{found.records:,} records at {found.points:,} different points",
        f"{found.records:,} 条记录，{found.points:,} 个不同的点",
    )
    yield line(found.agree, "lie in the place of their label", "落在所标注的辖区内")
    yield line(
        found.on_border, "lie at most 5 m beside it: on the border", "距所标注辖区不超过 5 米：在边界线上"
    )
    yield line(
        found.shared,
        "  of them at points that carry several labels: no answer could fit all",
        "  其中同一点带有多个标注，任何答案都不可能全部相符",
    )
    yield line(found.near, "lie 5 to 100 m beside it", "距所标注辖区 5 至 100 米")
    yield line(found.far, "lie further away", "距离更远")
    yield line(found.outside, "lie outside every place", "不在任何辖区内")
    yield line(found.unknown, "have a label that names no place", "标注不是任何辖区的名称")
    for label, place, count in found.renamed:
        yield line(count, f"labelled {label!r}, which is {place!r}", f"标注“{label}”，即“{place}”")
    half, ninth, most = found.quantiles
    yield either(
        f"from a disagreeing point to its labelled place: median {half:.1f} m, p90 {ninth:.1f} m, p99 {most:.0f} m",
        f"不符的点到所标注辖区：中位数 {half:.1f} 米，90% 在 {ninth:.1f} 米内，99% 在 {most:.0f} 米内",
    )
    yield from _told_bands(found)
    yield from _told_shift(found)


def _told_bands(found: "Agreement") -> Iterator[str]:
    yield either("agreement by distance from the nearest border:", "按到最近边界的距离：")
    for band in found.bands:
        upto = "" if math.isinf(band.high) else f"{band.high:.0f}"
        share = band.agree / band.records if band.records else 0.0
        yield f"{band.records:>9,} {share:7.2%}  {band.low:.0f}–{upto} m"
    yield either("where most of them went:", "最常见的不符：")
    for pair in found.pairs:
        yield f"{pair.records:>9,}  {pair.label} → {pair.found}  ({pair.metres:.1f} m)"


def _told_shift(found: "Agreement") -> Iterator[str]:
    shift = found.shift
    yield either(
        f"points near borders: {shift.before:.1%} agree; moved by ({shift.east}, {shift.north}) m: {shift.after:.1%}",
        f"边界附近的点相符 {shift.before:.1%}；整体平移（东 {shift.east}，北 {shift.north}）米后 {shift.after:.1%}",
    )
    if found.points * 2 < found.records:
        each = found.records / found.points
        yield either(
            f"{each:.1f} records a point, {found.several:,} with several labels: points were moved to shared spots",
            f"平均每点 {each:.1f} 条记录，{found.several:,} 个点带有多个标注：坐标曾被归并到公共点位",
        )
