"""The door of the schemes room: the language, its registries, loading, checking, publishing and reading."""

from anlan.schemes.browsing import folder_state, versions_of
from anlan.schemes.builtin import Publication, publish_builtin
from anlan.schemes.compiled import DocumentMissing, Scheme, SectionMissing
from anlan.schemes.editors import NAME as SCHEMA_FILE
from anlan.schemes.editors import editors_schema, editors_schema_text
from anlan.schemes.examine import examine
from anlan.schemes.facts import PUBLISHED, WITHDRAWN, subject_of
from anlan.schemes.finding import Finding, Mistake, SchemeInvalid, errors_of
from anlan.schemes.flows.read import Story, read_flows
from anlan.schemes.flows.registries import FlowStep, flow_checks, flow_givens, flow_spans, flow_steps
from anlan.schemes.flows.report import lines_of as outcome_lines
from anlan.schemes.flows.report import summary as outcomes_summary
from anlan.schemes.flows.run import Failure, Outcome, run_story
from anlan.schemes.flows.world import NotInWorld, Unmet, World
from anlan.schemes.folders import BUILTIN, FolderUnknown, folder_of, folders, roots
from anlan.schemes.graph import can_follow, dead_ends, reachable, reverse, unreachable
from anlan.schemes.language import Code, Provision, Slug
from anlan.schemes.load import check, load
from anlan.schemes.migration import MigrationPart, MigrationPlan, plan_migration
from anlan.schemes.models import SchemeVersion
from anlan.schemes.queries import (
    CapabilityUnknown,
    SchemeUnknown,
    current,
    current_all,
    current_of,
    pinned,
    which_is_current,
)
from anlan.schemes.reference import reference
from anlan.schemes.references import CheckContext
from anlan.schemes.section import Part, Section, district_proofs, migration_parts, reference_sources, sections
from anlan.schemes.starting import FolderTaken, NameUnfit, start
from anlan.schemes.verbs.publish import VersionNotRaised, VersionWithdrawn, publish
from anlan.schemes.verbs.withdraw import AlreadyWithdrawn, withdraw

__all__ = [
    "BUILTIN",
    "PUBLISHED",
    "SCHEMA_FILE",
    "WITHDRAWN",
    "AlreadyWithdrawn",
    "CapabilityUnknown",
    "CheckContext",
    "Code",
    "DocumentMissing",
    "Failure",
    "Finding",
    "FlowStep",
    "FolderTaken",
    "FolderUnknown",
    "MigrationPart",
    "MigrationPlan",
    "Mistake",
    "NameUnfit",
    "NotInWorld",
    "Outcome",
    "Part",
    "Provision",
    "Publication",
    "Scheme",
    "SchemeInvalid",
    "SchemeUnknown",
    "SchemeVersion",
    "Section",
    "SectionMissing",
    "Slug",
    "Story",
    "Unmet",
    "VersionNotRaised",
    "VersionWithdrawn",
    "World",
    "can_follow",
    "check",
    "current",
    "current_all",
    "current_of",
    "dead_ends",
    "district_proofs",
    "editors_schema",
    "editors_schema_text",
    "errors_of",
    "examine",
    "flow_checks",
    "flow_givens",
    "flow_spans",
    "flow_steps",
    "folder_of",
    "folder_state",
    "folders",
    "load",
    "migration_parts",
    "outcome_lines",
    "outcomes_summary",
    "pinned",
    "plan_migration",
    "publish",
    "publish_builtin",
    "reachable",
    "read_flows",
    "reference",
    "reference_sources",
    "reverse",
    "roots",
    "run_story",
    "sections",
    "start",
    "subject_of",
    "unreachable",
    "versions_of",
    "which_is_current",
    "withdraw",
]
