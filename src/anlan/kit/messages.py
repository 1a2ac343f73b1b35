"""Message catalogues without gettext's tools: compiled, checked against what the code says, and added to.

English is the message id. Each room keeps its Chinese in `locale/zh_Hans/LC_MESSAGES/django.po`; the kit's
catalogue also serves the rooms above it. `.mo` files are made at set-up and not kept in git.

    python -m anlan.kit.messages compile|check|update
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import normalize, read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
SHARED = "kit"

_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
_STRING = r"u?(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')"
_CALL = re.compile(rf"(?<!\w)(_|gettext|ngettext|pgettext)\({_STRING}(?:, {_STRING})?")
_PLACE = re.compile(r"\{(\w+)[^{}]*\}|%\((\w+)\)[sd]")
_HEADER = """\
# Chinese of this room. English is the message id.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


class Use(NamedTuple):
    """A message the code says: where, in which room, with its plural and context if it has them."""

    room: str
    msgid: str
    plural: str
    context: str | None
    file: Path
    line: int


class Lack(NamedTuple):
    """What is wrong with a message: `missing` from the catalogue, `empty`, or other `placeholders` than in English."""

    use: Use
    why: str


class Disagreement(NamedTuple):
    """One English message with two Chinese ones: Django joins all catalogues, so one of them is never seen."""

    msgid: str
    said: dict[str, str]


def rooms(root: Path = ROOT) -> list[Path]:
    """The rooms: packages of `root` that hold code. A capability brings its texts in both languages itself."""
    return sorted(path.parent for path in root.glob("*/__init__.py") if path.parent.name != "capabilities")


def _in_python(room: Path) -> Iterator[Use]:
    for file in sorted(room.rglob("*.py")):
        if "tests" in file.relative_to(room).parts or "migrations" in file.relative_to(room).parts:
            continue
        with file.open("rb") as source:
            for line, message, _, context in extract("python", source, keywords=_KEYWORDS):
                one, many = message if isinstance(message, tuple) else (message, "")
                if one:
                    yield Use(room.name, one, many, context, file, line)


def _in_templates(room: Path) -> Iterator[Use]:
    for file in sorted([*room.glob("templates/**/*.html"), *room.glob("templates/**/*.txt")]):
        source = templatize(file.read_text(encoding="utf-8"))
        for call in _CALL.finditer(source):
            first = ast.literal_eval(call[2])
            second = ast.literal_eval(call[3]) if call[3] else ""
            line = source.count("\n", 0, call.start()) + 1
            if call[1] == "pgettext":
                yield Use(room.name, second, "", first, file, line)
            else:
                yield Use(room.name, first, second, None, file, line)


