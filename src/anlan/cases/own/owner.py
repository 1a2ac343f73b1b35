"""Whose they are."""

from uuid import UUID

from anlan.access.public import Actor


def owner_of(actor: Actor) -> UUID:
    """The account behind an actor. `LookupError` for whoever has none: their pages ask to sign in first."""
    if actor.account_id is None:
        raise LookupError("only somebody signed in keeps anything")
    return actor.account_id
