"""Why a file cannot be read as YAML, said so that its author can mend it."""

import re
from collections.abc import Sequence

import yaml

from anlan.kit.texts import Text
from anlan.schemes.finding import Finding, Path, dotted

# what → (zh, en, remedy zh, remedy en)
_REFUSED = {
    "missing": (
        "没有这个文件，或无法读取",
        "there is no such file, or it cannot be read",
        "新建该文件，或检查文件夹名称和读取权限",
        "create it, or check the folder's name and permissions",
    ),
    "large": (
        "文件超过 256 KB",
        "the file is over 256 KB",
        "把长文本移到 documents/ 下的模板里",
        "move long texts into templates under documents/",
    ),
    "document": (
        "文件超过 5 MB",
        "the file is over 5 MB",
        "压缩模板里的图片",
        "make the pictures in the template smaller",
    ),
    "encoding": (
        "文件不是 UTF-8 编码",
        "the file is not UTF-8",
        "用编辑器另存为 UTF-8 编码",
        "save it again as UTF-8 in your editor",
    ),
    "empty": (
        "文件是空的",
        "the file is empty",
        "用 `anlan capability new 名称` 生成一份可用的样板",
        "start from `anlan capability new NAME`",
    ),
    "deep": (
        "层级超过 40 层",
        "the nesting is over 40 levels deep",
        "检查是否漏了换行或括号",
        "look for a missing line break or bracket",
    ),
    "documents": (
        "一个文件里出现了第二份文档（---）",
        "there is a second document (---) in the file",
        "删去多余的 --- 行，一个文件只写一份",
        "remove the extra --- line: one file, one document",
    ),
    "tag": (
        "不接受以感叹号开头的标签",
        "a tag (a word that starts with !) is not accepted",
        "删去标签，只写普通的值；文字里的感叹号要加引号",
        "remove the tag and write a plain value; put words that start with ! in quotes",
    ),
    "aliases": (
        "引用（*别名）展开后过大",
        "the aliases (*name) grow too large when written out",
        "减少 & 与 * 的嵌套引用，把内容直接写出来",
        "write the repeated parts out instead of nesting & and *",
    ),
}


def refused(label: str, line: int, what: str) -> Finding:
    """A finding for one of the fixed reasons of `_REFUSED`."""
    zh, en, fix_zh, fix_en = _REFUSED[what]
    return _finding(label, line, (), zh, en, fix_zh, fix_en)


def key(label: str, path: Path, line: int) -> Finding:
    """A key that is a list, a mapping or a merge key."""
    return _finding(
        label,
        line,
        path,
        "键必须是一个词，不能是列表、映射或 <<",
        "a key must be one word, not a list, a mapping or <<",
        "把键写成普通的词，合并的内容逐项写出",
        "write a plain word as the key and write merged keys out",
    )


def twice(label: str, path: Path, first: int, line: int) -> Finding:
    """The same key again: YAML would silently keep only the last."""
    name = path[-1]
    return _finding(
        label,
        line,
        path,
        f"键 {name} 重复，第 {first} 行已经写过",
        f"the key {name} is written twice; it stands on line {first} already",
        "保留一处，删去或改名另一处",
        "keep one and remove or rename the other",
    )


def of(label: str, text: str, error: yaml.YAMLError) -> Finding:
    """The parser's complaint, in words of the author's trade: tab, indent, colon, quote."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = min(mark.line, max(text.count("\n"), 0)) + 1 if mark else _line_of_position(text, error)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    lines = text.split("\n")
    tabbed = _tab_near(lines, line)
    if tabbed:
        return _finding(
            label,
            tabbed,
            (),
            "这一行用制表符（Tab）缩进",
            "this line is indented with a tab",
            "改用空格缩进，每级两个空格",
            "indent with spaces, two for each level",
        )
    for pattern, (zh, en, fix_zh, fix_en) in _PROBLEMS:
        if re.search(pattern, problem):
            return _finding(label, line, (), zh, en, fix_zh, fix_en)
    return _finding(
        label,
        line,
        (),
        f"此处无法读取（{problem}）",
        f"this cannot be read ({problem})",
        "对照上一行检查缩进、冒号和引号",
        "compare indent, colons and quotes with the line above",
    )


_INDENT = (
    "缩进与上文不一致",
    "the indent does not fit the lines above",
    "让同一级的键从同一列开始，每级两个空格",
    "start keys of one level in the same column, two spaces a level",
)
_PROBLEMS = (
    (
        "mapping values are not allowed",
        (
            "缩进与上文不一致，或值里有未加引号的冒号",
            "the indent does not fit the lines above, or a value has a colon without quotes",
            "让同一级的键从同一列开始；含“: ”的值加上引号",
            'align keys of one level; put a value that has ": " in quotes',
        ),
    ),
    (
        "expected '?key|expected '-'|<block end>|<document start>|could not find expected ':'",
        _INDENT,
    ),
    ("block sequence entries are not allowed|block collections", _INDENT),
    (
        "second occurrence|duplicate anchor",
        (
            "同一个 &名称 定义了两次",
            "the same &name is defined twice",
            "给其中一个换个名称，或给以 & 开头的值加引号",
            "rename one of them, or put a value that starts with & in quotes",
        ),
    ),
    (
        "undefined alias",
        (
            "引用的别名没有定义",
            "the alias is not defined",
            "先用 &名称 定义，或给以 * 开头的值加引号",
            "define it with &name first, or put a value that starts with * in quotes",
        ),
    ),
    (
        "cannot start any token|directive|expected node content|expected comment or line|alphabetic|unexpected ':'",
        (
            "值的第一个字符有特殊含义",
            "the first character of the value has a special meaning",
            "给这个值加上引号",
            "put the value in quotes",
        ),
    ),
    (
        "quoted scalar|unexpected end of stream|flow mapping|flow sequence|expected ',' or",
        (
            "引号或括号没有配对",
            "a quote or bracket is not closed",
            "补上缺少的引号或括号",
            "add the missing quote or bracket",
        ),
    ),
    (
        "control characters|special characters|invalid .*octet|unacceptable",
        (
            "文件里有不可见的控制字符",
            "the file has invisible control characters",
            "删去这些字符，或重新输入这一行",
            "remove them or type the line again",
        ),
    ),
)


def _tab_near(lines: Sequence[str], line: int) -> int:
    """The parser often notices a tab one line late."""
    for number in (line, line - 1, line + 1):
        if (
            0 < number <= len(lines)
            and "\t" in lines[number - 1][: len(lines[number - 1]) - len(lines[number - 1].lstrip())]
        ):
            return number
    return 0


def _line_of_position(text: str, error: yaml.YAMLError) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 1


def _finding(  # noqa: PLR0917 - the four texts always come in this order
    label: str, line: int, path: Path, zh: str, en: str, fix_zh: str, fix_en: str
) -> Finding:
    return Finding(label, line, dotted(path), Text(zh=zh, en=en), Text(zh=fix_zh, en=fix_en))
