"""Accounts, and what each may do: a grant is (account, role, place, capabilities, unit, until)."""

import re
from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from anlan.access.people import Person, PersonKey
from anlan.access.roles import roles
from anlan.kit.ids import new_id

__all__ = ["Account", "Grant", "Person", "PersonKey"]

USERNAME = r"^[a-z0-9][a-z0-9._@+-]{1,59}$"
USERNAME_SHAPE = re.compile(USERNAME)
_UNIT_ROLES = [role.code for role in roles.values() if role.reach == "unit"]
LONGEST_GLASS = timedelta(minutes=60)
_ITSELF = Concat(Value("account:"), Cast("account", models.TextField()))


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by the verb `create_account`; this only finds them."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account of a log-in name, whatever its case."""
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """A person who logs in. What they may do is in their grants, never here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("log-in name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    elder_mode = models.BooleanField(_("large print"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="account_username_shape", condition=Q(username__regex=USERNAME)),
            models.CheckConstraint(
                name="account_language_known", condition=Q(language__in=["zh-hans", "en"])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How facts name this account."""
        return f"account:{self.id}"


class Grant(models.Model):
    """A role at a place until a day. It always ends; nobody gives one to themselves, but for a broken
    glass.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30)
    place = models.BigIntegerField()
    capabilities: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=60), default=list, blank=True
    )
    unit = models.UUIDField(null=True, blank=True)
    until = models.DateTimeField()
    granted_by = models.CharField(max_length=80)
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="grant_role_known", condition=Q(role__in=sorted(roles))),
            models.CheckConstraint(
                name="grant_unit_when_needed",
                condition=Q(role__in=_UNIT_ROLES, unit__isnull=False)
                | (~Q(role__in=_UNIT_ROLES) & Q(unit__isnull=True)),
            ),
            models.CheckConstraint(name="grant_ends_after_start", condition=Q(until__gt=F("granted_at"))),
            models.CheckConstraint(name="grant_place_code", condition=Q(place__gte=10**14, place__lt=10**15)),
            models.CheckConstraint(
                name="grant_not_to_oneself", condition=Q(role="break_glass") | ~Q(granted_by=_ITSELF)
            ),
            models.CheckConstraint(
                name="grant_glass_mends",
                condition=~Q(role="break_glass") | Q(until__lte=F("granted_at") + LONGEST_GLASS),
            ),
        ]
        indexes = [models.Index(fields=["account"], name="grant_live", condition=Q(revoked_at__isnull=True))]

    @property
    def title(self) -> str:
        """The role in the reader's language."""
        return str(roles[self.role].title)
