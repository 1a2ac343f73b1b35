"""Many at once through the pages: without JavaScript, in one's own scope, harmless whatever is sent."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.access.models import Grant
from anlan.cases.batches import course
from anlan.cases.batches.errors import BatchBegun, TooManyInAnHour
from anlan.cases.batches.verbs import plan as planning
from anlan.cases.models import Case
from anlan.cases.models.batches import Batch, BatchItem


@pytest.fixture
def waiting(town):
    return lambda count: [Case.objects.get(pk=town.report(category="").case) for _ in range(count)]


def ticked(cases) -> list[str]:
    return [f"{case.number}:{Case.objects.get(pk=case.pk).version}" for case in cases]


def look(client, cases, action="add_note", **more):
    answer = client.post(
        "/desk/batches/", {"action": action, "case": ticked(cases), "query": "state=open", **more}
    )
    return client.get(answer.headers["Location"]), answer.headers["Location"]


def test_a_page_is_ticked_looked_at_and_done_without_a_worker(signed_in, waiting) -> None:
    client, cases = signed_in("operator"), waiting(3)
    page, where = look(client, cases)
    assert "将办理 3 件" in page.content.decode()
    done = client.post(f"{where}begin/", {"words": "请核实"}, follow=True)
    assert done.context["counts"].moved == 3
    assert "已办完" in done.content.decode()
    assert all(f"/desk/{case.number}/" in done.content.decode() for case in cases)
    undone = client.post(f"{where}undo/", follow=True)
    assert undone.context["counts"].moved == 3
    assert "撤销" in undone.context["title"]


def test_words_that_are_missing_are_asked_for_and_nothing_is_done(signed_in, waiting) -> None:
    client = signed_in("operator")
    _page, where = look(client, waiting(1))
    answer = client.post(f"{where}begin/", {"words": ""})
    assert answer.status_code == 422
    assert answer.context["counts"].waiting == 1
    page, where = look(client, waiting(1), "route")
    units = [value for value, _name in page.context["form"].fields["unit"].choices if value]
    assert client.post(f"{where}begin/", {"unit": units[0], "words": ""}).status_code == 422


def test_a_run_that_may_not_begin_now_gives_back_its_words(signed_in, waiting, monkeypatch) -> None:
    client = signed_in("operator")
    _page, where = look(client, waiting(1))
    monkeypatch.setattr(course, "MOST_AN_HOUR", 0)
    answer = client.post(f"{where}begin/", {"words": "请今日内联系"})
    assert answer.status_code == TooManyInAnHour.status
    assert "请今日内联系" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert Batch.objects.get().state == "planned"


def test_a_run_that_was_begun_meanwhile_says_so_and_shows_how_far_it_is(signed_in, waiting) -> None:
    client = signed_in("operator")
    _page, where = look(client, waiting(1))
    client.post(f"{where}begin/", {"words": "请核实"})
    again = client.post(f"{where}begin/", {"words": "请核实"})
    assert again.status_code == BatchBegun.status
    assert again.context["counts"].moved == 1
    assert BatchBegun().message() in again.content.decode()


def test_all_that_match_counts_first_and_takes_ones_own(signed_in, town, waiting) -> None:
    client, cases = signed_in("operator"), waiting(27)
    town.report(category="", place=town.far_grid)
    assert client.get("/desk/batches/count/?state=reported").json() == {"count": 27, "more": False}
    page, where = look(client, cases[:1], all="1", query="state=reported")
    assert page.context["counts"].waiting == 27
    done = client.post(f"{where}begin/", {"words": "全部"}, follow=True)
    assert (done.context["counts"].moved, done.context["running"]) == (26, True)
    stopped = client.post(f"{where}stop/", follow=True)
    assert stopped.context["can_go_on"]
    assert client.post(f"{where}go-on/", follow=True).context["counts"].moved == 27


@pytest.mark.parametrize("action", ["close", "merge", "", "__class__", "report"])
def test_only_what_is_in_the_table_is_done_to_many(signed_in, waiting, action: str) -> None:
    client = signed_in("operator")
    answer = client.post("/desk/batches/", {"action": action, "case": ticked(waiting(1))})
    assert answer.headers["Location"].startswith("/desk/?")
    assert not Batch.objects.exists()


def test_numbers_of_a_foreign_street_are_as_absent_as_nonsense(signed_in, town, waiting) -> None:
    far, mine = town.case(place=town.far_grid), waiting(1)[0]
    client = signed_in("operator")
    sent = {
        "action": "add_note",
        "case": [*ticked([mine, far]), "88888888:1", "x", "1:", "-1:2", "9" * 40 + ":1"],
    }
    page = client.get(client.post("/desk/batches/", sent).headers["Location"])
    assert page.context["batch"].absent == 2
    assert str(far.number) not in page.content.decode()
    alone = client.post("/desk/batches/", {"action": "add_note", "case": ticked([far])})
    none = client.post("/desk/batches/", {"action": "add_note", "case": ["88888888:1"]})
    pages = [client.get(answer.headers["Location"]) for answer in (alone, none)]
    assert [page.context["batch"].absent for page in pages] == [1, 1]


def test_too_many_fields_are_refused_whole(signed_in, waiting) -> None:
    answer = signed_in("operator").post("/desk/batches/", {"case": [f"{n}:1" for n in range(1, 600)]})
    assert answer.status_code == 400


def test_the_run_of_somebody_else_is_not_found(signed_in, waiting) -> None:
    _page, where = look(signed_in("operator"), waiting(1))
    other = signed_in("supervisor")
    assert other.get(where).status_code == 404
    for what in ("begin", "stop", "go-on", "undo", "drop", "nonsense"):
        assert other.post(f"{where}{what}/", {"words": "x"}).status_code == 404
    assert other.get("/desk/batches/00000000-0000-7000-8000-000000000000/").status_code == 404
    assert signed_in("operator").post(f"{where}nonsense/").status_code == 404


def test_a_role_that_ended_before_the_click_does_nothing_and_says_so(signed_in, peopled, waiting) -> None:
    client = signed_in("operator")
    _page, where = look(client, waiting(1), "triage")
    Grant.objects.filter(account=peopled.accounts["operator"]).update(role="grid_worker")
    answer = client.post(f"{where}begin/", {"category": "hotline:noise", "words": ""}, follow=True)
    assert answer.context["counts"].waiting == 1
    assert "403" not in answer.content.decode()
    assert "定类" in answer.content.decode()


def test_ones_runs_are_listed_and_what_was_not_begun_can_be_let_go(signed_in, waiting) -> None:
    client = signed_in("operator")
    _page, where = look(client, waiting(2))
    assert "还没有批量办理" in client.get("/desk/batches/").content.decode()
    client.post(f"{where}begin/", {"words": "请核实"})
    rows = client.get("/desk/batches/").context["rows"]
    assert [(row["counts"].moved, row["title"]) for row in rows] == [(2, "备注")]
    _page, second = look(client, waiting(1))
    assert client.post(f"{second}drop/").headers["Location"] == "/desk/?state=open"
    assert client.get(second).status_code == 404
    assert client.post(f"{where}drop/", follow=True).status_code == 200
    assert BatchItem.objects.count() == 2


def test_looking_again_and_again_is_stopped(signed_in, waiting, monkeypatch) -> None:
    cache.clear()
    monkeypatch.setattr(planning, "MOST_PLANS", 2)
    client, cases = signed_in("operator"), waiting(1)
    for _ in range(2):
        look(client, cases)
    answer = client.post("/desk/batches/", {"action": "add_note", "case": ticked(cases)}, follow=True)
    assert "一小时内已查看 2 次" in answer.content.decode()


def test_who_does_nothing_to_cases_is_offered_nothing_to_tick(signed_in, town) -> None:
    town.case()
    assert 'name="case"' in signed_in("checker").get("/desk/").content.decode()
    assert signed_in("auditor").get("/desk/batches/").status_code == 403
    assert signed_in("auditor").post("/desk/batches/", {"action": "add_note"}).status_code == 403


def test_looking_asks_as_much_for_twenty_as_for_two(signed_in, waiting) -> None:
    client = signed_in("operator")
    few, many = waiting(2), waiting(20)
    with CaptureQueriesContext(connection) as one:
        look(client, few)
    with CaptureQueriesContext(connection) as other:
        look(client, many)
    # ticked() asks once a case
    assert len(other) - 20 <= len(one) - 2


def test_counting_all_that_match_reads_no_words(signed_in, waiting) -> None:
    client = signed_in("operator")
    waiting(2)
    for query in ("state=reported", "state=reported&q=%E5%81%9C%E8%BD%A6"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/desk/batches/count/?{query}").status_code == 200
        assert not [one for one in asked if '"words"' in one["sql"]]


@pytest.mark.parametrize("path", ["/desk/?category=hotline:%00", "/desk/batches/count/?category=a%00b"])
def test_an_address_goes_on_without_nul(signed_in, path: str) -> None:
    assert signed_in("operator").get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/desk/batches/", {"action": "add_note", "query": "\0"}),
        ("/desk/1/draft/", {"form": "\0", "words": "x"}),
        ("/desk/1/draft/", {"form": "x", "wor\0ds": "x"}),
    ],
)
def test_a_form_with_nul_is_refused_at_the_door(signed_in, path: str, sent: dict[str, str]) -> None:
    answer = signed_in("operator").post(path, sent)
    assert answer.status_code == 422
    assert "NUL" in answer.content.decode()
