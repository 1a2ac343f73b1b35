"""What happens to open cases when a capability changes: how old names map, and what does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from anlan.schemes.compiled import Scheme
from anlan.schemes.finding import Finding, errors_of
from anlan.schemes.section import migration_parts


@dataclass(frozen=True)
class MigrationPart:
    """One room's say: `mapping` old name → new name (unchanged ones left out), `problems` that stop it."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class MigrationPlan:
    """From one pinned scheme to another. It can be carried out when `possible`."""

    old: str
    new: str
    parts: Mapping[str, MigrationPart]

    @property
    def problems(self) -> list[Finding]:
        """All problems of all parts."""
        return [problem for part in self.parts.values() for problem in part.problems]

    @property
    def possible(self) -> bool:
        """Whether no part has an error."""
        return not errors_of(self.problems)


def plan_migration(old: Scheme, new: Scheme) -> MigrationPlan:
    """Ask every room how its names get from `old` to `new`. Pure: nothing is changed."""
    parts = {name: migration_parts.get(name)(old, new) for name in migration_parts.names()}
    return MigrationPlan(old=old.hash, new=new.hash, parts=parts)
