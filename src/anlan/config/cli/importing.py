"""`anlan import …`: the cases of another system from a file: tried, applied, gone on with, taken back."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from anlan.config.cli.django import start_django
from anlan.config.cli.output import complain, say
from anlan.config.cluster.language import either, in_chinese

if TYPE_CHECKING:
    from anlan.interop.public import Brought, Crew, Mapping, Plan

# Smaller files are in before further processes have read what they need.
_WORTH = 2 << 20


_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
_MappingFile = Annotated[
    Path, typer.Option(help=either("How its columns become cases (YAML).", "各列如何对应为事项（YAML）。"))
]
_Applied = Annotated[bool, typer.Option("--apply/--dry-run", help=either("Bring it in.", "正式导入。"))]
_Resumed = Annotated[
    bool, typer.Option("--resume", help=either("Go on where it was stopped.", "从中断处继续。"))
]
_ErrorFile = Annotated[
    Path | None,
    typer.Option(
        help=either(
            "Write the refused rows here: .xlsx for a workbook (red, with the reasons), else CSV.",
            "把不能导入的行写到此文件：Excel 用 .xlsx（标红并注明原因），其他用 CSV。",
        )
    ),
]
_Processes = Annotated[
    int,
    typer.Option(min=0, max=16, help=either("0: as many as there are cores.", "进程数；0 为按处理器核数。")),
]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command(
        name="cases",
        help=either(
            "Try a file of cases (CSV or Excel); bring it in with --apply.",
            "试导入事项文件（CSV 或 Excel）；加 --apply 才正式导入。",
        ),
    )(cases)
    group.command(name="undo", help=either("Take a whole import back.", "撤回一次导入的全部事项。"))(undo)
    app.add_typer(group, name="import", help=either("Cases of another system.", "导入其他系统的事项。"))


@contextmanager
def _room() -> Iterator[None]:
    """Django in the terminal's language; a refusal is told in words with exit code 1."""
    start_django(database=True)
    from django.utils.translation import override

    from anlan.interop.public import ImportStopped
    from anlan.kit.errors import AnlanError

    with override("zh-hans" if in_chinese() else "en"):
        try:
            yield
        except ImportStopped as stopped:
            complain(stopped.message())
            raise typer.Exit(130) from None
        except AnlanError as error:
            complain(error.message())
            raise typer.Exit(1) from None


