"""A portion of a hand-over: each matter in a transaction of its own, as whoever asked for it may do now.

A round goes through the open work by number. What came in meanwhile, or found its unit closed, is met by the next
round; a round that moved nothing is the last. With nothing left the unit closes; else somebody decides what becomes
of it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, NotPermitted, SecondFactorNeeded, actor_by_id
from anlan.cases.batches.reasons import attempt
from anlan.cases.handing.facts import Why
from anlan.cases.handing.heirs import Choice, Heirs
from anlan.cases.handing.holding import end, managed
from anlan.cases.handing.work import Item, next_item, open_count
from anlan.cases.models.handing import RUNNING, HandOver
from anlan.cases.verbs.hand_over import hand_over
from anlan.kit.errors import NotFound
from anlan.parties.public import Unit, close_unit, unit_of

PORTION = 100
MOST_TOLD = 200


def run_portion(hand: UUID, *, at: datetime, most: int = PORTION) -> bool:
    """See to the next `most` matters; returns whether it is still under way and something is left.

    Every matter moves once, however often and in however many processes this is called: its verb and the mark that it
    was seen to are one transaction.
    """
    return all(_next(hand, at) for _ in range(most))


@transaction.atomic
def _next(id: UUID, at: datetime) -> bool:
    hand = HandOver.objects.select_for_update().filter(pk=id, state=RUNNING).first()
    if hand is None:
        return False
    asked = f"account:{hand.account_id}"
    try:
        by = actor_by_id(hand.account_id, at=at, mfa=hand.mfa)
        unit = managed(by, hand.unit)
    except (NotPermitted, NotFound, SecondFactorNeeded) as lost:
        why: Why = "no_factor" if isinstance(lost, SecondFactorNeeded) else "role_lost"
        end(hand, unit_of(hand.unit), by=asked, at=at, why=why)
        return False
    item = next_item(hand.unit, hand.after)
    if item is None:
        return _round_is_over(hand, unit, by, at)
    _see_to(hand, unit, item, by, at)
    return True


def _see_to(hand: HandOver, unit: Unit, item: Item, by: Actor, at: datetime) -> None:
    def move() -> None:
        heirs = Heirs(unit, [Choice.read(one) for one in hand.chosen], at)
        hand_over(by=by, at=at, case=item.case, unit=unit.id, to=heirs.of(item).id, words=hand.words)

    reason = attempt(move, run=hand.pk, case=item.case)
    if reason is None:
        hand.moved, hand.passed = hand.moved + 1, hand.passed + 1
    else:
        _stays(hand, item, *reason)
    hand.after = item.number
    hand.save(update_fields=["moved", "passed", "after", "reasons", "left"])


def _stays(hand: HandOver, item: Item, code: str, values: dict[str, str]) -> None:
    hand.reasons = {**hand.reasons, code: hand.reasons.get(code, 0) + 1}
    if len(hand.left) < MOST_TOLD:
        hand.left = [*hand.left, [item.number, code, values]]


def _round_is_over(hand: HandOver, unit: Unit, by: Actor, at: datetime) -> bool:
    remain = open_count(unit.id)
    if remain and hand.passed:
        hand.after, hand.passed, hand.reasons, hand.left = 0, 0, {}, []
        hand.save(update_fields=["after", "passed", "reasons", "left"])
        return True
    if remain:
        end(hand, unit, by=by.ref, at=at, why="stays")
        return False
    if unit.valid_to is None:
        close_unit(unit=unit.id, by=by, at=at)
    end(hand, unit, by=by.ref, at=at, why="through")
    return False
