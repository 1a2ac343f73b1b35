"""Working and following a case over HTTP."""

import pytest
from tests.api.asking import KEY, body_for, post, report_body, upload

from anlan.cases.models import Case
from anlan.cases.tests.verbs.moves import MOVES, do, everything, ready


def way(verb):
    """The role that does the verb with an account: reporters without one have their token."""
    return next((role for role in sorted(MOVES[verb].roles) if role != "reporter"), None)


@pytest.mark.parametrize("verb", [verb for verb in MOVES if way(verb)])
def test_every_verb_is_done_by_its_role_over_http(gallery, browser, verb):
    ready(gallery, verb)
    client = browser(way(verb))
    if verb == "withdraw_note":  # only one's own can be
        post(
            client, f"cases/{gallery.case(MOVES[verb].state).number}/add_note", body_for(gallery, "add_note")
        )
    case = gallery.case(MOVES[verb].state)
    handle = upload(client).json()["photo"] if verb == "attach" else ""
    body = body_for(gallery, verb, handle) | {"version": case.version}
    answer = post(client, f"cases/{case.number}/{verb}", body)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["number"], answer.json()["version"]) == (case.number, case.version + 1)


@pytest.mark.parametrize("verb", MOVES)
def test_a_stale_version_is_a_conflict(gallery, browser, verb):
    if way(verb) is None:
        return
    ready(gallery, verb)
    client, case = browser(way(verb)), gallery.case(MOVES[verb].state)
    handle = upload(client).json()["photo"] if verb == "attach" else ""
    body = body_for(gallery, verb, handle) | {"version": case.version - 1}
    answer = post(client, f"cases/{case.number}/{verb}", body)
    assert (answer.status_code, answer.json()["error"]) == (409, "case_changed")


def test_who_may_not_read_the_case_learns_only_that_it_is_done(gallery, browser):
    number = gallery.case("handling").number
    answer = post(browser("system_admin"), f"cases/{number}/migrate")
    assert set(answer.json()) == {"number", "version", "state"}


def test_the_answer_names_what_can_be_done_next(gallery, browser):
    number = gallery.case("dispatched").number
    answer = post(browser("handler"), f"cases/{number}/accept").json()
    assert {"act", "finish", "suspend"} <= set(answer["can"])
    assert not {"close", "verify", "accept"} & set(answer["can"]) - {"accept"}


def test_a_session_must_show_that_the_request_came_from_our_pages(gallery, browser):
    number, before = gallery.case("dispatched").number, everything()
    strict = browser("handler", csrf=True)
    answer = post(strict, f"cases/{number}/accept")
    assert (answer.status_code, answer.json()["error"]) == (403, "form_not_ours")
    assert everything() == before
    strict.get("/report/")
    token = strict.cookies["csrftoken"].value
    assert post(strict, f"cases/{number}/accept", **{"X-CSRFToken": token}).status_code == 200


def test_reading_needs_no_such_proof_and_neither_does_nobody(gallery, browser):
    assert browser("operator", csrf=True).get("/api/cases").status_code == 200
    answer = post(browser(None, csrf=True), "cases", report_body(gallery), key=KEY)
    assert answer.status_code == 201


@pytest.mark.parametrize("path", ["photos", "grants", "cases", "glass", "notices/read"])
def test_no_unsafe_request_of_a_session_goes_without_it(gallery, browser, path):
    answer = post(browser("security_admin", csrf=True), path, key=KEY)
    assert (answer.status_code, answer.json()["error"]) == (403, "form_not_ours")


def test_a_refusal_names_who_could_in_the_language_asked_for(gallery, browser):
    number = gallery.case("handling").number
    client = browser("leader")
    for language, role in (("zh-hans", "督办员"), ("en", "supervisor")):
        answer = post(client, f"cases/{number}/escalate", {"words": "x"}, **{"Accept-Language": language})
        assert (answer.status_code, answer.json()["error"]) == (403, "not_permitted")
        assert role in answer.json()["message"]


def test_a_verb_that_does_not_exist_is_not_found(gallery, browser):
    number = gallery.case("handling").number
    for verb in ("delete", "report", "hold", "__init__"):
        assert post(browser("operator"), f"cases/{number}/{verb}").status_code in (404, 405)


