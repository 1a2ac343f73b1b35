"""What states, verbs and facts are called, in both languages: one place, so that pages, notices and files agree."""

from uuid import UUID

from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.scheme.shapes import CasesSection
from anlan.kit.texts import Text
from anlan.ledger.public import Fact

STATES: dict[State, Text] = {
    State.REPORTED: Text(zh="已受理", en="Reported"),
    State.ROUTED: Text(zh="待派遣", en="Routed"),
    State.DISPATCHED: Text(zh="待签收", en="Dispatched"),
    State.HANDLING: Text(zh="办理中", en="Being handled"),
    State.SUSPENDED: Text(zh="已挂起", en="Suspended"),
    State.HANDLED: Text(zh="待核查", en="Handled"),
    State.VERIFIED: Text(zh="待结案", en="Verified"),
    State.CLOSED: Text(zh="已结案", en="Closed"),
    State.RATED: Text(zh="已评价", en="Rated"),
    State.MERGED: Text(zh="已合并", en="Merged"),
}

WORKS: dict[Work, Text] = {
    Work.OFFERED: Text(zh="待签收", en="offered"),
    Work.OBJECTED: Text(zh="有异议", en="objected"),
    Work.ACCEPTED: Text(zh="办理中", en="accepted"),
    Work.FINISHED: Text(zh="已办结", en="finished"),
    Work.WITHDRAWN: Text(zh="已收回", en="withdrawn"),
}

PARTS: dict[Part, Text] = {
    Part.LEAD: Text(zh="主办", en="lead"),
    Part.SUPPORTING: Text(zh="协办", en="supporting"),
}

VERBS: dict[str, Text] = {
    "report": Text(zh="上报", en="Report"),
    "triage": Text(zh="定类", en="Set the category"),
    "relocate": Text(zh="更正地点", en="Set the place right"),
    "route": Text(zh="分流", en="Route"),
    "dispatch": Text(zh="派遣", en="Dispatch"),
    "accept": Text(zh="签收", en="Accept"),
    "raise_objection": Text(zh="提出异议", en="Object"),
    "decide_objection": Text(zh="裁定异议", en="Decide the objection"),
    "act": Text(zh="记录办理", en="Record a step"),
    "request_extension": Text(zh="申请延期", en="Ask for more time"),
    "decide_extension": Text(zh="审批延期", en="Decide on more time"),
    "suspend": Text(zh="挂起", en="Suspend"),
    "resume": Text(zh="恢复", en="Resume"),
    "escalate": Text(zh="升级", en="Escalate"),
    "supervise": Text(zh="督办", en="Supervise"),
    "finish": Text(zh="办结", en="Finish"),
    "verify": Text(zh="核查通过", en="Verify"),
    "send_back": Text(zh="退回重办", en="Send back"),
    "close": Text(zh="结案", en="Close"),
    "rate": Text(zh="评价", en="Rate"),
    "reopen": Text(zh="重开", en="Reopen"),
    "split": Text(zh="拆分", en="Split"),
    "merge": Text(zh="合并", en="Merge"),
    "attach": Text(zh="添加照片或文件", en="Attach photographs or documents"),
    "add_note": Text(zh="备注", en="Write a note"),
    "withdraw_note": Text(zh="撤回备注", en="Withdraw a note"),
    "promise_callback": Text(zh="承诺回电", en="Promise a call back"),
    "migrate": Text(zh="迁移方案版本", en="Move to another version"),
}

