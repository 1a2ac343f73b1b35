"""What somebody may look at people's data for (PIPL art. 6: a definite purpose, the least needed)."""

from anlan.kit.texts import Text

purposes: dict[str, Text] = {
    "contact": Text(zh="联系反映人了解情况", en="to ask the reporter about the matter"),
    "handle": Text(zh="上门或现场办理", en="to handle the matter on site"),
    "callback": Text(zh="办结回访", en="to call back after it was finished"),
    "verify": Text(zh="核查办理结果", en="to verify the result"),
    "correct": Text(zh="应当事人要求更正", en="to correct it at the person's request"),
    "emergency": Text(zh="紧急情况", en="in an emergency"),
    "notify": Text(zh="按本人同意发送通知", en="to tell the person, as they agreed"),
    "earlier": Text(
        zh="经来电人同意查看其以往事项", en="to see the caller's earlier matters, as they agreed"
    ),
}
# Nobody can choose these when they ask for a contact: a program's own, and the call desk's, which shows no contact.
by_programs = frozenset({"notify", "earlier"})


# Why somebody's data was destroyed.
erasures: dict[str, Text] = {
    "asked": Text(zh="当事人要求删除", en="the person asked for it"),
    "expired": Text(zh="保存期限届满", en="the retention time ended"),
    "mistaken": Text(zh="登记有误", en="it was kept by mistake"),
}
