"""The administrators' pages: asking, approving, taking back, looking through the ledger, work that got stuck."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from anlan.access.actors import actor_for, service
from anlan.access.errors import JobNotFailed, JobUnknown, NotPermitted
from anlan.access.models import AccessRequest, Account, Grant
from anlan.access.tests.factories import an_account
from anlan.access.verbs.retry_job import retry_job
from anlan.access.verbs.retry_reaction import retry_reaction
from anlan.access.verbs.search_ledger import search_ledger
from anlan.ledger.public import NoSuchFailure, Search, history_about, record
from anlan.ledger.tests.facts import MOVED, Moved

ADMIN = "/desk/admin"
CODE = r"(?<![\w.-])[a-z2-7]{4}-[a-z2-7]{4}(?![\w-])"


@pytest.fixture
def two(gallery, browser):
    """The security administrator of the district, and a second one."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    other = an_account("second.admin", name="第二人")
    Grant.objects.create(
        account=other, role="security_admin", place=gallery.town.district.code, granted_by="service:setup",
        granted_at=gallery.town.at, until=gallery.town.at + timedelta(days=300),
    )  # fmt: skip
    factor = Authenticator.objects.create(user=other, type="totp", data={})
    client = Client()
    client.force_login(other)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "id": factor.pk}]
    session.save()
    return browser("security_admin"), client


def told(page):
    """The words of a page without its marks."""
    return re.sub(r"<[^>]+>", " ", page.content.decode())


def a_post(gallery, **more):
    until = (gallery.town.at + timedelta(days=30)).date().isoformat()
    street = gallery.town.district.streets[0]
    return {"role": "operator", "place": str(street), "until": until, "reason": "新同事报到"} | more


def ask_for(gallery, client, **more):
    form = {"username": "new.one", "name": "新人", "language": "zh-hans", **a_post(gallery), **more}
    return client.post(f"{ADMIN}/accounts/new/", form, follow=True)


def test_an_account_is_asked_for_by_one_and_approved_by_another(gallery, two):
    first, second = two
    asked = ask_for(gallery, first)
    row = AccessRequest.objects.get(username="new.one")
    assert re.search(CODE, told(asked)), "the first code is shown"
    assert not re.search(CODE, told(first.get(asked.request["PATH_INFO"]))), "once"
    assert not Account.objects.filter(username="new.one").exists()
    assert first.post(f"{ADMIN}/requests/{row.id}/approve/").status_code == 403
    assert "新人" in told(second.get(f"{ADMIN}/requests/"))
    done = second.post(f"{ADMIN}/requests/{row.id}/approve/", follow=True)
    assert re.search(CODE, told(done)), "the second code is shown"
    assert [grant.role for grant in Account.objects.get(username="new.one").grants.all()] == ["operator"]
    again = second.post(f"{ADMIN}/requests/{row.id}/approve/")
    assert again.status_code == 409


def test_what_was_typed_stays_when_it_is_refused(gallery, two):
    page = ask_for(gallery, two[0], username="bad name", reason="报到人员")
    assert page.status_code == 422
    assert 'value="bad name"' in page.content.decode()
    assert "报到人员" in page.content.decode()
    assert ask_for(gallery, two[0], place="", code="").status_code == 422
    assert not AccessRequest.objects.exists()


def test_a_refusal_needs_words_and_a_request_can_be_withdrawn(gallery, two):
    first, second = two
    ask_for(gallery, first)
    row = AccessRequest.objects.get()
    assert second.post(f"{ADMIN}/requests/{row.id}/refuse/", {"words": ""}).status_code == 422
    second.post(f"{ADMIN}/requests/{row.id}/refuse/", {"words": "此人未到岗"})
    assert "此人未到岗" in told(first.get(f"{ADMIN}/requests/{row.id}/"))
    ask_for(gallery, first)
    row = AccessRequest.objects.get(state="pending")
    first.post(f"{ADMIN}/requests/{row.id}/withdraw/")
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert first.post(f"{ADMIN}/requests/{row.id}/nonsense/").status_code == 404


def test_a_role_and_a_reset_are_asked_for_and_a_role_is_taken_back(gallery, two):
    first, second = two
    account = gallery.near["checker"]
    page = f"{ADMIN}/accounts/{account}"
    assert first.post(f"{page}/role/", a_post(gallery, role="grid_worker")).status_code == 302
    assert first.post(f"{page}/reset/", {"reason": "忘了密码", "forget_factor": "on"}).status_code == 302
    assert "checker" in told(first.get(f"{page}/"))
    grant = Grant.objects.get(account=account)
    assert first.post(f"{page}/revoke/{grant.id}/").status_code == 302
    assert first.post(f"{page}/revoke/{grant.id}/").status_code == 404
    assert first.get(f"{page}/deactivate/").status_code == 200
    assert first.post(f"{page}/deactivate/").status_code == 302
    assert not Account.objects.get(id=account).is_active
    for row in AccessRequest.objects.all():
        assert second.post(f"{ADMIN}/requests/{row.id}/approve/").status_code == 409, "closed meanwhile"


