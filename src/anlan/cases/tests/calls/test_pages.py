"""The call desk's pages: one screen, nothing typed is lost, no number in an address, nothing for strangers."""

import re
from datetime import date
from uuid import uuid4

import pytest

from anlan.cases.calls.web import screen
from anlan.cases.models.calls import Callback, CallDraft
from anlan.cases.own.calls import drop_old_call_drafts
from anlan.cases.public import Case, joined
from anlan.cases.tests.calls.calling import call, promised, surveyed
from anlan.ledger.models import FactRow

NUMBER = "13812341234"


@pytest.fixture
def desk(signed_in):
    return signed_in("operator", factor=True)


def sent(town, **changed):
    label = next(one for one in re.findall(r'<option value="([^"]+)">', PLACES["html"]) if "·" in one)
    return {
        "call": str(uuid4()), "step": "save", "number": NUMBER, "words": "小区门口消防通道被占用", "place": label,
        "category": "hotline:parking", **changed,
    }  # fmt: skip


PLACES = {"html": ""}


@pytest.fixture(autouse=True)
def _places(desk):
    PLACES["html"] = desk.get("/desk/calls/").content.decode()


def page(answer):
    return answer.content.decode()


def test_an_empty_screen_becomes_a_receipt_that_is_read_out(desk, town):
    answer = desk.post("/desk/calls/", sent(town), follow=True)
    case = Case.objects.get(channel="phone")
    assert answer.redirect_chain[0][0] == "/desk/calls/"
    assert f'data-receipt tabindex="-1">{case.number}<' in page(answer)
    assert NUMBER not in page(answer)


def test_what_is_missing_is_said_and_everything_typed_stays(desk, town):
    answer = desk.post("/desk/calls/", sent(town, words="", place="没有这个地方", name="王小明"))
    assert answer.status_code == 422
    assert NUMBER in page(answer)
    assert "王小明" in page(answer)
    assert not Case.objects.filter(channel="phone").exists()


def test_a_place_that_is_unknown_or_not_clear_is_said_at_its_field(desk, town):
    for place in ("没有这个地方", "社区"):
        answer = desk.post("/desk/calls/", sent(town, place=place))
        assert answer.status_code == 422
        assert 'id="id_place_error"' in page(answer)


def test_looking_shows_kinds_articles_and_the_same_matter_without_judging(desk, town):
    town.case(words="小区门口消防通道被车辆占用")
    answer = desk.post("/desk/calls/", sent(town, step="look", words="消防通道被车辆占用", number=""))
    assert answer.status_code == 200
    assert 'name="pick" value="hotline:parking"' in page(answer)
    assert 'name="join"' in page(answer)
    answer = desk.post("/desk/calls/", sent(town, step="look", words="夜里施工太吵", category=""))
    assert 'value="hotline:building_hours"' in page(answer)


def test_a_kind_is_picked_without_javascript(desk, town):
    given = {**sent(town, category="", pick="hotline:noise")}
    del given["step"]
    assert '<option value="hotline:noise" selected>' in page(desk.post("/desk/calls/", given))


def test_a_caller_is_added_to_what_is_shown(desk, town):
    case = town.case(words="小区门口消防通道被车辆占用")
    looked = page(desk.post("/desk/calls/", sent(town, step="look", words="消防通道被车辆占用")))
    (handle,) = re.findall(r'name="join" value="([^"]+)"', looked)
    answer = desk.post("/desk/calls/", sent(town, join=handle), follow=True)
    assert str(case.number) in page(answer)
    assert joined(case.id) == 1


def test_a_forged_handle_joins_nothing(desk, town):
    assert desk.post("/desk/calls/", sent(town, join="forged")).status_code == 404
    assert not FactRow.objects.filter(kind="cases.join").exists()


