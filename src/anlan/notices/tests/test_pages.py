"""The pages: one's own post, one's own ways, and what could not be sent; and nothing that is somebody else's."""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from anlan.notices.models import Delivery, Notice
from anlan.notices.planning import plan
from anlan.notices.tests.test_sending import send_all


def notice(town, recipient, number=1, **given):
    return Notice.objects.create(
        fact=uuid4(), subject=given.pop("subject", uuid4()), recipient=recipient, capability="hotline",
        zh=f"<b>通知</b>{number}", en=f"<b>notice</b> {number}", at=town.at, **given,
    )  # fmt: skip


def test_the_inbox_groups_by_matter_counts_and_links_only_to_what_may_be_seen(town, pages):
    browser, actor = pages("handler", unit="street1.urban")
    case = town.case()
    far = notice(town, actor.ref)
    page = browser.get("/desk/notices/").content.decode()
    assert f"/desk/{case.number}/" in page
    assert page.count("<section") == 2
    assert f'<b class="count">{2}</b>' in page
    assert "&lt;b&gt;通知" in page
    assert "<b>通知" not in page
    assert str(far.subject) not in page


def test_reading_one_and_reading_all(town, pages):
    browser, actor = pages("operator")
    first, second = notice(town, actor.ref), notice(town, actor.ref, 2)
    assert browser.get(f"/desk/notices/read/?notice={first.id}").status_code == 405
    assert browser.post("/desk/notices/read/", {"notice": str(first.id), "show": "unread"}).url.endswith(
        "?show=unread"
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.read_by == actor.ref
    assert second.read_at is None
    browser.post("/desk/notices/read/")
    assert not Notice.objects.filter(recipient=actor.ref, read_at=None).exists()


def test_somebody_elses_notice_is_neither_shown_nor_marked(town, pages):
    browser, _ = pages("operator")
    _, other = pages("operator", name="other")
    theirs = notice(town, other.ref, "secret")
    assert "secret" not in browser.get("/desk/notices/").content.decode()
    for path, body in (
        ("/desk/notices/read/", {"notice": str(theirs.id)}),
        (f"/api/notices/{theirs.id}/read", {}),
    ):
        assert browser.post(path, body).status_code in (403, 404)
    browser.post("/desk/notices/read/")
    theirs.refresh_from_db()
    assert theirs.read_at is None
    none = browser.post("/desk/notices/read/", {"notice": str(uuid4())})
    nonsense = browser.post("/desk/notices/read/", {"notice": "x"})
    assert none.status_code == nonsense.status_code == 404


def test_who_no_longer_works_for_a_unit_no_longer_reads_its_post(town, pages):
    browser, actor = pages("handler", unit="street1.urban")
    notice(town, f"unit:{town.units['street1.urban'].id}", "for the unit")
    assert "for the unit" in browser.get("/desk/notices/", headers={"accept-language": "en"}).content.decode()
    account = get_user_model().objects.get(id=actor.account_id)
    account.grants.update(revoked_at=town.at)
    assert (
        "for the unit"
        not in browser.get("/desk/notices/", headers={"accept-language": "en"}).content.decode()
    )


def test_pages_follow_one_another_without_gap_or_repetition(town, pages):
    import re

    browser, actor = pages("operator")
    for number in range(65):
        notice(town, actor.ref, f"no{number:03}")
    seen, address = [], "?"
    for _ in range(3):
        page = browser.get(f"/desk/notices/{address}").content.decode()
        seen += re.findall(r"<strong>[^<]*?(no\d{3})", page)
        following = re.search(r'href="(\?before=[^"]+)"', page)
        address = following[1] if following else None
    assert len(seen) == len(set(seen)) == 65
    assert address is None


@pytest.mark.parametrize(
    "before", ["x", "1-", "-1-00", "9" * 40 + "-" + "0" * 32, "%00", "1773000000000000-zz"]
)
def test_a_mark_that_is_none_shows_the_first_page(town, pages, before):
    browser, actor = pages("operator")
    notice(town, actor.ref, "first")
    assert "first" in browser.get(f"/desk/notices/?before={before}").content.decode()


def test_an_empty_inbox_says_so_and_shows_no_count(town, pages):
    browser, _ = pages("operator")
    page = browser.get("/desk/notices/").content.decode()
    assert 'class="count"' not in page
    assert 'class="empty"' in page or "empty" in page


def test_reading_a_page_of_notices_asks_no_more_for_more_of_them(town, pages, django_assert_max_num_queries):
    browser, actor = pages("operator")
    for number in range(30):
        notice(town, actor.ref, number)
    with django_assert_max_num_queries(16):
        browser.get("/desk/notices/")


def dead(town, hire, outside):
    outside.settings("email")
    outside.mail.scenario = "bounce"
    clerk = hire("operator", name="clerk", email="clerk@staff.example")
    made = notice(town, clerk.ref, "words", urgency="now", kind="cases.dispatch")
    plan([made], at=town.at)
    send_all(town.at)
    return Delivery.objects.get()


def test_what_could_not_be_sent_is_shown_with_its_reason_and_without_words_or_address(
    town, pages, hire, outside
):
    row = dead(town, hire, outside)
    browser, _ = pages("system_admin")
    page = browser.get("/desk/notices/failed/").content.decode()
    assert "收件邮箱不存在" in page
    assert "热线诉求 · 派遣" in page
    assert [word for word in ("words", "通知</b>", "clerk@", "王operator") if word in page] == []
    listed = browser.get("/api/notices/failed").json()
    assert [one["id"] for one in listed] == [str(row.id)]
    assert set(listed[0]) == {"id", "channel", "reader", "capability", "kind", "attempts", "reason", "at"}
    assert listed[0]["reader"] == "account"


def test_an_administrator_sends_again_or_gives_up_and_both_are_facts(town, pages, hire, outside):
    from anlan.ledger.public import history

    row = dead(town, hire, outside)
    browser, admin = pages("system_admin")
    browser.post(f"/desk/notices/failed/{row.id}/", {"do": "retry"})
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)
    again = browser.post(f"/desk/notices/failed/{row.id}/", {"do": "give_up"}, follow=True)
    assert again.status_code == 200  # told that somebody was faster
    Delivery.objects.update(state="dead")
    browser.post(f"/desk/notices/failed/{row.id}/", {"do": "give_up"})
    row.refresh_from_db()
    assert row.state == "failed"
    assert [fact.actor for fact in history(row.id)] == [admin.ref] * 2
    assert browser.post(f"/desk/notices/failed/{row.id}/", {"do": "explode"}).status_code == 404
    assert browser.post(f"/desk/notices/failed/{uuid4()}/", {"do": "retry"}).status_code == 404


@pytest.mark.parametrize("role", ["operator", "supervisor", "auditor", "security_admin", "resident"])
def test_nobody_else_sees_or_decides_what_could_not_be_sent(town, pages, hire, outside, role):
    row = dead(town, hire, outside)
    browser, actor = pages(role, name="curious")
    assert browser.get("/desk/notices/failed/").status_code == 403
    assert browser.get("/api/notices/failed").status_code == 403
    for verb in ("retry", "give_up"):
        assert browser.post(f"/desk/notices/failed/{row.id}/", {"do": verb}).status_code == 403
    from anlan.access.public import NotPermitted
    from anlan.notices.public import give_up_delivery, retry_delivery

    for verb in (retry_delivery, give_up_delivery):
        with pytest.raises(NotPermitted):
            verb(by=actor, at=town.at, delivery=row.id)
