"""Which bulk run carries the verb that happens now, so that the facts it appends say so.

Not a parameter of the verbs: those are what callers may say, over the API too, and nobody may say this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_batch: ContextVar[UUID | None] = ContextVar("batch", default=None)


@contextmanager
def carried_by(batch: UUID) -> Iterator[None]:
    """The verbs of this block are part of `batch`."""
    token = _batch.set(batch)
    try:
        yield
    finally:
        _batch.reset(token)


def present_batch() -> UUID | None:
    """The batch that carries what happens now; None for what somebody does with one case."""
    return _batch.get()
