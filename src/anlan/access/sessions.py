"""Sessions in the database, read together with the account behind them and its grants: one statement a request.

Which account a session belongs to stands inside its sealed data, so the statement has to guess. What a process guesses
from is what it read the time before; a wrong guess costs a second statement and never lets anybody in, since the data
that was read decides. Account and grants are read anew at every request: what is revoked counts at once.
"""

import json
from collections import OrderedDict
from threading import Lock
from typing import Any, cast
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import Field

from anlan.access.models import Account, Grant
from anlan.kit.planned import run

_MOST_GUESSES = 20_000
_guesses: OrderedDict[str, str] = OrderedDict()
_opened: dict[str, str] = {}
_guard = Lock()

_FIELDS: "list[Field[Any, Any]]" = list(Account._meta.concrete_fields)
_PK = _FIELDS.index(Account._meta.pk)
_ACCOUNT = ", ".join(f"a.{field.column}" for field in _FIELDS)
_GRANTS = "(SELECT json_agg(g ORDER BY g.granted_at, g.id) FROM access_grant g WHERE g.account_id = a.id)"
_WHOLE = (
    f"SELECT s.session_data, {_ACCOUNT}, {_GRANTS} FROM django_session s"  # noqa: S608 - names of our own columns
    " LEFT JOIN access_account a ON a.id = %s::uuid WHERE s.session_key = %s AND s.expire_date > statement_timestamp()"
)
_ALONE = f"SELECT {_ACCOUNT}, {_GRANTS} FROM access_account a WHERE a.id = %s::uuid"  # noqa: S608


class SessionStore(db.SessionStore):
    """Django's own, that also holds the account it read. The name stays: it salts the signature of the data."""

    account: Account | None = None
    grants: list[Grant] | None = None

    def load(self) -> dict[str, Any]:
        """The session's data; sets `account` to whom it names, whether or not they may still come in,
        and `grants` to all that account ever got."""
        key = self.session_key or ""
        guess = _guesses.get(key)
        rows = run(_WHOLE, [guess, key])
        if not rows:
            self._session_key = None
            _forget(key)
            return {}
        sealed, *whole = rows[0]
        data = self._opened(sealed)
        named = data.get(SESSION_KEY)
        if named is None:
            return data
        if named != guess:
            alone = run(_ALONE, [_uuid(named)])
            whole = list(alone[0]) if alone else [None]
            _keep(key, named)
        *columns, grants = whole
        if columns and columns[_PK] is not None:
            self.account = Account.from_db("default", [field.attname for field in _FIELDS], columns)
            self.grants = [_grant(each) for each in grants or []]
        return data

    def _opened(self, sealed: str) -> dict[str, Any]:
        """What was sealed, kept by the sealed text: opening it again would find the very same."""
        known = _opened.get(sealed)
        if known is None:
            data: dict[str, Any] = self.decode(sealed)
            with _guard:
                if len(_opened) >= _MOST_GUESSES:
                    _opened.clear()
                _opened[sealed] = json.dumps(data)
            return data
        return cast(dict[str, Any], json.loads(known))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _keep(key: str, account: str) -> None:
    with _guard:
        _guesses[key] = account
        while len(_guesses) > _MOST_GUESSES:
            _guesses.popitem(last=False)


def _forget(key: str) -> None:
    with _guard:
        _guesses.pop(key, None)


_GRANT_FIELDS: "list[Field[Any, Any]]" = list(Grant._meta.concrete_fields)


def _grant(columns: dict[str, Any]) -> Grant:
    return Grant(**{field.attname: field.to_python(columns[field.column]) for field in _GRANT_FIELDS})
