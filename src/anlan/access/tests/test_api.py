"""Accounts and grants over HTTP."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from anlan.access.models import Account, Grant
from anlan.access.tests.factories import DISTRICT, OTHER_STREET, STREET, an_account, give

pytestmark = [pytest.mark.django_db, pytest.mark.urls("anlan.access.tests.urls")]


def client_of(role=None, place=STREET, *, mfa=True, csrf=False):
    """A browser signed in to an account with that role, and the account."""
    account = an_account()
    now = timezone.now()
    if role:
        give(account, role, place, begun=now - timedelta(days=1), until=now + timedelta(days=1))
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(account)
    if mfa:
        factor = TOTP.activate(account, "JBSWY3DPEHPK3PXP").instance
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "id": factor.pk}]
        session.save()
    return client, account


def post(client, path, **body):
    return client.post(f"/api/{path}", json.dumps(body, default=str), content_type="application/json")


def until(days=30):
    return timezone.now() + timedelta(days=days)


def test_me_tells_who_i_am_and_what_counts():
    client, account = client_of("operator")
    me = client.get("/api/me").json()
    assert (me["id"], me["second_factor"], me["grants"][0]["role"]) == (str(account.id), True, "operator")


@pytest.mark.parametrize("path", ["me", "accounts"])
def test_a_stranger_is_told_to_sign_in(path):
    answer = Client().get(f"/api/{path}")
    assert (answer.status_code, answer.json()["error"]) == (401, "not_signed_in")


def a_post(**more):
    return {"role": "operator", "place": STREET, "until": until(), "reason": "新同事"} | more


def test_two_administrators_open_an_account_grant_and_reset_and_one_revokes():
    client, _ = client_of("security_admin", DISTRICT)
    other, _ = client_of("security_admin", DISTRICT)
    asked = post(client, "accounts", username="zhang.san", name="张三", **a_post())
    assert (asked.status_code, asked.json()["state"], len(asked.json()["code"])) == (202, "pending", 9)
    assert not Account.objects.filter(username="zhang.san").exists()
    own = post(client, f"requests/{asked.json()['id']}/approve")
    assert (own.status_code, own.json()["error"]) == (403, "own_request")
    agreed = post(other, f"requests/{asked.json()['id']}/approve")
    assert (agreed.status_code, agreed.json()["state"]) == (200, "approved")
    account = agreed.json()["account"]
    role = post(client, "grants", account=account, **a_post(role="checker"))
    assert post(other, f"requests/{role.json()['id']}/refuse", words="不需要").json()["state"] == "refused"
    again = post(client, "grants", account=account, **a_post(role="checker"))
    assert post(client, f"requests/{again.json()['id']}/withdraw").json()["state"] == "withdrawn"
    assert post(client, f"accounts/{account}/password", reason="忘了密码").status_code == 202
    states = {one["state"] for one in client.get("/api/requests").json()}
    assert states == {"approved", "refused", "withdrawn", "pending"}
    assert len(client.get("/api/requests?state=pending").json()) == 1
    assert "code" not in client.get("/api/requests").json()[0]
    given = Grant.objects.get(account_id=account)
    assert client.delete(f"/api/grants/{given.id}").status_code == 204
    assert post(client, f"accounts/{account}/deactivate").status_code == 204
    assert not Account.objects.get(id=account).is_active


@pytest.mark.parametrize("role", [None, "operator", "auditor", "system_admin", "supervisor"])
def test_nobody_else_may(role):
    client, _ = client_of(role, DISTRICT)
    other = an_account()
    grant = give(other, "checker")
    assert post(client, "accounts", username="zhang.san", name="张三", **a_post()).status_code == 403
    tried = post(client, "grants", account=other.id, **a_post())
    assert tried.status_code in {403, 404}
    assert client.delete(f"/api/grants/{grant.id}").status_code == 403
    assert post(client, f"accounts/{other.id}/deactivate").status_code == 403
    assert post(client, f"accounts/{other.id}/password", reason="x").status_code == 403
    assert client.get("/api/requests").status_code == (200 if role == "auditor" else 403)


def test_without_a_second_factor_an_administrator_is_refused():
    client, _ = client_of("security_admin", DISTRICT, mfa=False)
    answer = post(client, "accounts", username="zhang.san", name="张三", **a_post())
    assert (answer.status_code, answer.json()["error"]) == (403, "second_factor_needed")


def test_what_lies_in_another_street_is_not_found():
    client, _ = client_of("security_admin", STREET)
    foreign = an_account()
    grant = give(foreign, "operator", OTHER_STREET)
    assert client.delete(f"/api/grants/{grant.id}").status_code == 404
    assert post(client, f"accounts/{foreign.id}/deactivate").status_code == 404
    assert str(foreign.id) not in client.get("/api/accounts").content.decode()


def test_a_district_s_auditor_sees_every_account_and_a_street_s_only_its_own():
    here, there, bare = an_account(), an_account(), an_account()
    give(here, "operator", STREET)
    give(there, "operator", OTHER_STREET)
    district, _ = client_of("auditor", DISTRICT)
    street, _ = client_of("auditor", STREET)
    seen = {one["id"] for one in district.get("/api/accounts").json()}
    assert {str(one.id) for one in (here, there, bare)} <= seen
    seen = {one["id"] for one in street.get("/api/accounts").json()}
    assert str(here.id) in seen
    assert not {str(there.id), str(bare.id)} & seen


def test_a_grant_outside_the_scope_is_not_shown_with_an_account_inside():
    both = an_account()
    give(both, "operator", STREET)
    give(both, "checker", OTHER_STREET)
    street, _ = client_of("auditor", STREET)
    (one,) = [one for one in street.get("/api/accounts").json() if one["id"] == str(both.id)]
    assert [grant["role"] for grant in one["grants"]] == ["operator"]


@pytest.mark.parametrize(
    "slipped",
    [
        "is_active",
        "granted_by",
        "granted_at",
        "revoked_at",
        "id",
        "by",
        "at",
        "created_at",
        "approved_by",
        "password",
    ],
)
def test_a_field_we_do_not_take_is_refused(slipped):
    client, _ = client_of("security_admin", DISTRICT)
    body = {"account": an_account().id, **a_post(), slipped: "x"}
    assert post(client, "grants", **body).status_code == 422
    body = {"username": "zhang.san", "name": "张三", **a_post(), slipped: "x"}
    assert post(client, "accounts", **body).status_code == 422
    assert not Account.objects.filter(username="zhang.san").exists()


def test_a_time_without_a_zone_or_a_huge_number_is_no_crash():
    client, _ = client_of("security_admin", DISTRICT)
    body = {"account": an_account().id, "role": "operator", "place": STREET, "reason": "x"}
    assert post(client, "grants", **body, until="2099-01-01T00:00:00").status_code == 422
    assert post(client, "grants", **(body | {"place": 10**30}), until=until()).status_code == 422
    assert post(client, "grants", **(body | {"account": uuid4()}), until=until()).status_code == 404


def test_a_request_from_a_foreign_page_is_refused():
    client, _ = client_of("security_admin", DISTRICT, csrf=True)
    assert post(client, "accounts", username="zhang.san", name="张三", **a_post()).status_code in {401, 403}
    assert not Account.objects.filter(username="zhang.san").exists()


def test_breaking_the_glass_over_http():
    client, account = client_of("operator", STREET)
    body = {"place": OTHER_STREET, "minutes": 10, "reason": "孩子走失，需要立即查看邻街道"}
    made = post(client, "glass", **body)
    assert made.status_code == 201
    assert Grant.objects.get(id=UUID(made.json()["id"])).account == account
    stranger, _ = client_of("grid_worker")
    assert post(stranger, "glass", **body).status_code == 403


def test_the_page_breaks_the_glass_and_the_supervisor_reads_why():
    client, _ = client_of("operator", STREET)
    supervisor, _ = client_of("supervisor", OTHER_STREET)
    short = client.post("/account/glass/", {"place": OTHER_STREET, "minutes": 10, "reason": "急"})
    assert short.status_code == 422
    reason = "孩子走失，需要立即查看邻街道"
    assert (
        client.post("/account/glass/", {"place": OTHER_STREET, "minutes": 10, "reason": reason}).status_code
        == 302
    )
    assert reason in supervisor.get("/account/").content.decode()
    assert reason not in client_of("supervisor", STREET)[0].get("/account/").content.decode()
