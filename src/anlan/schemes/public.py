"""The door of the schemes room: the language, its registries, loading, checking, publishing and reading."""

from anlan.schemes.compiled import DocumentMissing, Scheme, SectionMissing
from anlan.schemes.finding import Finding, Mistake, SchemeInvalid, errors_of
from anlan.schemes.graph import can_follow, dead_ends, reachable, reverse, unreachable
from anlan.schemes.language import Code, Provision, Slug
from anlan.schemes.load import check, examine, load
from anlan.schemes.migration import MigrationPart, MigrationPlan, plan_migration
from anlan.schemes.queries import CapabilityUnknown, SchemeUnknown, current, current_all, pinned
from anlan.schemes.references import CheckContext
from anlan.schemes.section import Part, Section, district_proofs, migration_parts, reference_sources, sections

__all__ = [
    "CapabilityUnknown",
    "CheckContext",
    "Code",
    "DocumentMissing",
    "Finding",
    "MigrationPart",
    "MigrationPlan",
    "Mistake",
    "Part",
    "Provision",
    "Scheme",
    "SchemeInvalid",
    "SchemeUnknown",
    "Section",
    "SectionMissing",
    "Slug",
    "can_follow",
    "check",
    "current",
    "current_all",
    "dead_ends",
    "district_proofs",
    "errors_of",
    "examine",
    "load",
    "migration_parts",
    "pinned",
    "plan_migration",
    "reachable",
    "reference_sources",
    "reverse",
    "sections",
    "unreachable",
]