class _Rate(ProgressColumn):
    """Rows a second since it began."""

    def render(self, task: Task) -> Text:
        """`1,234/s`."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "-/s")


class _Screen:
    """Two bars: what was read, and what is in."""

    def __init__(self, bar: Progress, what: str) -> None:
        self._bar, self._what = bar, what
        self._reading: Any = None
        self._doing: Any = None

    def looking(self, done: int, whole: int) -> None:
        """MB read."""
        if self._reading is None:
            self._reading = self._bar.add_task(either("Reading, MB", "读取（MB）"), total=whole >> 20)
        self._bar.update(self._reading, completed=done >> 20, total=whole >> 20)

    def progress(self, done: int, whole: int) -> None:
        """Rows done."""
        if self._doing is None:
            self._doing = self._bar.add_task(self._what, total=whole, completed=done)
        self._bar.update(self._doing, completed=done, total=whole)


@contextmanager
def _screen(what: str) -> Iterator[_Screen]:
    columns = (
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}/{task.total:,.0f}"), _Rate(),
        TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns) as bar:
        yield _Screen(bar, what)


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Ctrl-C (or SIGTERM) asks for a stop after the present portion; a second one breaks it off."""
    asked: list[int] = []

    def ask(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        say(either("Stopping after the present portion…", "正在完成当前批次后停止……"))

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def cases(
    file: _File,
    *,
    mapping: _MappingFile,
    apply: _Applied = False,
    resume: _Resumed = False,
    errors: _ErrorFile = None,
    processes: _Processes = 0,
) -> None:
    """Exit code 0 when every row is good (or brought in), 2 when some were refused, 1 when nothing could be done."""
    with _room():
        from anlan.interop.public import load_mapping, plan_import

        rules = load_mapping(mapping)
        if errors is not None and errors.absolute() == file.absolute():
            raise typer.BadParameter(
                either("This is the file itself.", "不能与原文件相同。"), param_hint="--errors"
            )
        if apply or resume:
            done = _apply(file, rules, resume=resume, errors=errors, processes=processes)
            plan, refused = done.plan, done.refused
        else:
            with _screen("") as screen:
                plan = plan_import(file, rules, errors=errors, looking=screen.looking)
            _show(plan)
            refused = plan.survey.refused if plan.survey else 0
            nothing = "Nothing was changed. Bring it in with --apply."
            say(either(nothing, "未作任何改动。加 --apply 正式导入。"))
        _returned(plan, errors)
        raise typer.Exit(2 if refused else 0)


def _show(plan: "Plan") -> None:
    from anlan.interop.public import KINDS

    if plan.sheet:
        say(either(f"Sheet “{plan.sheet}”", f"工作表“{plan.sheet}”"))
    found = plan.survey
    if found is None:
        told = plan.done
        say(either(f"Going on after {told} rows", f"从已完成的 {told} 行之后继续"))
        return
    say(
        either(
            f"{found.rows} rows can be brought in, {found.refused} cannot",
            f"可导入 {found.rows} 行，不能导入 {found.refused} 行",
        )
    )
    say(
        either(
            f"{len(found.types)} types, {len(found.places)} places; {found.without_place} rows name no place (held as "
            f"“not located”), {found.without_point} no exact point",
            f"类型 {len(found.types)} 种，辖区 {len(found.places)} 处；"
            f"{found.without_place} 行没有辖区（归入“位置不明”），{found.without_point} 行没有精确坐标",
        )
    )
    for kind, count in found.kinds.items():
        say(f"  {count:>8,}  {KINDS[kind]}")
    for one in found.examples[:5]:
        say(either(f"line {one.line}: {one.reason}", f"第 {one.line} 行：{one.reason}"))


def _returned(plan: "Plan", errors: Path | None) -> None:
    if errors is None or not plan.returned:
        return
    say(
        either(
            f"{plan.returned} refused rows are in {errors}", f"{plan.returned} 行不能导入，已写入 {errors}"
        )
    )
    if plan.left_out:
        more = plan.left_out
        say(
            either(
                f"{more} more are like them and were left out; mend these first",
                f"另有 {more} 行未列出，请先修正已列出的",
            )
        )


def _crew(file: Path, processes: int) -> "Crew":
    """Further processes for a big file; they are made before this one has a connection."""
    from anlan.interop.public import Alone, Forked

    wanted = processes or (min(4, os.cpu_count() or 1) if file.stat().st_size > _WORTH else 1)
    return Forked(wanted) if wanted > 1 else Alone()


def _apply(file: Path, rules: "Mapping", *, resume: bool, errors: Path | None, processes: int) -> "Brought":
    from anlan.access.public import service
    from anlan.interop.public import import_cases
    from anlan.kit.clock import now

    crew = _crew(file, processes)
    try:
        with _stoppable() as stop, _screen(either("Rows", "行")) as screen:
            done = import_cases(
                file, rules, by=service("import"), now=now, resume=resume, errors=errors, crew=crew, tell=_show,
                looking=screen.looking, progress=screen.progress, stop=stop,
            )  # fmt: skip
    finally:
        crew.close()
    say(
        either(
            f"{done.made} cases were made; {done.known} were there before. The import is {done.batch}",
            f"新增 {done.made} 件，{done.known} 件此前已有。导入编号 {done.batch}",
        )
    )
    return done


def undo(batch: UUID) -> None:
    """Every case of the import goes, by further facts; places, units and the capability stay."""
    with _room():
        from anlan.access.public import service
        from anlan.interop.public import undo_import
        from anlan.kit.clock import now

        with _stoppable() as stop, _screen(either("Facts looked at", "已核查记录")) as screen:
            count = undo_import(batch, by=service("import"), at=now(), progress=screen.progress, stop=stop)
            stopped = stop()
        say(either(f"Taken back: {count} cases.", f"已撤回：{count} 件。"))
        if stopped:
            say(either("Stopped. The same command goes on.", "已停止。再次执行同一命令即可继续。"))
            raise typer.Exit(130)