def _errors(root: Path) -> Iterator[Use]:
    """The docstrings of all descendants of `AnlanError`, read without importing anything."""
    classes: list[tuple[Path, Path, ast.ClassDef]] = []
    for room in rooms(root):
        for file in sorted(room.rglob("*.py")):
            if "tests" not in file.relative_to(room).parts:
                tree = ast.parse(file.read_text(encoding="utf-8"))
                classes += [(room, file, node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    # By name and without imports; two classes may share a name, so each is looked at with its own bases.
    above = [{ast.unparse(base).rpartition(".")[2] for base in node.bases} for *_, node in classes]
    family: set[str] = set()
    grown = {"AnlanError"}
    while grown:
        family |= grown
        born = {node.name for (*_, node), bases in zip(classes, above, strict=True) if family & bases}
        grown = born - family
    for (room, file, node), bases in zip(classes, above, strict=True):
        words = ast.get_docstring(node)
        if words and (family & bases or node.name == "AnlanError"):
            yield Use(room.name, " ".join(words.split()), "", None, file, node.lineno)


def used(root: Path = ROOT) -> list[Use]:
    """Every message of every room, once a room and message, with and without plural, at its first place."""
    found: dict[tuple[str, str, str | None, str], Use] = {}
    for room in rooms(root):
        for use in (*_in_python(room), *_in_templates(room)):
            found.setdefault((use.room, use.msgid, use.context, use.plural), use)
    for use in _errors(root):
        found.setdefault((use.room, use.msgid, use.context, use.plural), use)
    return list(found.values())


def read_catalogue(room: Path) -> Catalog:
    """The catalogue of `room`; an empty one when it has none."""
    path = room / CATALOGUE
    if not path.exists():
        return Catalog(locale="zh_Hans")
    with path.open("rb") as source:
        return read_po(source, locale="zh_Hans", abort_invalid=True)


def _written(message: Message | None, plural: str = "") -> list[str]:
    # Who asks with a plural is not answered by an entry without one.
    if message is None or message.fuzzy or (plural and not message.pluralizable):
        return []
    return list(message.string) if isinstance(message.string, (list, tuple)) else [message.string or ""]


def _places(text: str) -> set[str]:
    return {brace or percent for brace, percent in _PLACE.findall(text)}


def _why(use: Use, written: list[str]) -> str | None:
    if not written:
        return "missing"
    if not all(text.strip() for text in written):
        return "empty"
    known = _places(use.msgid) | _places(use.plural)
    return "placeholders" if any(_places(text) - known for text in written) else None


def missing(root: Path = ROOT) -> list[Lack]:
    """Messages without a usable Chinese, in the room's catalogue or the kit's."""
    catalogues = {room.name: read_catalogue(room) for room in rooms(root)}
    lacks = []
    for use in used(root):
        own = _written(catalogues[use.room].get(use.msgid, use.context), use.plural)
        shared = (
            _written(catalogues[SHARED].get(use.msgid, use.context), use.plural)
            if SHARED in catalogues
            else []
        )
        why = _why(use, own or shared)
        if why:
            lacks.append(Lack(use, why))
    return lacks


def conflicts(root: Path = ROOT) -> list[Disagreement]:
    """English messages that two rooms say differently in Chinese."""
    said: dict[str, dict[str, str]] = {}
    for room in rooms(root):
        for message in read_catalogue(room):
            texts = _written(message)
            if message.id and texts and all(texts):
                key = message.id if isinstance(message.id, str) else message.id[0]
                said.setdefault(f"{message.context or ''}\x04{key}", {})[room.name] = texts[0]
    found = [
        Disagreement(key.partition("\x04")[2], by) for key, by in said.items() if len(set(by.values())) > 1
    ]
    return sorted(found, key=lambda one: one.msgid)


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Write the `.mo` beside every `.po`; returns what was written. Raises `PoFileError` for a broken file."""
    written = []
    for room in rooms(root):
        path = room / CATALOGUE
        if path.exists():
            aside = path.with_suffix(".mo.new")
            with aside.open("wb") as target:
                write_mo(target, read_catalogue(room))
            written.append(aside.rename(path.with_suffix(".mo")))
    return written


def _entry(use: Use, root: Path) -> str:
    lines = ["", f"#: {use.file.relative_to(root)}:{use.line}"]
    if "{" in use.msgid:
        lines.append("#, python-brace-format")
    if use.context:
        lines.append(f"msgctxt {normalize(use.context)}")
    lines.append(f"msgid {normalize(use.msgid, width=100)}")
    if use.plural:
        lines += [f"msgid_plural {normalize(use.plural, width=100)}", 'msgstr[0] ""']
    else:
        lines.append('msgstr ""')
    return "\n".join(lines) + "\n"


def update(root: Path = ROOT) -> int:
    """Add what is missing to the catalogues, with nothing in Chinese yet; returns how many. Nothing is rewritten."""
    added = 0
    for lack in missing(root):
        if lack.why != "missing":
            continue
        path = root / lack.use.room / CATALOGUE
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(_HEADER, encoding="utf-8")
        with path.open("a", encoding="utf-8") as target:
            target.write(_entry(lack.use, root))
        added += 1
    return added


def report(root: Path = ROOT) -> list[str]:
    """What `check` prints, one line a finding, room by room."""
    lines = [
        f"{lack.use.room}: {lack.use.file.relative_to(root.parent)}:{lack.use.line}: {lack.why}: {lack.use.msgid!r}"
        for lack in sorted(missing(root))
    ]
    for one in conflicts(root):
        said = ", ".join(f"{room} says {text!r}" for room, text in one.said.items())
        lines.append(f"differently translated: {one.msgid!r}: {said}")
    return lines


def main(arguments: list[str]) -> int:
    """The command; 1 when something is missing, 2 when it was called wrongly."""
    say = sys.stdout.write
    match arguments:
        case ["compile"]:
            say(f"{len(compile_catalogues())} catalogues compiled\n")
        case ["update"]:
            say(f"{update()} messages added; fill in their msgstr\n")
        case ["check"]:
            lines = report()
            say("".join(f"{line}\n" for line in lines) or "nothing is missing\n")
            return 1 if lines else 0
        case _:
            say("python -m anlan.kit.messages compile|check|update\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
