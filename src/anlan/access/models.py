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

__all__ = ["AccessRequest", "Account", "Grant", "Invitation", "Person", "PersonKey"]

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
    # Until when the password alone may set up the first second factor; only the installation opens this.
    enrol_until = models.DateTimeField(null=True, blank=True)
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
    approved_by = models.CharField(max_length=80, blank=True, default="")
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
                name="grant_two_people",
                condition=Q(role="break_glass")
                | Q(granted_by__startswith="service:")
                | (~Q(approved_by="") & ~Q(approved_by=F("granted_by")) & ~Q(approved_by=_ITSELF)),
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


class AccessRequest(models.Model):
    """What one security administrator asks for and another approves; nothing of it counts before."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("open an account")
        ROLE = "role", _("grant a role")
        RESET = "reset", _("reset the password")

    class State(models.TextChoices):
        PENDING = "pending", _("waits for a second person")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")
        EXPIRED = "expired", _("expired")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="requests")
    username = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=60, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=10, default="zh-hans")
    role = models.CharField(max_length=30, blank=True, default="")
    place = models.BigIntegerField(null=True)
    unit = models.UUIDField(null=True)
    capabilities: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=60), default=list, blank=True
    )
    until = models.DateTimeField(null=True)
    forget_factor = models.BooleanField(default=False)
    reason = models.TextField(blank=True, default="")
    half = models.CharField(max_length=64, blank=True, default="")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, default="")

    class Meta:
        db_table = "access_request"
        constraints = [
            models.CheckConstraint(
                name="request_two_people",
                condition=Q(state="withdrawn") | Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="request_not_for_oneself",
                condition=Q(account=None)
                | (~Q(asked_by=F("account")) & (Q(decided_by=None) | ~Q(decided_by=F("account")))),
            ),
            models.CheckConstraint(
                name="request_decided_by_somebody",
                condition=Q(state__in=["pending", "expired"], decided_by=None)
                | Q(state__in=["approved", "refused", "withdrawn"], decided_by__isnull=False),
            ),
            models.CheckConstraint(name="request_ends", condition=Q(ends_at__gt=F("asked_at"))),
        ]
        indexes = [models.Index(fields=["ends_at"], name="request_waits", condition=Q(state="pending"))]

    def for_whom(self) -> str:
        """The name of the person this is for."""
        return self.account.name if self.account else self.name

    @property
    def role_title(self) -> str:
        """The role in the reader's language, "" for a reset."""
        return str(roles[self.role].title) if self.role in roles else ""


class Invitation(models.Model):
    """One time, two codes: one went to whoever asked, one to whoever approved, so that neither can use it alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="invitations")
    request = models.OneToOneField(AccessRequest, models.PROTECT, related_name="invitation")
    first_half = models.CharField(max_length=64)
    second_half = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_invitation"
        constraints = [
            models.CheckConstraint(
                name="invitation_halves_differ",
                condition=Q(first_half__regex="^[0-9a-f]{64}$", second_half__regex="^[0-9a-f]{64}$")
                & ~Q(first_half=F("second_half")),
            ),
        ]
