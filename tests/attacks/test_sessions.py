"""Sessions, sign-in and pages: what a shared desk keeps, what a guesser gets, what a resident reads of staff."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from tests.attacks.conftest import SignedIn
from tests.browser.town import PASSWORD, Peopled, account

from anlan.access.models import Account
from anlan.cases import public as cases
from anlan.cases.models import Case
from anlan.kit.errors import AnlanError
from anlan.ledger.public import history


@pytest.mark.parametrize(
    "address", ["/account/", "/account/glass/", "/desk/", "/api/me", "/api/cases", "/api/notices"]
)
def test_no_private_answer_stays_on_a_shared_desk(
    peopled: Peopled, signed_in: SignedIn, address: str
) -> None:
    answer = signed_in(peopled.accounts["operator"]).get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers.get("Cache-Control", "")


def test_what_a_token_opens_is_not_kept_either(peopled: Peopled, client: Client) -> None:
    receipt = peopled.town.report()
    for address in (f"/api/track/{receipt.token}", f"/track/{receipt.token}/"):
        assert "no-store" in client.get(address).headers.get("Cache-Control", "")


def _guess(client: Client, password: str, host: str = "localhost", name: str = "wang.jing") -> bool:
    client.post("/accounts/login/", {"login": name, "password": password}, headers={"Host": host})
    return "_auth_user_id" in client.session


@pytest.fixture
def own_cache() -> Any:
    cache.clear()
    yield
    cache.clear()


def test_another_port_in_the_host_header_gives_no_more_guesses(peopled: Peopled, own_cache: None) -> None:
    for number in range(6):
        assert not _guess(Client(), "wrong", host=f"localhost:{8000 + number}")
    assert not _guess(Client(), PASSWORD, host="localhost:9000")


def test_many_other_names_do_not_push_a_lock_out(peopled: Peopled, own_cache: None) -> None:
    for _ in range(6):
        _guess(Client(), "wrong")
    assert configured.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000
    for number in range(700):
        cache.set(f"another-{number}", 1, 900)
    assert not _guess(Client(), PASSWORD)


def test_a_locked_door_can_be_rattled_without_filling_the_ledger(peopled: Peopled, own_cache: None) -> None:
    for _ in range(12):
        _guess(Client(), "wrong")
    facts = history(peopled.accounts["operator"].id)
    assert len(facts) <= 6  # five wrong passwords, and once that the name is locked


def test_a_resident_reads_no_name_of_staff_at_the_desk_either(peopled: Peopled, signed_in: SignedIn) -> None:
    town = peopled.town
    someone = account(town, "resident.one", "周民", "resident", town.at)
    client = signed_in(someone)
    sent = {"capability": "hotline", "category": "lighting", "words": "路灯不亮", "place": town.grid}
    answer = client.post(
        "/api/cases", sent, content_type="application/json", headers={"Idempotency-Key": "resident-0001"}
    )
    assert answer.status_code == 201, answer.content
    town.settle()
    number = answer.json()["number"]
    case = Case.objects.get(number=number)
    handler = peopled.accounts["handler"]
    from anlan.access.public import actor_for

    cases.accept(by=actor_for(Account.objects.get(pk=handler.pk), at=town.at), at=town.at, case=case.id)
    page = client.get(f"/desk/{number}/")
    assert page.status_code == 200
    assert handler.name not in page.content.decode()


def test_a_foreign_case_is_no_different_from_none_whatever_is_sent(
    peopled: Peopled, signed_in: SignedIn
) -> None:
    case = peopled.town.case()
    client = signed_in(peopled.accounts["elsewhere"])
    answers = [
        client.post(f"/api/cases/{number}/attach", {"photos": ["ff"]}, content_type="application/json")
        for number in (case.number, 999_999_999)
    ]
    assert answers[0].status_code == answers[1].status_code


def test_a_grant_with_impossible_capabilities_is_refused_by_name(peopled: Peopled) -> None:
    from datetime import timedelta

    from anlan.access.public import grant_role, service

    town = peopled.town
    for capabilities in (["x" * 61], ["a\x00b"]):
        with pytest.raises(AnlanError) as refused:
            grant_role(
                account=peopled.accounts["operator"].id,
                role="checker",
                place=town.district.code,
                until=town.at + timedelta(days=1),
                by=service("setup"),
                at=town.at,
                capabilities=capabilities,
            )
        assert refused.value.status == 422
