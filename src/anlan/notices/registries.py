"""What upper rooms tell this one: who stands behind an audience, what a message may say, where a matter is."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from anlan.access.public import Actor
from anlan.kit.registry import Registry
from anlan.ledger.public import Fact

# "reporter", "lead_unit" → by the ids of facts, whom each is for: refs of actors, or `unit:<id>`. Many at once.
audiences: Registry[Callable[[Sequence[Fact]], Mapping[UUID, Iterable[str]]]] = Registry("audience")

# room → by the ids of its facts, the values that messages about each may use
values: Registry[Callable[[Sequence[Fact]], Mapping[UUID, dict[str, str]]]] = Registry("message values")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a notice is about: its number, where it lies, and the page staff open it on."""

    number: str
    place: int
    capability: str
    path: str
    reporter: str


# A subject's matter, whoever asks; None when this room does not know it. Never shown without `visible_matters`.
matters: Registry[Callable[[UUID], Matter | None]] = Registry("finder of matters")

# Of these subjects, those an actor may see.
visible_matters: Registry[Callable[[Actor, Collection[UUID]], dict[UUID, Matter]]] = Registry(
    "sight of matters"
)


def matter_of(subject: UUID) -> Matter | None:
    """The matter behind a subject, as the first room that knows it says."""
    for find in matters.items():
        found = find(subject)
        if found is not None:
            return found
    return None


def seen_by(actor: Actor, subjects: Collection[UUID]) -> dict[UUID, Matter]:
    """The matters among `subjects` that `actor` may open."""
    found: dict[UUID, Matter] = {}
    for sight in visible_matters.items():
        found |= sight(actor, subjects)
    return found


# How the vault calls whoever reported a matter.
RESIDENT_ROLE = "reporter"
