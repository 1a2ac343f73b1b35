"""Where a page of a list begins: the moment and id of the last row before it, as one word of the address."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_YEAR_9999 = 253_402_300_799_000_000


def mark(at: datetime, id: UUID) -> str:
    """`1773000000000000-<id>`."""
    return f"{(at - _EPOCH) // _MICROSECOND}-{id.hex}"


def read_mark(word: str) -> tuple[datetime, UUID] | None:
    """The row a word stands for; None for nonsense, which shows the first page."""
    stamp, _, id = word.partition("-")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 18 and int(stamp) <= _YEAR_9999):
        return None
    try:
        return _EPOCH + int(stamp) * _MICROSECOND, UUID(id)
    except ValueError:
        return None
