"""`anlan capability …`: what a district's IT staff work with when they write, prove and publish a capability."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.config.cli.django import start_django
from anlan.config.cli.output import complain, line, say
from anlan.config.cluster.language import either, in_chinese

if TYPE_CHECKING:
    from anlan.schemes.public import Finding, Scheme

Names = Annotated[
    list[str] | None,
    typer.Argument(help=either("Names or folders; none: all.", "名称或文件夹；不写则为全部。")),
]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    about: dict[Callable[..., None], tuple[str, str, str]] = {
        list_all: ("list", "What there is, and what is published.", "列出全部方案及发布情况。"),
        check: (
            "check",
            "Name every mistake with file, line and remedy.",
            "逐条指出错误所在的文件、行号和改法。",
        ),
        run_tests: ("test", "Run the flow tests on the database.", "在数据库上运行流程测试。"),
        new: ("new", "Write a commented capability that works.", "生成一份带注释、可运行的样板。"),
        schema: ("schema", "The JSON Schema for editors.", "输出编辑器用的 JSON Schema。"),
        reference: ("reference", "The manual of the language.", "输出能力语言手册。"),
        publish: ("publish", "Make capabilities current for new cases.", "发布方案，供新事项使用。"),
        withdraw: ("withdraw", "Take the current version out of use.", "停用当前版本。"),
    }
    for command, (name, en, zh) in about.items():
        group.command(name=name, help=either(en, zh))(command)
    app.add_typer(
        group,
        name="capability",
        help=either("Write, prove and publish capabilities.", "编写、检验和发布方案。"),
    )


def _begin(*, database: bool = False) -> None:
    """Django, in the terminal's language: findings and refusals follow it."""
    start_django(database=database)
    from django.utils.translation import activate

    activate("zh-hans" if in_chinese() else "en")


def _folders(names: Iterable[str] | None) -> list[Path]:
    from anlan.kit.errors import AnlanError
    from anlan.schemes.public import folder_of, folders

    try:
        found = [folder_of(name) for name in names or ()] or list(folders().values())
    except AnlanError as error:
        complain(error.message())
        raise typer.Exit(1) from error
    if not found:
        complain(either("There is no capability.", "没有任何方案。"), "anlan capability new NAME")
        raise typer.Exit(1)
    return found


def list_all() -> None:
    """Name, title, version in the folder, version published."""
    _begin(database=True)
    from anlan.schemes.public import current_all, examine, folders

    published = {scheme.name: scheme for scheme in current_all()}
    for name, folder in folders().items():
        scheme, _ = examine(folder)
        if scheme is None:
            line("✗", "red", name, either("see `anlan capability check`", "见 `anlan capability check`"))
            continue
        live = published.pop(name, None)
        if live is None:
            state = either("not published", "未发布")
        elif live.hash == scheme.hash:
            state = either(f"published: {live.version}", f"已发布：{live.version}")
        else:
            state = either(
                f"published: {live.version}, the folder differs", f"已发布：{live.version}，文件夹有改动"
            )
        line("·", "green" if live else "yellow", f"{name} {scheme.version}  {scheme.title}  ({state})")
    for live in published.values():
        line(
            "·",
            "yellow",
            f"{live.name} {live.version}  {live.title}  ({either('published, no folder', '已发布，无文件夹')})",
        )


def check(
    names: Names = None,
    district: Annotated[
        bool,
        typer.Option(
            "--district",
            help=either("Prove it on the real places and units too.", "并用本区真实辖区和单位证明。"),
        ),
    ] = False,
) -> None:
    """Every finding, one a line; exit code 1 when something must be mended."""
    _begin(database=district)
    from django.utils.timezone import localdate

    from anlan.kit.clock import now
    from anlan.schemes.public import errors_of, examine

    wrong, today = 0, localdate(now())
    for folder in _folders(names):
        scheme, findings = examine(folder, today)
        if district and scheme and not errors_of(findings):
            findings = [*findings, *_proofs(scheme)]
        _print(folder.name, findings)
        wrong += len(errors_of(findings))
    if wrong:
        complain(either(f"{wrong} to mend", f"共 {wrong} 处需要修改"))
        raise typer.Exit(1)


def _proofs(scheme: "Scheme") -> list["Finding"]:
    from django.conf import settings

    from anlan.kit.clock import now
    from anlan.schemes.public import district_proofs

    at = now()
    return [
        finding for proof in district_proofs.items() for finding in proof(scheme, settings.ANLAN_DISTRICT, at)
    ]


def _print(name: str, findings: "Iterable[Finding]") -> None:
    listed = list(findings)
    if not listed:
        line("✓", "green", name)
    for finding in listed:
        line(*(("✗", "red") if finding.severity == "error" else ("!", "yellow")), str(finding))


