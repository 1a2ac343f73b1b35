"""What the cases room hands to lower rooms: its section of the language, what may be referred to, its reactions."""

from collections.abc import Iterable

from anlan.access.public import subject_explainers, subject_numbers
from anlan.cases import verbs  # noqa: F401 - importing the verbs registers their kinds of facts
from anlan.cases.audiences import register_audiences
from anlan.cases.closing import effects_of_closing
from anlan.cases.flow import register_flow
from anlan.cases.ownership import prove_ownership
from anlan.cases.reactions import dispatch_automatically, follow_succession, of_automatic, route_anew
from anlan.cases.section import CASES
from anlan.cases.tiles import residents, staff
from anlan.cases.why import subject_found, subject_of
from anlan.ledger.public import Reaction, reactions
from anlan.parties.public import closing_effects
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
        Reaction(
            name="cases.dispatch_automatically",
            kinds=frozenset({"cases.report", "cases.route"}),
            verb=dispatch_automatically,
            relevant=of_automatic,
        ),
    ):
        reactions.add(reaction.name, reaction)
    register_flow()
    register_audiences()
    subject_explainers.add("cases", subject_found)
    subject_numbers.add("cases", subject_of)
    closing_effects.add("cases", effects_of_closing)
    tile_layers.add("cases", TileLayer(staff.draw, seen_by=staff.seen_by, instead="public"))
    tile_layers.add("public", TileLayer(residents.draw, version=residents.version, legend=residents.legend))
