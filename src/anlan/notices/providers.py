"""What all workers share about a way: its pace, and the access tokens, sealed."""

from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from django.db import transaction

from anlan.kit.sealing import seal, unseal
from anlan.notices.models import Provider

_PURPOSE = "notices.token"
_BURST = timedelta(minutes=1)


@transaction.atomic
def take_slot(name: str, pace: int, at: datetime) -> datetime | None:
    """Take the right to send one message now; None: taken. Else when to come again, and nothing is taken.

    `pace` messages a minute, at most a minute's worth at once (GCRA, ITU-T I.371).
    """
    Provider.objects.get_or_create(name=name)
    row = Provider.objects.select_for_update().get(name=name)
    ready = max(row.next_slot or at, at)
    step = _BURST / max(pace, 1)
    if ready - at > _BURST - step:
        return ready - _BURST + step
    row.next_slot = ready + step
    row.save(update_fields=["next_slot"])
    return None


@transaction.atomic
def hold_back(name: str, until: datetime) -> None:
    """The provider asked everybody to slow down."""
    Provider.objects.get_or_create(name=name)
    row = Provider.objects.select_for_update().get(name=name)
    row.next_slot = max(row.next_slot or until, until + _BURST)
    row.save(update_fields=["next_slot"])


class KeptTokens:
    """Access tokens in the table, sealed with the deployment's key."""

    def read(self, name: str, at: datetime) -> str | None:
        """One that is still good; None also when the key changed since."""
        row = Provider.objects.filter(name=name, token_until__gt=at).first()
        if row is None or not row.token:
            return None
        try:
            return unseal(_PURPOSE, bytes(row.token)).decode()
        except InvalidTag:
            return None

    def keep(self, name: str, token: str, until: datetime) -> None:
        """Keep one."""
        sealed = seal(_PURPOSE, token.encode())
        Provider.objects.update_or_create(name=name, defaults={"token": sealed, "token_until": until})

    def drop(self, name: str) -> None:
        """Forget it."""
        Provider.objects.filter(name=name).update(token=b"", token_until=None)


class TokensInMemory:
    """For simulators and tests."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, datetime]] = {}

    def read(self, name: str, at: datetime) -> str | None:
        """One that is still good."""
        token, until = self._kept.get(name, ("", at))
        return token if until > at else None

    def keep(self, name: str, token: str, until: datetime) -> None:
        """Keep one."""
        self._kept[name] = (token, until)

    def drop(self, name: str) -> None:
        """Forget it."""
        self._kept.pop(name, None)
