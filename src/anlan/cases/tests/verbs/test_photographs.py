"""整改前后照片: what a capability asks to be photographed cannot be said to be done without it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.fixtures.town import Town

from anlan.access.public import Actor
from anlan.cases.errors import PhotographMissing
from anlan.cases.models import Case
from anlan.cases.public import StoredPhoto
from anlan.cases.tests.verbs.moves import everything
from anlan.cases.verbs import VERBS

PHOTO = StoredPhoto(sha256="ab" * 32, thumbnail="cd" * 32, width=64, height=48)
FOUND = {"found": "台阶缺角"}
FIXED = {"measures": "水泥修补"}
SEEN = {"seen": "已修好", "grade_right": "yes"}


class Hazard:
    """One hazard without a photograph, accepted by the street office; `do` is its next verb, a minute later."""

    def __init__(self, town: Town) -> None:
        self.town, self.at = town, town.at
        self.office = town.actor("handler", unit="street1.office")
        self.checker = town.actor("checker")
        self.case = town.case(capability="hazards", category="other", words="台阶破损").id
        self.do("accept")

    def do(self, verb: str, *, by: Actor | None = None, **given: Any) -> Case:
        self.at += timedelta(minutes=1)
        done: Case = VERBS[verb](by=by or self.office, at=self.at, case=self.case, **given)
        return done

    def photograph(self, stage: str, *, by: Actor | None = None) -> None:
        self.do("attach", by=by, photos=(PHOTO,), stage=stage)

    def handle(self) -> None:
        self.photograph("before")
        self.do("act", step="general", answers=FOUND)
        self.photograph("after")
        self.do("act", step="fix", answers=FIXED)
        self.do("finish", words="已修补")


@pytest.fixture
def hazard(town: Town) -> Hazard:
    return Hazard(town)


def refused(call: Callable[[], object]) -> str:
    before = everything()
    with pytest.raises(PhotographMissing) as refusal:
        call()
    assert (everything(), refusal.value.field) == (before, "photos")
    return str(refusal.value.message())


def test_a_step_that_needs_a_photograph_from_before_is_refused_without_one(hazard: Hazard) -> None:
    hazard.photograph("after")
    assert "整改前" in refused(lambda: hazard.do("act", step="general", answers=FOUND))
    hazard.photograph("before")
    hazard.do("act", step="general", answers=FOUND)


def test_a_photograph_sent_with_the_report_shows_the_place_before(hazard: Hazard) -> None:
    hazard.photograph("report")
    hazard.do("act", step="general", answers=FOUND)


def test_a_fix_is_not_recorded_without_a_photograph_from_after_it(hazard: Hazard) -> None:
    hazard.photograph("before")
    hazard.do("act", step="general", answers=FOUND)
    assert "整改后" in refused(lambda: hazard.do("act", step="fix", answers=FIXED))


def test_work_that_was_sent_back_needs_a_new_photograph(hazard: Hazard) -> None:
    hazard.handle()
    hazard.do("send_back", by=hazard.checker, words="仍松动")
    hazard.do("act", step="general", answers=FOUND)
    refused(lambda: hazard.do("act", step="fix", answers=FIXED))
    hazard.photograph("after")
    hazard.do("act", step="fix", answers=FIXED)


def test_a_recheck_needs_a_photograph_by_whoever_rechecks_taken_after_the_work(hazard: Hazard) -> None:
    hazard.photograph("before", by=hazard.checker)
    hazard.handle()
    assert "核查" in refused(lambda: hazard.do("verify", by=hazard.checker, answers=SEEN))
    hazard.photograph("after")  # by the unit itself
    refused(lambda: hazard.do("verify", by=hazard.checker, answers=SEEN))
    hazard.photograph("after", by=hazard.checker)
    assert hazard.do("verify", by=hazard.checker, answers=SEEN).state == "verified"


def test_a_capability_that_asks_for_none_goes_on_without(town: Town) -> None:
    squad = town.actor("handler", unit="street1.urban")
    case = town.case(category="parking").id
    VERBS["accept"](by=squad, at=town.at, case=case)
    assert VERBS["act"](by=squad, at=town.at, case=case, step="contact", answers={"reached": "yes"}).version