def run_tests(
    names: Names = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep",
            help=either(
                "Keep what passed in the database: for trials only.", "保留通过的结果：仅限试用环境。"
            ),
        ),
    ] = False,
) -> None:
    """One line a scenario; exit code 1 when one goes another way."""
    _begin(database=True)
    from anlan.schemes.public import errors_of, load, outcome_lines, outcomes_summary, read_flows, run_story

    outcomes = []
    broken = False
    for folder in _folders(names):
        from anlan.schemes.public import examine

        scheme, findings = examine(folder)
        if scheme is None or errors_of(findings):
            _print(folder.name, errors_of(findings))
            broken = True
            continue
        say(f"{folder.name}")
        for story in read_flows(folder)[0]:
            outcomes.append(run_story(story, load(folder), keep=keep))
            for text in outcome_lines(outcomes[-1]):
                say(f"  {text}")
    say(outcomes_summary(outcomes))
    if broken or not all(outcome.passed for outcome in outcomes):
        raise typer.Exit(1)


def new(
    name: str,
    into: Annotated[
        Path | None, typer.Option(help=either("The folder to write it into.", "写入哪个文件夹。"))
    ] = None,
) -> None:
    """A folder that passes `check` and `test` as it is."""
    _begin()
    from anlan.kit.errors import AnlanError
    from anlan.schemes.public import roots, start

    try:
        folder = start(name, into or roots()[0])
    except AnlanError as error:
        complain(error.message())
        raise typer.Exit(1) from error
    line("✓", "green", str(folder))
    say(f"  anlan capability check {name if into is None else folder}")
    say(f"  anlan capability test {name if into is None else folder}")


def schema(
    write: Annotated[
        bool, typer.Option("--write", help=either("Beside the capabilities.", "写到方案旁。"))
    ] = False,
) -> None:
    """To standard output, or `--write` where editors find it."""
    _begin()
    from anlan.schemes.public import BUILTIN, SCHEMA_FILE, editors_schema_text

    if write:
        (BUILTIN / SCHEMA_FILE).write_text(editors_schema_text(), encoding="utf-8")
    else:
        typer.echo(editors_schema_text(), nl=False)


def reference(
    write: Annotated[bool, typer.Option("--write", help=either("Into docs/.", "写入 docs/。"))] = False,
) -> None:
    """To standard output, or `--write` to docs/capability-language.md of this checkout."""
    _begin()
    from anlan.schemes.public import reference as written

    if write:
        from django.conf import settings

        (settings.PROJECT / "docs" / "capability-language.md").write_text(written(), encoding="utf-8")
    else:
        typer.echo(written(), nl=False)


def publish(
    names: Names = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help=either("Ours, and all of the district's own.", "内置方案和本区全部自有方案。")
        ),
    ] = False,
) -> None:
    """By name as they stand; without a name only ours that are new: a district's own may be drafts."""
    _begin(database=True)
    from anlan.access.public import service
    from anlan.kit.clock import now
    from anlan.schemes.public import BUILTIN, folders, publish_builtin

    own = [folder for folder in folders().values() if everything and folder.parent != BUILTIN]
    refused = False
    if not names:
        done = publish_builtin(by=service("setup"), at=now())
        for name in done.published:
            line("✓", "green", either(f"published {name}", f"已发布 {name}"))
        for name, findings in done.refused.items():
            _print(name, findings)
        refused = bool(done.refused)
    for folder in _folders(names) if names else own:
        refused |= not _publish(folder)
    if refused:
        raise typer.Exit(1)


def _publish(folder: Path) -> bool:
    from anlan.access.public import service
    from anlan.kit.clock import now
    from anlan.kit.errors import AnlanError
    from anlan.schemes.public import errors_of, examine
    from anlan.schemes.public import publish as publish_scheme

    scheme, findings = examine(folder)
    if scheme is None or errors_of(findings):
        _print(folder.name, errors_of(findings))
        return False
    try:
        row = publish_scheme(scheme, by=service("setup"), at=now())
    except AnlanError as error:
        complain(error.message())
        return False
    line("✓", "green", either(f"published {row.name} {row.label()}", f"已发布 {row.name} {row.label()}"))
    return True


def withdraw(name: str) -> None:
    """The version before it is current again; open cases keep theirs."""
    _begin(database=True)
    from anlan.access.public import service
    from anlan.kit.clock import now
    from anlan.kit.errors import AnlanError
    from anlan.schemes.public import current
    from anlan.schemes.public import withdraw as withdraw_scheme

    try:
        row = withdraw_scheme(current(name).hash, by=service("setup"), at=now())
    except AnlanError as error:
        complain(error.message())
        raise typer.Exit(1) from error
    line("✓", "green", either(f"withdrawn {row.name} {row.label()}", f"已停用 {row.name} {row.label()}"))