def test_the_other_case_of_a_merge_has_to_be_ours_too(gallery, browser):
    far = gallery.town.report(place=gallery.town.far_grid).case
    answer = post(browser("operator"), f"cases/{gallery.case('handling').number}/merge", {"into": str(far)})
    assert (answer.status_code, answer.json()["error"]) == (404, "case_not_found")


@pytest.mark.parametrize(
    "piece",
    [{"words": "一", "state": "closed"}, {"category": "noise"}, "words", {"words": 7}, {"words": "a\x00"}],
)
def test_a_piece_of_a_split_takes_words_and_category_only(gallery, browser, piece):
    before = everything()
    answer = post(browser("operator"), f"cases/{gallery.case('handling').number}/split", {"parts": [piece]})
    assert answer.status_code == 422
    assert answer.json()["field"].startswith("parts")
    assert everything() == before


def track(gallery, state):
    return f"track/{gallery.tokens[state]}"


def test_the_reporter_follows_rates_and_reopens_by_the_token(gallery, browser):
    nobody = browser(None)
    told = nobody.get(f"/api/{track(gallery, 'closed')}").json()
    assert (told["state"], told["story"][-1]["words"]) == ("closed", "通道已恢复")
    assert post(nobody, f"{track(gallery, 'closed')}/rate", {"score": 2}).json()["state"] == "rated"
    answer = post(nobody, f"{track(gallery, 'closed')}/reopen", {"words": "又停回来了"})
    assert answer.json()["state"] == "handling"


def test_the_story_a_reporter_reads_names_nobody_and_no_contact(gallery, browser):
    do(gallery, "add_note", words="内部：当事人难缠")
    told = browser(None).get(f"/api/{track(gallery, 'handling')}").content.decode()
    for secret in ("难缠", "13800138000", "李小明", "account:"):
        assert secret not in told


@pytest.mark.parametrize("token", ["", "x", "a" * 26, "../cases", "%00", "%F0%9F%92%A9", "a" * 5000])
def test_a_wrong_token_opens_nothing(gallery, browser, token):
    nobody = browser(None)
    assert nobody.get(f"/api/track/{token}").status_code == 404
    assert post(nobody, f"track/{token}/rate", {"score": 5}).status_code == 404


@pytest.mark.parametrize(("score", "status"), [(0, 422), (6, 422), ("five", 422), (None, 422), (10**30, 422)])
def test_a_score_off_the_scale_is_refused(gallery, browser, score, status):
    answer = post(browser(None), f"{track(gallery, 'closed')}/rate", {"score": score})
    assert (answer.status_code, answer.json()["field"]) == (status, "score")


def test_the_contact_is_concealed_until_a_purpose_is_said_and_the_look_is_kept(gallery, browser):
    from anlan.access.public import seen_by

    operator, case = browser("operator"), gallery.case("handling")
    assert "13800138000" not in operator.get(f"/api/cases/{case.number}").content.decode()
    shown = post(operator, f"cases/{case.number}/contact", {"purpose": "callback"})
    assert shown.json()[0]["phone"] == "13800138000"
    assert [look.purpose for look in seen_by(case.id)] == ["callback"]
    assert post(operator, f"cases/{case.number}/contact", {"purpose": "curiosity"}).status_code == 422
    assert post(browser("leader"), f"cases/{case.number}/contact", {"purpose": "callback"}).status_code == 403


def lines(client, query=""):
    answer = client.get(f"/api/cases{query}")
    assert answer.status_code == 200, answer.content
    return [line["number"] for line in answer.json()]


def test_the_list_holds_the_scope_and_narrows(gallery, browser):
    operator = browser("operator")
    assert len(lines(operator)) == len(gallery.cases)
    assert lines(operator, "?states=handling") == [gallery.case("handling").number]
    assert len(lines(operator, "?states=handling&states=closed")) == 2
    assert lines(operator, f"?before={min(lines(operator))}") == []
    assert lines(browser("far:operator")) == []


