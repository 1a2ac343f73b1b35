"""`anlan demo`: a filled district to try everything on."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from anlan.config.cli.django import manage, start_django
from anlan.config.cli.output import say
from anlan.config.cli.up import up
from anlan.config.cluster import choose, state_folder
from anlan.config.cluster.language import either


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help=either("Start Anlan with a made-up district.", "启动安澜，并装入一个演示辖区（演示数据）。")
    )(demo)


def _fill() -> None:
    """In the database that is running now; a district that stands is left as it is."""
    from anlan.config.demo.fill import DAYS, fill, filled
    from anlan.kit import clock

    if filled():
        return
    say(either("Filling the demonstration district …", "正在生成演示辖区……"))
    with Progress(transient=True) as progress:
        task = progress.add_task(either("matters", "事项"), total=DAYS * 7)
        made = fill(now=clock.now(), logins=_logins(), tick=lambda: progress.advance(task))
    say(either(f"{made} matters.", f"已生成 {made} 件事项。"))


def _logins() -> Path:
    return state_folder() / "demo-logins.txt"


def demo(
    port: Annotated[int, typer.Option(help=either("The web's port.", "网页端口。"))] = 8000,
    fill_only: Annotated[
        bool, typer.Option("--fill-only", help=either("Fill and stop.", "只生成数据，不启动服务。"))
    ] = False,
) -> None:
    """Fill once, print the log-ins, then run like `anlan up`."""
    os.environ["ANLAN_DEMO"] = "1"
    cluster = choose()
    cluster.start(say=say)
    try:
        if manage("migrate", "--no-input", "-v", "0", role="owner"):
            raise typer.Exit(1)
        start_django(database=True)
        _fill()
    finally:
        cluster.leave()
    _show(port)
    if not fill_only:
        up(port=port, host="127.0.0.1", workers=2, no_worker=False)


def _show(port: int) -> None:
    from anlan.config.demo.people import kept_logins

    table = Table(title=either("Demonstration data · log-ins", "演示数据 · 登录账号"))
    for heading in (
        either("user", "账号"),
        either("password", "密码"),
        either("name", "姓名"),
        either("role", "角色"),
    ):
        table.add_column(heading)
    for one in kept_logins(_logins()):
        table.add_row(one.username, one.password, one.name, one.role)
    Console().print(table)
    say(either(f"Residents: http://127.0.0.1:{port}/", f"居民门户：http://127.0.0.1:{port}/"))
    say(either(f"Desk: http://127.0.0.1:{port}/desk/", f"工作台：http://127.0.0.1:{port}/desk/"))
