"""How the facts of an import are taken back: by further facts, never by removing any."""

from collections.abc import Callable
from datetime import datetime

from anlan.kit.registry import Registry
from anlan.ledger.queries import Fact

# `compensate(fact, by, at)` undoes the change and records a compensating fact of its own kind.
Compensator = Callable[[Fact, str, datetime], None]

compensators: Registry[Compensator] = Registry("compensator")
