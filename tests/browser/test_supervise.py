"""The supervisor's day and the end of a unit in a browser: numbers that open their lists and renew themselves, a case
given to another unit, a unit handed over, and who owns what on the map."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from tests.browser.maps.drawing import drawn
from tests.browser.town import account

SECRET = "JBSWY3DPEHPK3PXP"
TWO_WAYS = pytest.mark.parametrize(("language", "width"), [("zh-hans", 1440), ("en", 390)])


@pytest.fixture
def busy(site):
    """Two late ones in the first street, one of which its squad objects to, and one elsewhere."""
    from anlan.cases.models import Case
    from anlan.cases.public import raise_objection
    from anlan.kit import clock

    town = site.peopled.town
    town.at = clock.now()
    first = town.case(words="消防通道被占用，一直没有人来")
    second = town.case()
    town.case(place=town.far_grid)
    raise_objection(
        by=town.actor("handler", unit="street1.urban"), at=town.at, case=second.id, words="不属于本单位"
    )
    Case.objects.filter(pk__in=[first.pk, second.pk]).update(late=True)
    return first


@pytest.fixture
def keeper(site):
    """A system administrator with an authenticator app."""
    from anlan.kit import clock

    made = account(site.peopled.town, "system.admin", "李三", "system_admin", clock.now())
    TOTP.activate(made, SECRET)
    return made


def come_in(one):
    one.known_as("system.admin", factor=True)
    return one


@TWO_WAYS
@pytest.mark.usefixtures("busy")
def test_a_number_opens_its_list_and_a_case_goes_to_another_unit(reader, site, language, width):
    one = reader(language=language, width=width)
    one.known_as("zhou.hai")
    one.open("/desk/supervise/")
    one.looks("supervise")
    page = one.page
    number = int(page.text_content(".exceptions li:first-child b"))
    assert number == 2
    one.press(".exceptions li:first-child a")
    assert page.locator("tbody tr[data-number]").count() == number
    for by in ("street", "capability"):
        one.open(f"/desk/supervise/?by={by}")
        one.looks(f"supervise-{by}")
    one.press("table:not(.loads) a[href$='/reroute/']")
    one.looks("reroute")
    one.press("main form.card button")
    one.looks("reroute-refused")
    page.select_option("#id_unit", str(site.peopled.town.units["street1.office"].id))
    page.fill("#id_words", "城管一直没有到场，改由街道办事处办理")
    one.press("main form.card button")
    one.looks("rerouted")


@pytest.mark.usefixtures("busy")
def test_the_view_reads_well_in_large_text(reader):
    one = reader(width=390)
    one.known_as("zhou.hai")
    one.open("/desk/supervise/")
    one.page.evaluate("document.documentElement.classList.add('elder')")
    one.looks("supervise-elder")


@TWO_WAYS
@pytest.mark.usefixtures("busy", "keeper")
def test_a_unit_hands_over_what_is_open_and_closes(reader, site, language, width):
    from anlan.cases.handing.running import run_portion
    from anlan.cases.models.handing import HandOver
    from anlan.kit import clock

    one, unit = come_in(reader(language=language, width=width)), site.peopled.town.units["street1.urban"]
    one.open(f"/desk/admin/units/{unit.id}/close/")
    one.looks("unit-close-open")
    one.press("a.button[href$='/handover/']")
    one.looks("handover")
    one.page.fill("#words", "长机编〔2026〕3号：中队撤并")
    one.press("button[value=begin]")
    one.looks("handover-running")
    one.press("button[value=stop]")
    one.looks("handover-stopped")
    one.press("button[value=go_on]")
    hand = HandOver.objects.get(unit=unit.id)
    run_portion(hand.pk, at=clock.now(), most=1000)
    one.open(f"/desk/admin/units/{unit.id}/handover/")
    one.looks("handover-done")
    hand.refresh_from_db()
    assert (hand.state, hand.moved) == ("done", 2)


@TWO_WAYS
@pytest.mark.usefixtures("keeper")
def test_who_owns_what_is_drawn_and_a_grid_says_which_line_decides(reader, language, width):
    one = come_in(reader(language=language, width=width))
    one.open("/desk/admin/routing/hotline/?category=neighbours")
    page = one.page
    page.wait_for_selector("#owners-map[data-owners=drawn]", timeout=30_000)
    drawn(one)
    one.looks("owners")
    assert page.locator(".legend tbody tr").count() >= 2
    page.locator("details:has(> details) > summary").first.click()
    page.locator("details details summary").first.click()
    one.looks("owners-table")
    one.press("details details tbody a >> nth=0")
    assert "community_committee" in page.text_content("#why")
    one.looks("owners-why")
