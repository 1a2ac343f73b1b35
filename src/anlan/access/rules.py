"""The rules of permission: pure, from the grants an actor carries. `may` decides; `explain` says why.

Visible = a granted range holds the place, or the grant's unit is assigned, or the actor is a named
participant.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from anlan.access.actors import Actor, GrantView
from anlan.access.errors import Listed, NotPermitted, SecondFactorNeeded, SecondPersonNeeded
from anlan.access.permissions import Permission, permissions
from anlan.access.roles import Role, roles, roles_with, services
from anlan.access.scope import EVERYWHERE, Scope, merged
from anlan.kit.codes import level_of
from anlan.kit.texts import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that was looked at: whether it allows, and why, in both languages."""

    allows: bool
    zh: str
    en: str
    grant: UUID | None = None
    role: Role | None = None

    @property
    def text(self) -> Text:
        """Why. Put together here: thousands of decisions are made for every one that is explained."""
        if self.role is None:
            return Text(zh=self.zh, en=self.en)
        title = self.role.title
        return Text(zh=f"{title.zh}：{self.zh}", en=f"{title.en}: {self.en}")


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer, and every rule that led to it."""

    permission: Permission
    allowed: bool
    reasons: tuple[Reason, ...]

    def lines(self, language: str) -> list[str]:
        """One line a rule, in `language`."""
        return [reason.text.in_language(language) for reason in self.reasons]


@dataclass(frozen=True, slots=True)
class _Asked:
    permission: Permission
    place: int | None
    capability: str | None
    units: frozenset[UUID]
    participant: bool


def may(
    actor: Actor,
    permission: str,
    *,
    place: int | None = None,
    capability: str | None = None,
    units: Collection[UUID] = (),
    participant: bool = False,
) -> bool:
    """Whether `actor` may do `permission` at `place`, on a matter of `capability` assigned to `units`.

    `participant`: the actor is named in the matter. Raises `KeyError` for a permission that does not exist.
    """
    asked = _Asked(permissions[permission], place, capability, frozenset(units), participant)
    return _allowed(actor, asked) and not _lacks_factor(actor, asked.permission)


def require(
    actor: Actor,
    permission: str,
    *,
    place: int | None = None,
    capability: str | None = None,
    units: Collection[UUID] = (),
    participant: bool = False,
) -> None:
    """Like `may`, but raises `NotPermitted` (naming who could) or `SecondFactorNeeded`."""
    if may(actor, permission, place=place, capability=capability, units=units, participant=participant):
        return
    asked = _Asked(permissions[permission], place, capability, frozenset(units), participant)
    raise _refusal(asked.permission, factor=_allowed(actor, asked))


def require_anywhere(actor: Actor, permission: str) -> None:
    """Raises like `require` unless the actor has the permission somewhere; the scope does the rest."""
    if not scope_of(actor, permission).empty:
        return
    factor = any(permission in grant.what.can for grant in actor.grants)
    raise _refusal(permissions[permission], factor=factor)


def require_installation(actor: Actor) -> None:
    """Raises `SecondPersonNeeded` for a person: alone, only the installation itself opens accounts and grants."""
    if actor.service is None:
        raise SecondPersonNeeded


def _refusal(permission: Permission, *, factor: bool) -> NotPermitted | SecondFactorNeeded:
    if factor:  # everything is there but the second factor
        return SecondFactorNeeded(what=permission.title, permission=permission.name)
    who = Listed([role.title for role in roles_with(permission.name) if role.code != "break_glass"])
    return NotPermitted(what=permission.title, permission=permission.name, who=who)


def holds(actor: Actor, permission: str) -> bool:
    """Whether the actor has the permission anywhere at all: for navigation, never for a decision."""
    return not scope_of(actor, permission).empty or any(
        permission in role.anywhere for role in _implied(actor)
    )


def judge(actor: object, permission: str) -> bool:
    """`holds` for the page's head, which knows no actors."""
    return isinstance(actor, Actor) and holds(actor, permission)


def scope_of(actor: Actor, permission: str) -> Scope:
    """Everything `actor` can reach with `permission`; the explicit scope every query carries."""
    asked = permissions[permission]
    if actor.service is not None:
        given = permission in services[actor.service]
        return Scope(ranges=((*EVERYWHERE, None),)) if given else Scope()
    if _lacks_factor(actor, asked):
        return Scope()
    held = [grant for grant in actor.grants if permission in grant.what.can]
    by_place = [(one.low, one.high, one.capabilities) for one in held if one.what.reach == "place"]
    units = {(one.unit, one.capabilities) for one in held if one.what.reach == "unit" and one.unit}
    takes_part = any(permission in role.as_participant for role in _implied(actor))
    return Scope(
        ranges=merged(by_place),
        units=tuple(sorted(units, key=lambda one: (one[0], sorted(one[1] or ())))),
        participant=actor.ref if takes_part else None,
    )


