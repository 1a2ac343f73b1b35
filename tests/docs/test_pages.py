"""Links lead somewhere, variables are complete, guides quote what pages say, the architecture is as built."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest
from tests.docs.pages import DOCS, PAGES, ROOT, boxes, headings, links, named, quoted, text_of, variables

SOURCE = ROOT / "src" / "anlan"
GUIDES = sorted((DOCS / "guides").glob("*.md"))
_VARIABLE = re.compile(r"ANLAN_[A-Z_]+")
ARCHITECTURE = DOCS / "architecture.md"


def test_every_link_leads_somewhere() -> None:
    lost = []
    for page, address in links():
        path, _hash, anchor = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in headings(target)):
            lost.append(f"{named(page)}: {address}")
    assert not lost, "\n".join(lost)


def test_every_page_is_in_the_index() -> None:
    linked = {(page.parent / address.partition("#")[0]).resolve() for page, address in links()}
    decisions = DOCS / "decisions"
    lost = [named(page) for page in PAGES[1:] if page.resolve() not in linked and page.parent != decisions]
    assert lost in ([], ["docs/README.md"])


def _constant(node: ast.AST | None) -> str:
    found = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return found if _VARIABLE.fullmatch(found) else ""


def _read_in(path: Path) -> set[str]:
    """The variables a file reads: `environ.get`, `environ[…]`, `getenv`, `in environ`, typer's `envvar=`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in {"get", "getenv", "setdefault"}
                and node.args
            ):
                found.add(_constant(node.args[0]))
            found |= {_constant(keyword.value) for keyword in node.keywords if keyword.arg == "envvar"}
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            found.add(_constant(node.slice))
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            found.add(_constant(node.left))
    return found - {""}


def _read_variables() -> set[str]:
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "tests" not in path.parts:
            found |= _read_in(path)
    for script in (ROOT / "scripts").iterdir():
        if script.is_file():
            found |= set(re.findall(r"\$\{?(ANLAN_[A-Z_]+)", script.read_text(encoding="utf-8")))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("manual", ["operating.md", "zh/operating.md"])
def test_the_manual_has_every_variable_and_no_other(manual: str) -> None:
    assert variables(DOCS / manual) == _read_variables()


def test_no_page_names_a_variable_that_nobody_reads() -> None:
    known = variables(DOCS / "operating.md")
    ghosts = {named(page): sorted(set(_VARIABLE.findall(text_of(page))) - known) for page in PAGES}
    assert not {page: names for page, names in ghosts.items() if names}


def _everything_said() -> str:
    """What code, templates, catalogues and capabilities say, in both languages, broken lines joined."""
    files = [path for kind in ("py", "html", "po", "yaml") for path in SOURCE.rglob(f"*.{kind}")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in files if "tests" not in path.parts)
    return said.replace('"\n"', "")


def _is_whole(words: str, said: str) -> bool:
    """Whether they are said as a whole message, not as a piece of a longer one."""
    at = said.find(words)
    while at >= 0:
        end = at + len(words)
        if said[at - 1 : at] in set('">“: ') and said[end : end + 1] in set('"<”,}'):
            return True
        at = said.find(words, at + 1)
    return False


@pytest.mark.slow
def test_guides_quote_what_the_pages_say() -> None:
    said = _everything_said()
    wrong = []
    for page in [*GUIDES, *sorted((DOCS / "zh" / "guides").glob("*.md"))]:
        words = quoted(page)
        assert words, f"{named(page)} quotes nothing"
        wrong += [f"{named(page)}: {one}" for one in words if not _is_whole(one, said)]
    assert not wrong, "\n".join(wrong)


def test_every_guide_exists_in_both_languages() -> None:
    assert [page.name for page in GUIDES] == sorted(
        page.name for page in (DOCS / "zh" / "guides").glob("*.md")
    )
    for page in GUIDES:
        assert f"../zh/guides/{page.name}" in text_of(page)
        assert f"../../guides/{page.name}" in text_of(DOCS / "zh" / "guides" / page.name)


def _promised() -> list[tuple[str, str, list[str]]]:
    """Room, function and parameters as the architecture's boxes say them."""
    found = []
    for part in text_of(ARCHITECTURE).split("\n## ")[1:]:
        room = part.splitlines()[0].strip()
        for line in "\n".join(re.findall(r"```python\n(.*?)```", part, re.DOTALL)).splitlines():
            name, words = re.fullmatch(r"(\w+)\((.*)\)", line).groups()  # type: ignore[union-attr]
            found.append((room, name, [word for word in words.split(", ") if word and word != "*"]))
    return found


@pytest.mark.parametrize(("room", "name", "parameters"), _promised(), ids=lambda value: str(value)[:40])
def test_the_architecture_promises_what_is_built(room: str, name: str, parameters: list[str]) -> None:
    door = importlib.import_module(f"anlan.{room}.public")
    assert name in door.__all__
    built = inspect.signature(getattr(door, name)).parameters
    assert [word for word in parameters if word not in built] == []
    needed = [
        word for word, one in built.items() if one.default is one.empty and one.kind is not one.VAR_KEYWORD
    ]
    assert [word for word in needed if word not in parameters] == []


def test_the_architecture_draws_every_verb_and_every_room() -> None:
    from anlan.cases.public import VERBS

    drawn = {name for room, name, _parameters in _promised() if room == "cases"}
    assert set(VERBS) - drawn == set()
    rooms = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists()} - {
        "capabilities"
    }
    plan = boxes(ARCHITECTURE, "")[0]
    assert {room for room in rooms if not re.search(rf"\b{room}\b", plan)} == set()
    assert text_of(ARCHITECTURE).count("\n") <= 300


def test_the_architecture_names_every_reaction_and_every_periodic_job() -> None:
    from procrastinate.contrib.django import app

    from anlan.ledger.public import reactions

    jobs = {one.task.name for one in app.periodic_registry.periodic_tasks.values()}
    ours = {name for name in jobs if not name.startswith("builtin")}
    assert ours
    text = text_of(ARCHITECTURE)
    assert {name for name in [*reactions.names(), *ours] if f"`{name}`" not in text} == set()


def test_the_page_of_the_api_loads_nothing_from_elsewhere(client) -> None:
    page = client.get("/api/docs").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert "://" not in page.replace("http://www.w3.org", "")
