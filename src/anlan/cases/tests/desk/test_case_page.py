"""The case page: every verb as a form, refusals that keep what was entered, nothing for strangers."""

from uuid import uuid4

import pytest
from django.test import Client

from anlan.access.public import actor_for
from anlan.cases.models import Case
from anlan.cases.public import supervise
from anlan.cases.web.verb_forms import TABLE


@pytest.mark.parametrize("verb", sorted(TABLE))
def test_an_operator_of_another_street_gets_404_for_every_verb(signed_in, town, verb: str) -> None:
    case = town.case()
    answer = signed_in("elsewhere").post(f"/desk/{case.number}/do/{verb}/", {"words": "x"})
    assert answer.status_code == 404


def test_an_operator_of_another_street_gets_404_for_the_page_its_photographs_and_people(
    signed_in, town
) -> None:
    case = town.case()
    client = signed_in("elsewhere")
    assert client.get(f"/desk/{case.number}/").status_code == 404
    assert client.get(f"/desk/{case.number}/photo/{uuid4()}/full/").status_code == 404
    assert client.post(f"/desk/{case.number}/contact/", {"purpose": "contact"}).status_code == 404


def test_a_verb_nobody_knows_is_not_found(signed_in, town) -> None:
    case = town.case()
    assert signed_in("operator").post(f"/desk/{case.number}/do/report/").status_code == 404
    assert signed_in("operator").get(f"/desk/{case.number}/do/dispatch/").status_code == 405


def test_the_page_tells_the_story_with_its_clock_explained(signed_in, town) -> None:
    case = town.case()
    page = signed_in("operator").get(f"/desk/{case.number}/").content.decode()
    assert "小区门口消防通道被车辆占用" in page
    assert "城管中队" in page
    assert "时限怎么算的？" in page
    assert "事项已受理" in page


def test_an_escalated_case_is_marked_and_still_tells_the_matter(signed_in, town) -> None:
    case = town.case(words="小区门口消防通道被车辆占用")
    Case.objects.filter(pk=case.pk).update(escalation=1, late=True, supervised=True, reopened=1)
    page = signed_in("operator").get(f"/desk/{case.number}/").content.decode()
    assert "已升级 1 次" in page
    assert '<p class="words">小区门口消防通道被车辆占用</p>' in page


def test_a_done_verb_leads_back_and_says_so(signed_in, town) -> None:
    case = town.case(category="lighting")
    client = signed_in("handler")
    version = Case.objects.get(pk=case.pk).version
    answer = client.post(f"/desk/{case.number}/do/accept/", {"version": version}, follow=True)
    assert "已完成：签收" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).state == "handling"


