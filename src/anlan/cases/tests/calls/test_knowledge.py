"""Articles: files of the capability, found by two characters, marked and warned of when they are out of date."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from anlan.cases.callrules.articles import find_articles
from anlan.cases.callrules.section import articles_of
from anlan.cases.calls.web.shown import lines_of
from anlan.schemes.public import BUILTIN, examine, load

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def hotline():
    return articles_of(load(BUILTIN / "hotline"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("装修", "home_decoration"),
        ("工地夜里还在施工，太吵", "building_hours"),
        ("健身卡店跑路了不退钱", "prepaid_card"),
        ("电瓶车在楼道充电", "ebike_charging"),
        ("prepaid gym card, no refund", "prepaid_card"),
        ("维修", "maintenance_fund"),
    ],
)
def test_two_characters_are_enough_to_find_an_article(hotline, words, code):
    assert find_articles(hotline, words)[0].article.code == code


@pytest.mark.parametrize("words", ["", "的", "🙂", "%_%_%", "\x00", "天气真好啊"])
def test_what_says_nothing_finds_nothing(hotline, words):
    assert find_articles(hotline, words) == []


def test_a_kind_alone_offers_its_articles(hotline):
    assert [one.article.code for one in find_articles(hotline, "", "fire")] == ["ebike_charging"]


def test_an_article_is_good_on_its_last_day_and_marked_after_it(hotline):
    last = hotline.by_code("home_decoration").valid_until
    assert not lines_of([hotline.by_code("home_decoration")], last)[0].expired
    assert lines_of([hotline.by_code("home_decoration")], date(2027, 7, 1))[0].expired


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUILTIN / "hotline", tmp_path / "hotline"))


def change(folder: Path, old: str, new: str, name: str = "home_decoration") -> None:
    file = folder / "knowledge" / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_we_ship_is_sound_and_in_date(folder):
    assert examine(folder, TODAY)[1] == []


def test_the_check_warns_of_what_is_out_of_date_on_its_day_in_its_own_file(folder):
    change(folder, "2027-06-30", "2026-11-21")
    (finding,) = examine(folder, TODAY)[1]
    assert (finding.severity, finding.file) == ("warning", "hotline/knowledge/home_decoration.yaml")
    assert finding.line > 1
    assert examine(folder)[1] == [], "without a day nothing is out of date"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: 1", "version: 0", "1 or more"),
        ("2027-06-30", "soon", "knowledge"),
        ("[noise, neighbours]", "[nose]", "noise"),
        ("outcome: explained", "outcome: explaned", "explained"),
        ("code: home_decoration", "code: building_hours", "twice"),
        ("code: home_decoration", "kode: home_decoration", "code"),
    ],
)
def test_a_wrong_article_is_named_by_file_and_line(folder, old, new, said):
    change(folder, old, new)
    findings = examine(folder, TODAY)[1]
    assert findings
    assert any(said in finding.in_language("en") for finding in findings)
    assert all("knowledge/" in finding.file for finding in findings), [str(finding) for finding in findings]


def test_a_file_that_cannot_be_read_is_named(folder):
    (folder / "knowledge" / "zzz.yaml").write_text("a: [", encoding="utf-8")
    assert any(finding.file == "hotline/knowledge/zzz.yaml" for finding in examine(folder)[1])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at_once: [explained, not_ours, emergency]", "at_once: [solved]", "nobody has handled"),
        ("at_once: [explained, not_ours, emergency]", "at_once: [gone]", "gone"),
        ("provision: local-callback", "provision: nothing", "nothing"),
        ("again: 2 hours", "again: 2 moons", "again"),
        ("attempts: 3", "attempts: 0", "1 or more"),
        ("good: true", "good: false", "numerator"),
        ("- code: resolved\n        ask", "- code: contacted\n        ask", "twice"),
    ],
)
def test_what_cannot_be_meant_of_calls_is_found(folder, old, new, said):
    file = folder / "capability.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    told = [finding.in_language("en") for finding in examine(folder)[1]]
    assert any(said in line for line in told), told


def test_an_articles_change_is_another_version_of_the_capability(folder):
    before = load(folder).hash
    change(folder, "version: 1", "version: 2")
    assert load(folder).hash != before