def test_an_answer_closes_it_and_is_never_lost_on_another_button(desk, town):
    given = {
        "answer": "夜间不许施工",
        "outcome": "explained",
        "articles": ["hotline:building_hours"],
        "category": "hotline:noise",
    }
    lost = desk.post("/desk/calls/", sent(town, **given))
    assert lost.status_code == 422
    assert "夜间不许施工" in page(lost)
    missing = desk.post("/desk/calls/", sent(town, **{**given, "outcome": "", "step": "answer"}))
    assert missing.status_code == 422
    desk.post("/desk/calls/", {**sent(town), **given, "step": "answer"})
    case = Case.objects.get(channel="phone")
    assert (case.state, case.outcome) == ("closed", "explained")
    assert FactRow.objects.filter(kind="cases.use_article", subject=case.id).count() == 1


def test_a_promise_is_made_with_the_call(desk, town):
    desk.post("/desk/calls/", sent(town, callback="on"))
    assert Callback.objects.get().case.channel == "phone"


def test_earlier_matters_need_the_tick_and_a_number(desk, town):
    case = call(town)
    told = desk.post("/desk/calls/", sent(town, words="路灯不亮", step="earlier"))
    assert told.status_code == 422
    assert str(case.number) not in page(told)
    assert (
        desk.post(
            "/desk/calls/", sent(town, words="路灯不亮", step="earlier", agreed="yes", number="")
        ).status_code
        == 422
    )
    shown = desk.post("/desk/calls/", sent(town, words="路灯不亮", step="earlier", agreed="yes"))
    assert str(case.number) in page(shown)
    assert FactRow.objects.filter(kind="access.read_person", about=case.id).count() == 1


def test_a_number_in_an_address_is_sent_away_and_not_taken(desk):
    answer = desk.get("/desk/calls/?number=13812341234")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/calls/")
    assert NUMBER not in page(desk.get("/desk/calls/?number=13812341234", follow=True))


def test_a_draft_comes_back_sealed_for_its_owner_only_and_goes_when_sent(desk, town, signed_in):
    id = str(uuid4())
    kept = {"call": id, "number": NUMBER, "words": "话说到一半", "agreed": "yes", "step": "keep"}
    assert desk.post("/desk/calls/draft/", kept).status_code == 204
    assert NUMBER.encode() not in bytes(CallDraft.objects.get().sealed)
    again = page(desk.get(f"/desk/calls/?call={id}"))
    assert "话说到一半" in again
    assert NUMBER in again
    assert 'name="agreed" value="yes" checked' not in again
    other = signed_in("elsewhere")
    assert "话说到一半" not in page(other.get(f"/desk/calls/?call={id}"))
    desk.post("/desk/calls/", sent(town, call=id))
    assert not CallDraft.objects.exists()


def test_drafts_are_few_and_gone_after_a_day(desk, town):
    for number in range(7):
        desk.post("/desk/calls/draft/", {"call": str(uuid4()), "words": f"第{number}通"})
    assert CallDraft.objects.count() == 5
    assert drop_old_call_drafts(town.later(hours=25)) == 5


def test_a_draft_can_be_discarded_and_what_is_too_long_is_refused(desk):
    id = str(uuid4())
    assert desk.post("/desk/calls/draft/", {"call": id, "words": "字" * 4001}).status_code == 422
    desk.post("/desk/calls/draft/", {"call": id, "words": "字"})
    desk.post("/desk/calls/", {"call": id, "step": "discard"})
    assert not CallDraft.objects.exists()


@pytest.mark.parametrize(
    "what", ["%_%_%", "\x00", "<script>alert(1)</script>", "𠮷" * 300, "=cmd|' /C calc'!A0"]
)
def test_bad_input_never_breaks_the_screen(desk, town, what):
    for step in ("look", "save", "earlier", "answer"):
        given = sent(
            town,
            step=step,
            words=what,
            number=what[:30],
            place=what[:80],
            agreed="yes",
            articles=what,
            pick=what,
        )
        answer = desk.post("/desk/calls/", given)
        assert answer.status_code < 500
        assert "<script>alert" not in page(answer)
    assert desk.post("/desk/calls/", {"call": what, "join": what}).status_code in (404, 422)
    assert desk.get("/desk/calls/knowledge/", {"q": what}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/desk/calls/", "/desk/calls/draft/", "/desk/callbacks/", "/desk/calls/knowledge/"]
)
def test_nobody_else_gets_in(signed_in, path):
    for who in ("handler", "supervisor", "auditor", "checker"):
        assert signed_in(who).get(path).status_code == 403
        assert signed_in(who).post(path).status_code in (403, 405)


