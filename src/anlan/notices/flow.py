"""Flow tests show who was told: `expect: {told: {reporter: 已结案, supervisors: null}}`."""

from datetime import timedelta
from typing import Any

from anlan.access.public import create_account, grant_role, service
from anlan.kit.ids import new_token
from anlan.notices.models import Notice
from anlan.notices.registries import audiences
from anlan.notices.reminding import remind_due
from anlan.schemes.public import FlowStep, Unmet, World, flow_checks, flow_givens, flow_steps

__all__ = ["register_flow"]


def _told_is(world: World, expected: dict[str, str | None]) -> None:
    """By audience: words of the newest message about the case (in Chinese or English); null: never told."""
    subject = world.case("case")
    for audience, words in expected.items():
        audiences.get(audience)
        newest = Notice.objects.filter(subject=subject, audience=audience).order_by("at", "id").last()
        found = None if newest is None else newest.zh
        if words is None:
            world.same(None, found)
        elif newest is None or not (words in newest.zh or words in newest.en):
            raise Unmet(expected={audience: words}, actual=found)


def _remind(world: World, args: dict[str, Any]) -> int:  # noqa: ARG001 - every step takes both
    """The minute's look at messages with `after`: those whose time has come are told."""
    return remind_due(world.at)


def _staff(world: World, given: dict[str, int]) -> None:
    """`staff: {supervisor: 310105000000000}`: a real account with a role over a place, so that somebody can be told."""
    setup = service("setup")
    for role, place in given.items():
        name = f"flow.{role}.{place}".replace("_", "-")[:60]
        account = create_account(
            username=name, name=role, password=new_token(), by=setup, at=world.at - timedelta(days=1)
        )
        grant_role(
            account=account.id,
            role=role,
            place=int(place),
            until=world.at + timedelta(days=300),
            by=setup,
            at=world.at - timedelta(days=1),
        )


def register_flow() -> None:
    """Fill the registries of flow tests."""
    flow_givens.add("staff", _staff)
    flow_checks.add("told", _told_is)
    flow_steps.add("remind", FlowStep("remind", _remind, takes=frozenset()))
