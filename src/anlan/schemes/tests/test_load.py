"""What a capability file must say, and what is said to its author when it does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.schemes.examine import examine
from anlan.schemes.finding import Finding, SchemeInvalid
from anlan.schemes.load import check, load
from anlan.schemes.tests.toys import HEAD, SHELVES, toy_language, write

GOOD = "shelves:\n  boxes:\n    - {code: a, title: {zh: 甲, en: A}}\n"


@pytest.fixture(autouse=True)
def toys() -> Iterator[None]:
    with toy_language():
        yield


def _findings(folder: Path, body: str) -> list[Finding]:
    return examine(write(folder / "toy", body))[1]


def _one(folder: Path, box: str) -> Finding:
    findings = _findings(
        folder, f"shelves:\n  boxes:\n    - {{code: a, title: {{zh: 甲, en: A}}}}\n    - {box}\n"
    )
    assert len(findings) == 1, [str(finding) for finding in findings]
    assert findings[0].line == 9
    return findings[0]


def test_a_good_file_becomes_a_frozen_scheme(tmp_path: Path) -> None:
    scheme = load(write(tmp_path / "toy", GOOD))
    assert (scheme.name, scheme.version, scheme.title.en) == ("toy", 1, "Toy")
    assert scheme.section(SHELVES).boxes[0].code == "a"
    assert not check(scheme)
    with pytest.raises(AttributeError):
        scheme.hash = "0"  # type: ignore[misc]


WRONG = {
    "sise: 3": ("shelves.boxes[1].sise", "did you mean size?"),
    "size: 12": ("shelves.boxes[1].size", "use 9 or less"),
    "size: 0": ("shelves.boxes[1].size", "use 1 or more"),
    "size: big": ("shelves.boxes[1].size", "whole number"),
    "colour: gren": ("shelves.boxes[1].colour", "did you mean green?"),
    "colour: 3": ("shelves.boxes[1].colour", "red, green"),
    "paper: 5": ("shelves.boxes[1].paper", "quotes"),
    "paper: nope": ("shelves.boxes[1].paper", "define the document first"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_value_names_path_and_remedy(wrong: str, tmp_path: Path) -> None:
    finding = _one(tmp_path, f"{{code: b, title: {{zh: 乙, en: B}}, {wrong}}}")
    path, remedy = WRONG[wrong]
    assert finding.path == path
    assert remedy in finding.remedy.en


def test_a_missing_translation_names_the_language(tmp_path: Path) -> None:
    assert "the English words are missing" in _one(tmp_path, "{code: b, title: {zh: 乙}}").message.en
    assert "缺少中文" in _one(tmp_path, "{code: b, title: {en: B}}").message.zh
    assert "both languages" in _one(tmp_path, "{code: b, title: hello}").message.en


def test_blank_words_are_missing_words(tmp_path: Path) -> None:
    assert "en" in _one(tmp_path, '{code: b, title: {zh: 乙, en: ""}}').path


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    finding = _one(tmp_path, "{title: {zh: 乙, en: B}}")
    assert finding.remedy.en == "add code"
    assert finding.remedy.zh == "补上 code"


def test_an_unknown_section_names_the_closest(tmp_path: Path) -> None:
    (finding,) = _findings(tmp_path, GOOD.replace("shelves", "shelfs"))
    assert finding.path == "shelfs"
    assert "did you mean shelves?" in finding.remedy.en
    assert "是否想写 shelves" in finding.remedy.zh


def test_an_empty_section_is_not_a_section_left_out(tmp_path: Path) -> None:
    (finding,) = _findings(tmp_path, "shelves:\n")
    assert finding.path == "shelves"


def test_the_name_is_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path / "toy", GOOD, head=HEAD.format(name="other"))
    with pytest.raises(SchemeInvalid, match=r"not the folder's name|与文件夹"):
        load(folder)


def test_the_language_version_is_known(tmp_path: Path) -> None:
    head = HEAD.format(name="toy").replace("language: 1", "language: 2")
    (finding,) = examine(write(tmp_path / "toy", GOOD, head=head))[1]
    assert (finding.line, finding.path) == (1, "language")


def test_a_list_where_a_mapping_belongs(tmp_path: Path) -> None:
    (finding,) = examine(write(tmp_path / "toy", head="- 1\n- 2\n"))[1]
    assert "key: value" in finding.remedy.en


def test_a_document_must_exist_and_be_used(tmp_path: Path) -> None:
    listed = GOOD + "documents:\n  - {code: letter, title: {zh: 信, en: Letter}, template: letter.html}\n"
    folder = write(tmp_path / "toy", listed)
    (folder / "documents" / "parts").mkdir(parents=True)
    (folder / "documents" / "leter.html").write_text("hello")
    (folder / "documents" / "parts" / "head.html").write_text("head")
    messages = [(finding.line, finding.message.en) for finding in examine(folder)[1]]
    assert messages == [
        (9, "documents/leter.html is not used by any document"),
        (10, "there is no file documents/letter.html"),
    ]


def test_a_template_cannot_lie_outside_the_folder(tmp_path: Path) -> None:
    for path in ("../../etc/passwd.html", "/etc/passwd.html", "a/../../b.html"):
        listed = GOOD + f"documents:\n  - {{code: letter, title: {{zh: 信, en: L}}, template: {path}}}\n"
        (finding,) = _findings(tmp_path, listed)
        assert finding.path == "documents[0].template"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = write(tmp_path / "toy", GOOD)
    (folder / "documents").mkdir()
    (tmp_path / "secret.html").write_text("secret")
    (folder / "documents" / "secret.html").symlink_to(tmp_path / "secret.html")
    assert load(folder).documents == {}


def test_two_documents_cannot_share_a_code(tmp_path: Path) -> None:
    entry = "  - {code: letter, title: {zh: 信, en: Letter}, template: letter.html}\n"
    (finding,) = _findings(tmp_path, GOOD + "documents:\n" + entry * 2)
    assert "used twice" in finding.message.en
    assert "重复" in finding.message.zh


def test_the_hash_follows_meaning_not_layout(tmp_path: Path) -> None:
    first = load(write(tmp_path / "1" / "toy", GOOD))
    second = load(
        write(tmp_path / "2" / "toy", "# a comment\n" + GOOD.replace("code: a, ", "size: 1, code: a, "))
    )
    third = load(write(tmp_path / "3" / "toy", GOOD.replace("code: a", "size: 2, code: a")))
    assert first.hash == second.hash
    assert first.hash != third.hash


def test_the_hash_covers_documents(tmp_path: Path) -> None:
    listed = GOOD + "documents:\n  - {code: letter, title: {zh: 信, en: Letter}, template: letter.html}\n"
    hashes = set()
    for index, words in enumerate(("Dear", "Dear", "Bye")):
        folder = write(tmp_path / str(index) / "toy", listed)
        (folder / "documents").mkdir()
        (folder / "documents" / "letter.html").write_text(words)
        hashes.add(load(folder).hash)
    assert len(hashes) == 2


def test_swapped_languages_are_a_warning(tmp_path: Path) -> None:
    findings = _findings(tmp_path, GOOD.replace("en: A", "en: 甲"))
    assert [(finding.severity, finding.path) for finding in findings] == [
        ("warning", "shelves.boxes[0].title.en")
    ]


def test_a_finding_prints_as_a_line_an_editor_can_jump_to(tmp_path: Path) -> None:
    finding = _one(tmp_path, "{code: b, title: {zh: 乙, en: B}, sise: 3}")
    assert finding.in_language("en").startswith(
        "toy/capability.yaml:9: shelves.boxes[1].sise: unknown key sise → "
    )
