"""Looking through all facts: newest first, page by page, never longer than four seconds."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from anlan.ledger import searching
from anlan.ledger.public import Search, SearchTooWide, history, search_facts
from anlan.ledger.tests.facts import AT, move

pytestmark = pytest.mark.django_db


def within(**more):
    now = timezone.now()
    return Search(since=now - timedelta(hours=1), until=now + timedelta(hours=1), **more)


def test_facts_are_found_newest_first_and_page_by_page():
    subject = uuid4()
    made = [move(subject, first=not number) for number in range(5)]
    found = search_facts(within(subject=subject), limit=3)
    assert [fact.id for fact in found] == [one.id for one in reversed(made)][:3]
    rest = search_facts(within(subject=subject, before=found[-1].id), limit=3)
    assert [fact.id for fact in rest] == [made[1].id, made[0].id]


def test_each_filter_narrows():
    mine, other = uuid4(), uuid4()
    move(mine, by="account:a", place=310105001001001)
    move(other, by="account:b", place=310105002001001)
    (fact,) = history(mine)
    for wanted in (
        within(subject=mine),
        within(actor="account:a"),
        within(kind=fact.kind, actor="account:a"),
        within(places=((310105001000000, 310105001999999),)),
    ):
        assert [one.subject for one in search_facts(wanted, limit=9)] == [mine], wanted
    assert not search_facts(within(subject=mine, kind="cases.close"), limit=9)


def test_a_fact_about_somebody_is_found_by_them():
    about = uuid4()
    move(about=about)
    assert len(search_facts(within(subject=about), limit=9)) == 1


def test_only_what_was_recorded_in_these_days_is_looked_at():
    subject = uuid4()
    move(subject)
    now = timezone.now()
    late = Search(since=now + timedelta(minutes=1), until=now + timedelta(days=1), subject=subject)
    early = Search(since=AT, until=now - timedelta(minutes=1), subject=subject)
    assert not search_facts(late, limit=9)
    assert not search_facts(early, limit=9)


def test_a_look_that_takes_too_long_is_refused_and_leaves_the_connection_whole(monkeypatch):
    monkeypatch.setattr(searching, "LONGEST_LOOK_MS", 1)
    monkeypatch.setattr(searching, "_conditions", lambda _: (["pg_sleep(0.2) IS NOT NULL"], []))
    move()
    with pytest.raises(SearchTooWide):
        search_facts(within(), limit=9)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "0"
