"""When somebody may set up a second factor: a stolen password alone must never be enough for it.

Three ways: within the one-time invitation (in the session that gave both codes), with the old factor shown
in the same session, or, for an account that the installation itself opened, within its first 72 hours.
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from anlan.access.actors import second_factor_shown
from anlan.access.facts import FACTOR_CHANGED, FactorChanged
from anlan.access.models import Account
from anlan.access.permissions import permissions
from anlan.access.roles import roles
from anlan.ledger.public import record

_INVITED, _REPLACING = "access.invited_until", "access.replacing_until"
_TO_REPLACE = timedelta(minutes=15)
_AS_INVITED = timedelta(hours=2)


def has_factor(account: Account) -> bool:
    """Whether an authenticator app is set up."""
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists())


def needs_factor(role: str) -> bool:
    """Whether a role holds something that asks for a second factor."""
    return any(permissions[name].risky for name in roles[role].can)


def invited(request: HttpRequest, at: datetime) -> None:
    """This session gave both codes of an invitation: it may set up the first factor."""
    request.session[_INVITED] = (at + _AS_INVITED).timestamp()


def replacing(request: HttpRequest, at: datetime) -> None:
    """This session removed the old factor after showing it: it may set up another one."""
    request.session[_REPLACING] = (at + _TO_REPLACE).timestamp()


def may_enrol(request: HttpRequest, account: Account, at: datetime) -> bool:
    """Whether this session may set up a factor for the account it is signed in to."""
    if has_factor(account):
        return second_factor_shown(request, account)
    if any(at.timestamp() < request.session.get(key, 0) for key in (_INVITED, _REPLACING)):
        return True
    return account.enrol_until is not None and at < account.enrol_until


def enrolled(request: HttpRequest, account: Account) -> None:
    """A factor stands: every way to set up a first one is closed."""
    for key in (_INVITED, _REPLACING):
        request.session.pop(key, None)
    Account.objects.filter(id=account.id).update(enrol_until=None)


def forget(account: Account, *, by: str, at: datetime) -> None:
    """Remove the factor and the recovery codes, in the caller's transaction; a fact when there was one."""
    if Authenticator.objects.filter(user=account).delete()[0]:
        gone = FactorChanged("totp", "removed")
        record(FACTOR_CHANGED, subject=account.id, by=by, at=at, payload=gone)