def test_a_missing_field_is_named_and_the_rest_is_kept(signed_in, town) -> None:
    case = town.case()
    answer = signed_in("operator").post(f"/desk/{case.number}/do/merge/", {"into": "", "words": "重复了"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#merge_into"' in page
    assert "重复了" in page


def test_a_rule_that_refuses_is_shown_with_what_was_entered(signed_in, town) -> None:
    case = town.case()
    other = str(town.units["street1.office"].id)
    answer = signed_in("operator").post(f"/desk/{case.number}/do/dispatch/", {"lead": other, "words": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#dispatch_words"' in page
    assert f'<option value="{other}" selected>' in page


def test_an_answer_that_is_missing_is_asked_for_at_its_question(signed_in, town) -> None:
    case = town.case(category="lighting")
    client = signed_in("handler")
    client.post(f"/desk/{case.number}/do/accept/", {})
    answer = client.post(f"/desk/{case.number}/do/act/", {"step": "contact", "words": "打了电话"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#act-contact_answer_reached_0"' in page
    assert "打了电话" in page


def test_a_page_that_is_behind_names_who_was_faster_and_keeps_the_words(signed_in, peopled, town) -> None:
    case = town.case()
    old = Case.objects.get(pk=case.pk).version
    zhou = peopled.accounts["supervisor"]
    supervise(by=actor_for(zhou, at=town.at), at=town.at, case=case.id, words="尽快")
    answer = signed_in("operator").post(
        f"/desk/{case.number}/do/add_note/", {"version": old, "words": "我写的话"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "周海" in page
    assert "我写的话" in page
    again = Case.objects.get(pk=case.pk).version
    assert f'name="version" value="{again}"' in page, "what is offered to be applied again was read now"
    answer = signed_in("operator").post(
        f"/desk/{case.number}/do/add_note/", {"version": again, "words": "我写的话"}
    )
    assert answer.status_code == 302


def test_the_second_colleague_to_accept_is_told_who_was_first(signed_in, town) -> None:
    case = town.case(category="lighting")
    seen = {"version": Case.objects.get(pk=case.pk).version}  # both have the page open
    signed_in("handler").post(f"/desk/{case.number}/do/accept/", seen)
    second = signed_in("colleague")
    answer = second.post(f"/desk/{case.number}/do/accept/", seen)
    assert answer.status_code == 409
    assert "李强" in answer.content.decode()
    assert "李强" in second.get(f"/desk/{case.number}/").content.decode()


def test_merging_into_a_foreign_case_tells_nothing_of_it(signed_in, town) -> None:
    here, there = town.case(), town.case(place=town.far_grid)
    client = signed_in("operator")
    foreign = client.post(f"/desk/{here.number}/do/merge/", {"into": there.number})
    none = client.post(f"/desk/{here.number}/do/merge/", {"into": 99999999})
    assert foreign.status_code == none.status_code == 404
    strip = str(there.number)
    assert foreign.content.decode().count(strip) == none.content.decode().count("99999999")


def test_a_verb_the_role_may_not_do_is_refused_on_the_page(signed_in, town) -> None:
    case = town.case()
    answer = signed_in("operator").post(f"/desk/{case.number}/do/supervise/", {"words": "我要督办"})
    assert answer.status_code == 403
    assert not Case.objects.get(pk=case.pk).supervised


def test_a_contact_is_concealed_until_a_purpose_and_a_second_factor_are_given(signed_in, town) -> None:
    case = town.case(contact={"name": "王小明", "phone": "13800001234"})
    plain = signed_in("operator")
    page = plain.get(f"/desk/{case.number}/").content.decode()
    assert "138****1234" in page
    assert "13800001234" not in page
    assert plain.post(f"/desk/{case.number}/contact/", {"purpose": "contact"}).status_code == 403
    sure = signed_in("operator", factor=True)
    assert sure.post(f"/desk/{case.number}/contact/", {"purpose": ""}).status_code == 422
    answer = sure.post(f"/desk/{case.number}/contact/", {"purpose": "contact"})
    assert "13800001234" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "13800001234" not in sure.get(f"/desk/{case.number}/").content.decode()


def test_what_a_resident_wrote_cannot_run_on_the_desk(signed_in, town) -> None:
    case = town.case(words="<script>alert(1)</script><img src=x onerror=alert(1)>")
    client = signed_in("operator")
    for page in (client.get(f"/desk/{case.number}/"), client.get("/desk/")):
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


def test_the_desk_is_in_the_head_only_of_those_who_have_one(signed_in) -> None:
    assert 'href="/desk/"' in signed_in("operator").get("/").content.decode()
    assert 'href="/desk/"' not in Client().get("/").content.decode()
    assert 'href="/desk/"' not in signed_in("auditor").get("/").content.decode()


def test_answers_are_read_in_words_and_not_in_codes(signed_in, town) -> None:
    case = town.handled()
    town.report()
    page = signed_in("operator").get(f"/desk/{case.number}/").content.decode()
    assert "是否联系上：是" in page
    assert "True" not in page


def test_a_case_page_asks_once_who_works_on_it(signed_in, town, django_assert_max_num_queries) -> None:
    case = town.handled()
    client = signed_in("operator")
    client.get(f"/desk/{case.number}/")
    with django_assert_max_num_queries(30) as asked:
        client.get(f"/desk/{case.number}/")
    assert sum('FROM "cases_assignment"' in one["sql"] for one in asked.captured_queries) == 1
