"""Whatever is sent, the answer is a refusal with its field and never a broken server."""

import json
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.asking import post, report_body
from tests.api.snapshot import operations

from anlan.cases.api.bodies import body_of
from anlan.cases.models import Case
from anlan.cases.tests.verbs.moves import MOVES
from anlan.cases.verbs import VERBS
from anlan.portal.public import LOOKS, REPORTS

pytestmark = pytest.mark.slow
HARD = [
    "\x00",
    "\ud800",
    "\udfff",
    "\u202eabc",
    "𠮷𪚥",
    "１２３",
    "ﬁ",
    "\u200b",
    "%_%",
    "'; --",
    "{}",
    "../..",
    "\r\n",
    "0x1",
    "1e999",
]
texts = st.one_of(st.sampled_from(HARD), st.text(st.characters(), max_size=40))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    texts,
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.sampled_from([2**63, -(2**63) - 1]),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
quickly = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)


def sound(answer: Any) -> bool:
    """A refusal in our own shape, or an answer; never a broken server."""
    if answer.status_code >= 500:
        return False
    return answer.status_code < 400 or answer.status_code == 405 or "message" in answer.json()


@pytest.fixture
def visitors(browser: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Browsers that stay open from one example to the next, and are never told to come back later."""
    for pace in (REPORTS, LOOKS):
        monkeypatch.setattr(pace, "times", 10**6)
    return cache(browser)


@quickly
@given(
    changed=st.dictionaries(
        st.sampled_from(sorted(body_of(VERBS["report"]).model_fields)), values, max_size=4
    )
)
def test_no_report_breaks_the_server(visitors: Any, gallery: Any, changed: dict[str, Any]) -> None:
    before = Case.objects.count()
    answer = post(visitors(None), "cases", report_body(gallery, **changed), key="a-key-of-my-own")
    assert sound(answer), answer.content
    assert Case.objects.count() == before + (answer.status_code == 201)


@quickly
@given(words=st.text(st.characters(), max_size=200))
def test_whatever_words_were_taken_are_shown_again_as_they_are_kept(
    visitors: Any, gallery: Any, words: str
) -> None:
    answer = post(visitors(None), "cases", report_body(gallery, words=words), key=f"key-of-{hash(words):x}")
    assert sound(answer), answer.content
    if answer.status_code in (200, 201):
        kept = Case.objects.get(pk=answer.json()["case"]).text.words
        assert kept == kept.strip()
        assert not set("\x00\u202e\u202d\u2066") & set(kept)
        shown = visitors("operator").get(f"/api/cases/{answer.json()['number']}")
        assert shown.json()["words"] == kept


@pytest.fixture(scope="module")
def fields() -> dict[str, list[str]]:
    return {verb: sorted(body_of(VERBS[verb]).model_fields) for verb in MOVES}


@quickly
@given(data=st.data(), verb=st.sampled_from(sorted(MOVES)))
def test_no_body_of_a_verb_breaks_the_server(
    visitors: Any, gallery: Any, fields: Any, data: Any, verb: str
) -> None:
    body = data.draw(st.dictionaries(st.sampled_from(fields[verb]), values, max_size=4))
    role = next((role for role in sorted(MOVES[verb].roles) if role != "reporter"), "operator")
    number = gallery.case(MOVES[verb].state).number
    answer = post(visitors(role), f"cases/{number}/{verb}", json.dumps(body))
    assert sound(answer), answer.content


OPERATIONS = operations()
READS = sorted(path for method, path in OPERATIONS if method == "GET")


@quickly
@given(data=st.data(), path=st.sampled_from(READS), who=st.sampled_from([None, "operator", "system_admin"]))
def test_no_query_breaks_the_server(
    visitors: Any, gallery: Any, data: Any, path: str, who: str | None
) -> None:
    operation = OPERATIONS["GET", path]
    drawn = {
        one["name"]: data.draw(st.one_of(texts, st.integers(-(10**20), 10**20).map(str)), label=one["name"])
        for one in operation.get("parameters", [])
        if one["in"] == "path" or data.draw(st.booleans())
    }
    for name in list(drawn):
        if "{" + name + "}" in path:
            path = path.replace("{" + name + "}", quote(drawn.pop(name), errors="replace") or "x")
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in drawn.items())
    answer = visitors(who).get(f"{path}?{query}")
    assert answer.status_code < 500, (path, query)
