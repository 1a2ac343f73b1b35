"""The cases room over HTTP: every verb has a typed route, made from the verb's own signature."""

from anlan.cases.api.reads import router as cases
from anlan.cases.api.verbs import router as verbs

__all__ = ["cases", "verbs"]
