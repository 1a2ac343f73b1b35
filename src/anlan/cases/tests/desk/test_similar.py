"""Similar cases beside a case: near in place, time and words, within what one may see."""

import pytest

from anlan.cases.public import Case, close
from anlan.cases.same_matter.nearby import similar_to

WORDS = "小区门口消防通道被车辆占用"


def listed(client, case) -> str:
    return client.get(f"/desk/{case.number}/similar/", {"part": "1"}).content.decode()


def test_the_same_matter_is_found_and_merging_is_offered(signed_in, town) -> None:
    first = town.case(words=WORDS)
    second = town.case(words="门口的消防通道又被车辆占用了")
    page = listed(signed_in("operator"), second)
    assert f'href="/desk/{first.number}/"' in page
    assert f'href="/desk/{second.number}/?into={first.number}#do-merge"' in page
    page = signed_in("operator").get(f"/desk/{second.number}/", {"into": first.number}).content.decode()
    form = page.split('id="do-merge"', 1)[1].split("</details>", 1)[0]
    assert f'value="{first.number}"' in form
    assert " open" in page.split('id="do-merge"', 1)[1][:40]


def test_words_about_something_else_are_not_similar(signed_in, town) -> None:
    town.case(words="楼道灯坏了很久没有人修", category="lighting")
    assert "附近没有内容相近的事项" in listed(signed_in("operator"), town.case(words=WORDS))


def test_nothing_of_another_street_is_shown_however_alike(signed_in, town) -> None:
    here, there = town.case(words=WORDS), town.case(words=WORDS, place=town.far_grid)
    assert str(there.number) not in listed(signed_in("operator"), here)
    assert str(here.number) not in listed(signed_in("elsewhere"), there)


def test_who_may_not_merge_is_not_offered_it(signed_in, town) -> None:
    first, second = town.case(words=WORDS), town.case(words=WORDS)
    page = listed(signed_in("supervisor"), second)
    assert str(first.number) in page
    assert "into=" not in page


def test_an_ended_one_is_shown_but_nothing_is_merged_into_it(signed_in, town) -> None:
    ended = town.report(words=WORDS, category="")
    close(by=town.actor("operator"), at=town.at, case=ended.case, outcome="explained", words="已答复")
    page = listed(signed_in("operator"), town.case(words=WORDS))
    assert str(ended.number) in page
    assert "into=" not in page


def test_it_is_a_page_too_and_the_case_page_leads_there(signed_in, town) -> None:
    case = town.case()
    client = signed_in("operator")
    assert client.get(f"/desk/{case.number}/similar/").status_code == 200
    assert f"/desk/{case.number}/similar/" in client.get(f"/desk/{case.number}/").content.decode()


def test_it_asks_little_and_the_same_however_many_there_are(town, django_assert_num_queries) -> None:
    operator = town.actor("operator")
    case = town.case(words=WORDS)
    for number in range(12):
        town.report(words=f"{WORDS}{number}")
    case = Case.objects.select_related("text").get(pk=case.pk)
    with django_assert_num_queries(2):
        found = similar_to(case, operator, at=town.at)
    assert len(found) == 5


@pytest.mark.parametrize("into", ["x", "-1", "9" * 40, "１２", "<script>"])
def test_a_link_with_nonsense_fills_in_nothing(signed_in, town, into: str) -> None:
    page = signed_in("operator").get(f"/desk/{town.case().number}/", {"into": into})
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split("<main", 1)[1].split('type="module"', 1)[0]
