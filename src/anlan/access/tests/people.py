"""Keeping and revealing people, as short as tests like it."""

from django.db import connection

from anlan.access.actors import anonymous
from anlan.access.tests.factories import AT, GRID
from anlan.access.verbs.keep_person import keep_person
from anlan.access.verbs.reveal_person import reveal_person
from anlan.ledger.public import history

NAME, PHONE = "王小明", "13812341234"


def keep(case, *, by=anonymous, name=NAME, phone=PHONE):
    return keep_person(subject=case, role="reporter", by=by, at=AT, name=name, phone=phone)


def reveal(case, by, **more):
    return reveal_person(subject=case, purpose="contact", place=GRID, by=by, at=AT, **more)


def chain(actor):
    assert actor.session
    return history(actor.session)


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
