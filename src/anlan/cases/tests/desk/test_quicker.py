"""When somebody was quicker, a role ended, a session ended: nothing typed is lost, and it is said what happened."""

import re

import pytest
from django.test import Client

from anlan.access.models import Grant
from anlan.cases.errors import CaseNotFound, MoveForbidden
from anlan.cases.models import Case
from anlan.cases.models.own import Draft
from anlan.cases.public import accept, add_note, triage
from anlan.cases.verbs import VERBS

WORDS = "请核实门牌号后再派"


@pytest.fixture
def unsorted(town):
    return Case.objects.get(pk=town.report(category="").case)


def mark(client: Client, number: int) -> str:
    page = client.get(f"/desk/{number}/").content.decode()
    return page.split('name="who" value="')[1].split('"')[0]


def test_a_form_of_an_older_version_is_answered_with_what_happened_and_both_sides(
    signed_in, town, unsorted
) -> None:
    triage(
        by=town.actor("operator", name="周海"), at=town.later(minutes=1), case=unsorted.pk, category="noise"
    )
    answer = signed_in("operator").post(
        f"/desk/{unsorted.number}/do/triage/",
        {"category": "lighting", "words": WORDS, "version": unsorted.version},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert [one.event.verb for one in answer.context["since"]] == ["triage"]
    sides = {one.label: (one.yours, one.now) for one in answer.context["fields"]}
    yours, now = sides["类别"]
    assert "灯" in yours
    assert now not in ("", yours)
    assert WORDS in page
    assert f'name="version" value="{Case.objects.get(pk=unsorted.pk).version}"' in page
    assert Case.objects.get(pk=unsorted.pk).category == "noise"


def test_it_is_applied_again_to_the_case_as_it_is_now(signed_in, town, unsorted) -> None:
    client = signed_in("operator")
    triage(by=town.actor("operator"), at=town.at, case=unsorted.pk, category="noise")
    sent = {"category": "lighting", "words": WORDS, "version": unsorted.version}
    shown = client.post(f"/desk/{unsorted.number}/do/triage/", sent).context["form"]
    assert (
        client.post(
            f"/desk/{unsorted.number}/do/triage/", {**sent, "version": shown.data["version"]}
        ).status_code
        == 302
    )
    assert Case.objects.get(pk=unsorted.pk).category == "lighting"
    assert not Draft.objects.exists()


def test_or_it_is_dropped_and_the_draft_with_it(signed_in, town, unsorted) -> None:
    client = signed_in("operator")
    add_note(by=town.actor("supervisor"), at=town.at, case=unsorted.pk, words="先等等")
    client.post(f"/desk/{unsorted.number}/do/triage/", {"category": "noise", "words": WORDS, "version": 1})
    assert Draft.objects.get().fields["words"] == WORDS
    assert client.post(f"/desk/{unsorted.number}/drop/triage/").status_code == 302
    assert not Draft.objects.exists()


def test_two_windows_of_ones_own_say_that_it_was_oneself(signed_in, town, unsorted) -> None:
    client = signed_in("operator")
    sent = {"words": "第一扇窗", "version": unsorted.version}
    assert client.post(f"/desk/{unsorted.number}/do/add_note/", sent).status_code == 302
    answer = client.post(f"/desk/{unsorted.number}/do/add_note/", {**sent, "words": "第二扇窗"})
    assert answer.status_code == 409
    assert [one.own for one in answer.context["since"]] == [True]
    assert "第二扇窗" in answer.content.decode()


def test_what_is_no_longer_possible_keeps_the_words_and_offers_a_note(signed_in, town) -> None:
    case = town.case()
    accept(by=town.actor("handler", unit="street1.urban"), at=town.later(minutes=1), case=case.pk)
    stale = {"category": "noise", "words": WORDS, "version": 1}
    answer = signed_in("operator").post(f"/desk/{case.number}/do/triage/", stale)
    assert answer.status_code == 409
    assert answer.context["form"] is None
    assert answer.context["note"].initial["words"] == WORDS
    assert "办理中" in answer.context["refusal"].message()


def test_a_role_lost_in_the_middle_is_403_and_keeps_what_was_typed(signed_in, peopled, town) -> None:
    case = town.handled()
    client = signed_in("operator")
    account = peopled.accounts["operator"]
    Grant.objects.filter(account=account).update(role="grid_worker")
    answer = client.post(f"/desk/{case.number}/do/send_back/", {"words": WORDS, "version": case.version})
    assert answer.status_code == 403
    assert WORDS in answer.content.decode()
    assert Draft.objects.get(account=account).form == "send_back"
    assert Case.objects.get(pk=case.pk).state == "handled"


def test_a_case_that_is_out_of_sight_gives_back_the_words_and_nothing_else(signed_in, town) -> None:
    far = town.case(place=town.far_grid)
    client = signed_in("operator")
    numbers = [far.number, 99999999]
    sent = {"words": WORDS, "version": 1}
    answers = [client.post(f"/desk/{number}/do/add_note/", sent) for number in numbers]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [answer.content.decode() for answer in answers]
    assert all(WORDS in page for page in pages)
    told = [
        re.sub(r'value="[^"]{64}"', "", page).replace(str(n), "")
        for page, n in zip(pages, numbers, strict=True)
    ]
    assert told[0] == told[1]


def test_a_case_that_goes_out_of_sight_in_that_very_moment_gives_back_the_words_too(
    signed_in, town, unsorted, monkeypatch
) -> None:
    def late(**_given: object) -> None:
        Case.objects.filter(pk=unsorted.pk).update(place_scope=town.far_grid)
        raise CaseNotFound

    monkeypatch.setitem(VERBS, "add_note", late)
    sent = {"words": WORDS, "version": unsorted.version}
    answer = signed_in("operator").post(f"/desk/{unsorted.number}/do/add_note/", sent)
    assert answer.status_code == 404
    assert WORDS in answer.content.decode()


def test_a_state_that_forbids_it_in_that_very_moment_is_called_by_its_name(
    signed_in, town, unsorted, monkeypatch
) -> None:
    def late(**_given: object) -> None:
        Case.objects.filter(pk=unsorted.pk).update(state="merged")
        raise MoveForbidden(verb="add_note", state="merged")

    monkeypatch.setitem(VERBS, "add_note", late)
    sent = {"words": WORDS, "version": unsorted.version}
    answer = signed_in("operator").post(f"/desk/{unsorted.number}/do/add_note/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "“已合并”" in page
    assert "“merged”" not in page
    assert WORDS in page


def test_a_session_that_ended_waits_for_the_same_account(signed_in, peopled, town, unsorted) -> None:
    client = signed_in("operator")
    who = mark(client, unsorted.number)
    client.session.flush()
    client.cookies.pop("sessionid")
    gone = client.post(
        f"/desk/{unsorted.number}/do/triage/", {"category": "noise", "words": WORDS, "version": 1, "who": who}
    )
    assert gone.status_code == 302
    assert gone.headers["Location"].endswith(f"/desk/{unsorted.number}/typed/")
    client.force_login(
        peopled.accounts["operator"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    back = client.get(f"/desk/{unsorted.number}/typed/")
    assert WORDS in back.content.decode()
    assert Draft.objects.get(account=peopled.accounts["operator"]).fields == {
        "category": "noise",
        "words": WORDS,
    }
    assert client.get(f"/desk/{unsorted.number}/typed/").status_code == 302


def test_somebody_else_who_signs_in_gets_nothing_of_it(signed_in, peopled, town, unsorted) -> None:
    who = mark(signed_in("operator"), unsorted.number)
    client = Client()
    sent = {"category": "noise", "words": WORDS, "version": 1, "who": who}
    client.post(f"/desk/{unsorted.number}/do/triage/", sent)
    client.force_login(
        peopled.accounts["supervisor"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get(f"/desk/{unsorted.number}/typed/").status_code == 302
    assert not Draft.objects.exists()
    assert "typed" not in client.session


@pytest.mark.parametrize("who", ["", "forged", "x" * 5000])
def test_without_a_true_mark_nothing_is_kept_of_a_stranger(town, unsorted, who: str) -> None:
    client = Client()
    gone = client.post(f"/desk/{unsorted.number}/do/add_note/", {"words": WORDS, "who": who})
    assert gone.status_code == 302
    assert gone.headers["Location"].endswith(f"/desk/{unsorted.number}/")
    assert "typed" not in client.session
