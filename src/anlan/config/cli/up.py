"""`anlan up`: the database, the tables, and every process, until told to stop."""

import os
import signal
import subprocess
import sys
from typing import Annotated, NoReturn

import typer

from anlan.config.cli.output import complain, say
from anlan.config.cli.ports import check_port, kept, port_beside
from anlan.config.cluster import Cluster, choose, run_folder, state_folder
from anlan.config.cluster.folders import holder, only_one
from anlan.config.cluster.language import either
from anlan.config.supervisor import Child, Supervisor, end_leftovers

# What follows from a report, and what nobody waits for, leaves the cores to whoever reports.
_YIELDS = ("nice", "-n", "5")
# Loading the program takes each process two seconds of a core: who waits for a page comes first.
_PAGES_FIRST = 3.0  # seconds
BLOCKING_THREADS = 4  # each of two processes: measured best on two cores (docs/decisions, FIGURES)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help=either(
            "Start everything: database, web, live streams, worker, sequencer.",
            "启动全部：数据库、网页、实时推送、任务、排序进程。",
        )
    )(up)


def up(
    port: Annotated[int, typer.Option(help=either("The web's port.", "网页端口。"))] = 8000,
    host: Annotated[str, typer.Option(help=either("The address to listen on.", "监听地址。"))] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help=either("Web processes.", "网页进程数。"))] = 2,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help=either("No job worker.", "不启动任务进程。"))
    ] = False,
    live_port: Annotated[
        int | None,
        typer.Option(help=either("The live streams' port.", "实时推送端口。"), show_default="port+1"),
    ] = None,
) -> None:
    """Run in the foreground; Ctrl-C or SIGTERM stops all of it, the database last."""
    serve(port=port, host=host, workers=workers, worker=not no_worker, live_port=live_port)


def serve(
    *, port: int, host: str = "127.0.0.1", workers: int = 2, worker: bool = True, live_port: int | None = None,
    prepared: bool = False,
) -> None:  # fmt: skip
    """What `up` does. `prepared`: the tables and capabilities were brought to this version just now."""
    signal.signal(signal.SIGTERM, _leave)
    lock = run_folder(state_folder()) / "up.lock"
    with only_one(lock) as alone:
        if not alone:
            refuse_second(holder(lock))
        left = end_leftovers(lock.with_name("children"))
        if left:
            en, zh = "Ended what a killed run left behind", "已清理上次被强制结束后的遗留进程"
            say(either(f"{en}: {left} processes.", f"{zh}：{left} 个。"))
        check_port(host, port)
        live = port_beside(host, port) if live_port is None else live_port
        check_port(host, live)
        children = processes(host=host, port=port, live=live, workers=workers, worker=worker)
        with kept(host, port), kept(host, live):
            _run(children, f"http://{host}:{port}/", prepared=prepared)


def _run(children: list[Child], address: str, *, prepared: bool) -> None:
    cluster = choose()
    try:
        cluster.start(say=say, with_parent=True)
        if not prepared:
            _migrate()
            _publish()
        (state_folder() / "static").mkdir(exist_ok=True)  # WhiteNoise warns of a missing one
        say(either(f"Anlan on {address} (Ctrl-C stops it)", f"安澜：{address}（Ctrl-C 停止）"))
        record = run_folder(state_folder()) / "children"
        Supervisor(children, keep=lambda: cluster.keep(say=say), record=record).run()
    finally:
        _let_go(cluster)


def refuse_second(pid: int | None) -> NoReturn:
    """End here: somebody else runs in this state folder."""
    complain(
        either(f"Anlan already runs here (process {pid}).", f"安澜已在运行（进程 {pid}）。"),
        either(
            f"Stop it with `kill {pid}`, or set ANLAN_STATE for a second one.",
            f"用 `kill {pid}` 停止，或另设 ANLAN_STATE。",
        ),
    )
    raise typer.Exit(1)


def _leave(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


def _let_go(cluster: Cluster) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the database is being stopped already
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cluster.leave()
    say(either("All stopped.", "已全部停止。"))


def processes(*, host: str, port: int, live: int, workers: int, worker: bool) -> list[Child]:
    """What runs beside the database. Each works as the app role, never as the owner."""
    env = {"ANLAN_DB_ROLE": "app", "DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
    env |= {"ANLAN_WEB_PORT": str(port), "ANLAN_LIVE_PORT": str(live)}
    python = sys.executable
    children = [
        Child("web", _web(host, port, workers), env, _remedy(port)),
        Child(
            "sequencer", [*_YIELDS, python, "-m", "anlan.config.cli", "sequencer"], env, after=_PAGES_FIRST
        ),
        Child("live", _live(host, live), env, _remedy(live), after=_PAGES_FIRST),
    ]
    if worker:
        jobs = [
            *_YIELDS,
            python,
            "-m",
            "django",
            "procrastinate",
            "worker",
            "--shutdown-graceful-timeout",
            "10",
        ]
        # Stopping gently it waits for a database that goes down with the supervisor; its jobs are taken up
        # again anyway.
        children.append(Child("worker", jobs, env, orphaned=signal.SIGKILL, after=_PAGES_FIRST))
    return children


def _granian(interface: str, host: str, port: int) -> list[str]:
    served = [sys.executable, "-m", "granian", "--interface", interface, "--host", host, "--port", str(port)]
    return [*served, "--no-ws", "--respawn-failed-workers", "--respawn-interval", "0.5"]


def _web(host: str, port: int, workers: int) -> list[str]:
    threads = ["--workers", str(workers), "--blocking-threads", str(BLOCKING_THREADS)]
    threads += ["--workers-kill-timeout", "10"]
    return [*_granian("wsgi", host, port), *threads, "anlan.config.wsgi:application"]


def _live(host: str, port: int) -> list[str]:
    """One worker on purpose: who looks at a case now is known to one process. A stream never ends by itself, so that
    stopping does not wait for it: browsers come back and say what they heard last.
    """
    alone = ["--workers", "1", "--backlog", "4096", "--workers-kill-timeout", "1"]
    return [*_granian("asgi", host, port), *alone, "anlan.config.asgi:application"]


def _remedy(port: int) -> str:
    return either(
        f"see the lines above; is port {port} free? `anlan doctor`",
        f"查看上面的输出；端口 {port} 是否空闲？运行 `anlan doctor`",
    )


def _migrate() -> None:
    """Tables first, as the owner; the app role may not change them."""
    env = {**os.environ, "ANLAN_DB_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        applied = sum(line.strip().endswith("OK") for line in done.stdout.splitlines())
        if applied:
            say(either(f"Applied {applied} migrations.", f"已执行 {applied} 个迁移。"))
        return
    complain(
        either("The tables could not be brought to this version:", "数据表更新失败：")
        + "\n"
        + "\n".join(done.stderr.strip().splitlines()[-12:]),
        either(
            "Nothing runs yet. `anlan doctor` looks at the database; `anlan migrate` tries again.",
            "尚未启动任何服务。运行 `anlan doctor` 检查数据库，`anlan migrate` 重试。",
        ),
    )
    raise typer.Exit(1)


def _publish() -> None:
    """The capabilities we ship, where the district has not decided otherwise; what is refused is told, not fatal."""
    env = {**os.environ, "ANLAN_DB_ROLE": "app"}
    subprocess.run([sys.executable, "-m", "anlan.config.cli", "capability", "publish"], env=env, check=False)