def test_accounts_are_found_page_by_page(gallery, two):
    first, _ = two
    for number in range(30):
        an_account(f"many.{number:02d}", name=f"同名{number}")
    page = first.get(f"{ADMIN}/accounts/?q=many")
    assert "many.00" in told(page)
    following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
    more = told(first.get(f"{ADMIN}/accounts/{following[1].replace('&amp;', '&')}"))
    assert "many.29" in more
    assert "many.00" not in more
    assert first.get(f"{ADMIN}/accounts/?q=%25_%25_%00").status_code in (200, 422)
    assert 'class="empty"' in first.get(f"{ADMIN}/accounts/?q=nobody.at.all").content.decode()


def test_an_auditor_sees_and_changes_nothing(gallery, browser):
    auditor, account = browser("auditor"), gallery.near["operator"]
    for path in ("accounts/", f"accounts/{account}/", "requests/", "ledger/"):
        page = auditor.get(f"{ADMIN}/{path}")
        assert page.status_code == 200, path
    assert "/role/" not in auditor.get(f"{ADMIN}/accounts/{account}/").content.decode()
    for path in ("accounts/new/", f"accounts/{account}/role/", f"accounts/{account}/reset/"):
        assert auditor.get(f"{ADMIN}/{path}").status_code == 403, path
    assert auditor.post(f"{ADMIN}/accounts/{account}/deactivate/").status_code == 403


def test_the_ledger_is_searched_and_the_look_is_a_fact(gallery, browser):
    auditor, case = browser("auditor"), gallery.case("handling")
    today = timezone.localtime(timezone.now()).date().isoformat()
    days = f"since={today}&until={today}"
    page = auditor.get(f"{ADMIN}/ledger/?{days}&subject={case.number}")
    assert page.status_code == 200
    assert "cases.accept" in told(page)
    assert "一件handling的事情" not in told(page), "no words of the case"
    (look,) = [fact for fact in history_about(case.id) if fact.kind == "access.search_facts"]
    assert look.payload["shown"] > 0
    none = auditor.get(f"{ADMIN}/ledger/?{days}&who=operator-near&kind=cases.close")
    assert none.status_code in (200, 422)
    for wrong in ("subject=999999999", "who=nobody.here", "since=2026-99-99", "kind=no.such", "place=7"):
        query = wrong if wrong.startswith("since") else f"{days}&{wrong}"
        assert auditor.get(f"{ADMIN}/ledger/?until={today}&{query}").status_code == 422, wrong
    paged = auditor.get(f"{ADMIN}/ledger/?{days}")
    following = re.search(r'rel="next" href="([^"]+)"', paged.content.decode())
    assert auditor.get(f"{ADMIN}/ledger/{following[1].replace('&amp;', '&')}").status_code == 200
    assert auditor.get(f"{ADMIN}/ledger/?{days}&before=nonsense").status_code == 200


def test_who_may_not_read_the_ledger_is_refused(gallery, browser):
    at = gallery.town.at
    look = Search(since=at, until=at + timedelta(days=1))
    for role in ("system_admin", "security_admin", "operator"):
        assert browser(role).get(f"{ADMIN}/ledger/").status_code == 403
        with pytest.raises(NotPermitted):
            search_ledger(search=look, limit=1, by=gallery.town.actor(role), at=at)


def test_a_street_s_auditor_finds_the_facts_of_that_street_only(gallery):
    now, (mine, other) = timezone.now(), gallery.town.district.streets
    auditor = gallery.town.actor("auditor", place=mine)
    for place in (mine, other, None):
        record(
            MOVED, subject=an_account().id, by="service:x", at=now, payload=Moved(), place=place, first=True
        )
    look = Search(since=now - timedelta(hours=1), until=now + timedelta(hours=1), kind=MOVED.name)
    assert {fact.place for fact in search_ledger(search=look, limit=9, by=auditor, at=now)} == {mine}


def a_failed_job():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
            "VALUES ('default', 'cases.sweep', '{}', 'failed', 3) RETURNING id"
        )
        return cursor.fetchone()[0]


