"""`anlan simulate`: a demonstration that goes on while one looks at it."""

import ipaddress
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.status import Status

from anlan.config.cli.django import start_django
from anlan.config.cli.output import complain, say
from anlan.config.cli.room import refuse
from anlan.config.cluster import state_folder
from anlan.config.cluster.language import either

if TYPE_CHECKING:
    from anlan.config.demo.simulation import Rhythm, Simulation

_LINE_EVERY = 30.0  # seconds, where the output is no terminal


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help=either(
            "Keep a demonstration alive: its people report and work through the API.",
            "让演示辖区“活”起来：演示人员通过接口持续上报和办理。",
        )
    )(simulate)


def simulate(
    url: Annotated[str, typer.Option(help=either("Where it runs.", "系统地址。"))] = "http://127.0.0.1:8000",
    rate: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            help=either("Reports an hour; else as the hour brings.", "每小时上报数；默认随时段变化。"),
        ),
    ] = None,
    speed: Annotated[
        float, typer.Option(min=0.1, max=10_000, help=either("How much faster than life.", "加速倍数。"))
    ] = 1.0,
    minutes: Annotated[
        float | None, typer.Option(min=0.01, help=either("End after so long.", "运行多少分钟后结束。"))
    ] = None,
    matters: Annotated[
        int | None, typer.Option(min=1, help=either("End after so many reports.", "上报多少件后结束。"))
    ] = None,
    logins: Annotated[
        Path | None, typer.Option(help=either("The file of log-ins.", "账号文件。"), show_default=False)
    ] = None,
    remote: Annotated[
        bool, typer.Option("--remote", help=either("Also on another machine.", "允许其他机器上的系统。"))
    ] = False,
) -> None:
    """Only on a demonstration: the server is asked first, and its ledger answers. Ctrl-C ends it."""
    if not remote and not _on_this_machine(url):
        refuse(
            either(f"{url} is not on this machine.", f"{url} 不在本机。"),
            either("If it is a demonstration of yours: --remote", "确为自己的演示系统时加 --remote"),
        )
    start_django()
    from anlan.config.demo.people import kept_logins
    from anlan.config.demo.simulation import Rhythm

    path = logins or state_folder() / "demo-logins.txt"
    if not path.is_file():
        refuse(
            either(f"There are no log-ins in {path}.", f"未找到账号文件 {path}。"),
            either("Make a demonstration first: anlan demo", "请先生成演示辖区：anlan demo"),
        )
    seconds = minutes * 60 if minutes else None
    rhythm = Rhythm(rate, speed, seconds, matters)
    _go(url, {one.username: one for one in kept_logins(path)}, rhythm)


def _go(url: str, known: dict[str, object], rhythm: "Rhythm") -> None:
    from anlan.config.demo.simulation import Outside, Simulation
    from anlan.interop.public import NoAnswer, SignInFailed
    from anlan.kit import clock

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Console(stderr=True).status(either("Starting", "正在启动")) as status:
        shown = _Shown(status)
        outside = Outside(clock.now, lambda line: complain(f"✗ {line}"), shown.show, stop)
        simulation = Simulation(url.rstrip("/"), list(known.values()), rhythm, outside)  # type: ignore[arg-type]
        try:
            if not simulation.is_demonstration():
                refuse(
                    either(f"{url} is not a demonstration.", f"{url} 不是演示系统。"),
                    either(
                        "Nothing was sent. Make one: anlan demo", "未发送任何内容。生成演示辖区：anlan demo"
                    ),
                )
            say(either("The district lives. Ctrl-C ends it.", "演示辖区正在运行，按 Ctrl-C 结束。"))
            simulation.run()
        except (NoAnswer, SignInFailed) as gone:
            if not stop.is_set():
                refuse(
                    str(gone),
                    either(f"Does Anlan run on {url}? anlan demo", f"请确认系统运行于 {url}：anlan demo"),
                )
        finally:
            simulation.close()
    say(_told(simulation))


class _Shown:
    """One line that changes on a terminal; elsewhere one every half minute."""

    def __init__(self, status: Status) -> None:
        self._status = status
        self._told = 0.0

    def show(self, simulation: "Simulation") -> None:
        from time import monotonic

        self._status.update(_told(simulation))
        if not sys.stderr.isatty() and monotonic() - self._told >= _LINE_EVERY:
            self._told = monotonic()
            say(_told(simulation))


def _told(simulation: "Simulation") -> str:
    counts = simulation.counts
    moves = sum(counts.values()) - counts["report"] - counts["refused"]
    told = (counts["report"], moves, counts["close"], counts["rate"], counts["refused"])
    return either(
        "{} reported, {} moves, {} closed, {} rated, {} refused".format(*told),
        "上报 {} 件，办理 {} 步，结案 {} 件，评价 {} 件，被拒 {} 次".format(*told),
    )


def _on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
