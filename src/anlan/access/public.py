"""The only door of this room."""

from anlan.access.actors import (
    Actor,
    GrantView,
    actor_for,
    actor_of,
    anonymous,
    reporter,
    service,
    token_hmac,
)
from anlan.access.errors import NotPermitted, SecondFactorNeeded
from anlan.access.permissions import Permission, permissions
from anlan.access.roles import Role, roles, services
from anlan.access.rules import Explanation, explain, holds, may, require, scope_of
from anlan.access.scope import Scope

__all__ = [
    "Actor",
    "Explanation",
    "GrantView",
    "NotPermitted",
    "Permission",
    "Role",
    "Scope",
    "SecondFactorNeeded",
    "actor_for",
    "actor_of",
    "anonymous",
    "explain",
    "holds",
    "may",
    "permissions",
    "reporter",
    "require",
    "roles",
    "scope_of",
    "service",
    "services",
    "token_hmac",
]
