"""Why somebody can see a case or cannot: for who supervises it or keeps the accounts; to nobody else does it exist."""

import pytest
from tests.browser.town import account

from anlan.ledger.models import FactRow
from anlan.ledger.public import history_about


@pytest.fixture
def keeper(town, peopled):
    peopled.accounts["keeper"] = account(town, "xu.nuo", "许诺", "security_admin", town.at)


def asked(client, case, **query):
    way = client.post if "account" in query else client.get
    return way(f"/desk/cases/{case.number}/why/", query)


def test_a_supervisor_reads_the_rule_that_lets_somebody_see_it(signed_in, peopled, town) -> None:
    case = town.case()
    client = signed_in("supervisor")
    assert "王静" in asked(client, case, who="王").content.decode()
    page = asked(client, case, account=peopled.accounts["operator"].id).content.decode()
    assert "王静 可以查看此事项" in page
    assert "包含" in page
    assert "310105001" not in page.split("<main", 1)[1]  # places by their names


def test_it_says_why_not_in_english_too(signed_in, peopled, town) -> None:
    case = town.case()
    client = signed_in("supervisor")
    client.cookies["django_language"] = "en"
    page = asked(client, case, account=peopled.accounts["handler"].id).content.decode()
    assert "李强 cannot see this case" in page
    assert "it is not assigned to the unit" in page


def test_every_answer_is_recorded_about_the_case_and_every_question_without_one_is_not(
    signed_in, peopled, town
) -> None:
    case = town.case()
    client = signed_in("supervisor")
    before = FactRow.objects.count()
    asked(client, case)
    asked(client, case, who="王")
    link = f"/desk/cases/{case.number}/why/?account={peopled.accounts['elsewhere'].id}"
    client.get(link)  # a link is no question
    assert FactRow.objects.count() == before
    asked(client, case, account=peopled.accounts["elsewhere"].id)
    (fact,) = [one for one in history_about(case.id) if one.kind == "access.ask_why"]
    assert fact.actor == peopled.accounts["supervisor"].ref
    assert fact.payload == {"account": str(peopled.accounts["elsewhere"].id), "sees": False}


@pytest.mark.usefixtures("keeper")
def test_who_keeps_the_accounts_asks_about_everybody_and_sees_nothing_of_the_case(
    signed_in, peopled, town
) -> None:
    case = town.case(words="机密的话")
    page = asked(signed_in("keeper"), case, account=peopled.accounts["elsewhere"].id).content.decode()
    assert "赵敏 无法查看此事项" in page
    assert "机密的话" not in page
    assert f'href="/desk/{case.number}/"' not in page


@pytest.mark.parametrize("who", ["elsewhere", "handler", "colleague"])
def test_to_whoever_does_not_see_the_case_it_does_not_exist(signed_in, peopled, town, who: str) -> None:
    client = signed_in(who)
    case = town.case()
    there = asked(client, case, account=peopled.accounts["operator"].id)
    none = client.post("/desk/cases/99999999/why/", {"account": peopled.accounts["operator"].id})
    assert there.status_code == none.status_code == 404


@pytest.mark.parametrize("who", ["operator", "checker"])
def test_seeing_the_case_is_not_enough(signed_in, peopled, town, who: str) -> None:
    answer = asked(signed_in(who), town.case(), account=peopled.accounts["supervisor"].id)
    assert answer.status_code == 403


def test_a_supervisor_of_one_street_learns_nothing_of_accounts_elsewhere(signed_in, peopled, town) -> None:
    first, _second = town.district.streets
    peopled.accounts["local"] = account(town, "tang.lan", "唐兰", "supervisor", town.at, place=first)
    case = town.case()
    client = signed_in("local")
    assert "赵敏" not in asked(client, case, who="赵").content.decode()
    foreign = asked(client, case, account=peopled.accounts["elsewhere"].id)
    none = asked(client, case, account="00000000-0000-4000-8000-00000000dead")
    assert foreign.status_code == none.status_code == 404
    found = asked(client, case, who="王").content.decode()
    assert "wang.jing" not in found, "log-in names are their keepers'"


def test_nonsense_is_no_account(signed_in, town) -> None:
    assert asked(signed_in("supervisor"), town.case(), account="x").status_code == 404


def test_the_link_stands_on_the_page_of_who_may_ask(signed_in, town) -> None:
    case = town.case()
    address = f"/desk/cases/{case.number}/why/"
    assert address in signed_in("supervisor").get(f"/desk/{case.number}/").content.decode()
    assert address not in signed_in("operator").get(f"/desk/{case.number}/").content.decode()
