"""What the cases room hands to lower rooms: its section of the language, what may be referred to, its reactions."""

from collections.abc import Iterable

from anlan.access.public import subject_explainers, subject_numbers
from anlan.cases import verbs  # noqa: F401 - importing the verbs registers their kinds of facts
from anlan.cases.calls.registering import register_calls
from anlan.cases.flow import register_flow
from anlan.cases.handing import facts as handing_facts  # noqa: F401 - their kinds are registered by importing them
from anlan.cases.handing.closing import effects_of_closing
from anlan.cases.handing.work import open_count
from anlan.cases.reactions import (
    dispatch_automatically,
    follow_succession,
    of_automatic,
    of_mentions,
    route_anew,
    tell_mentioned,
)
from anlan.cases.routing.proof import prove_ownership
from anlan.cases.scheme.section import CASES
from anlan.cases.telling.audiences import register_audiences
from anlan.cases.telling.why import subject_found, subject_of
from anlan.cases.tiles import kinds, published, residents, staff
from anlan.ledger.public import Reaction, reactions
from anlan.parties.public import closing_effects, open_work
from anlan.places.public import TileLayer, tile_layers
from anlan.schemes.public import Scheme, district_proofs, reference_sources, sections


def _clock_codes(scheme: Scheme) -> Iterable[str]:
    return [rule.code for rule in scheme.section(CASES).clocks] if scheme.has(CASES.name) else []


def _outcome_codes(scheme: Scheme) -> Iterable[str]:
    return [outcome.code for outcome in scheme.section(CASES).outcomes] if scheme.has(CASES.name) else []


def _category_codes(scheme: Scheme) -> Iterable[str]:
    return [category.code for category in scheme.section(CASES).categories] if scheme.has(CASES.name) else []


def register() -> None:
    """Fill the registries; called once, from `AppConfig.ready`."""
    sections.add(CASES.name, CASES)
    reference_sources.add("clock", _clock_codes)
    reference_sources.add("outcome", _outcome_codes)
    reference_sources.add("category", _category_codes)
    district_proofs.add("ownership", prove_ownership)
    for reaction in (
        Reaction("cases.follow_succession", frozenset({"places.succeed_place"}), follow_succession),
        Reaction("cases.route_anew", frozenset({"cases.triage", "cases.relocate"}), route_anew),
        Reaction("cases.tell_mentioned", frozenset({"cases.add_note"}), tell_mentioned, relevant=of_mentions),
        Reaction(
            name="cases.dispatch_automatically",
            kinds=frozenset({"cases.report", "cases.route"}),
            verb=dispatch_automatically,
            relevant=of_automatic,
        ),
    ):
        reactions.add(reaction.name, reaction)
    register_calls()
    register_flow()
    register_audiences()
    subject_explainers.add("cases", subject_found)
    subject_numbers.add("cases", subject_of)
    closing_effects.add("cases", effects_of_closing)
    open_work.add("cases", open_count)
    tile_layers.add("cases", TileLayer(staff.draw, seen_by=staff.seen_by, instead="public"))
    tile_layers.add("public", TileLayer(residents.draw, version=published.version, legend=kinds.legend))
