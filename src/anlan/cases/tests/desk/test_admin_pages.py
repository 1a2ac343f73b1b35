"""Who owns what, calendars, and taking open cases over to another version."""

import re

import pytest

from anlan.access.public import NotPermitted, service
from anlan.cases import migrating
from anlan.cases.clocks.calendars import calendar
from anlan.cases.migrating import migrate_portion, open_by_version, plans
from anlan.cases.models import Case
from anlan.cases.routing import table
from anlan.cases.routing.proof import prove_ownership
from anlan.cases.routing.table import MOST_ANSWERS, TooMuchToProve, proof, table_of
from anlan.cases.scheme.section import CASES
from anlan.cases.tasks import migrate_open
from anlan.parties.public import close_unit
from anlan.schemes.compiled import compile_scheme
from anlan.schemes.public import current, publish

ROUTING, MIGRATION = "/desk/admin/routing/", "/desk/admin/migration/"


@pytest.fixture
def admin(browser):
    return browser("system_admin")


def told(page):
    return re.sub(r"<[^>]+>", " ", page.content.decode())


def raised(gallery):
    """The hotline one version higher."""
    old = current("hotline")
    body = old.body.model_copy(update={"version": old.version + 1})
    return publish(
        compile_scheme(body, old.documents), by=service("setup"), at=gallery.town.at, reissue=True
    ).hash


def test_the_routing_list_the_table_and_the_proof_stand_on_one_page(gallery, admin):
    page = told(admin.get(f"{ROUTING}hotline/"))
    assert "urban_management" in page
    assert gallery.town.units["street1.urban"].name_zh in page
    proved = admin.get(f"{ROUTING}hotline/?prove=1")
    assert proved.status_code == 200
    assert admin.get(ROUTING).status_code == 200
    assert admin.get(f"{ROUTING}no-such/").status_code == 404


def test_a_closed_unit_shows_as_a_gap_or_somebody_stands_in(gallery, admin):
    by, at = gallery.town.actor("system_admin"), gallery.town.at
    for unit in gallery.town.units.values():
        if (
            "police_station" in unit.roles
            or "urban_management" in unit.roles
            or "street_office" in unit.roles
        ):
            close_unit(unit=unit.id, by=by, at=at, leave=True)
    page = admin.get(f"{ROUTING}hotline/?prove=1").content.decode()
    assert 'class="badge bad"' in page
    lines = table_of(current("hotline").section(CASES), 310105, at)
    assert any(cell.gap for line in lines for _, cell in line.cells)


def test_the_page_proves_what_the_command_proves(gallery):
    scheme, at = current("hotline"), gallery.town.at
    by = gallery.town.actor("system_admin")
    close_unit(unit=gallery.town.units["street1.office"].id, by=by, at=at, leave=True)
    assert [str(one) for one in proof(scheme, 310105, at)] == [
        str(one) for one in prove_ownership(scheme, 310105, at)
    ]


def test_what_is_too_much_for_a_page_says_what_to_do(gallery, admin, monkeypatch):
    monkeypatch.setattr(table, "MOST_ANSWERS", 3)
    page = admin.get(f"{ROUTING}hotline/?prove=1")
    assert page.status_code == 429
    assert "anlan capability check --district" in told(page)
    with pytest.raises(TooMuchToProve):
        proof(current("hotline"), 310105, gallery.town.at)
    assert MOST_ANSWERS > 3


def test_the_calendar_shows_which_years_are_provisional(gallery, admin):
    page = admin.get("/desk/admin/calendars/")
    assert "2027" in told(page)
    assert 'class="badge wait"' in page.content.decode()
    assert "2014" in told(admin.get("/desk/admin/calendars/?all=1"))
    days = calendar("cn")
    assert days.holidays_of(2026)[0][0] == "new_year"
    assert [str(day) for day in days.made_up_of(2026)][:2] == ["2026-01-04", "2026-02-14"]
    assert days.working_days(2026) == 248


def test_open_cases_are_planned_and_moved_with_progress(gallery, admin):
    old = current("hotline").hash
    to = raised(gallery)
    before = Case.objects.filter(scheme=old, capability="hotline").count()
    page = admin.get(f"{MIGRATION}hotline/")
    assert page.status_code == 200
    assert "一件" not in told(page), "numbers only: this reader sees no case"
    assert admin.post(f"{MIGRATION}hotline/", {"to": "0" * 64}).status_code == 409, (
        "another version was looked at"
    )
    assert admin.post(f"{MIGRATION}hotline/", {"to": to}).status_code == 302
    assert admin.post(f"{MIGRATION}hotline/", {"to": to}).status_code == 302, "a second click does no harm"
    under_way = admin.get(f"{MIGRATION}hotline/")
    assert b'id="batch" data-running' in under_way.content, "the page looks again by itself"
    migrate_open(name="hotline", to=to, account=str(gallery.near["system_admin"]))
    assert Case.objects.filter(scheme=to).count() > 0
    left = [one for one in open_by_version(gallery.town.actor("system_admin"), "hotline") if one.hash == old]
    assert sum(one.count for one in left) < before


def test_portions_go_on_where_the_last_one_stopped_and_leave_what_cannot_come(gallery, monkeypatch):
    monkeypatch.setattr(migrating, "PORTION", 2)
    by, at, to = gallery.town.actor("system_admin"), gallery.town.at, raised(gallery)
    stuck = gallery.case("handling")
    Case.objects.filter(pk=stuck.pk).update(category="gone")
    assert any(number == stuck.number for plan in plans(by, "hotline", to) for number, _ in plan.stuck)
    after, moved, left, rounds = 0, 0, 0, 0
    while after is not None:
        done = migrate_portion(name="hotline", to=to, after=after, by=by, at=at)
        moved, left, after, rounds = moved + done.moved, left + done.stuck, done.last, rounds + 1
    assert rounds > 2
    assert left == 1
    assert moved == Case.objects.filter(scheme=to).count()


def test_nobody_else_moves_cases_or_looks_at_who_owns_what(gallery, browser):
    to = raised(gallery)
    for role in ("operator", "security_admin", "auditor", "leader"):
        client = browser(role)
        assert client.get(f"{MIGRATION}hotline/").status_code == 403
        assert client.post(f"{MIGRATION}hotline/", {"to": to}).status_code == 403
        assert client.get(f"{ROUTING}hotline/").status_code == 403
        assert client.get("/desk/admin/calendars/").status_code == 403
        with pytest.raises(NotPermitted):
            migrate_portion(name="hotline", to=to, after=0, by=gallery.town.actor(role), at=gallery.town.at)
    assert not Case.objects.filter(scheme=to).exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_they_stand_in_both_languages(gallery, admin, language):
    admin.cookies["django_language"] = language
    raised(gallery)
    for path in (ROUTING, f"{ROUTING}hotline/?prove=1", "/desk/admin/calendars/", f"{MIGRATION}hotline/"):
        page = admin.get(path)
        assert page.status_code == 200
        assert f'<html lang="{language}"'.encode() in page.content
