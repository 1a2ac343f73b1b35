"""The house stands as it is drawn: front doors, sizes, names, who may ask the tables."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "anlan"
ROOMS = sorted(folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists())
# config composes: it mounts addresses, collects APIs and runs tasks, so it may open these doors too.
COMPOSED = {"public", "urls", "api", "sign_in_urls", "apps", "middleware"}


def modules(*, tests: bool = False) -> Iterator[Path]:
    """Our own Python files, without migrations."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts and (tests or "tests" not in path.parts):
            yield path


def room_of(path: Path) -> str:
    """The room a file belongs to."""
    return path.relative_to(SOURCE).parts[0]


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything `path` imports from anlan."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("anlan."):
            whole = node.module.count(".") == 1  # `from anlan.cases import public`
            yield from (
                (node.lineno, f"{node.module}.{name.name}" if whole else node.module) for name in node.names
            )
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names if name.name.startswith("anlan."))


def test_a_room_is_entered_through_its_front_door_only():
    wrong = []
    for path in modules():
        here = room_of(path)
        for line, module in imports_of(path):
            parts = module.split(".")
            room, door = parts[1], parts[2] if len(parts) > 2 else ""
            allowed = COMPOSED if here == "config" else {"public"}
            if room not in (here, "kit") and door not in allowed:
                wrong.append(
                    f"{path.relative_to(ROOT)}:{line} imports {module}; go through anlan.{room}.public"
                )
    assert not wrong, "\n".join(wrong)


def _budget_of(path: Path) -> bool:
    return "over budget" in path.read_text()[:2000].lower()


def test_no_file_is_over_300_lines():
    long = [str(path.relative_to(ROOT)) for path in modules(tests=True) if path.read_text().count("\n") > 300]
    assert not [name for name in long if not _budget_of(ROOT / name)]


def test_no_function_is_over_40_lines():
    long = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = (node.end_lineno or 0) - node.body[0].lineno + 1
                doc = node.body[0]
                if isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant):
                    body -= (doc.end_lineno or 0) - doc.lineno + 1
                if body > 40:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {body}")
    assert not long, "\n".join(long)


@pytest.mark.parametrize(
    "name", ["utils", "helpers", "manager", "managers", "service", "services", "misc", "common"]
)
def test_no_file_is_called_after_nothing(name):
    assert not [path for path in modules(tests=True) if path.stem == name]


def test_pages_and_api_never_ask_a_table_of_cases_themselves():
    """Scoped reads go through `visible` and its like; `.objects` of a scoped model belongs to queries and verbs."""
    scoped = {
        "Case",
        "CaseText",
        "Assignment",
        "Clock",
        "Note",
        "Attachment",
        "Request",
        "Person",
        "Notice",
        "Grant",
    }
    edge = re.compile(r"/(web|api|portal|command|interop)(/|\.py$)")
    wrong = []
    for path in modules():
        name = "/" + str(path.relative_to(SOURCE))
        if not edge.search(name) or name.startswith("/interop/replay"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
                owner = node.value.id if isinstance(node.value, ast.Name) else ""
                if owner in scoped:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {owner}.objects")
    assert not wrong, "\n".join(wrong)


def test_rooms_do_not_ask_what_time_it_is():
    """Verbs are told the time; only edges call the clock."""
    edges = {"web", "api", "tasks", "cli", "config", "middleware", "portal", "interop", "delivery"}
    wrong = []
    for path in modules():
        parts = set(path.relative_to(SOURCE).with_suffix("").parts)
        if room_of(path) == "kit" or parts & edges:
            continue
        for number, text in enumerate(path.read_text().splitlines(), start=1):
            if (
                re.search(r"\b(datetime\.now|timezone\.now|clock\.now|time\.time)\(", text)
                and "# edge:" not in text
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{number} {text.strip()}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in {"capabilities"}])
def test_every_room_says_what_it_is_on_one_screen(room):
    readme = SOURCE / room / "README.md"
    assert readme.exists(), f"write {readme.relative_to(ROOT)}"
    assert 3 <= readme.read_text().count("\n") <= 60


def test_nothing_committed_names_an_index_or_this_machine():
    pattern = re.compile(r"index-url|find-links|\"resolved\": *\"http|/simple/|/home/[a-z]|/root/")
    hits = []
    for path in [
        *ROOT.glob("*"),
        *SOURCE.rglob("*"),
        *(ROOT / "docs").rglob("*"),
        *(ROOT / "tests").rglob("*"),
    ]:
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".yaml", ".lock", ".json", ".txt"}:
            text = path.read_text(errors="replace")
            if path != Path(__file__) and path.name != "Makefile" and pattern.search(text):
                hits.append(str(path.relative_to(ROOT)))
    assert not hits
