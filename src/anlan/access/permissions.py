"""Every permission, `room.verb`, with the words a refusal uses."""

from dataclasses import dataclass

from anlan.kit.texts import Text


@dataclass(frozen=True, slots=True)
class Permission:
    """`placed`: holds within places, so asking needs one. `risky`: needs a session with a second factor."""

    name: str
    title: Text
    placed: bool = True
    risky: bool = False


def _all() -> list[Permission]:
    made = [Permission(name, Text(zh=zh, en=en)) for name, zh, en in _ORDINARY]
    made += [Permission(name, Text(zh=zh, en=en), risky=True) for name, zh, en in _RISKY]
    made += [Permission(name, Text(zh=zh, en=en), placed=False) for name, zh, en in _DISTRICT_WIDE]
    made += [
        Permission(name, Text(zh=zh, en=en), placed=False, risky=True)
        for name, zh, en in _RISKY_DISTRICT_WIDE
    ]
    return made


_ORDINARY = (
    ("cases.report", "上报", "report"),
    ("cases.join", "附议", "say “me too” on a matter"),
    ("cases.read", "查看事项", "read cases"),
    ("cases.search", "搜索事项", "search cases"),
    ("cases.triage", "受理", "triage"),
    ("cases.relocate", "更正地点", "set the place right"),
    ("cases.route", "分流", "route"),
    ("cases.dispatch", "派遣", "dispatch"),
    ("cases.accept", "签收", "accept"),
    ("cases.raise_objection", "提出异议", "object"),
    ("cases.decide_objection", "裁定异议", "decide objections"),
    ("cases.send_back", "退回", "send back"),
    ("cases.act", "记录办理", "record handling"),
    ("cases.finish", "办结", "finish"),
    ("cases.request_extension", "申请延期", "ask for an extension"),
    ("cases.decide_extension", "审批延期", "decide extensions"),
    ("cases.suspend", "挂起", "suspend"),
    ("cases.resume", "恢复", "resume"),
    ("cases.supervise", "督办", "supervise"),
    ("cases.escalate", "升级", "escalate"),
    ("cases.verify", "核查", "verify"),
    ("cases.close", "结案", "close"),
    ("cases.rate", "评价", "rate"),
    ("cases.reopen", "重开", "reopen"),
    ("cases.merge", "合并", "merge"),
    ("cases.split", "拆分", "split"),
    ("cases.attach", "添加附件", "attach files"),
    ("cases.add_note", "备注", "write notes"),
    ("cases.withdraw_note", "撤回自己的备注", "withdraw one's own notes"),
    ("cases.refuse_file", "拦截带毒文件", "refuse a file that the virus scanner found"),
    ("cases.migrate", "迁移到新方案", "migrate to another version of its scheme"),
    ("cases.hand_over", "移交撤销单位的事项", "hand over what a unit that closes still has to do"),
    ("cases.take_call", "接听来电", "take calls"),
    ("cases.promise_callback", "承诺回电", "promise a call back"),
    ("cases.call_back", "回电回访", "call people back"),
    ("people.keep", "登记当事人", "keep a person's contact"),
    ("places.manage", "维护辖区", "manage places"),
    ("parties.manage", "维护单位和场所", "manage units and premises"),
    ("notices.tell", "发送通知", "send notices"),
    ("people.notify", "按联系方式通知本人", "use a contact to tell its owner"),
    ("access.read", "查看账号和授权", "see accounts and grants"),
)
_RISKY = (
    ("people.reveal", "查看当事人信息", "see a person's contact"),
    ("people.erase", "删除当事人信息", "erase a person's contact"),
    ("access.grant", "授权", "grant roles"),
    ("access.approve", "审批授权", "approve accounts and grants"),
    ("access.break_glass", "应急查看", "break the glass"),
)
_DISTRICT_WIDE = (
    ("ledger.read", "查看台账", "read the ledger"),
    ("access.expire", "终止过期申请", "end old requests"),
    ("config.doctor", "检查系统", "examine the system"),
    ("notices.manage", "处理发不出的通知", "see to notices that could not be sent"),
)
_RISKY_DISTRICT_WIDE = (("schemes.publish", "发布方案", "publish schemes"),)

permissions: dict[str, Permission] = {permission.name: permission for permission in _all()}
