"""`anlan demo`: a filled district to try everything on."""

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from anlan.config.cli.django import manage, start_django
from anlan.config.cli.output import say
from anlan.config.cli.room import check_room, refuse
from anlan.config.cli.up import refuse_second, serve
from anlan.config.cluster import Cluster, PrivateCluster, choose, database_url, run_folder, state_folder
from anlan.config.cluster.folders import holder, only_one
from anlan.config.cluster.language import either

if TYPE_CHECKING:
    from anlan.config.demo.crew import Forked
    from anlan.config.demo.fill import Told

PROCESSES = 2


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help=either("Start Anlan with a made-up district.", "启动安澜，并装入一个演示辖区（演示数据）。")
    )(demo)


def demo(
    port: Annotated[int, typer.Option(help=either("The web's port.", "网页端口。"))] = 8000,
    fill_only: Annotated[
        bool, typer.Option("--fill-only", help=either("Fill and stop.", "只生成数据，不启动服务。"))
    ] = False,
    days: Annotated[int, typer.Option(min=1, max=400, help=either("Days of history.", "历史天数。"))] = 90,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help=either("Say what took how long.", "显示各步骤耗时。"))
    ] = False,
    wipe: Annotated[
        bool, typer.Option("--wipe", help=either("Throw the demonstration away.", "删除演示数据。"))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=either("Do not ask.", "不再确认。"))] = False,
    yes_really: Annotated[
        bool,
        typer.Option(
            "--yes-really", help=either("Also on a server of your own.", "自有数据库服务器上也执行。")
        ),
    ] = False,
) -> None:
    """Fill once, print the log-ins, then run like `anlan up`. A demonstration that stands is left as it is."""
    if wipe:
        _wipe(asked=yes or yes_really, given=yes_really)
        return
    os.environ["ANLAN_DEMO"] = "1"
    signal.signal(signal.SIGTERM, _interrupt)
    check_room(None if fill_only else port)
    began = monotonic()
    cluster = choose()
    try:
        told = _begin(cluster, days, with_parent=not fill_only)
        if verbose and told is not None:
            _times(told, monotonic() - began)
        _show(port)
        if not fill_only:
            serve(port=port, prepared=told is not None)
    finally:
        cluster.leave()


def _begin(cluster: Cluster, days: int, *, with_parent: bool) -> "Told | None":
    """The database, and in it the demonstration: filled now, or as it stands."""
    try:
        cluster.start(say=say, with_parent=with_parent)
        with only_one(_filling()) as alone:
            if not alone:
                refuse_second(holder(_filling()))
            return _fill(days)
    except KeyboardInterrupt:
        refuse(
            either("Stopped before it was complete.", "尚未完成即被中止。"),
            either(
                "Begin anew: anlan demo --wipe --yes, then anlan demo",
                "重来：anlan demo --wipe --yes，再 anlan demo",
            ),
        )


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _filling() -> Path:
    return run_folder(state_folder()) / "demo.lock"


def _fill(days: int) -> "Told | None":
    """In the database that is running now; a district that stands is left as it is."""
    crew = _prepare()
    try:
        if not _ready():
            return None
        from anlan.config.demo.calls import CALLS
        from anlan.config.demo.fill import Scale, fill
        from anlan.kit import clock

        say(either("Filling the demonstration district …", "正在生成演示辖区……"))
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(either("matters", "事项"), total=None)

            def tick(made: int, total: int) -> None:
                progress.update(task, completed=made, total=total)

            scale = Scale(days=days, calls=CALLS)
            told = fill(
                now=clock.now(), logins=_logins(), crew=crew, scale=scale, tick=tick, written=_count_rows
            )
    finally:
        crew.close()
    en = f"{told.matters} matters, {told.facts} facts."
    say(either(en, f"已生成 {told.matters} 件事项、{told.facts} 条台账记录。"))
    return told


def _prepare() -> "Forked":
    """The tables, and meanwhile on the other core what needs none: the program, the ground. Then the helpers."""
    with ThreadPoolExecutor(1) as beside:
        migrated = beside.submit(manage, "migrate", "--no-input", "-v", "0", role="owner")
        start_django(database=True)
        from anlan.config.demo.crew import Forked
        from anlan.config.demo.ground import features
        from anlan.config.demo.words import sentences

        if not _logins().exists():
            features()
            sentences()
        failed = migrated.result()
    if failed:
        raise typer.Exit(1)
    return Forked(PROCESSES)  # before this process has a connection