def test_a_call_back_is_taken_made_and_recorded(desk, town):
    row = promised(town)
    assert str(row.case.number) in page(desk.get("/desk/callbacks/"))
    address = f"/desk/callbacks/{row.id}/"
    assert desk.post(address, {"step": "number"}).status_code == 409
    desk.post(address, {"step": "take"})
    shown = desk.post(address, {"step": "number"})
    assert NUMBER in page(shown)
    assert FactRow.objects.filter(kind="access.read_person", about=row.case_id).count() == 1
    assert desk.post(address, {"step": "finish", "words": ""}).status_code == 422
    assert desk.post(address, {"step": "finish", "words": "已告知"}).status_code == 302
    assert Callback.objects.get().state == "done"


def test_a_colleague_reads_who_is_calling(desk, town, signed_in):
    row = promised(town)
    desk.post(f"/desk/callbacks/{row.id}/", {"step": "take"})
    colleague = signed_in("centre")
    assert "王静" in page(colleague.get("/desk/callbacks/"))
    answer = colleague.post(f"/desk/callbacks/{row.id}/", {"step": "take"})
    assert answer.status_code == 409
    assert "王静" in page(answer)


def test_that_nobody_can_be_called_is_said(desk, town):
    row = promised(town, number="", name="")
    desk.post(f"/desk/callbacks/{row.id}/", {"step": "take"})
    assert "无法回电" in page(desk.post(f"/desk/callbacks/{row.id}/", {"step": "number"}))


def test_the_questions_stand_in_their_order_and_words(desk, town):
    row = surveyed(town)
    address = f"/desk/callbacks/{row.id}/"
    desk.post(address, {"step": "take"})
    shown = page(desk.get(address))
    order = [shown.index(words) for words in ("工作人员就这件事联系过您", "问题解决了吗", "结果满意吗")]
    assert order == sorted(order)
    half = desk.post(address, {"step": "survey", "contacted": "yes"})
    assert half.status_code == 422
    given = {
        "step": "survey",
        "contacted": "yes",
        "resolved": "partly",
        "satisfied": "very",
        "remark": "谢谢",
    }
    assert desk.post(address, given).status_code == 302
    listed = page(desk.get("/desk/callbacks/"))
    assert "1 / 1" in listed
    assert "0 / 1" in listed


def test_another_streets_operator_gets_404(signed_in, town):
    row = promised(town)
    far = signed_in("elsewhere", factor=True)
    for step in ("take", "number", "finish", "decline", ""):
        assert far.post(f"/desk/callbacks/{row.id}/", {"step": step}).status_code == 404
    assert str(row.case.number) not in page(far.get("/desk/callbacks/"))


def test_an_article_out_of_date_is_marked_and_cannot_be_ticked(desk, town, monkeypatch):
    monkeypatch.setattr(screen, "localdate", lambda _at: date(2031, 1, 1))
    shown = page(desk.post("/desk/calls/", sent(town, step="look", words="装修电钻太吵", category="")))
    assert "home_decoration" not in shown
    assert 'class="article expired"' in shown


def test_the_list_costs_the_same_however_many(desk, town, django_assert_max_num_queries):
    costs = []
    for number in range(6):
        promised(town, words=f"第{number}件事情")
        with django_assert_max_num_queries(25) as asked:
            desk.get("/desk/callbacks/")
        costs.append(len(asked))
    assert costs[1] == costs[-1]
