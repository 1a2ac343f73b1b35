"""`anlan why`: the exact rule."""

from uuid import uuid4

import pytest

from anlan.access.errors import AccountNotFound, SubjectNotFound
from anlan.access.explainers import why
from anlan.access.registries import SubjectFound, subject_explainers
from anlan.access.tests.factories import AT, GRID, OTHER_STREET, STREET, an_account, give

pytestmark = pytest.mark.django_db
UNIT = uuid4()


@pytest.fixture(autouse=True)
def _one_case():
    found = SubjectFound("H-1", GRID, "hotline", frozenset({UNIT}), frozenset({"reporter:x"}))
    with subject_explainers.fresh():
        subject_explainers.add("cases", lambda number: found if number == "H-1" else None)
        yield


def answers(username):
    told = why(account=username, subject="H-1", at=AT)
    return {one.permission.name: one for one in told.explanations}


def test_each_permission_names_the_grant_that_allows_it():
    grant = give(an_account("lisi"), "operator", STREET)
    told = answers("LiSi")["cases.dispatch"]
    assert told.allowed
    (reason,) = told.reasons
    assert reason.grant == grant.id
    assert reason.text.zh == f"坐席：辖区 {STREET} 包含 {GRID}"
    assert reason.text.en == f"operator: {STREET} holds {GRID}"


def test_each_refusal_names_what_is_missing():
    give(an_account("lisi"), "operator", OTHER_STREET)
    give(an_account("wangwu"), "handler", unit=UNIT)
    assert not answers("lisi")["cases.read"].allowed
    assert "does not hold" in answers("lisi")["cases.read"].lines("en")[0]
    assert answers("wangwu")["cases.accept"].lines("en") == ["unit handler: it is assigned to the unit"]
    assert answers("wangwu")["cases.dispatch"].lines("en") == ["unit handler: the role does not have it"]


def test_one_permission_can_be_asked_for():
    give(an_account("lisi"), "operator")
    told = why(account="lisi", subject="H-1", at=AT, permission="cases.close")
    assert [one.permission.name for one in told.explanations] == ["cases.close"]


def test_somebody_or_something_unknown_is_said_so():
    with pytest.raises(AccountNotFound):
        why(account="nobody", subject="H-1", at=AT)
    an_account("lisi")
    with pytest.raises(SubjectNotFound):
        why(account="lisi", subject="H-2", at=AT)
