"""Signing in with allauth: no self sign-up, secrets of second factors sealed, every step a fact of the
account.

Log-ins happen inside allauth, so its signals are where the facts come from; nothing else in Anlan listens
to signals.
"""

from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_out
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from anlan.access import facts
from anlan.access.actors import anonymous, second_factor_shown, session_id
from anlan.access.factors import enrolled, replacing
from anlan.access.facts import Change, Factor, Step
from anlan.access.models import Account
from anlan.access.sealing import open_text, seal_text
from anlan.kit import clock
from anlan.kit.keyed import keyed
from anlan.ledger.public import FactKind, record

_LOCKED_FOR = 15 * 60  # seconds, as ACCOUNT_RATE_LIMITS


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator; what fails is recorded."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: `create_account` is the only way."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many wrong passwords lock the name for a while; that too is a fact."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            _locked(credentials)
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002
        """The name alone: allauth adds the Host header, and with another port in it one could guess on for ever."""
        return f"login:{str(credentials.get('username', '')).lower()}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        """A wrong password, or a name nobody has."""
        _failed(credentials, "password")


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secret of a second factor is not readable in the database."""

    def encrypt(self, text: str) -> str:
        """Sealed under the wrapping key."""
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return open_text(encrypted_text)


def _locked(credentials: dict[str, object]) -> None:
    """One fact for each quarter of an hour a name is locked: rattling at the door must not fill the ledger."""
    name = str(credentials.get("username", "")).lower()
    known = Account.objects.filter(username=name).values_list("id", flat=True).first()
    if known and cache.add(f"access.locked.{known}", True, _LOCKED_FOR):
        _failed(credentials, "locked")


def _failed(credentials: dict[str, object], step: Step) -> None:
    name = str(credentials.get("username", "")).lower()
    known = Account.objects.filter(username=name).values_list("id", flat=True).first()
    _record(facts.LOG_IN_FAILED, facts.LogInFailed(step), subject=known or _nobody(name), by=anonymous.ref)


def _nobody(name: str) -> UUID:
    """A subject for a name nobody has: the same for the same name, and telling nothing of it."""
    return uuid5(NAMESPACE_OID, keyed("login", name).hex())


def _record(kind: FactKind[Any], payload: object, *, subject: UUID, by: str) -> None:
    with transaction.atomic():
        at = clock.now()  # edge: a signal of the log-in page
        record(kind, subject=subject, by=by, at=at, payload=payload)


@receiver(user_logged_in)
def _logged_in(request: HttpRequest, user: Account, **_: object) -> None:
    request.signed_in = user  # type: ignore[attr-defined]  # the middleware sets how they read
    factor: Factor = "second" if second_factor_shown(request, user) else "password"
    _record(facts.LOGGED_IN, facts.LoggedIn(factor, session_id(request)), subject=user.id, by=user.ref)


@receiver(user_logged_out)
def _logged_out(request: HttpRequest, user: Account | None, **_: object) -> None:
    if isinstance(user, Account):
        _record(facts.LOGGED_OUT, facts.LoggedOut(session_id(request)), subject=user.id, by=user.ref)


@receiver(authentication_failed)
def _second_failed(user: Account, **_: object) -> None:
    _record(facts.LOG_IN_FAILED, facts.LogInFailed("second"), subject=user.id, by=user.ref)


@receiver(authenticator_added)
def _factor_added(request: HttpRequest, user: Account, authenticator: Authenticator, **_: object) -> None:
    if authenticator.type == "totp":  # a code of it was typed just now: this session has shown it
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        enrolled(request, user)
    _factor(user, authenticator, "added")


@receiver(authenticator_removed)
def _factor_removed(request: HttpRequest, user: Account, authenticator: Authenticator, **_: object) -> None:
    if authenticator.type == "totp":  # the page asked for the factor in this very session
        replacing(request, clock.now())  # edge: a signal of the security page
    _factor(user, authenticator, "removed")


@receiver(authenticator_reset)
def _factor_renewed(user: Account, authenticator: Authenticator, **_: object) -> None:
    _factor(user, authenticator, "renewed")


def _factor(user: Account, authenticator: Authenticator, change: Change) -> None:
    payload = facts.FactorChanged(str(authenticator.type), change)
    _record(facts.FACTOR_CHANGED, payload, subject=user.id, by=user.ref)


@receiver(password_changed)
def _password_changed(user: Account, **_: object) -> None:
    _record(facts.PASSWORD_CHANGED, facts.PasswordChanged(), subject=user.id, by=user.ref)
