"""`anlan replay`: a file of recorded requests goes through a whole Anlan of its own, over HTTP, at its own times."""

import hashlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from anlan.config.cli.django import start_django
from anlan.config.cli.output import complain, say
from anlan.config.cluster import PrivateCluster
from anlan.config.cluster.language import either, in_chinese
from anlan.config.cluster.private import remove
from anlan.config.cluster.server import free_port

if TYPE_CHECKING:
    from anlan.interop.public import Done, Mapping, OwnAnlan, Read, Replay

# Nothing of the person's own Anlan may reach the replay's processes.
_NOT_INHERITED = (
    "ANLAN_DATABASE_URL",
    "ANLAN_OWNER_URL",
    "ANLAN_DIRECT_URL",
    "ANLAN_SEAL_ADDRESS",
    "ANLAN_TLS",
)
_MARK = "replay"


_File = Annotated[Path, typer.Argument(help=either("A CSV file, .gz too.", "CSV 文件，可为 .gz。"))]
_MappingFile = Annotated[
    Path, typer.Option(help=either("How its columns become matters.", "各列如何对应为事项。"))
]
_Limit = Annotated[
    int, typer.Option(min=0, help=either("The first so many rows; 0: all.", "只取前若干行；0 为全部。"))
]
_Speed = Annotated[
    float,
    typer.Option(min=1, help=either("Simulated seconds a second, at most.", "每秒推进的模拟秒数上限。")),
]
_Fast = Annotated[
    bool,
    typer.Option(
        "--as-fast-as-possible/--at-speed", help=either("Never wait for the clock.", "不等待时钟。")
    ),
]
_Kills = Annotated[
    list[str] | None,
    typer.Option(
        help=either(
            "Kill -9 on the way, again and again: web, web-worker, live, worker, sequencer, database.",
            "途中强制结束进程，可重复：web、web-worker、live、worker、sequencer、database。",
        )
    ),
]
_State = Annotated[
    Path | None,
    typer.Option(
        envvar="ANLAN_STATE",
        help=either("A folder to keep it in, and to go on from.", "存放目录，可从中断处继续。"),
    ),
]
_Hands = Annotated[int, typer.Option(min=1, max=16, help=either("Calls at a time.", "同时进行的请求数。"))]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help=either(
            "Put a file of recorded requests through Anlan at its own times, and compare the counts.",
            "把历史请求文件按原有时间在安澜中重放，并与文件自身的统计核对。",
        )
    )(replay)


def replay(
    file: _File,
    mapping: _MappingFile = Path("baltimore_311.yaml"),
    limit: _Limit = 1000,
    speed: _Speed = 500_000,
    fast: _Fast = True,
    kill: _Kills = None,
    state: _State = None,
    hands: _Hands = 4,
) -> None:
    """Exit code 0 when every figure equals the file's, 1 when one differs, 130 when it was stopped."""
    plan = _mapping(mapping)
    _check_parts(kill or [])
    folder = _folder(state)
    began = time.monotonic()
    with _surroundings(folder, plan) as cluster:
        start_django(database=True)
        _speak()
        read, run = _prepare(file, plan, folder, limit, hands)
        done = _run(run, kills=kill or [], speed=None if fast else speed)
    if done is None:
        complain(
            either("Stopped before the end.", "未到结尾即已停止。"),
            either(
                f"To go on: the same command with --state {folder}", f"继续：同一命令加上 --state {folder}"
            ),
        )
        raise typer.Exit(130)
    _print(done, read, time.monotonic() - began)
    if done.equal and state is None:
        remove(cluster)
        shutil.rmtree(folder, ignore_errors=True)
    else:
        say(either(f"It is kept in {folder}", f"保存在 {folder}"))
    raise typer.Exit(0 if done.equal else 1)


def _mapping(path: Path) -> "Mapping":
    """The mapping in `path`, or the one of that name that Anlan brings along."""
    from anlan.interop.public import MAPPINGS, load_mapping
    from anlan.kit.errors import AnlanError

    try:
        return load_mapping(path if path.exists() else MAPPINGS / path.name)
    except AnlanError as error:
        start_django()  # its message is in Django's catalogues
        _speak()
        complain(error.message())
        raise typer.Exit(1) from error


def _check_parts(kills: list[str]) -> None:
    from anlan.interop.public import PARTS

    if unknown := [part for part in kills if part not in PARTS]:
        complain(
            either(f"There is no part called {unknown[0]}.", f"没有名为 {unknown[0]} 的进程。"),
            either(f"One of: {', '.join(PARTS)}", f"可选：{'、'.join(PARTS)}"),
        )
        raise typer.Exit(1)


def _speak() -> None:
    from django.utils.translation import activate

    activate("zh-hans" if in_chinese() else "en")


