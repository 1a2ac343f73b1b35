"""The cases room over HTTP: every verb has a typed route, made from the verb's own signature."""

from anlan.cases.api import reads  # noqa: F401 - adds its routes to the same router
from anlan.cases.api.intake import router as cases
from anlan.cases.api.verbs import router as verbs

__all__ = ["cases", "verbs"]
