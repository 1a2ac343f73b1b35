"""Whether a demonstration can be made here: said before anything is begun."""

import shutil
import tempfile
from typing import NoReturn

import typer

from anlan.config.cli.output import complain
from anlan.config.cli.ports import check_port
from anlan.config.cli.up import refuse_second
from anlan.config.cluster import run_folder, state_folder
from anlan.config.cluster.folders import holder
from anlan.config.cluster.language import either

ROOM = 2 << 30  # bytes: 1.3 GB are filled, PostgreSQL's log comes and goes


def refuse(what: str, remedy: str) -> NoReturn:
    """End here, and say how to mend it."""
    complain(what, remedy)
    raise typer.Exit(1)


def check_room(port: int | None) -> None:
    """A folder that can be written, room on its disk, nobody else here, a port: before anything is begun."""
    state = state_folder()
    try:
        run = run_folder(state)
        with tempfile.TemporaryFile(dir=run):
            pass
        with tempfile.TemporaryFile(dir=state):
            pass
        free = shutil.disk_usage(state).free
    except OSError as error:
        refuse(
            either(f"{state} cannot be written: {error.strerror}.", f"无法写入 {state}：{error.strerror}。"),
            either(
                "Use another folder: ANLAN_STATE=/a/new/folder anlan demo",
                "换一个目录：ANLAN_STATE=/新目录 anlan demo",
            ),
        )
    if not (state / "demo-logins.txt").exists() and free < ROOM:
        refuse(
            either(
                f"{free >> 20} MB are free on the disk of {state}.", f"{state} 所在磁盘仅剩 {free >> 20} MB。"
            ),
            either(
                f"A demonstration needs {ROOM >> 20} MB: ANLAN_STATE=/a/bigger/disk anlan demo",
                f"演示需要 {ROOM >> 20} MB：ANLAN_STATE=/更大的磁盘 anlan demo",
            ),
        )
    lock = run / "up.lock"
    if port is None:
        return
    if running := holder(lock):
        refuse_second(running)
    check_port("127.0.0.1", port)
