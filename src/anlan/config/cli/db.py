"""`anlan db`: the private server by hand."""

import os
import subprocess
from typing import Annotated

import typer

from anlan.config.cli.output import complain, line, say
from anlan.config.cluster import PrivateCluster, choose, database_url, run_folder, state_folder
from anlan.config.cluster.binaries import find_binaries
from anlan.config.cluster.folders import holder
from anlan.config.cluster.language import either


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help=either("The database.", "数据库。"))
    app.add_typer(group, name="db")
    group.command(help=either("Start the private server and let it run.", "启动内置数据库并保持运行。"))(
        start
    )
    group.command(help=either("Stop the private server.", "停止内置数据库。"))(stop)
    group.command(help=either("How the database stands.", "数据库状态。"))(status)
    group.command(help=either("Print the URL, password included.", "输出数据库 URL（含密码）。"))(url)
    unknown = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    group.command(context_settings=unknown, help=either("Open psql on it.", "打开 psql。"))(psql)


def start() -> None:
    """Start it, to stay after this command."""
    cluster = choose()
    cluster.start(say=say)
    if isinstance(cluster, PrivateCluster):
        cluster.stay(True)
    cluster.leave()


def stop() -> None:
    """Stop it; not under a running `anlan up`, which would start it again."""
    cluster = choose()
    if not isinstance(cluster, PrivateCluster):
        say(
            either(
                "ANLAN_DATABASE_URL names a server of your own; it is left alone.",
                "ANLAN_DATABASE_URL 指向自有服务器，不予停止。",
            )
        )
        return
    running = holder(run_folder(state_folder()) / "up.lock")
    if running:
        complain(
            either(
                f"`anlan up` runs (process {running}) and needs it.",
                f"`anlan up` 正在运行（进程 {running}）。",
            ),
            either(f"Stop that first: kill {running}", f"请先停止它：kill {running}"),
        )
        raise typer.Exit(1)
    cluster.stay(False)
    cluster.stop(say=say)


def status() -> None:
    """Running or not, version, place."""
    found = choose().status()
    what = f"PostgreSQL {found.version} · {found.where}"
    if found.pid:
        what += either(
            f" · port {found.port} · process {found.pid}", f" · 端口 {found.port} · 进程 {found.pid}"
        )
    if found.running:
        line("OK", "green", what)
    else:
        line("DOWN", "red", what, either("anlan db start", "运行 anlan db start"))
        raise typer.Exit(1)


def url() -> None:
    """The URL on one line, for scripts."""
    print(database_url())


def psql(context: typer.Context, admin: Annotated[bool, typer.Option("--admin")] = False) -> None:
    """psql as the owner, or as the administrator through the socket."""
    target, env = database_url(), {**os.environ, "PSQLRC": os.environ.get("PSQLRC", "")}
    cluster = choose()
    if isinstance(cluster, PrivateCluster) and cluster.server().pid():
        server = cluster.server()
        program = server.binaries.program("psql")
        if admin:
            target = f"host={server.sockets} port={server.port()} user=anlan_admin dbname=anlan"
    else:
        program = find_binaries().program("psql")
    raise typer.Exit(subprocess.run([program, "-d", target, *context.args], env=env, check=False).returncode)