def _ready() -> bool:
    """Whether there is something to fill: not a district that stands, and never one that is no demonstration."""
    from anlan.config.demo.mark import filled, marked
    from anlan.places.public import Place

    if filled() and _logins().exists():
        return False
    if marked():
        refuse(
            either("A demonstration was begun here and is not complete.", "此处有未完成的演示数据。"),
            either("Throw it away: anlan demo --wipe", "删除后重来：anlan demo --wipe"),
        )
    if Place.objects.exists():
        refuse(
            either("This database holds a district already.", "该数据库中已有辖区数据。"),
            either(
                "Use another: ANLAN_STATE=/a/new/folder anlan demo", "请另用：ANLAN_STATE=/新目录 anlan demo"
            ),
        )
    return True


def _count_rows() -> None:
    """Let the planner know what came in at once; its own look comes a minute later, and pages are slow till then."""
    import psycopg

    with psycopg.connect(database_url(), autocommit=True) as owner:
        owner.execute("SET default_statistics_target = 20")  # good enough till then, in a quarter of the time
        owner.execute("SET client_min_messages = error")  # the system's own tables are not the owner's
        owner.execute("ANALYZE")


def _logins() -> Path:
    return state_folder() / "demo-logins.txt"


def _wipe(*, asked: bool, given: bool) -> None:
    """Only what its own ledger calls a demonstration; a server of one's own only when told so twice."""
    from anlan.config.demo import wipe

    cluster, lock = choose(), run_folder(state_folder()) / "up.lock"
    if running := holder(_filling()):
        refuse_second(running)
    if running := holder(lock):
        refuse(
            either(f"`anlan up` runs (process {running}).", f"`anlan up` 正在运行（进程 {running}）。"),
            either(f"Stop that first: kill {running}", f"请先停止它：kill {running}"),
        )
    private = isinstance(cluster, PrivateCluster)
    if not private and not given:
        refuse(
            either("This is a server of your own.", "这是自有的数据库服务器。"),
            either(
                "If you mean it: anlan demo --wipe --yes-really", "确需删除：anlan demo --wipe --yes-really"
            ),
        )
    url = cluster.start(say=say)
    try:
        if wipe.is_demonstration(url) is not True:
            _not_one()
        if not asked:
            question = either("Delete the demonstration for good?", "确定永久删除演示数据？")
            typer.confirm(question, abort=True)
        if isinstance(cluster, PrivateCluster):
            wipe.wipe_private(cluster)
        else:
            wipe.wipe_given(os.environ.get("ANLAN_OWNER_URL") or url)
        wipe.remove_files(state_folder())
    except wipe.NotADemonstration:
        _not_one()
    finally:
        cluster.leave()
    say(either("The demonstration is gone.", "演示数据已删除。"))


def _not_one() -> NoReturn:
    refuse(
        either("This is not a demonstration: nothing is deleted.", "这不是演示数据，未删除任何内容。"),
        either(
            "A district's data are removed by its database administrator.", "辖区数据由数据库管理员处理。"
        ),
    )


def _times(told: "Told", whole: float) -> None:
    for name, seconds in told.seconds.items():
        say(f"{name:14} {seconds:6.1f} s")
    say(f"{either('from the start', '自启动起'):14} {whole:6.1f} s")


def _show(port: int) -> None:
    from anlan.config.demo.people import kept_logins

    table = Table(title=either("Demonstration data · log-ins", "演示数据 · 登录账号"))
    for heading in (
        either("role", "角色"),
        either("user", "账号"),
        either("password", "密码"),
        either("name", "姓名"),
        either("where", "范围"),
    ):
        table.add_column(heading, no_wrap=True)
    known = sorted(kept_logins(_logins()), key=lambda one: one.role)
    for one in known:
        table.add_row(one.role, one.username, one.password, one.name, one.works)
    # A password that is cut off helps nobody, also where this goes to a file.
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    for one in known:
        if one.secret:
            en = f"{one.username} also needs a code: put this key into an authenticator app"
            say(
                either(
                    f"{en}: {one.secret}", f"{one.username} 另需动态码，密钥（录入验证器应用）：{one.secret}"
                )
            )
    say(either(f"Kept in {_logins()}", f"账号保存在 {_logins()}"))
    say(either(f"Residents: http://127.0.0.1:{port}/", f"居民门户：http://127.0.0.1:{port}/"))
    say(either(f"Desk: http://127.0.0.1:{port}/desk/", f"工作台：http://127.0.0.1:{port}/desk/"))
    alive = f"anlan simulate --url http://127.0.0.1:{port}"
    say(either(f"To see it live, in a second window: {alive}", f"让它“活”起来（另开一个窗口）：{alive}"))
