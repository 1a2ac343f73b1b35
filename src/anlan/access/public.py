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
from anlan.access.contacts import Contact, conceal_name, conceal_phone
from anlan.access.errors import NotPermitted, PersonGone, PersonNotFound, SecondFactorNeeded
from anlan.access.explainers import Why, why
from anlan.access.permissions import Permission, permissions
from anlan.access.purposes import erasures, purposes
from anlan.access.queries import Look, concealed_people, holders, name_of, names_of, seen_by
from anlan.access.registries import BrokenGlass, SubjectFound, alarms, place_names, subject_explainers
from anlan.access.roles import Role, roles, services
from anlan.access.rules import Explanation, explain, holds, may, require, require_anywhere, scope_of
from anlan.access.scope import Scope
from anlan.access.vault import Known, open_people
from anlan.access.verbs.break_glass import break_glass
from anlan.access.verbs.create_account import create_account
from anlan.access.verbs.deactivate_account import deactivate_account
from anlan.access.verbs.erase_person import erase_person
from anlan.access.verbs.grant_role import grant_role
from anlan.access.verbs.keep_person import keep_person
from anlan.access.verbs.repeat_erasures import repeat_erasures
from anlan.access.verbs.reset_password import reset_password
from anlan.access.verbs.reveal_person import reveal_person
from anlan.access.verbs.revoke_role import revoke_role

__all__ = [
    "Actor",
    "BrokenGlass",
    "Contact",
    "Explanation",
    "GrantView",
    "Known",
    "Look",
    "NotPermitted",
    "Permission",
    "PersonGone",
    "PersonNotFound",
    "Role",
    "Scope",
    "SecondFactorNeeded",
    "SubjectFound",
    "Why",
    "actor_for",
    "actor_of",
    "alarms",
    "anonymous",
    "break_glass",
    "conceal_name",
    "conceal_phone",
    "concealed_people",
    "create_account",
    "deactivate_account",
    "erase_person",
    "erasures",
    "explain",
    "grant_role",
    "holders",
    "holds",
    "keep_person",
    "may",
    "name_of",
    "names_of",
    "open_people",
    "permissions",
    "place_names",
    "purposes",
    "repeat_erasures",
    "reporter",
    "require",
    "require_anywhere",
    "reset_password",
    "reveal_person",
    "revoke_role",
    "roles",
    "scope_of",
    "seen_by",
    "service",
    "services",
    "subject_explainers",
    "token_hmac",
    "why",
]
