"""Hostile and clumsy YAML: refused with file, line and remedy, in both languages."""

from pathlib import Path

import pytest

from anlan.schemes.source import LARGEST, Unreadable, read

_LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{this}: &{this} [{','.join(['*' + before] * 9)}]\n"
    for before, this in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = {
    "a tab": ("a:\n\tb: 1\n", 2, "tab"),
    "a tab in the middle of an indent": ("a:\n  b: 1\n \tc: 2\n", 3, "tab"),
    "a list out of line": ("a:\n    b: 1\n   - c\n", 3, "indent"),
    "a key too far right": ("a:\n  b: true\n   c: 1\n", 3, "indent"),
    "a key too far left": ("a:\n  b: true\n c: 1\n", 3, "indent"),
    "a colon in a value": ("a: b: c\n", 1, "colon"),
    "an open quote": ("a: 'abc\n", 1, "not closed"),
    "an open bracket": ("a: [1, 2\nb: 3\n", 2, "not closed"),
    "an at sign": ("a: @x\n", 1, "special meaning"),
    "a per cent sign": ("a: %x\n", 1, "special meaning"),
    "a python object": ("a: !!python/object:os.system x\n", 1, "tag"),
    "an own tag": ("a: !secret x\n", 1, "tag"),
    "a key twice": ("a: 1\nb: 2\na: 3\n", 3, "twice"),
    "a nested key twice": ("x:\n  - a: 1\n    a: 2\n", 3, "twice"),
    "an unknown alias": ("a: *x\n", 1, "not defined"),
    "too deep": ("a: " + "[" * 5000 + "]" * 5000 + "\n", 1, "40 levels"),
    "a billion laughs": (_LAUGHS, 1, "grow too large"),
    "an alias of itself": ("a: &a [*a]\n", 1, "grow too large"),
    "a merge key": ("x: &x {b: 1}\ny:\n  <<: *x\n", 3, "merged"),
    "a list as a key": ("? [a, b]\n: 1\n", 1, "one word"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "second document"),
    "a bell": ("a: \x07\n", 1, "control characters"),
    "nothing": ("", 1, "empty"),
    "only a comment": ("# hello\n", 1, "empty"),
}


def _write(folder: Path, body: str | bytes) -> Path:
    file = folder / "x.yaml"
    file.write_bytes(body if isinstance(body, bytes) else body.encode())
    return file


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_names_line_and_remedy(name: str, tmp_path: Path) -> None:
    body, line, word = REFUSED[name]
    with pytest.raises(Unreadable) as caught:
        read(_write(tmp_path, body), "toy/x.yaml")
    finding = caught.value.findings[0]
    assert finding.file == "toy/x.yaml"
    assert abs(finding.line - line) <= (1 if name in {"an open quote", "an open bracket"} else 0)
    assert word in f"{finding.message.en} {finding.remedy.en}"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in finding.message.zh + finding.remedy.zh)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="256 KB"):
        read(_write(tmp_path, b"#" * (LARGEST + 1)), "x.yaml")


def test_another_encoding_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read(_write(tmp_path, "a: 1\nb: 平安\n".encode("gb18030")), "x.yaml")
    assert caught.value.findings[0].line == 2
    assert "UTF-8" in caught.value.findings[0].remedy.en


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"no such file|没有这个文件"):
        read(tmp_path / "nowhere.yaml", "x.yaml")


def test_values_keep_what_their_author_meant(tmp_path: Path) -> None:
    """YAML 1.1 would read a boolean, a number of minutes, an octal and a date."""
    source = read(
        _write(tmp_path, "on: no\nat: 18:00\ncode: 007\nday: 2026-10-01\nyes: true\nn: 1\nf: 1.5\nz: ~\n"),
        "x.yaml",
    )
    assert source.data == {
        "on": "no", "at": "18:00", "code": "007", "day": "2026-10-01", "yes": True, "n": 1, "f": 1.5, "z": None,
    }  # fmt: skip


def test_a_huge_number_stays_a_code(tmp_path: Path) -> None:
    assert read(_write(tmp_path, f"a: {'9' * 5000}\n"), "x").data == {"a": "9" * 5000}


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    source = read(_write(tmp_path, "a:\n  - b: 1\n    c:\n      - 2\n      - 3\nd: {e: 4}\n"), "x.yaml")
    assert source.line(("a", 0, "c", 1)) == 5
    assert source.line(("d", "e")) == 6
    assert source.line(("a", 0, "missing")) == 2
    assert source.line(()) == 1


def test_an_alias_is_written_out(tmp_path: Path) -> None:
    source = read(_write(tmp_path, "a: &t {zh: 一, en: one}\nb: *t\n"), "x.yaml")
    assert source.data["b"] == {"zh": "一", "en": "one"}


MORE = {
    "an explicit integer": "a: !!int x\n",
    "an explicit string": "a: !!str 1\n",
    "a bare exclamation mark": "a: ! x\n",
    "a pipe in words": "a: | words\n",
    "a question": "a: {b: c, ?: d:\n",
}


@pytest.mark.parametrize("name", MORE)
def test_nothing_that_yaml_can_hold_gets_past_the_reader_or_crashes_it(name: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        read(_write(tmp_path, MORE[name]), "x.yaml")
    assert all(finding.line and finding.remedy.zh for finding in refused.value.findings)


def test_an_anchor_is_defined_once(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"defined twice|定义了两次"):
        read(_write(tmp_path, "a: &x 1\nb: &x 2\nc: *x\n"), "x.yaml")