@pytest.mark.parametrize(
    "words", ["%_%_%", "%25_%25", "'", "\\", "x'%20OR%20'1'='1", "%00", "%EF%BF%BD", ":*", "a" * 5000]
)
def test_a_search_is_harmless(gallery, browser, words):
    answer = browser("operator").get(f"/api/cases?words={words}")
    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or answer.json() == []


@pytest.mark.parametrize(
    "query",
    [
        "?states=everything", "?place=5", "?place=abc", "?before=-1", "?before=1e3", f"?before={10**30}",
        "?unit=1", "?late=perhaps", "?category=%00", "?capability=a%00", "?words=%00",
    ],
)  # fmt: skip
def test_a_filter_nobody_understands_is_refused(gallery, browser, query):
    answer = browser("operator").get(f"/api/cases{query}")
    assert (answer.status_code, bool(answer.json()["field"])) == (422, True)


def test_the_deepest_page_costs_as_much_as_the_first(gallery, browser, django_assert_max_num_queries):
    operator = browser("operator")
    with django_assert_max_num_queries(5):
        lines(operator)
    with django_assert_max_num_queries(5):
        lines(operator, "?before=1")


def test_counts_agree_with_the_list(gallery, browser):
    operator = browser("operator")
    told = operator.get("/api/counts").json()
    assert told["handling"] == len(lines(operator, "?states=handling")) == 1
    assert sum(browser("far:operator").get("/api/counts").json().values()) == 0


def test_pages_and_answers_take_few_questions_to_the_database(
    gallery, browser, django_assert_max_num_queries
):
    operator, case = browser("operator"), gallery.case("handling")
    operator.get(f"/api/cases/{case.number}")  # the scheme is parsed once a process
    with django_assert_max_num_queries(10):
        operator.get(f"/api/cases/{case.number}")
    with django_assert_max_num_queries(12):
        operator.get(f"/api/cases/{case.number}/story")
    with django_assert_max_num_queries(5):
        operator.get("/api/counts")
    with django_assert_max_num_queries(12):
        post(browser(None), "cases", report_body(gallery), key=KEY)


def test_a_longer_story_takes_no_more_questions(gallery, browser):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    operator, number = browser("operator"), gallery.case("handling").number

    def asked():
        with CaptureQueriesContext(connection) as queries:
            operator.get(f"/api/cases/{number}/story")
            operator.get(f"/api/cases/{number}")
        return len(queries)

    asked()
    before = asked()
    for number_of_note in range(10):
        do(gallery, "add_note", words=f"第{number_of_note}条")
    assert asked() == before


def test_suggestions_and_similar_matters_help_before_anything_is_sent(gallery, browser):
    nobody = browser(None)
    found = nobody.get("/api/suggestions?capability=hotline&words=楼下广场舞太吵").json()
    assert found[0]["category"] == "noise"
    lon, lat = gallery.town.district.points[gallery.town.grid]
    gallery.town.report(place=None, lon=lon, lat=lat, words="楼下广场舞音响太吵")
    alike = nobody.get(f"/api/similar?words=广场舞音响太吵&lon={lon}&lat={lat}").json()
    assert alike[0].keys() == {"number", "category", "metres", "state", "score", "handle"}


@pytest.mark.parametrize(
    "query",
    ["", "?words=x&lon=nan&lat=31", "?words=x&lon=inf&lat=inf", "?words=x&lon=31.2&lat=121.4", "?words=x&lon=900&lat=1",
     "?words=x&place=5", f"?words=x&place={10**30}", "?words=%00", f"?words={'x' * 4001}"],
)  # fmt: skip
def test_a_point_that_is_none_is_refused_when_asking_for_similar_matters(gallery, browser, query):
    assert browser(None).get(f"/api/similar{query}").status_code == 422


def test_a_case_number_that_cannot_be_is_not_found(gallery, browser):
    operator = browser("operator")
    assert operator.get(f"/api/cases/{10**30}").status_code == 404
    assert operator.get("/api/cases/-1").status_code == 404
    assert post(operator, f"cases/{10**30}/add_note", {"words": "x"}).status_code == 404
    assert Case.objects.count() == len(gallery.cases)
