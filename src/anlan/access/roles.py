"""Who may do what: the whole table, as data. `docs/trust.md` says the same in plain words.

A grant gives a role at a place until a day. What the role reaches from there: `reach="place"`: every case
of that place; `reach="unit"`: the cases assigned to the grant's unit, wherever they are. `as_participant`:
what it may do with a case the account itself reported or is named in. `anywhere`: what needs no place at
all.
"""

from dataclasses import dataclass
from typing import Literal

from anlan.access.permissions import permissions
from anlan.kit.texts import Text


@dataclass(frozen=True, slots=True)
class Role:
    """One role. `admin` roles exclude each other and every role that sees cases (MLPS 2.0: three
    administrators).
    """

    code: str
    title: Text
    line: Text
    can: frozenset[str] = frozenset()
    reach: Literal["place", "unit"] = "place"
    as_participant: frozenset[str] = frozenset()
    anywhere: frozenset[str] = frozenset()
    admin: bool = False


def _set(room: str, verbs: str) -> frozenset[str]:
    return frozenset(f"{room}.{verb}" for verb in verbs.split())


_REPORTING = frozenset({"cases.report", "cases.join", "people.keep"})
_OWN = _set("cases", "read attach rate reopen")
_GLASS = frozenset({"access.break_glass"})

_ROLES = (
    Role(
        code="resident",
        title=Text(zh="居民", en="resident"),
        line=Text(
            zh="上报事项，查看、评价、要求重办自己的事项",
            en="reports matters; sees, rates and reopens their own",
        ),
        as_participant=_OWN | {"people.erase"},
        anywhere=_REPORTING,
    ),
    Role(
        code="grid_worker",
        title=Text(zh="网格员", en="grid worker"),
        line=Text(zh="上报和核查本网格的事项", en="reports and verifies matters of their grid"),
        can=_set("cases", "read search attach add_note withdraw_note verify"),
        as_participant=_OWN,
        anywhere=_REPORTING,
    ),
    Role(
        code="operator",
        title=Text(zh="坐席", en="operator"),
        line=Text(
            zh="受理、分流、派遣辖区内的事项", en="takes in, routes and dispatches matters of their area"
        ),
        can=_set(
            "cases", "read search triage relocate route dispatch decide_objection send_back suspend resume"
        )
        | _set("cases", "merge split verify close reopen attach add_note withdraw_note")
        | _set("cases", "take_call promise_callback call_back")
        | _set("people", "reveal keep erase")
        | _GLASS,
        as_participant=_OWN,
        anywhere=_REPORTING,
    ),
    Role(
        code="handler",
        title=Text(zh="处置人员", en="unit handler"),
        line=Text(zh="办理派给本单位的事项", en="handles the matters assigned to their unit"),
        can=_set("cases", "read search accept raise_objection act finish request_extension")
        | _set("cases", "suspend resume attach add_note withdraw_note")
        | _set("people", "reveal keep"),
        reach="unit",
        as_participant=_OWN,
        anywhere=_REPORTING,
    ),
    Role(
        code="checker",
        title=Text(zh="核查员", en="checker"),
        line=Text(zh="核查辖区内办结的事项", en="verifies finished matters of their area"),
        can=_set("cases", "read search verify send_back attach add_note withdraw_note"),
        as_participant=_OWN,
        anywhere=_REPORTING,
    ),
    Role(
        code="supervisor",
        title=Text(zh="督办员", en="supervisor"),
        line=Text(zh="督办、升级、裁定辖区内的事项", en="supervises, escalates and decides in their area"),
        can=_set("cases", "read search supervise escalate route dispatch decide_objection")
        | _set("cases", "decide_extension reopen send_back add_note withdraw_note")
        | _GLASS,
        as_participant=_OWN,
        anywhere=_REPORTING,
    ),
    Role(
        code="leader",
        title=Text(zh="领导", en="leader"),
        line=Text(zh="查看和督办辖区内的事项", en="sees and supervises matters of their area"),
        can=_set("cases", "read search supervise add_note withdraw_note") | _GLASS,
        as_participant=_OWN,
        anywhere=_REPORTING,
    ),
    Role(
        code="auditor",
        title=Text(zh="审计管理员", en="auditor"),
        line=Text(
            zh="查看台账和授权，看不到事项内容",
            en="reads the ledger and the grants, never the words of a case",
        ),
        can=frozenset({"ledger.read", "access.read"}),
        admin=True,
    ),
    Role(
        code="system_admin",
        title=Text(zh="系统管理员", en="system administrator"),
        line=Text(
            zh="维护辖区、单位和方案，看不到事项内容",
            en="keeps places, units and schemes; cannot read a case",
        ),
        can=frozenset(
            {
                "places.manage",
                "parties.manage",
                "schemes.publish",
                "cases.migrate",
                "cases.hand_over",
                "config.doctor",
                "notices.manage",
            }
        ),
        admin=True,
    ),
    Role(
        code="security_admin",
        title=Text(zh="安全管理员", en="security administrator"),
        line=Text(
            zh="开设账号、授权须两人同意，可单独撤权，看不到事项内容",
            en="opens accounts and grants, two together; revokes alone; cannot read a case",
        ),
        can=frozenset({"access.grant", "access.approve", "access.read"}),
        admin=True,
    ),
    Role(
        code="break_glass",
        title=Text(zh="应急查看", en="broken glass"),
        line=Text(
            zh="应急查看，至多一小时，当即告知督办员",
            en="reads in an emergency, an hour at most; supervisors are told",
        ),
        can=_set("cases", "read search") | _set("people", "reveal"),
    ),
)

roles: dict[str, Role] = {role.code: role for role in _ROLES}

# No account stands behind these: a program acts under its own name, with these permissions everywhere and
# no others.
services: dict[str, frozenset[str]] = {
    "intake": _set("cases", "triage relocate route dispatch"),
    "sweeper": _set("cases", "escalate"),
    "scanner": _set("cases", "refuse_file"),
    "replay": frozenset(),
    "notices": frozenset({"notices.tell", "people.notify"}),
    "retention": frozenset({"people.erase", "access.expire"}),
    "import": frozenset({"places.manage", "parties.manage"}),
    "setup": frozenset({"access.grant", "access.read", "places.manage", "parties.manage", "schemes.publish"}),
}


def roles_with(permission: str) -> list[Role]:
    """The roles that hold a permission, in the order of the table."""
    return [role for role in _ROLES if permission in role.can | role.anywhere | role.as_participant]


def unknown_permissions() -> set[str]:
    """Names the table uses that no permission defines: must be empty."""
    used = {name for role in _ROLES for name in role.can | role.anywhere | role.as_participant}
    return (used | {name for names in services.values() for name in names}) - set(permissions)
