"""What upper rooms tell this one: who stands behind an audience, what a message may say, where a matter is."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from anlan.access.public import Actor
from anlan.kit.registry import Registry
from anlan.ledger.public import Fact

# "reporter", "lead_unit" → the recipients of a fact: refs of actors, or `unit:<id>`
audiences: Registry[Callable[[Fact], Iterable[str]]] = Registry("audience")

# room → the values its messages may use
values: Registry[Callable[[Fact], dict[str, str]]] = Registry("message values")


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