def explain(
    actor: Actor,
    permission: str,
    *,
    place: int | None = None,
    capability: str | None = None,
    units: Collection[UUID] = (),
    participant: bool = False,
) -> Explanation:
    """The answer of `may` with the exact rule: each grant that was looked at, and what it lacks."""
    asked = _Asked(permissions[permission], place, capability, frozenset(units), participant)
    allowed, reasons = _allowed(actor, asked), _reasons(actor, asked)
    if allowed and _lacks_factor(actor, asked.permission):
        allowed = False
        reasons = [
            Reason(False, zh="本次登录没有第二因素", en="this session has no second factor"),
            *reasons,
        ]
    return Explanation(asked.permission, allowed, tuple(reasons))


def _lacks_factor(actor: Actor, permission: Permission) -> bool:
    """A resident without an account proves with the case's token; they can only reach their own case."""
    return permission.risky and actor.account_id is not None and not actor.mfa


def _implied(actor: Actor) -> Iterable[Role]:
    """The roles an actor has; whoever has no account at all is a resident."""
    if actor.account_id is None and actor.service is None:
        return [roles["resident"]]
    return [grant.what for grant in actor.grants]


def _allowed(actor: Actor, asked: _Asked) -> bool:
    """What `_reasons` comes to, from the same rules, ending with the first that allows."""
    if actor.service is not None:
        return asked.permission.name in services[actor.service]
    if any(_grant_reason(grant, asked).allows for grant in actor.grants):
        return True
    return actor.account_id is None and _role_reason(roles["resident"], asked).allows


def _reasons(actor: Actor, asked: _Asked) -> list[Reason]:
    if actor.service is not None:
        return [_service_reason(actor.service, asked.permission.name in services[actor.service])]
    reasons = [_grant_reason(grant, asked) for grant in actor.grants]
    if actor.account_id is None:
        reasons.append(_role_reason(roles["resident"], asked))
    return reasons or [Reason(False, zh="没有有效的授权", en="no grant that counts now")]


def _service_reason(name: str, given: bool) -> Reason:
    if given:
        return Reason(True, zh=f"程序 {name} 有此权限", en=f"the program {name} has this permission")
    return Reason(False, zh=f"程序 {name} 没有此权限", en=f"the program {name} does not have this permission")


def _role_reason(role: Role, asked: _Asked, grant: GrantView | None = None) -> Reason:
    """What a role gives without a place: anywhere, or on a matter the actor takes part in."""
    name = asked.permission.name
    about = grant.id if grant else None
    if name in role.anywhere:
        return Reason(True, "不限辖区", "needs no place", about, role)
    if name in role.as_participant and asked.participant:
        return Reason(True, "本人参与的事项", "takes part in this matter", about, role)
    if name in role.as_participant:
        return Reason(False, "不是本人参与的事项", "does not take part in this matter", about, role)
    return Reason(False, "此角色无此权限", "the role does not have it", about, role)


def _grant_reason(grant: GrantView, asked: _Asked) -> Reason:
    role = grant.what
    broader = _role_reason(role, asked, grant)
    if broader.allows or asked.permission.name not in role.can:
        return broader
    if grant.capabilities is not None and asked.capability not in grant.capabilities:
        listed = ", ".join(sorted(grant.capabilities))
        return Reason(False, f"授权仅限 {listed}", f"granted for {listed} only", grant.id, role)
    if role.reach == "unit":
        return _unit_reason(grant, asked)
    return _place_reason(grant, asked)


def _unit_reason(grant: GrantView, asked: _Asked) -> Reason:
    if grant.unit in asked.units:
        return Reason(True, "派给本单位", "it is assigned to the unit", grant.id, grant.what)
    return Reason(False, "未派给本单位", "it is not assigned to the unit", grant.id, grant.what)


def _place_reason(grant: GrantView, asked: _Asked) -> Reason:
    role, place = grant.what, grant.place
    if not asked.permission.placed:
        if level_of(place) == "district":
            return Reason(True, f"区级授权 {place}", f"granted for the district {place}", grant.id, role)
        return Reason(False, f"须区级授权，{place} 不是", f"needs a district, {place} is not", grant.id, role)
    if asked.place is None:
        return Reason(False, "未说明辖区", "no place was named", grant.id, role)
    if grant.low <= asked.place <= grant.high:
        return Reason(
            True, f"辖区 {place} 包含 {asked.place}", f"{place} holds {asked.place}", grant.id, role
        )
    return Reason(
        False, f"辖区 {place} 不包含 {asked.place}", f"{place} does not hold {asked.place}", grant.id, role
    )
