"""Adding, renaming, closing places, and letting others follow: allowed, forbidden, recorded."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from anlan.access.errors import NotPermitted
from anlan.access.public import anonymous
from anlan.access.tests.factories import AT, an_actor
from anlan.ledger.public import history
from anlan.places.errors import (
    CodeInvalid,
    HoldingPlace,
    ParentUnknown,
    PlaceClosed,
    PlaceEndsTooEarly,
    PlaceExists,
    PlaceNotEmpty,
    PlaceUnknown,
    SuccessionInvalid,
)
from anlan.places.public import (
    Place,
    Succession,
    add_place,
    close_place,
    outside,
    rename_place,
    subject_of,
    succeed_place,
    successor,
    successors,
    unlocated,
)
from anlan.places.sample import DISTRICT

CODE = DISTRICT * 10**9
LATER = AT + timedelta(days=30)
SPLIT, MERGE, RECODE = Succession.Kind.SPLIT, Succession.Kind.MERGE, Succession.Kind.RECODE


def add(code, by, at=AT):
    return add_place(code=code, name_zh="新设", name_en="New", by=by, at=at)


def succeed(old, new, kind, by, at=LATER):
    return succeed_place(old=old, new=new, kind=kind, reason="调整", by=by, at=at)


@pytest.fixture
def manager(sample):
    return an_actor("system_admin", sample.streets[0])


def test_a_place_hangs_under_the_nearest_place_above(sample, manager):
    made = add(sample.communities[0] + 9, manager)
    assert (made.level, made.parent_id) == ("grid", sample.communities[0])
    (fact,) = history(subject_of(made.code))
    assert (fact.kind, fact.actor, fact.place) == ("places.add_place", manager.ref, made.code)


def test_a_manager_of_a_street_manages_nothing_beyond_it(sample, manager):
    for verb in (
        lambda: add(sample.streets[1] + 9000, manager),
        lambda: close_place(code=sample.grids[11], by=manager, at=LATER),
        lambda: rename_place(
            code=sample.grids[11], name_zh="x", name_en="x", reason="x", by=manager, at=LATER
        ),
        lambda: succeed([sample.grids[0]], [sample.grids[11]], RECODE, manager),
    ):
        with pytest.raises(NotPermitted):
            verb()
    assert not Succession.objects.exists()


@pytest.mark.parametrize(
    "role", ["operator", "supervisor", "leader", "auditor", "security_admin", "grid_worker"]
)
def test_other_roles_manage_no_places(sample, role):
    actor = an_actor(role, CODE)
    with pytest.raises(NotPermitted):
        add(sample.streets[0] + 9000, actor)
    with pytest.raises(NotPermitted):
        close_place(code=sample.grids[0], by=actor, at=LATER)


def test_a_resident_manages_no_places(sample):
    with pytest.raises(NotPermitted):
        add(sample.streets[0] + 9000, anonymous)


@pytest.mark.parametrize(
    ("code", "error"),
    [(1, CodeInvalid), (-5, CodeInvalid), (10**15, CodeInvalid), (outside(DISTRICT), HoldingPlace),
     (CODE, PlaceExists), (310106001000000, ParentUnknown)],
)  # fmt: skip
def test_a_code_that_cannot_be_added_is_named(sample, by, code, error):
    with pytest.raises(error):
        add(code, by)


def test_a_closed_code_is_never_used_again(sample, by):
    close_place(code=sample.grids[0], by=by, at=LATER)
    with pytest.raises(PlaceExists):
        add(sample.grids[0], by, LATER)


def test_a_place_with_open_places_below_is_not_closed(sample, by):
    with pytest.raises(PlaceNotEmpty) as refusal:
        close_place(code=sample.communities[0], by=by, at=LATER)
    assert refusal.value.params["count"] == 3


def test_a_place_is_closed_once_and_after_it_began(sample, by):
    with pytest.raises(PlaceEndsTooEarly):
        close_place(code=sample.grids[0], by=by, at=AT)
    close_place(code=sample.grids[0], by=by, at=LATER)
    with pytest.raises(PlaceClosed):
        close_place(code=sample.grids[0], by=by, at=LATER)
    assert [fact.kind for fact in history(subject_of(sample.grids[0]))][-1] == "places.close_place"


@pytest.mark.parametrize("code", [outside(DISTRICT), unlocated(DISTRICT)])
def test_holding_places_stay_as_they_are(sample, by, code):
    with pytest.raises(HoldingPlace):
        close_place(code=code, by=by, at=LATER)
    with pytest.raises(HoldingPlace):
        rename_place(code=code, name_zh="x", name_en="x", reason="x", by=by, at=LATER)


def test_a_rename_keeps_the_code_and_the_former_name(sample, by):
    code = sample.grids[0]
    was = Place.objects.get(pk=code)
    renamed = rename_place(code=code, name_zh="新名", name_en="New name", reason="居民建议", by=by, at=LATER)
    assert (renamed.name_zh, renamed.version) == ("新名", was.version + 1)
    row = Succession.objects.get()
    assert (row.kind, row.former_zh, row.old_id, row.new_id) == ("rename", was.name_zh, code, code)
    assert successor(code, LATER) == code
    assert "居民" not in str(history(subject_of(code))[-1].payload)


def test_after_a_merge_the_new_place_stands_for_the_old(sample, by):
    new = add(sample.communities[0] + 9, by)
    succeed(sample.grids[:2], [new.code], MERGE, by)
    assert [successor(code, LATER) for code in sample.grids[:3]] == [new.code, new.code, sample.grids[2]]
    assert Place.objects.get(pk=sample.grids[0]).valid_to == LATER
    assert successor(sample.grids[0], LATER - timedelta(seconds=1)) == sample.grids[0]
    for code in (*sample.grids[:2], new.code):
        assert history(subject_of(code))[-1].kind == "places.succeed_place"


def test_after_a_split_nobody_guesses_the_part(sample, by):
    old = sample.grids[0]
    parts = [add(sample.communities[0] + n, by).code for n in (8, 9)]
    succeed([old], parts, SPLIT, by)
    assert successors(old, LATER) == parts
    assert successor(old, LATER) == sample.communities[0]


def test_a_part_that_keeps_the_code_goes_on_under_it(sample, by):
    old, new = sample.grids[0], add(sample.communities[0] + 9, by).code
    succeed([old], [old, new], SPLIT, by)
    assert successor(old, LATER) == old
    assert Place.objects.get(pk=old).valid_to is None


def test_successions_are_followed_step_by_step(sample, by):
    first, second, third = sample.grids[:3]
    succeed([first], [second], RECODE, by, LATER)
    succeed([second], [third], RECODE, by, LATER + timedelta(days=1))
    assert successor(first, LATER) == second
    assert successor(first, LATER + timedelta(days=1)) == third


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [([0], [1], SPLIT), ([0], [1, 1], SPLIT), ([0], [1], MERGE), ([0, 0], [1], MERGE), ([0], [0], RECODE),
     ([0, 1], [2], RECODE), ([0], [0], Succession.Kind.RENAME)],
)  # fmt: skip
def test_a_succession_that_does_not_add_up_is_refused(sample, by, old, new, kind):
    with pytest.raises(SuccessionInvalid):
        succeed([sample.grids[n] for n in old], [sample.grids[n] for n in new], kind, by)


def test_places_of_different_levels_do_not_follow_each_other(sample, by):
    with pytest.raises(SuccessionInvalid):
        succeed([sample.grids[0]], [sample.communities[1]], RECODE, by)


def test_unknown_closed_or_full_places_do_not_take_part(sample, by):
    with pytest.raises(PlaceUnknown):
        succeed([sample.grids[0]], [CODE + 77], RECODE, by)
    with pytest.raises(PlaceNotEmpty):
        succeed([sample.communities[0]], [sample.communities[1]], RECODE, by)
    close_place(code=sample.grids[0], by=by, at=LATER)
    with pytest.raises(PlaceClosed):
        succeed([sample.grids[0]], [sample.grids[1]], RECODE, by)


def test_a_failed_fact_undoes_the_change(sample, by, monkeypatch):
    import sys

    def broken(*args, **given):
        raise IntegrityError

    monkeypatch.setattr(sys.modules[close_place.__module__], "record", broken)
    with pytest.raises(IntegrityError):
        close_place(code=sample.grids[0], by=by, at=LATER)
    assert Place.objects.get(pk=sample.grids[0]).valid_to is None
