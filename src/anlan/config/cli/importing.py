"""`anlan import …`: the cases of another system from a file: tried, applied, gone on with, taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from anlan.config.cli.django import start_django
from anlan.config.cli.output import complain, say
from anlan.config.cluster.language import either, in_chinese

if TYPE_CHECKING:
    from anlan.interop.public import Mapping, Plan, Refused


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command(
        name="cases",
        help=either(
            "Try a CSV file of cases; bring it in with --apply.",
            "试导入事项 CSV 文件；加 --apply 才正式导入。",
        ),
    )(cases)
    group.command(name="undo", help=either("Take a whole import back.", "撤回一次导入的全部事项。"))(undo)
    app.add_typer(group, name="import", help=either("Cases of another system.", "导入其他系统的事项。"))


@contextmanager
def _room() -> Iterator[None]:
    """Django in the terminal's language; a refusal is told in words with exit code 1."""
    start_django(database=True)
    from django.utils.translation import override

    from anlan.kit.errors import AnlanError

    with override("zh-hans" if in_chinese() else "en"):
        try:
            yield
        except AnlanError as error:
            complain(error.message())
            raise typer.Exit(1) from None


def cases(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    *,
    mapping: Annotated[
        Path,
        typer.Option(help=either("How its columns become cases (YAML).", "各列如何对应为事项（YAML）。")),
    ],
    apply: Annotated[
        bool,
        typer.Option("--apply/--dry-run", help=either("Bring it in.", "正式导入。")),
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help=either("Go on where it was stopped.", "从中断处继续。"))
    ] = False,
    errors: Annotated[
        Path | None, typer.Option(help=either("Write the refused rows here.", "把不能导入的行写到此文件。"))
    ] = None,
) -> None:
    """Exit code 0 when every row is good (or brought in), 2 when some were refused, 1 when nothing could be done."""
    with _room():
        from anlan.interop.public import load_mapping, plan_import, write_errors

        rules = load_mapping(mapping)
        found = plan_import(file, rules)
        _show(found)
        refused = found.read.refused
        if apply or resume:
            refused = _apply(file, rules, resume=resume)
        else:
            say(
                either(
                    "Nothing was changed. Bring it in with --apply.", "未作任何改动。加 --apply 正式导入。"
                )
            )
        if refused and errors:
            count = write_errors(file, refused, errors)
            say(either(f"{count} refused rows are in {errors}", f"{count} 行不能导入，已写入 {errors}"))
        raise typer.Exit(2 if refused else 0)


def _show(found: "Plan") -> None:
    read = found.read
    say(
        either(
            f"{len(read.rows)} rows can be brought in, {len(read.refused)} cannot",
            f"可导入 {len(read.rows)} 行，不能导入 {len(read.refused)} 行",
        )
    )
    say(
        either(
            f"{len(read.types)} types, {len(read.places)} places; {found.without_place} rows name no place (held as "
            f"“not located”), {found.without_point} no exact point",
            f"类型 {len(read.types)} 种，辖区 {len(read.places)} 处；"
            f"{found.without_place} 行没有辖区（归入“位置不明”），{found.without_point} 行没有精确坐标",
        )
    )
    for one in read.refused[:5]:
        say(either(f"line {one.line}: {one.reason}", f"第 {one.line} 行：{one.reason}"))


def _apply(file: Path, rules: "Mapping", *, resume: bool) -> "tuple[Refused, ...]":
    from anlan.access.public import service
    from anlan.interop.public import import_cases
    from anlan.kit.clock import now

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task(either("Rows", "行"), total=None)
        done = import_cases(
            file, rules, by=service("import"), now=now, resume=resume,
            progress=lambda done, whole: bar.update(task, completed=done, total=whole),
        )  # fmt: skip
    say(
        either(
            f"{done.made} cases were made; {done.known} were there before. The import is {done.batch}",
            f"新增 {done.made} 件，{done.known} 件此前已有。导入编号 {done.batch}",
        )
    )
    return done.refused


def undo(batch: UUID) -> None:
    """Every case of the import goes, by further facts; places, units and the capability stay."""
    with _room():
        from anlan.access.public import service
        from anlan.interop.public import undo_import
        from anlan.kit.clock import now

        count = undo_import(batch, by=service("import"), at=now())
        say(either(f"Taken back: {count} facts.", f"已撤回：{count} 条记录。"))
