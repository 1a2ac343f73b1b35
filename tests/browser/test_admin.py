"""The administrators' day in a browser: two people open an account, its owner comes in with two codes and an app;
a unit closes with eyes open; who owns what is proved; the auditor looks it all up."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.utils.timezone import localdate
from tests.browser.town import PASSWORD, account

SECRET = "JBSWY3DPEHPK3PXP"
CODE = re.compile(r"(?<![\w.-])[a-z2-7]{4}-[a-z2-7]{4}(?![\w-])")
TWO_WAYS = pytest.mark.parametrize(("language", "width"), [("zh-hans", 1440), ("en", 390)])


def code(secret: str = SECRET, *, step: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


@pytest.fixture
def staff(site):
    """Two security administrators, a system administrator and an auditor, each with an authenticator app."""
    from anlan.kit import clock

    town, at = site.peopled.town, clock.now()
    made = {
        name: account(town, name, title, role, at)
        for name, title, role in (
            ("first.admin", "钱一", "security_admin"),
            ("second.admin", "孙二", "security_admin"),
            ("system.admin", "李三", "system_admin"),
        )
    }
    made["wu.dan"] = site.peopled.accounts["auditor"]
    for each in made.values():
        TOTP.activate(each, SECRET)
    return made


@pytest.fixture
def come_in(reader, staff):
    """`come_in("first.admin")`: signed in with password and code."""

    def come(username: str, **how):
        one = reader(**how)
        one.sign_in(username, PASSWORD)
        one.page.fill("input[name=code]", code())
        one.press("main form button:not([form])")
        return one

    return come


def shown_code(one) -> str:
    found = CODE.search(one.page.text_content(".messages"))
    assert found, one.page.text_content("main")
    return found[0]


def asked_for(first, place: int) -> str:
    """The first administrator asks for an account, once with a mistake; returns the first half of its code."""
    first.open("/desk/admin/accounts/new/")
    first.looks("account-new")
    page, until = first.page, (localdate() + timedelta(days=90)).isoformat()
    typed = {"username": "-not-a-name", "name": "周新", "reason": "新同事报到，已核对介绍信", "until": until}
    for name, value in typed.items():
        page.fill(f"#id_{name}", value)
    page.select_option("#id_role", "operator")
    page.select_option("#id_place", str(place))
    first.press("main form.card button")
    first.looks("account-new-refused")
    assert page.input_value("#id_reason") == typed["reason"], "what was typed stays"
    page.fill("#id_username", "new.colleague")
    first.press("main form.card button")
    first.looks("request-asked")
    return shown_code(first)


def approved(second) -> str:
    """The second administrator approves what was asked for; returns the other half."""
    second.open("/desk/admin/requests/")
    second.looks("requests")
    second.press("tbody a")
    second.looks("request")
    second.press("form[action$='/approve/'] button")
    second.looks("request-approved")
    return shown_code(second)


def invited(owner, one: str, other: str) -> None:
    """The account's owner comes in with both halves, once with a wrong one, and sets up an authenticator."""
    owner.open("/accounts/login/")
    owner.press("main a[href$='/invitation/']")
    owner.looks("invitation")
    for name, value in (("username", "new.colleague"), ("first", one), ("second", one)):
        owner.page.fill(f"#id_{name}", value)
    chosen_password(owner)
    owner.looks("invitation-refused")
    owner.page.fill("#id_second", other)
    chosen_password(owner)
    assert "/2fa/totp/activate/" in owner.page.url
    owner.looks("invitation-factor")
    owner.page.fill("input[name=code]", code(owner.page.text_content("dl.facts code")))
    owner.press("main form.card button")


def chosen_password(owner) -> None:
    for name in ("password", "again"):
        owner.page.fill(f"#id_{name}", "calm-water-over-stones")
    owner.press("main form.card button")


