"""A town whose people can begin bulk runs: the job asks the database again what they may do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.browser.town import Peopled, people
from tests.fixtures.town import Town

from anlan.access.public import Actor, actor_for
from anlan.cases.batches.running import run_portion
from anlan.cases.batches.verbs.begin import begin
from anlan.cases.batches.verbs.plan import plan
from anlan.cases.models import Case
from anlan.cases.models.batches import Batch


@dataclass
class Desk:
    """Somebody before the inbox."""

    town: Town
    peopled: Peopled

    def who(self, role: str) -> Actor:
        """The account as it may act now."""
        return actor_for(self.peopled.accounts[role], at=self.town.at, mfa=True)

    def plan(self, action: str, cases: list[Case], role: str = "operator") -> Batch:
        """Tick these cases as they are now."""
        seen = {case.number: Case.objects.get(pk=case.pk).version for case in cases}
        return plan(by=self.who(role), at=self.town.at, action=action, seen=seen)

    def run(self, batch: Batch, role: str = "operator", **arguments: Any) -> Batch:
        """Begin it, and go on until it is through."""
        begin(by=self.who(role), at=self.town.at, batch=batch.pk, arguments=arguments)
        while run_portion(batch.pk, at=self.town.at):
            pass
        batch.refresh_from_db()
        return batch

    def told(self, batch: Batch) -> dict[int, tuple[str, str]]:
        """What became of each case: outcome and reason by number."""
        return {item.number: (item.outcome, item.reason) for item in batch.items.all()}


@pytest.fixture
def desk(town: Town, settings: Any) -> Desk:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return Desk(town, Peopled(town, people(town, town.at)))


@pytest.fixture
def waiting(town: Town) -> Callable[[int], list[Case]]:
    """`waiting(3)`: cases that nobody has sorted yet."""
    return lambda count: [
        Case.objects.get(pk=town.report(category="", words=f"第{n}件").case) for n in range(count)
    ]
