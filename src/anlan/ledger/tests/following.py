"""What the tests of reactions share: an empty registry, and a reaction that adds a fact."""

from collections.abc import Iterator

import pytest

from anlan.kit.errors import Invalid
from anlan.ledger.public import Fact, Reaction, reactions, record
from anlan.ledger.tests.facts import MOVED, SHUT, Shut


class Wrong(Invalid):
    """The words of {person} are not for the log."""


@pytest.fixture(autouse=True)
def none_registered() -> Iterator[None]:
    with reactions.fresh():
        yield


def react(verb, name="test.follow", **options) -> None:
    reactions.add(name, Reaction(name=name, kinds=frozenset({MOVED.name}), verb=verb, **options))


def shut(fact: Fact, at) -> None:
    """What a reaction does in these tests: one fact more about the same subject."""
    record(SHUT, subject=fact.subject, by="service:test", at=at, payload=Shut("followed"))
