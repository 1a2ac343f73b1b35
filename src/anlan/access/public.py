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
from anlan.access.callers import drop_old_marks
from anlan.access.contacts import Contact, conceal_name, conceal_phone, plain_phone
from anlan.access.errors import (
    NotPermitted,
    PersonGone,
    PersonNotFound,
    SecondFactorNeeded,
    SecondPersonNeeded,
)
from anlan.access.explainers import Why, why
from anlan.access.looking import record_look
from anlan.access.permissions import Permission, permissions
from anlan.access.purposes import by_programs, erasures, purposes
from anlan.access.queries import (
    Look,
    account_id,
    actor_by_id,
    concealed_people,
    holders,
    name_of,
    names_of,
    seen_by,
)
from anlan.access.reachable import KeeperBook, Over, Reachable, keepers_of, members, reachable
from anlan.access.registries import (
    BrokenGlass,
    SubjectFound,
    UnitChoice,
    alarms,
    capability_choices,
    place_choices,
    place_names,
    subject_explainers,
    subject_numbers,
    unit_choices,
)
from anlan.access.roles import Role, roles, services
from anlan.access.rules import Explanation, explain, holds, may, require, require_anywhere, scope_of
from anlan.access.scope import Scope
from anlan.access.sight import Sighted, askable, sighted
from anlan.access.vault import Known, open_people
from anlan.access.verbs.accept_invitation import accept_invitation
from anlan.access.verbs.approve_request import approve_request
from anlan.access.verbs.ask_for_account import ask_for_account
from anlan.access.verbs.ask_for_reset import ask_for_reset
from anlan.access.verbs.ask_for_role import ask_for_role
from anlan.access.verbs.ask_why import ask_why, may_ask_why
from anlan.access.verbs.break_glass import break_glass
from anlan.access.verbs.create_account import create_account
from anlan.access.verbs.deactivate_account import deactivate_account
from anlan.access.verbs.erase_person import erase_person
from anlan.access.verbs.expire_requests import expire_requests
from anlan.access.verbs.grant_role import grant_role
from anlan.access.verbs.keep_person import keep_person
from anlan.access.verbs.look_up_caller import look_up_caller
from anlan.access.verbs.refuse_request import refuse_request
from anlan.access.verbs.repeat_erasures import repeat_erasures
from anlan.access.verbs.reset_password import reset_password
from anlan.access.verbs.reveal_person import reveal_person
from anlan.access.verbs.revoke_role import revoke_role
from anlan.access.verbs.use_contact import use_contact
from anlan.access.verbs.withdraw_request import withdraw_request

__all__ = [
    "Actor",
    "BrokenGlass",
    "Contact",
    "Explanation",
    "GrantView",
    "KeeperBook",
    "Known",
    "Look",
    "NotPermitted",
    "Over",
    "Permission",
    "PersonGone",
    "PersonNotFound",
    "Reachable",
    "Role",
    "Scope",
    "SecondFactorNeeded",
    "SecondPersonNeeded",
    "Sighted",
    "SubjectFound",
    "UnitChoice",
    "Why",
    "accept_invitation",
    "account_id",
    "actor_by_id",
    "actor_for",
    "actor_of",
    "alarms",
    "anonymous",
    "approve_request",
    "ask_for_account",
    "ask_for_reset",
    "ask_for_role",
    "ask_why",
    "askable",
    "break_glass",
    "by_programs",
    "capability_choices",
    "conceal_name",
    "conceal_phone",
    "concealed_people",
    "create_account",
    "deactivate_account",
    "drop_old_marks",
    "erase_person",
    "erasures",
    "expire_requests",
    "explain",
    "grant_role",
    "holders",
    "holds",
    "keep_person",
    "keepers_of",
    "look_up_caller",
    "may",
    "may_ask_why",
    "members",
    "name_of",
    "names_of",
    "open_people",
    "permissions",
    "place_choices",
    "place_names",
    "plain_phone",
    "purposes",
    "reachable",
    "record_look",
    "refuse_request",
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
    "sighted",
    "subject_explainers",
    "subject_numbers",
    "token_hmac",
    "unit_choices",
    "use_contact",
    "why",
    "withdraw_request",
]