_TOLD: dict[str, Text] = {
    "report": Text(zh="事项已受理", en="The report was received"),
    "triage": Text(zh="类别定为：{category}", en="The category was set: {category}"),
    "relocate": Text(zh="地点更正", en="The place was set right"),
    "route": Text(zh="确定承办单位：{unit}", en="The owner was found: {unit}"),
    "dispatch": Text(zh="派给：{lead}", en="Dispatched to {lead}"),
    "accept": Text(zh="{unit}已签收（{part}）", en="{unit} accepted it ({part})"),
    "raise_objection": Text(zh="{unit}提出异议", en="{unit} objected"),
    "decide_objection": Text(zh="异议裁定：{decision}", en="The objection was {decision}"),
    "act": Text(zh="办理步骤：{step}", en="Step done: {step}"),
    "request_extension": Text(zh="申请延期", en="More time was asked for"),
    "decide_extension": Text(zh="延期审批：{decision}", en="More time was {decision}"),
    "suspend": Text(zh="挂起：{reason}", en="Suspended: {reason}"),
    "resume": Text(zh="恢复办理", en="Work goes on"),
    "escalate": Text(zh="升级提醒", en="Escalated"),
    "supervise": Text(zh="督办{state}", en="Supervision {state}"),
    "finish": Text(zh="{unit}已办结（{part}）", en="{unit} finished ({part})"),
    "verify": Text(zh="核查通过", en="The work was verified"),
    "send_back": Text(zh="退回重办", en="Sent back to be handled again"),
    "close": Text(zh="结案：{outcome}", en="Closed: {outcome}"),
    "rate": Text(zh="评价：{score} / {most}", en="Rated {score} of {most}"),
    "reopen": Text(zh="重开", en="Reopened"),
    "split": Text(zh="拆分出新的事项", en="Parts became cases of their own"),
    "merge": Text(zh="并入另一事项", en="Merged into another case"),
    "merge_take_in": Text(zh="另一事项并入本事项", en="Another case was merged into this one"),
    "attach": Text(zh="添加照片或文件", en="Files were attached"),
    "refuse_file": Text(zh="一份文件未通过病毒扫描，已拦截", en="The virus scanner refused a file"),
    "add_note": Text(zh="备注", en="Note"),
    "withdraw_note": Text(zh="撤回了自己的一条备注", en="A note was withdrawn by its author"),
    "promise_callback": Text(zh="承诺回电", en="A call back was promised"),
    "use_article": Text(
        zh="答复依据知识条目 {article}（第 {version} 版）",
        en="Answered from article {article}, version {version}",
    ),
    "miss_callback": Text(
        zh="回电未接通（第 {attempt} 次，最多 {most} 次）",
        en="Nobody answered the call ({attempt} of {most})",
    ),
    "finish_callback": Text(zh="已回电", en="The caller was called back"),
    "record_survey": Text(zh="满意度回访：{result}", en="Asked how it was: {result}"),
    "migrate": Text(zh="迁移到新的方案版本", en="Moved to another version of its capability"),
}

_YES_NO = {
    "decide_objection": (Text(zh="成立", en="upheld"), Text(zh="不成立", en="refused")),
    "decide_extension": (Text(zh="同意", en="granted"), Text(zh="不同意", en="refused")),
    "supervise": (Text(zh="开始", en="began"), Text(zh="解除", en="ended")),
}


_RESULTS = {
    "answered": Text(zh="已答复", en="answered"),
    "declined": Text(zh="不愿答复", en="did not want to answer"),
}


def _title(found: object, code: str) -> str:
    title = getattr(found, "title", None)
    return str(title) if title is not None else code


def told(fact: Fact, section: CasesSection, units: dict[UUID, str]) -> str:
    """The title of a fact in the active language, with units, steps and outcomes by their names."""
    verb, payload = fact.kind.partition(".")[2], fact.payload
    values: dict[str, str] = {key: str(value) for key, value in payload.items()}
    for key in ("unit", "lead"):
        if payload.get(key):
            values[key] = units.get(UUID(payload[key]), "—")
    if "part" in payload:
        values["part"] = str(PARTS[Part(payload["part"])])
    if "category" in payload:
        values["category"] = _title(section.category(payload["category"]), payload["category"])
    if "step" in payload:
        values["step"] = _title(section.step(payload["step"]), payload["step"])
    if "outcome" in payload:
        values["outcome"] = _title(section.outcome(payload["outcome"]), payload["outcome"])
    if verb == "suspend":
        known = next((each for each in section.suspension.reasons if each.code == payload["reason"]), None)
        values["reason"] = _title(known, payload["reason"])
    if "result" in payload:
        values["result"] = str(_RESULTS[payload["result"]])
    if verb in _YES_NO:
        yes, no = _YES_NO[verb]
        chosen = yes if payload.get("upheld") or payload.get("granted") or payload.get("on") else no
        values["decision"] = values["state"] = str(chosen)
    text = _TOLD.get(verb)
    return str(text).format_map(values) if text else fact.kind
