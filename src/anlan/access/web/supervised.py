"""Before allauth's pages of the second factor: who may set one up, and that changing one needs the old one."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from anlan.access.actors import second_factor_shown
from anlan.access.errors import EnrolmentClosed, FactorNotShown
from anlan.access.factors import has_factor, may_enrol
from anlan.access.models import Account
from anlan.kit import clock

View = Callable[..., HttpResponseBase]


def to_enrol(view: View) -> View:
    """Only who was invited, or showed the old factor, sets one up (`factors.may_enrol`)."""

    @login_required
    @wraps(view)
    def supervised(request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, Account) and not may_enrol(request, request.user, clock.now()):
            raise FactorNotShown if has_factor(request.user) else EnrolmentClosed
        return view(request)

    return supervised


def with_factor(view: View) -> View:
    """A session that began before the factor was set up, or with a stolen password, does not change it."""

    @login_required
    @wraps(view)
    def supervised(request: HttpRequest) -> HttpResponseBase:
        account = request.user
        if isinstance(account, Account) and has_factor(account) and not second_factor_shown(request, account):
            raise FactorNotShown
        return view(request)

    return supervised
