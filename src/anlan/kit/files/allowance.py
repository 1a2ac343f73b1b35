"""How many bytes one payer may have stored within a day: an account, or whoever has no account at one address.

Kept with every process's cache in the database, under a name that tells neither the account nor the address, and
forgotten with the day.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from anlan.kit.db import lock
from anlan.kit.files.errors import StoredTooMuch
from anlan.kit.keyed import keyed
from anlan.kit.pace import address_of, network_of

_HOUR = 3600
_DAY = 24 * _HOUR
_MEGABYTE = 1024 * 1024


def payer_of(request: HttpRequest) -> str:
    """Who pays for what this request has stored: its account (as facts name it), else its network."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"account:{user.pk}"
    return network_of(address_of(request))


@contextmanager
def charged(payer: str, count: int, *, field: str) -> Iterator[None]:
    """Take `count` bytes off what `payer` may have stored in a day, for a block that stores them.

    Taken before, so that many at once cannot all find room for the last one; given back when the block fails.
    Raises `StoredTooMuch` with nothing taken.
    """
    _take(payer, count, field)
    try:
        yield
    except BaseException:
        _take(payer, -count, field)
        raise


@transaction.atomic
def _take(payer: str, count: int, field: str) -> None:
    most = settings.ANLAN_STORED_A_DAY
    name = f"kit.stored.{keyed('stored', payer).hex()}"
    lock(name)
    present = time.time()  # the machine's own: a simulated day must not give room on a real disk
    ends, stored = cache.get(name, (0, 0))
    if ends <= present:
        ends, stored = present + _DAY, 0
    if count > 0 and stored + count > most * _MEGABYTE:
        raise StoredTooMuch(field=field, most=most, hours=max(1, math.ceil((ends - present) / _HOUR)))
    cache.set(name, (ends, max(0, stored + count)), max(1, math.ceil(ends - present)))
