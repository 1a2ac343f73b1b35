"""Every file in a `verbs/` folder has what makes it honest, and whoever adds one is told what is missing.

A test speaks of a verb when its text (with its decorators and the helpers and tables it names) names the verb. Every
verb needs a test that expects a refusal of it, and one that expects somebody to be refused because of who they are.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from tests.api.snapshot import operations

import anlan
from anlan.access.permissions import permissions
from anlan.access.roles import roles, services, unknown_permissions
from anlan.cases.tests.verbs.moves import MOVES
from anlan.cases.verbs import OF_NEIGHBOURS, VERBS
from anlan.ledger.public import fact_kinds

SOURCE = Path(anlan.__file__).parent
VERB_FILES = sorted(
    file
    for depth in ("*", "*/*")
    for file in SOURCE.glob(f"{depth}/verbs/*.py")
    if file.stem != "__init__" and "tests" not in file.parts
)
NOT_ASKED_YET: set[str] = set()
WHO = r"NotPermitted|SecondFactorNeeded|CaseNotFound|NotFound|Refused|NotSignedIn|40[134]\b|not_permitted"
REFUSED = rf"raises\(|4\d\d\b|expect_refusal|{WHO}"
# Done to a case, but no move of a desk: it has its own route and tests.
BESIDE = {"cases.hand_over", "cases.refuse_file"}
ALL = VERBS | OF_NEIGHBOURS
# Verbs that refuse nobody, and why.
NOBODY_ASKS = {
    "notices.tell": "a reaction's own step; nothing outside can call it",
    "notices.mark_read": "only ever one's own notices",
    "cases.take_back": "the ledger's undoing of an import calls it, nobody else",
    "cases.plan_survey": "a reaction's own step; nothing outside can call it",
}


def _name(file: Path) -> str:
    return f"{file.relative_to(SOURCE).parts[0]}.{file.stem}"


NAMES = [_name(file) for file in VERB_FILES]


@cache
def _tests_of(room: str) -> tuple[str, ...]:
    """The text of every test of a room, each with the helpers and tables it names."""
    folders = [SOURCE / room / "tests", SOURCE.parents[1] / "tests" / "api"]
    texts = [file.read_text(encoding="utf-8") for folder in folders for file in folder.rglob("*.py")]
    parsed = [(text, ast.parse(text)) for text in texts]
    everywhere = {name: part for text, tree in parsed for name, part in _helpers(text, tree).items()}
    found = []
    for text, tree in parsed:
        helpers = everywhere | _helpers(text, tree)  # a file's own come first
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                own = _text(text, node)
                called = [part for name, part in helpers.items() if re.search(rf"\b{name}\b", own)]
                found.append("\n".join([own, *called, _tables(text, tree, own)]))
    return tuple(found)


def _helpers(text: str, tree: ast.Module) -> dict[str, str]:
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: _text(text, node) for node in functions if not node.name.startswith("test_")}


def _text(text: str, node: ast.FunctionDef) -> str:
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])


def _tables(text: str, tree: ast.Module, own: str) -> str:
    """Module-level tables the test names."""
    lines = text.splitlines()
    named = []
    for node in tree.body:
        name = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(name, ast.Name) and re.search(rf"\b{name.id}\b", own):
            named.append("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    return "\n".join(named)


def _speaking_of(name: str, pattern: str) -> bool:
    room, _, verb = name.partition(".")
    return any(re.search(rf"\b{verb}\b", text) and re.search(pattern, text) for text in _tests_of(room))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOBODY_ASKS])
def test_a_test_sees_it_refused(name: str) -> None:
    room, _, verb = name.partition(".")
    assert (room == "cases" and verb in MOVES) or _speaking_of(name, REFUSED), f"no test refuses {name}"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOBODY_ASKS])
def test_a_test_refuses_somebody_because_of_who_they_are(name: str) -> None:
    room, _, verb = name.partition(".")
    assert (room == "cases" and verb in MOVES) or _speaking_of(name, WHO), f"no test refuses anybody {name}"


@pytest.mark.parametrize("file", VERB_FILES, ids=_name)
def test_it_is_one_function_of_its_name(file: Path) -> None:
    functions = [node.name for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)]
    assert file.stem in functions


@pytest.mark.parametrize("verb", ALL)
def test_a_verb_of_a_case_has_a_test_file_of_its_own(verb: str) -> None:
    file = SOURCE / "cases" / "tests" / "verbs" / f"test_{verb}.py"
    assert file.is_file(), f"write {file.relative_to(SOURCE.parent)}"
    names = re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))
    assert any(re.search("refused|cannot|may_not|not_found|forbidden", name) for name in names), names


@pytest.mark.parametrize("verb", ALL)
def test_a_verb_of_a_case_has_a_file_a_route_a_fact_a_permission_and_somebody_who_may(verb: str) -> None:
    assert (SOURCE / "cases" / "verbs" / f"{verb}.py").is_file()
    path = "/api/cases" if verb == "report" else f"/api/cases/{{number}}/{verb}"
    assert ("POST", f"/api/{verb}" if verb in OF_NEIGHBOURS else path) in operations()
    assert verb not in OF_NEIGHBOURS or ("POST", path) not in operations(), "a number could be counted up"
    assert f"cases.{verb}" in fact_kinds.names()
    assert f"cases.{verb}" in permissions
    may = [
        role.code
        for role in roles.values()
        if f"cases.{verb}" in role.can | role.anywhere | role.as_participant
    ]
    assert may, f"no role may {verb}"


def _steps_done() -> set[str]:
    done = set()
    for file in SOURCE.glob("capabilities/*/flows/*.yaml"):
        for story in yaml.safe_load(file.read_text(encoding="utf-8")):
            done |= {step["do"] for step in story["steps"]}
    return done


@pytest.mark.parametrize("verb", ALL)
def test_a_verb_of_a_case_is_done_in_a_flow_test(verb: str) -> None:
    assert verb in _steps_done()


def test_every_file_of_the_cases_room_is_a_verb_that_is_listed() -> None:
    inside = {name.partition(".")[2] for name in NOBODY_ASKS if name.startswith("cases.")} - {"plan_survey"}
    inside |= {name.partition(".")[2] for name in BESIDE}
    folders = [SOURCE / "cases" / "verbs", SOURCE / "cases" / "files" / "verbs"]
    own = {file.stem for folder in folders for file in folder.glob("*.py") if file.stem != "__init__"}
    assert own == set(ALL) | inside


def test_every_permission_the_roles_use_is_defined() -> None:
    assert unknown_permissions() == set()


def test_every_permission_is_used_by_a_role_or_a_program_and_by_the_code() -> None:
    held = {name for role in roles.values() for name in role.can | role.anywhere | role.as_participant}
    held |= {name for names in services.values() for name in names}
    assert set(permissions) - held == set()
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for file in SOURCE.rglob("*.py")
        if "tests" not in file.parts
        and file.parts[-2:] not in (("access", "roles.py"), ("access", "permissions.py"))
    )
    cases = {f"cases.{verb}" for verb in VERBS}
    assert {name for name in set(permissions) - cases if f'"{name}"' not in code} == NOT_ASKED_YET
