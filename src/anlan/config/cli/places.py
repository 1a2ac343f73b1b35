"""`anlan places …`: the district's tree and boundaries from a terminal."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.config.cli.output import line, say
from anlan.config.cli.places_agreement import agreement
from anlan.config.cli.places_room import room
from anlan.config.cluster.language import either, in_chinese

if TYPE_CHECKING:
    from anlan.places.public import BoundaryReport, Place

_District = Annotated[
    int | None,
    typer.Option(help=either("Six digits; default ANLAN_DISTRICT.", "六位区划代码，默认 ANLAN_DISTRICT。")),
]
_Crs = Annotated[str, typer.Option(help="WGS84, CGCS2000, GCJ-02, BD-09, EPSG:n")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command(
        name="add", help=either("Add one place, such as the district.", "新增一个辖区，例如本区。")
    )(add)
    group.command(
        name="import",
        help=either("Inspect a boundary file; save it with --save.", "检查边界文件；加 --save 才保存。"),
    )(import_file)
    group.command(name="locate", help=either("Which place a point lies in.", "查询一点所在的辖区。"))(locate)
    group.command(name="list", help=either("The open tree.", "列出有效的辖区。"))(list_all)
    group.command(
        name="agreement",
        help=either("Compare `locate` with the labels of a file.", "将定位结果与文件自带的标注比较。"),
    )(agreement)
    app.add_typer(group, name="places", help=either("Places and their boundaries.", "辖区与边界。"))


def _number(district: int | None) -> int:
    from django.conf import settings

    return district or int(settings.ANLAN_DISTRICT)


def add(code: int, zh: Annotated[str, typer.Option()], en: Annotated[str, typer.Option()]) -> None:
    """A place by its 15 digits, or by its 6, 9 or 12."""
    with room():
        from anlan.access.public import service
        from anlan.kit.clock import now
        from anlan.places.public import add_place, read_code

        made = add_place(
            code=read_code(str(code)) or code, name_zh=zh, name_en=en, by=service("import"), at=now()
        )
        line("OK", "green", f"{made.code} {made.name_zh} {made.name_en}")


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    *,
    name_zh: Annotated[str, typer.Option(help=either("Field of the Chinese name.", "中文名字段。"))] = "name",
    name_en: Annotated[str, typer.Option(help=either("Field of the English name.", "英文名字段。"))] = "",
    code: Annotated[str, typer.Option(help=either("Field of the official code.", "编码字段。"))] = "",
    key: Annotated[
        str, typer.Option(help=either("Field of the source's key: assign codes.", "来源标识字段：自动赋码。"))
    ] = "",
    parent: Annotated[str, typer.Option(help=either("Field of the parent's key.", "上级标识字段。"))] = "",
    at_level: Annotated[str, typer.Option(help="street, community, grid")] = "",
    crs: _Crs = "",
    district: _District = None,
    report: Annotated[
        Path | None, typer.Option(help=either("Write the faults as GeoJSON.", "把问题写成 GeoJSON。"))
    ] = None,
    save: Annotated[bool, typer.Option("--save", help=either("Save when sound.", "无错误时保存。"))] = False,
) -> None:
    """Exit code 1 when the file has faults that stop an import."""
    with room():
        from anlan.places.public import Fields, Level, inspect_boundaries

        fields = Fields(
            name_zh=name_zh, name_en=name_en or None, code=code or ("" if key else "code") or None,
            key=key or None, parent=parent or None, at_level=Level(at_level) if at_level else None,
        )  # fmt: skip
        with file.open("rb") as source:
            found = inspect_boundaries(source, district=_number(district), fields=fields, crs=crs or None)
        _tell(found)
        if report is not None:
            report.write_text(json.dumps(found.geojson(), ensure_ascii=False), encoding="utf-8")
            say(str(report))
        if not found.sound:
            raise typer.Exit(1)
        if save:
            _save(found)


def _tell(found: "BoundaryReport") -> None:
    for fault in found.faults[:40]:
        mark, colour = ("ERROR", "red") if fault.kind.blocking else ("WARN", "yellow")
        spot = f" ({fault.point[0]:.6f}, {fault.point[1]:.6f})" if fault.point else ""
        line(mark, colour, f"{either(fault.text.en, fault.text.zh)}{spot}")
    say(" · ".join(f"{kind} {count}" for kind, count in found.counts.items()))
    say(
        either(
            f"{found.added} new, {found.changed} changed, {found.same} the same; frame {found.crs}",
            f"新增 {found.added}，变更 {found.changed}，不变 {found.same}；坐标系 {found.crs}",
        )
    )


def _save(found: "BoundaryReport") -> None:
    from anlan.access.public import service
    from anlan.kit.clock import now
    from anlan.places.public import import_boundaries

    version = import_boundaries(report=found, by=service("import"), at=now())
    number = version.number if version else 0
    line("OK", "green", either(f"saved as boundary version {number}", f"已保存为边界第 {number} 版"))


def locate(lon: float, lat: float, crs: _Crs = "WGS84", district: _District = None) -> None:
    """The place, and what lies above it. Write `--` before a negative longitude."""
    with room():
        from anlan.places.public import ancestors, check_point, locate_one, name_of, to_wgs84

        number = _number(district)
        east, north = to_wgs84(lon, lat, crs)
        check_point(east, north, number)
        found = locate_one(east, north, district=number)
        names = [
            name_of(code, "en" if not in_chinese() else "zh") for code in [*reversed(ancestors(found)), found]
        ]
        say(f"{found}  {' / '.join(names)}")


def list_all(district: _District = None) -> None:
    """One line a place, indented by level."""
    with room():
        from anlan.places.public import Level, tree

        depth = {level: number for number, level in enumerate(Level.values)}
        for place in tree(_number(district)):
            say(f"{place.code}  {'  ' * depth[place.level]}{_name(place)}")


def _name(place: "Place") -> str:
    return either(place.name_en, place.name_zh)
