"""What the tests of reactions share: an empty registry, and a reaction that adds a fact."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from anlan.kit.errors import Invalid
from anlan.ledger.public import Fact, Reaction, reactions, record, run_reactions
from anlan.ledger.tests.facts import AT, MOVED, SHUT, Shut


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


def four_react_at_once() -> None:
    """Four with a connection each, as four processes; then whatever one had to leave to another."""

    def run() -> None:
        for _ in range(5):
            run_reactions(at=AT)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_reactions(at=AT)
