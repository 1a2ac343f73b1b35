"""What the pages tell people to type exists, and the harmless part of it is run."""

import subprocess
from typing import Any

import pytest
import typer
from tests.docs.pages import DOCS, ROOT, Shown, boxes, commands, mentions
from typer.testing import CliRunner

from anlan.config.cli import build

ANLAN: Any = typer.main.get_command(build())
SHOWN = sorted(set(commands()))
MENTIONED = sorted(set(mentions()))

# Run for real on the tests' database; the exit codes that may come out.
HARMLESS = {
    "capability check": {0},
    "capability check --district": {1},  # the tests' district is empty: that is said, and fails
    "capability list": {0},
    "places list": {0},
    "verify-ledger": {0},
    "db status": {0, 1},
    "doctor": {0, 1},
}


def _name(shown: Shown) -> str:
    return f"{shown.page}: {' '.join(shown.words)}"


def _leaf(words: tuple[str, ...]) -> tuple[Any, list[str]]:
    """The command that `anlan words` runs, and the words left for it."""
    at, rest = ANLAN, list(words)
    while hasattr(at, "commands"):
        assert rest, "a group alone does nothing"
        assert rest[0] in at.commands, f"there is no `{rest[0]}`; there are {sorted(at.commands)}"
        at = at.commands[rest.pop(0)]
    return at, rest


def _check_words(leaf: Any, rest: list[str]) -> None:
    """Every option exists, nothing needed is missing, nothing is too much. Values are not looked at."""
    with leaf.context_class(leaf, info_name=leaf.name, **leaf.context_settings) as context:
        given, left, _order = leaf.make_parser(context).parse_args(args=list(rest))
        assert context.allow_extra_args or not left, f"too much: {left}"
        for parameter in leaf.get_params(context):
            if parameter.required:
                assert parameter.name in given, f"missing: {parameter.name}"
                assert isinstance(given[parameter.name], str | list | tuple), f"missing: {parameter.name}"


@pytest.mark.parametrize("shown", [one for one in SHOWN if one.words[0] == "anlan"], ids=_name)
def test_a_command_that_is_shown_can_be_typed(shown: Shown) -> None:
    leaf, rest = _leaf(shown.words[1:])
    _check_words(leaf, rest)


@pytest.mark.parametrize(
    "words",
    [
        "capabilty check",
        "capability",
        "verify-ledger --rot 0",
        "why wang",
        "seal now",
        "account add --name X --role Y",
    ],
)
def test_a_wrong_command_would_be_found(words: str) -> None:
    with pytest.raises(Exception, match=r".+"):  # noqa: PT012 - resolving or parsing, whichever finds it
        leaf, rest = _leaf(tuple(words.split()))
        _check_words(leaf, rest)


@pytest.mark.parametrize("shown", [one for one in MENTIONED if one.words[0] == "anlan"], ids=_name)
def test_a_command_that_is_mentioned_exists(shown: Shown) -> None:
    at = ANLAN
    for word in shown.words[1:]:
        if not hasattr(at, "commands") or not word.isascii() or not word.replace("-", "").islower():
            break
        assert word in at.commands, f"there is no `{word}`; there are {sorted(at.commands)}"
        at = at.commands[word]


@pytest.mark.slow
def test_every_make_target_that_is_named_exists() -> None:
    targets = {
        shown.words[1] for shown in [*SHOWN, *MENTIONED] if shown.words[0] == "make" and len(shown.words) > 1
    }
    targets -= {word for word in targets if "=" in word}
    assert {"demo", "test", "setup"} <= targets
    for target in sorted(targets):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"make {target}: {done.stderr}"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("words", HARMLESS)
def test_what_is_harmless_is_run(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {" ".join(one.words[1:]) for one in SHOWN}
    assert words in shown, "no page shows this command any more: take it from the list"
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    done = CliRunner().invoke(build(), words.split())
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    assert done.exit_code in HARMLESS[words], done.output


def test_both_manuals_show_the_same_commands() -> None:
    for name in ["operating.md", *(f"guides/{page.name}" for page in sorted((DOCS / "guides").glob("*.md")))]:
        for language in ("sh", "sql", "ini", "nginx", ""):
            english, chinese = (
                [
                    [
                        part.split("#")[0].strip()
                        for part in box.splitlines()
                        if not part.strip().startswith("# ")
                    ]
                    for box in boxes(DOCS / folder / name, language)
                ]
                for folder in ("", "zh")
            )
            assert [box for box in english if "git clone" not in " ".join(box)] == [
                box for box in chinese if "git clone" not in " ".join(box)
            ], name
