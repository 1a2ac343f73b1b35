"""What `anlan capability check` proves of `calls` and `knowledge`; static, but for what has gone out of date."""

from collections.abc import Iterable, Iterator, Sequence

from anlan.cases.callrules.articles import Articles
from anlan.cases.callrules.scheme import Callback, CallsSection, SurveyQuestion
from anlan.cases.scheme.checks import doubled, unknown_calendar
from anlan.cases.scheme.shapes import CasesSection
from anlan.schemes.public import CheckContext, Finding, Scheme

Path = list[str | int]


def check_calls(scheme: Scheme, context: CheckContext) -> Iterable[Finding]:
    """Outcomes that can end a case at once, calendars, provisions, questions that differ."""
    calls: CallsSection = scheme.section("calls")
    if not scheme.has("cases"):
        yield scheme.finding(
            ["calls"],
            zh="没有 cases 一节，来电没有事项可以登记",
            en="without a section `cases` a call has nothing to become",
            fix_zh="加上 cases，或删去 calls",
            fix_en="add `cases`, or remove `calls`",
        )
        return
    yield from _outcomes(scheme, context, calls)
    if calls.callback:
        yield from _callback(scheme, context, calls.callback, ["calls", "callback"])
    if calls.survey:
        yield from _callback(scheme, context, calls.survey.callback, ["calls", "survey", "callback"])
        yield from _questions(scheme, calls.survey.questions)


def _outcomes(scheme: Scheme, context: CheckContext, calls: CallsSection) -> Iterator[Finding]:
    cases: CasesSection = scheme.section("cases")
    for number, code in enumerate(calls.at_once):
        yield from context.expect("outcome", code, ["calls", "at_once", number])
        known = cases.outcome(code)
        if known is not None and known.kind in ("solved", "duplicate"):
            yield scheme.finding(
                ["calls", "at_once", number],
                zh=f"“{code}”不能在通话中结案：没有人办理过",
                en=f"a call cannot end with “{code}”: nobody has handled anything",
                fix_zh="只写 kind 为 explained 或 not_accepted 的结果",
                fix_en="list only outcomes of the kinds explained and not_accepted",
            )


def _callback(scheme: Scheme, context: CheckContext, rule: Callback, path: Path) -> Iterator[Finding]:
    yield from context.expect("provision", rule.provision, [*path, "provision"])
    yield from unknown_calendar(scheme, path, rule.calendar)


def _questions(scheme: Scheme, questions: Sequence[SurveyQuestion]) -> Iterator[Finding]:
    path: Path = ["calls", "survey", "questions"]
    yield from doubled(scheme, path, [question.code for question in questions])
    for number, question in enumerate(questions):
        yield from doubled(scheme, [*path, number, "choices"], [choice.code for choice in question.choices])
        good = sum(choice.good for choice in question.choices)
        if good in (0, len(question.choices)):
            yield scheme.finding(
                [*path, number, "choices"],
                zh="没有分子：应有一部分回答写 good: true，不能全写或全不写",
                en="there is no numerator: some answers, and not all, have to be `good: true`",
                fix_zh="在算作好的回答上写 good: true",
                fix_en="write good: true at the answers that count as good",
            )


def check_knowledge(scheme: Scheme, context: CheckContext) -> Iterable[Finding]:
    """Codes differ, categories and outcomes exist; a warning for what is out of date on the day of the check."""
    articles: Articles = scheme.section("knowledge")
    yield from doubled(scheme, ["knowledge"], [article.code for article in articles.root])
    for number, article in enumerate(articles.root):
        for code in article.categories:
            yield from context.expect("category", code, ["knowledge", number, "categories"])
        if article.outcome:
            yield from context.expect("outcome", article.outcome, ["knowledge", number, "outcome"])
        if context.today and article.expired(context.today):
            yield scheme.finding(
                ["knowledge", number, "valid_until"],
                zh=f"知识条目“{article.title.zh}”已于 {article.valid_until} 到期",
                en=f"the article “{article.title.en}” was valid until {article.valid_until}",
                fix_zh="向来源核实，改正内容，version 加一，写上新的有效期；或删去",
                fix_en="verify it with its source, mend it, raise its version and date; or remove it",
                warning=True,
            )
