"""What can be wrong with boundaries, in words for people and shapes for a map."""

from dataclasses import dataclass, field
from enum import StrEnum

from anlan.kit.texts import Text


class FaultKind(StrEnum):
    """Kinds of faults. The first group stops an import, the second is shown and may be accepted."""

    CODE_MISSING = "code_missing"
    CODE_INVALID = "code_invalid"
    CODE_TWICE = "code_twice"
    CODE_FOREIGN = "code_foreign"
    CODE_CLOSED = "code_closed"
    CODES_EXHAUSTED = "codes_exhausted"
    LEVEL_UNKNOWN = "level_unknown"
    PARENT_UNKNOWN = "parent_unknown"
    NAME_MISSING = "name_missing"
    NAME_UNREADABLE = "name_unreadable"
    NOT_A_POLYGON = "not_a_polygon"
    RING_INVALID = "ring_invalid"
    NUMBER_INVALID = "number_invalid"
    OUT_OF_WORLD = "out_of_world"
    SWAPPED = "swapped"
    TOO_MANY_VERTICES = "too_many_vertices"
    FILE_TOO_MANY_VERTICES = "file_too_many_vertices"
    NOTHING = "nothing"
    NO_GEOMETRY = "no_geometry"
    LEVEL_SKIPPED = "level_skipped"
    ENGLISH_MISSING = "english_missing"
    OVERLAP = "overlap"
    GAP = "gap"
    BEYOND_PARENT = "beyond_parent"
    ELSEWHERE = "elsewhere"

    @property
    def blocking(self) -> bool:
        """Whether it has to be mended before anything is saved."""
        return self not in _ACCEPTABLE


_ACCEPTABLE = frozenset(
    {
        FaultKind.NO_GEOMETRY, FaultKind.LEVEL_SKIPPED, FaultKind.ENGLISH_MISSING, FaultKind.OVERLAP,
        FaultKind.GAP, FaultKind.BEYOND_PARENT, FaultKind.ELSEWHERE,
    }
)  # fmt: skip

_TEXTS = {
    FaultKind.CODE_MISSING: ("第 {row} 个要素没有编码", "feature {row} has no code"),
    FaultKind.CODE_INVALID: (
        "第 {row} 个要素的编码 {what} 不是辖区编码",
        "feature {row}: {what} is not the code of a place",
    ),
    FaultKind.CODE_TWICE: (
        "编码 {what} 出现了不止一次（第 {row} 个要素）",
        "the code {what} is there more than once (feature {row})",
    ),
    FaultKind.CODE_FOREIGN: ("编码 {what} 属于另一个区", "the code {what} belongs to another district"),
    FaultKind.CODE_CLOSED: (
        "辖区 {what} 已撤销，编码不能再用",
        "the place {what} is closed; its code is not used again",
    ),
    FaultKind.CODES_EXHAUSTED: (
        "{what} 下的编码已用完（最多 998 个）",
        "no code is left below {what} (998 at most)",
    ),
    FaultKind.LEVEL_UNKNOWN: (
        "第 {row} 个要素的层级 {what} 无法识别",
        "feature {row}: the level {what} is not known",
    ),
    FaultKind.PARENT_UNKNOWN: (
        "第 {row} 个要素的上级 {what} 不存在",
        "feature {row}: there is no parent {what}",
    ),
    FaultKind.NAME_MISSING: ("第 {row} 个要素没有名称", "feature {row} has no name"),
    FaultKind.NAME_UNREADABLE: (
        "第 {row} 个要素的名称过长或含有无法保存的字符",
        "feature {row}: the name is too long or has characters that cannot be stored",
    ),
    FaultKind.NOT_A_POLYGON: ("第 {row} 个要素不是面（{what}）", "feature {row} is not a polygon ({what})"),
    FaultKind.RING_INVALID: (
        "第 {row} 个要素的边界自相交或未闭合：{what}",
        "feature {row} has a ring that crosses itself or does not close: {what}",
    ),
    FaultKind.NUMBER_INVALID: (
        "第 {row} 个要素含有不是数的坐标",
        "feature {row} has a coordinate that is not a number",
    ),
    FaultKind.OUT_OF_WORLD: (
        "第 {row} 个要素的坐标超出地球范围，请核对坐标系",
        "feature {row} lies outside the world; check the frame of reference",
    ),
    FaultKind.SWAPPED: (
        "第 {row} 个要素的经度和纬度似乎颠倒了",
        "feature {row}: longitude and latitude look exchanged",
    ),
    FaultKind.TOO_MANY_VERTICES: (
        "第 {row} 个要素有 {what} 个顶点，超过上限，请先简化",
        "feature {row} has {what} vertices, more than allowed; simplify it first",
    ),
    FaultKind.FILE_TOO_MANY_VERTICES: (
        "文件共有 {what} 个顶点，超过上限，请先简化或分街道导入",
        "the file has {what} vertices, more than allowed; simplify it or import street by street",
    ),
    FaultKind.NOTHING: ("文件中没有要素", "the file holds no feature"),
    FaultKind.NO_GEOMETRY: (
        "{what} 没有边界，该处的点无法定位",
        "{what} has no boundary; points there cannot be located",
    ),
    FaultKind.LEVEL_SKIPPED: (
        "{what} 缺少中间层级，直接归入上级",
        "{what} skips a level and hangs under the next one",
    ),
    FaultKind.ENGLISH_MISSING: (
        "第 {row} 个要素没有英文名，暂用中文名",
        "feature {row} has no English name; the Chinese one stands in",
    ),
    FaultKind.OVERLAP: (
        "{what} 重叠 {area} 平方米，重叠处归编码较小者",
        "{what} overlap by {area} m²; the lower code answers there",
    ),
    FaultKind.GAP: (
        "{what} 内有 {area} 平方米未被下级覆盖",
        "{area} m² of {what} belong to none of its parts",
    ),
    FaultKind.BEYOND_PARENT: (
        "{what} 有 {area} 平方米超出上级边界",
        "{area} m² of {what} lie outside the place above",
    ),
    FaultKind.ELSEWHERE: (
        "{what} 远离本区已有边界，请核对坐标系",
        "{what} lies far from the present boundaries; check the frame of reference",
    ),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (feature number from 1, codes, a WGS 84 point) and how large (m²)."""

    kind: FaultKind
    row: int | None = None
    codes: tuple[int, ...] = ()
    what: str = ""
    area: float | None = None
    point: tuple[float, float] | None = None
    shape: bytes | None = field(default=None, repr=False)

    @property
    def text(self) -> Text:
        """The fault in both languages."""
        zh, en = _TEXTS[self.kind]
        area = "" if self.area is None else f"{self.area:,.0f}"
        filled = {"row": self.row or "", "what": self.what or ", ".join(map(str, self.codes)), "area": area}
        return Text(zh=zh.format(**filled), en=en.format(**filled))

    def as_json(self) -> dict[str, object]:
        """For the API and the map; the shape goes separately, as GeoJSON."""
        return {
            "kind": self.kind.value, "blocking": self.kind.blocking, "row": self.row,
            "codes": list(self.codes), "area": self.area, "point": self.point, "message": self.text.model_dump(),
        }  # fmt: skip
