"""The words for what does not fit the language, in both languages. `{…}` is filled from the context."""

from collections.abc import Mapping, Sequence

from anlan.kit.texts import Text

# type of complaint → (zh, en, remedy zh, remedy en); Pydantic's names, and our own words_*
WORDS: dict[str, tuple[str, str, str, str]] = {
    "missing": ("缺少 {key}", "{key} is missing", "补上 {key}", "add {key}"),
    "words": (
        "要写中英文两种文字",
        "words are needed in both languages",
        "写成 {{zh: 中文, en: English}}",
        "write it as {{zh: 中文, en: English}}",
    ),
    "words_zh": ("缺少中文", "the Chinese words are missing", "补上 zh: 一行", "add a line zh:"),
    "words_en": ("缺少英文", "the English words are missing", "补上 en: 一行", "add a line en:"),
    "string_type": (
        "{key} 要写文字，现在是 {value}",
        "{key} must be text, not {value}",
        "给值加上引号",
        "put the value in quotes",
    ),
    "int_type": (
        "{key} 要写整数，现在是 {value}",
        "{key} must be a whole number, not {value}",
        "写整数，不加引号和单位",
        "write a whole number without quotes or unit",
    ),
    "bool_type": (
        "{key} 只能是 true 或 false，现在是 {value}",
        "{key} must be true or false, not {value}",
        "写 true 或 false",
        "write true or false",
    ),
    "float_type": (
        "{key} 要写数字，现在是 {value}",
        "{key} must be a number, not {value}",
        "写数字，不加引号和单位",
        "write a number without quotes or unit",
    ),
    "greater_than_equal": (
        "{key} 是 {value}，至少要 {ge}",
        "{key} is {value}, at least {ge} is needed",
        "改为不小于 {ge} 的值",
        "use {ge} or more",
    ),
    "less_than_equal": (
        "{key} 是 {value}，最多 {le}",
        "{key} is {value}, at most {le} is allowed",
        "改为不大于 {le} 的值",
        "use {le} or less",
    ),
    "greater_than": (
        "{key} 是 {value}，必须大于 {gt}",
        "{key} is {value}, it must be over {gt}",
        "改为大于 {gt} 的值",
        "use a value over {gt}",
    ),
    "less_than": (
        "{key} 是 {value}，必须小于 {lt}",
        "{key} is {value}, it must be under {lt}",
        "改为小于 {lt} 的值",
        "use a value under {lt}",
    ),
    "string_too_short": (
        "{key} 太短",
        "{key} is too short",
        "至少写 {min_length} 个字符",
        "write at least {min_length} characters",
    ),
    "string_too_long": (
        "{key} 太长",
        "{key} is too long",
        "最多 {max_length} 个字符",
        "use at most {max_length} characters",
    ),
    "string_pattern_mismatch": (
        "{key} 的写法不对：{value}",
        "{key} is not written as it should be: {value}",
        "只用小写字母、数字和下划线等，须符合 {pattern}",
        "it must fit {pattern}",
    ),
    "too_short": (
        "{key} 至少要有 {min_length} 项",
        "{key} needs at least {min_length} entries",
        "补足各项",
        "add entries",
    ),
    "too_long": (
        "{key} 最多 {max_length} 项",
        "{key} can have at most {max_length} entries",
        "删减各项",
        "remove entries",
    ),
    "list_type": (
        "{key} 要写成列表",
        "{key} must be a list",
        "每项一行，以“- ”开头",
        'write one entry a line, each starting with "- "',
    ),
    "dict_type": (
        "{key} 要写成“键: 值”",
        "{key} must be a mapping",
        "每行写一个“键: 值”",
        'write "key: value" lines',
    ),
    "literal_error": (
        "{key} 的取值 {value} 不可用",
        "{value} is not a choice for {key}",
        "可用的取值：{expected}",
        "choose one of {expected}",
    ),
    "time_type": (
        "{key} 不是时刻：{value}",
        "{key} is not a time of day: {value}",
        "写成 09:00 这样的时刻",
        "write a time such as 09:00",
    ),
    "date_type": (
        "{key} 不是日期：{value}",
        "{key} is not a date: {value}",
        "写成 2026-10-01 这样的日期",
        "write a date such as 2026-10-01",
    ),
    "datetime_type": (
        "{key} 不是时间：{value}",
        "{key} is not a date and time: {value}",
        "写成 2026-10-01 09:00",
        "write it as 2026-10-01 09:00",
    ),
    "union_tag_not_found": (
        "缺少 {discriminator}，无法判断类型",
        "{discriminator} is missing, so the kind is unknown",
        "补上 {discriminator}",
        "add {discriminator}",
    ),
    "value_error": ("不合要求：{said}", "{said}", "照此修改", "change it accordingly"),
    "other": (
        "{key} 不合要求（{said}）",
        "{key} does not fit ({said})",
        "对照 docs/capability-language.md 修改",
        "mend it as docs/capability-language.md says",
    ),
}

_SAME = {
    "int_type": ("int_parsing", "int_from_float", "int_parsing_size"),
    "bool_type": ("bool_parsing",),
    "float_type": ("float_parsing", "finite_number", "decimal_parsing", "decimal_type"),
    "list_type": ("tuple_type", "set_type", "frozen_set_type"),
    "dict_type": ("model_type", "model_attributes_type", "mapping_type", "dataclass_type"),
    "literal_error": ("enum",),
    "time_type": ("time_parsing",),
    "date_type": ("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
    "datetime_type": ("datetime_parsing", "datetime_from_date_parsing"),
}
WORDS |= {same: WORDS[kind] for kind, others in _SAME.items() for same in others}

_LONGEST = 60
_MOST = 15


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


def fill(words: tuple[str, str, str, str], values: Mapping[str, object]) -> tuple[Text, Text]:
    """Message and remedy with the values in their places; long values are cut."""
    short = _Blank({name: _cut(value) for name, value in values.items()})
    zh, en, fix_zh, fix_en = (part.format_map(short) for part in words)
    return Text(zh=zh, en=en), Text(zh=fix_zh, en=fix_en)


def choices(options: Sequence[str], closest: str | None) -> Text:
    """A remedy that names the closest choice and then all of them."""
    listed = ", ".join(options[:_MOST]) + (" …" if len(options) > _MOST else "")
    if closest is None:
        return Text(zh=f"可用的取值：{listed}", en=f"choose one of: {listed}")
    return Text(
        zh=f"是否想写 {closest}？可用的取值：{listed}", en=f"did you mean {closest}? Choices: {listed}"
    )


def _cut(value: object) -> str:
    if isinstance(value, dict | list | tuple):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
