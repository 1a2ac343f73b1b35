"""The page people read says what the table says."""

from pathlib import Path

import pytest

from anlan.access.roles import roles

DOCS = Path(__file__).parents[4] / "docs"


@pytest.mark.parametrize(("page", "language"), [("trust.md", "en"), ("zh/trust.md", "zh")])
def test_every_role_stands_on_the_page_in_its_own_words(page, language):
    text = (DOCS / page).read_text()
    for role in roles.values():
        assert f"| {role.title.in_language(language)} | {role.line.in_language(language)} |" in text


@pytest.mark.parametrize("role", [role for role in roles.values() if role.admin], ids=lambda role: role.code)
def test_an_administrator_s_row_in_the_table_holds_nothing_of_cases_or_people(role):
    held = role.can | role.anywhere | role.as_participant
    # These two move cases by rule and show none: a capability's new version, the end of a unit.
    blind = {"cases.migrate", "cases.hand_over"}
    assert not [name for name in held - blind if name.startswith(("people.", "cases."))]