@TWO_WAYS
def test_two_people_open_an_account_and_its_owner_comes_in_with_two_codes(
    come_in, reader, site, language: str, width: int
) -> None:
    how = {"language": language, "width": width}
    first = come_in("first.admin", **how)
    assert "/desk/" in first.page.url
    first.open("/desk/admin/accounts/")
    first.looks("accounts")
    one = asked_for(first, site.peopled.town.district.streets[0])
    other = approved(come_in("second.admin", **how))

    owner = reader(**how)
    invited(owner, one, other)
    owner.open("/desk/")
    owner.looks("new-colleague-inbox")

    first.open("/desk/admin/accounts/?q=new.colleague")
    first.press("tbody a")
    first.looks("account")


@TWO_WAYS
@pytest.mark.usefixtures("staff")
def test_the_system_administrator_keeps_units_versions_and_who_owns_what(
    reader, site, language: str, width: int
) -> None:
    from anlan.schemes.public import current

    admin = reader(language=language, width=width)
    admin.known_as("system.admin", factor=True)
    page, unit = admin.page, site.peopled.town.units["street1.urban"]
    admin.open("/desk/admin/units/")
    admin.looks("units")
    admin.open("/desk/admin/units/new/")
    admin.looks("unit-new")
    admin.open("/desk/admin/units/?q=nothing-of-the-kind")
    admin.looks("units-none")
    admin.open(f"/desk/admin/units/{unit.id}/")
    page.fill("#id_name_zh", "第一街道城管中队（新）")
    admin.press("main form.card button")
    admin.looks("unit")
    admin.press("main a.danger")
    admin.looks("unit-close")
    assert page.locator(".note").count() >= 1, "says what loses its owner"
    admin.press("main form.card button")
    admin.open("/desk/admin/routing/")
    admin.looks("routing-all")
    admin.open("/desk/admin/routing/hotline/?prove=1")
    admin.looks("routing")
    admin.open("/desk/admin/calendars/")
    admin.looks("calendars")
    admin.open("/desk/admin/capabilities/")
    admin.looks("capabilities")
    admin.open("/desk/admin/capabilities/hotline/")
    admin.looks("capability")
    digest = current("hotline").hash
    admin.open(f"/desk/admin/capabilities/compare/{digest}/{digest}/")
    admin.looks("capability-compare")
    admin.open("/desk/admin/migration/hotline/")
    admin.looks("migration")
    admin.open("/desk/admin/stuck/")
    admin.looks("stuck")


@TWO_WAYS
def test_the_auditor_looks_up_what_was_done(come_in, language: str, width: int) -> None:
    auditor = come_in("wu.dan", language=language, width=width)
    auditor.open("/desk/admin/ledger/")
    auditor.looks("ledger")
    auditor.page.fill("#id_who", "nobody.of.the.kind")
    auditor.press("main form.filters button")
    auditor.looks("ledger-refused")
    auditor.page.fill("#id_who", "wu.dan")
    auditor.press("main form.filters button")
    auditor.looks("ledger-found")
    assert auditor.page.locator("tbody tr").count() >= 1
    auditor.open("/desk/admin/requests/?state=decided")
    auditor.looks("requests-decided")


def test_an_account_is_asked_for_with_the_keyboard_alone(come_in, site) -> None:
    first = come_in("first.admin", width=1440)
    first.open("/desk/admin/accounts/new/")
    keys, page = first.page.keyboard, first.page
    street = str(site.peopled.town.district.streets[0])
    typed = {"username": "by.keys", "name": "键盘", "reason": "新同事报到", "code": street}
    for _ in range(120):
        keys.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name in typed:
            keys.insert_text(typed[name])
        elif name == "role":
            keys.press("ArrowDown")
        elif page.evaluate("document.activeElement.matches('main form.card button')"):
            break
    with page.expect_navigation():
        keys.press("Enter")
    assert "/desk/admin/requests/" in page.url, page.text_content("main")
