"""`anlan capability …` as a district's IT staff type it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from anlan.config.cli import capability
from anlan.schemes.public import Finding, Scheme, SchemeVersion, district_proofs

SOUND = Path(__file__).resolve().parents[2] / "capabilities" / "hotline"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    monkeypatch.setenv("ANLAN_CAPABILITIES", str(tmp_path / "own"))


def _run(*words: str) -> Result:
    app = typer.Typer()
    capability.register(app)
    return CliRunner().invoke(app, ["capability", *words])


def _broken(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "capability.yaml").write_text("language: 1\nname: broken\ntitle: {zh: 坏的}\n\tversion: 1\n")
    return folder


def test_what_we_ship_is_sound() -> None:
    result = _run("check")
    assert result.exit_code == 0, result.output
    assert "hotline" in result.output


def test_a_mistake_is_named_with_file_line_and_remedy_and_fails(tmp_path: Path) -> None:
    result = _run("check", str(_broken(tmp_path / "broken")))
    assert result.exit_code == 1
    assert "broken/capability.yaml:4: this line is indented with a tab → indent with spaces" in result.output


def test_the_terminal_may_be_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANLAN_LANGUAGE", "zh")
    result = _run("check", str(_broken(tmp_path / "broken")))
    assert "这一行用制表符（Tab）缩进 → 改用空格缩进" in result.output


@pytest.mark.django_db
def test_the_district_is_proved_only_when_asked() -> None:
    def nobody_cleans(scheme: Scheme, district: int, at: object) -> Iterator[Finding]:
        yield scheme.finding(
            ("cases",), zh=f"{district} 无人保洁", en="nobody cleans", fix_zh="设单位", fix_en="add a unit"
        )

    with district_proofs.fresh():
        district_proofs.add("cleaning", nobody_cleans)
        assert _run("check", "hotline").exit_code == 0
        result = _run("check", "hotline", "--district")
    assert result.exit_code == 1
    assert "nobody cleans → add a unit" in result.output


def test_an_unknown_name_lists_the_known_ones() -> None:
    result = _run("check", "hotlin")
    assert result.exit_code == 1
    assert "hotline" in result.output


def test_a_district_keeps_its_own_beside_ours(tmp_path: Path) -> None:
    made = _run("new", "night_market")
    assert made.exit_code == 0, made.output
    assert (tmp_path / "own" / "night_market" / "capability.yaml").exists()
    assert _run("check", "night_market").exit_code == 0, _run("check", "night_market").output
    again = _run("new", "night_market")
    assert again.exit_code == 1
    assert "already" in again.output


@pytest.mark.slow
@pytest.mark.django_db
def test_publishing_listing_and_withdrawing() -> None:
    _run("new", "night_market")
    assert "not published" in _run("list").output
    assert _run("publish").exit_code == 0
    assert set(SchemeVersion.objects.values_list("name", flat=True)) == {"hazards", "hotline"}  # no draft
    published = _run("publish", "--all")
    assert published.exit_code == 0, published.output
    assert set(SchemeVersion.objects.values_list("name", flat=True)) == {"hazards", "hotline", "night_market"}
    assert _run("publish", "--all").exit_code == 0
    assert SchemeVersion.objects.count() == 3
    assert "published: 1" in _run("list").output
    assert _run("withdraw", "night_market").exit_code == 0
    assert _run("withdraw", "night_market").exit_code == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_contents_that_changed_need_a_higher_version(tmp_path: Path) -> None:
    _run("new", "night_market")
    _run("publish", "night_market")
    file = tmp_path / "own" / "night_market" / "capability.yaml"
    file.write_text(file.read_text().replace("en: A new mechanism", "en: Night market"))
    assert "the folder differs" in _run("list").output
    refused = _run("publish", "night_market")
    assert refused.exit_code == 1
    assert "Raise `version:`" in refused.output


@pytest.mark.slow
@pytest.mark.django_db
def test_a_broken_capability_is_not_published(tmp_path: Path) -> None:
    assert _run("publish", str(_broken(tmp_path / "broken"))).exit_code == 1
    assert not SchemeVersion.objects.exists()


def test_the_schema_and_the_manual_are_printed() -> None:
    assert '"$schema"' in _run("schema").output
    assert "# The capability language" in _run("reference").output
