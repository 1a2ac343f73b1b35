"""What rooms add to flow tests: steps, expectations, beginnings, and ways to say "later"."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from anlan.kit.registry import Registry
from anlan.schemes.flows.world import World


@dataclass(frozen=True)
class FlowStep:
    """`do: <name>`. `run(world, args)`: args is `args` the model when given, else the plain `with:` mapping.

    `takes` names the keys of `with:` when there is no model, so that a misspelt one is found without running.
    `about` is what the manual says; left out, the first line of `run`'s docstring. What `run` returns is
    remembered under the step's `as:` name.
    """

    name: str
    run: Callable[[World, Any], object]
    args: type[BaseModel] | None = None
    takes: frozenset[str] | None = None
    about: str = ""


flow_steps: Registry[FlowStep] = Registry("flow step")

# `expect: {<name>: expected}` → fn(world, expected); raises `Unmet` when it is otherwise
flow_checks: Registry[Callable[[World, Any], None]] = Registry("flow expectation")

# `given: {<name>: args}` → fn(world, args), run in the order of registration: places, units, accounts
flow_givens: Registry[Callable[[World, Any], None]] = Registry("flow beginning")

# `after: 2 working days` → flow_spans["working_days"](at, 2)
flow_spans: Registry[Callable[[datetime, int], datetime]] = Registry("span of time")

flow_spans.add("seconds", lambda at, count: at + timedelta(seconds=count))
flow_spans.add("minutes", lambda at, count: at + timedelta(minutes=count))
flow_spans.add("hours", lambda at, count: at + timedelta(hours=count))
flow_spans.add("days", lambda at, count: at + timedelta(days=count))
