"""Look through the ledger; that somebody looked, and for what, is a fact itself."""

from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.conf import settings
from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.facts import FACTS_SEARCHED, FactsSearched
from anlan.access.rules import require_anywhere, scope_of
from anlan.access.scope import EVERYWHERE
from anlan.kit.codes import span
from anlan.ledger.public import Fact, Search, record, search_facts


@transaction.atomic
def search_ledger(*, search: Search, limit: int, by: Actor, at: datetime) -> list[Fact]:
    """The facts `by` may see (`ledger.read`), newest first, at most `limit` of them.

    Facts without a place (accounts, schemes) are for those whose grant holds the whole district. The look is
    recorded in the reader's own chain. Raises `NotPermitted`, `SearchTooWide`.
    """
    require_anywhere(by, "ledger.read")
    found = search_facts(_within(search, by), limit=limit)
    place = search.places[0][0] if search.places else None
    payload = FactsSearched(
        search.actor, search.kind, search.subject, place, search.since, search.until, len(found)
    )
    chain = by.session or uuid5(NAMESPACE_OID, f"anlan.ledger.{by.ref}")
    record(FACTS_SEARCHED, subject=chain, by=by.ref, at=at, payload=payload, about=search.subject)
    return found


def _within(search: Search, by: Actor) -> Search:
    """Narrowed to the places of one's grants."""
    granted = [(low, high) for low, high, only in scope_of(by, "ledger.read").ranges if only is None]
    if EVERYWHERE in granted or _whole(granted, search):
        return search
    asked = search.places or (EVERYWHERE,)
    both = [(max(a, low), min(b, high)) for a, b in asked for low, high in granted]
    inside = tuple((low, high) for low, high in both if low <= high)
    return replace(search, places=inside or ((0, 0),))


def _whole(granted: list[tuple[int, int]], search: Search) -> bool:
    """A grant over the district of this installation sees what has no place too."""
    district = span(settings.ANLAN_DISTRICT * 10**9)
    return district in granted and all(
        district[0] <= low and high <= district[1] for low, high in search.places
    )