def _folder(state: Path | None) -> Path:
    """A new temporary folder, or the given one: empty, or of an earlier replay. Never the one of a real Anlan."""
    if state is None:
        folder = Path(tempfile.mkdtemp(prefix="anlan-replay-"))
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)  # the database's account passes through
        return folder
    folder = state.expanduser().absolute()
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).is_dir():
        complain(
            either(f"{folder} holds something else.", f"{folder} 中已有其他内容。"),
            either(
                "A replay needs a folder of its own: --state, or unset ANLAN_STATE.",
                "重放需要单独的目录：使用 --state，或取消 ANLAN_STATE。",
            ),
        )
        raise typer.Exit(1)
    return folder


@contextmanager
def _surroundings(folder: Path, mapping: "Mapping") -> Iterator[PrivateCluster]:
    """The environment of everything that follows, and the private database in it."""
    for name in _NOT_INHERITED:
        os.environ.pop(name, None)
    os.environ |= {
        "ANLAN_STATE": str(folder),
        "ANLAN_DISTRICT": str(mapping.district.code),
        "ANLAN_TIME_ZONE": mapping.dates.zone,
    }
    cluster = PrivateCluster(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        cluster.start(say=say)
        (folder / _MARK).mkdir(exist_ok=True)
        yield cluster
    finally:
        cluster.leave()


def _prepare(file: Path, mapping: "Mapping", folder: Path, limit: int, hands: int) -> "tuple[Read, Replay]":
    from anlan.interop.public import Replay, read_rows, same_replay

    read = read_rows(file, mapping, limit=limit or None)
    mark = {
        "file": hashlib.sha256(file.read_bytes()).hexdigest(),
        "mapping": hashlib.sha256(mapping.model_dump_json().encode()).hexdigest(),
        "limit": limit,
    }
    same_replay(folder / _MARK, mark)
    run = Replay(folder / _MARK, read, mapping, hands=hands)
    os.environ["ANLAN_CLOCK"] = f"file:{run.clock.path}"
    return read, run


def _run(run: "Replay", *, kills: list[str], speed: float | None) -> "Done | None":
    """Bring Anlan up, drive, and take it down again whatever happens."""
    from anlan.interop.public import Outside, OwnAnlan

    log = run.folder / "up.log"
    say(either(f"Starting Anlan; what it says goes to {log}", f"正在启动安澜，输出记入 {log}"))
    anlan = OwnAnlan(free_port(), env=os.environ, log=log)
    asked = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, lambda *_: run.stop.set()) for name in asked}
    try:
        anlan.wait_ready()
        say(either(f"Anlan answers on {anlan.address}", f"安澜已就绪：{anlan.address}"))
        with _bar(run) as advance:
            outside = Outside(
                kill=lambda part: _killed(anlan, part), progress=advance, kills=kills, speed=speed
            )
            return run.drive(anlan.address, outside)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
        anlan.stop()


def _killed(anlan: "OwnAnlan", part: str) -> None:
    pid = anlan.kill(part)
    say(either(f"Killed {part} (process {pid}).", f"已强制结束 {part}（进程 {pid}）。"))


@contextmanager
def _bar(run: "Replay") -> Iterator[Any]:
    """A progress bar that shows the simulated day."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"{run.start:%Y-%m-%d}", total=run.whole)

        def advance(done: int, at: datetime) -> None:
            progress.update(task, completed=done, description=f"{at:%Y-%m-%d}")

        yield advance


def _print(done: "Done", read: "Read", seconds: float) -> None:
    from anlan.interop.public import notes

    table = Table(
        title=either(f"{read.name}: {len(read.rows)} requests", f"{read.name}：{len(read.rows)} 条请求")
    )
    table.add_column("")
    for name in ("Anlan" if not in_chinese() else "安澜", either("The file", "文件")):
        table.add_column(name, justify="right")
    table.add_column("")
    for figure in done.figures:
        verdict = "[green]=[/]" if figure.same else "[bold red]≠[/]"
        table.add_row(str(figure.title), str(figure.ours), str(figure.theirs), verdict)
    Console(width=None if sys.stdout.isatty() else 100).print(table)
    for note in notes(read):
        say(str(note))
    days = (done.last - done.first).total_seconds() / 86400
    pace = done.last - done.first
    say(
        either(
            f"{days:.0f} days in {seconds:.0f} s with start-up (driven in {done.seconds:.0f} s, "
            f"{pace.total_seconds() / max(done.seconds, 0.001):,.0f}×); "
            f"{done.counts.calls} calls, {done.counts.unanswered} without an answer and asked about.",
            f"{days:.0f} 天，含启动共 {seconds:.0f} 秒（驱动 {done.seconds:.0f} 秒，"
            f"{pace.total_seconds() / max(done.seconds, 0.001):,.0f} 倍速）；"
            f"{done.counts.calls} 次调用，{done.counts.unanswered} 次无应答后查询。",
        )
    )