def test_a_failed_job_is_queued_again_once(gallery, browser):
    admin, job = browser("system_admin"), a_failed_job()
    assert "cases.sweep" in told(admin.get(f"{ADMIN}/stuck/"))
    assert admin.post(f"{ADMIN}/stuck/job/{job}/").status_code == 302
    assert admin.post(f"{ADMIN}/stuck/job/{job}/").status_code == 409
    assert admin.post(f"{ADMIN}/stuck/job/999999/").status_code == 404
    by, at = gallery.town.actor("system_admin"), gallery.town.at
    with pytest.raises(JobUnknown):
        retry_job(job=999999, by=by, at=at)
    with pytest.raises(JobNotFailed):
        retry_job(job=job, by=by, at=at)
    for role in ("operator", "security_admin"):
        with pytest.raises(NotPermitted):
            retry_job(job=job, by=gallery.town.actor(role), at=at)


def a_parked_fact():
    made = record(
        MOVED, subject=an_account().id, by="service:x", at=timezone.now(), payload=Moved(), first=True
    )
    from anlan.ledger.public import assign_positions

    assign_positions()
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM ledger_order WHERE fact_id = %s", [made.id])
        position = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO ledger_failure (reaction, position, fact_id, attempts, error, first_at, next_at, parked_at) "
            "VALUES ('admin.test', %s, %s, 5, 'Broken', now(), now(), now()) RETURNING id",
            [position, made.id],
        )
        return cursor.fetchone()[0]


def test_a_parked_fact_is_tried_again_and_stays_when_it_fails(gallery, browser):
    from anlan.ledger.public import Reaction, parked, reactions

    works = []

    def verb(fact, at):
        if not works:
            raise RuntimeError("still broken")

    admin, failure = browser("system_admin"), a_parked_fact()
    with reactions.fresh():
        reactions.add("admin.test", Reaction("admin.test", frozenset({MOVED.name}), verb))
        failed = admin.post(f"{ADMIN}/stuck/reaction/{failure}/")
        assert failed.status_code == 409
        assert "RuntimeError" in told(failed)
        assert [one.id for one in parked()] == [failure]
        works.append(True)
        assert admin.post(f"{ADMIN}/stuck/reaction/{failure}/").status_code == 302
    assert not parked()
    by = gallery.town.actor("system_admin")
    with pytest.raises(NoSuchFailure):
        retry_reaction(failure=failure, by=by, at=gallery.town.at)
    with pytest.raises(NotPermitted):
        retry_reaction(failure=failure, by=gallery.town.actor("operator"), at=gallery.town.at)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_stands_in_both_languages(gallery, two, browser, language):
    first, _ = two
    first.cookies["django_language"] = language
    ask_for(gallery, first)
    row, account = AccessRequest.objects.get(), gallery.near["operator"]
    paths = [
        "accounts/", "accounts/new/", f"accounts/{account}/", f"accounts/{account}/role/",
        f"accounts/{account}/reset/", f"accounts/{account}/deactivate/", "requests/", "requests/?state=decided",
        f"requests/{row.id}/",
    ]  # fmt: skip
    for path in paths:
        page = first.get(f"{ADMIN}/{path}")
        assert page.status_code == 200, path
        assert f'<html lang="{language}"'.encode() in page.content


def test_entries_of_the_head_are_for_those_who_may(gallery, browser):
    seen = {
        role: set(re.findall(r'href="(/desk/admin/\w+/)"', browser(role).get("/account/").content.decode()))
        for role in ("security_admin", "system_admin", "auditor", "operator")
    }
    assert seen["security_admin"] == {"/desk/admin/accounts/", "/desk/admin/requests/"}
    assert seen["auditor"] == {"/desk/admin/accounts/", "/desk/admin/requests/", "/desk/admin/ledger/"}
    assert seen["system_admin"] == {
        "/desk/admin/units/", "/desk/admin/routing/", "/desk/admin/calendars/", "/desk/admin/capabilities/",
        "/desk/admin/stuck/",
    }  # fmt: skip
    assert not seen["operator"]


def test_the_installation_needs_no_second_person_and_says_who_it_was(gallery):
    from anlan.access.public import create_account, grant_role

    at, setup = gallery.town.at, service("setup")
    made = create_account(username="bare.one", name="甲", password=None, by=setup, at=at)
    until = at + timedelta(days=1)
    grant_role(
        account=made.id, role="auditor", place=gallery.town.district.code, until=until, by=setup, at=at
    )
    assert [grant.role for grant in actor_for(made, at=at).grants] == ["auditor"]


def test_the_own_account_names_the_unit_one_works_for(gallery, browser):
    from anlan.access.web.naming import units_by_id

    handler = Account.objects.get(pk=gallery.near["handler"])
    unit = Grant.objects.get(account=handler).unit
    assert f"· {units_by_id()[unit]}" in told(browser("handler").get("/account/"))
