"""The loop of the supervisor: lines in, ends seen, restarts due, one signal to stop."""

import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from anlan.config.cluster import ClusterError
from anlan.config.cluster.language import either
from anlan.config.supervisor.child import LOOP, Child, Running
from anlan.config.supervisor.leftovers import remember

TICK = 0.5  # seconds
COLOURS = ("36", "33", "35", "32", "34")


class Supervisor:
    """Runs `children` until SIGTERM or SIGINT. `keep` is called twice a second, for the database."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        keep: Callable[[], None] = lambda: None,
        record: Path | None = None,
        patience: float = 20.0,
    ) -> None:
        self._running = [Running(child) for child in children]
        self._keep = keep
        self._record = record
        self._patience = patience
        self._width = max((len(child.name) for child in children), default=0)
        self._stopping: signal.Signals | None = None
        self._selector = selectors.DefaultSelector()

    def say(self, name: str, line: str) -> None:
        """One line of one process, its name before it."""
        padded = name.ljust(max(self._width, 5))
        if sys.stdout.isatty():
            place = sum(map(ord, name)) % len(COLOURS)
            padded = f"\033[{COLOURS[place]}m{padded}\033[0m"
        sys.stdout.write(f"{padded} | {line}\n")
        sys.stdout.flush()

    def run(self) -> None:
        """Run until told to stop; then every process is stopped, the last named first, and none is left."""
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        before = signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        handlers = {name: signal.signal(name, self._stop) for name in (signal.SIGTERM, signal.SIGINT)}
        handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)  # wakes the loop
        self._selector.register(read_end, selectors.EVENT_READ)
        try:
            while self._stopping is None:
                self._turn()
        finally:
            self._stop_all()
            signal.set_wakeup_fd(before)
            for name, handler in handlers.items():
                signal.signal(name, handler)
            self._selector.close()
            os.close(read_end)
            os.close(write_end)

    def _stop(self, number: int, _: FrameType | None) -> None:
        self._stopping = signal.Signals(number)

    def _turn(self) -> None:
        try:
            self._keep()
        except (
            ClusterError
        ) as error:  # said, and tried again at the next turn: the processes reconnect by themselves
            self.say("anlan", str(error))
        now = time.monotonic()
        for running in self._running:
            if running.process is None and now >= running.start_at:
                self._start(running)
        self._listen(TICK)
        for running in self._running:
            if running.ended():
                self._mourn(running)

    def _start(self, running: Running) -> None:
        try:
            running.start()
        except OSError as error:
            running.last.append(str(error))
            self._announce_end(running, str(error))
            return
        self._selector.register(running.out, selectors.EVENT_READ, running)
        self._write_record()

    def _listen(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, Running):
                for line in key.data.read():
                    self.say(key.data.child.name, line)
                if key.data.silent:  # a closed pipe would wake the loop for ever
                    self._selector.unregister(key.fileobj)
            else:
                os.read(key.fd, 4096)

    def _mourn(self, running: Running) -> None:
        """An ended process: show its last words, tell, and plan its restart."""
        if running.process is None:
            return
        if not running.silent:
            self._selector.unregister(running.out)
        for line in running.forget():
            self.say(running.child.name, line)
        if self._stopping is None:
            self._announce_end(running, how_it_ended(running.code))
            self._write_record()

    def _announce_end(self, running: Running, how: str) -> None:
        pause = running.plan_restart()
        name = running.child.name
        self.say(
            "anlan",
            either(
                f"{name} ended ({how}); starting it again in {pause:g} s.",
                f"{name} 已退出（{how}），{pause:g} 秒后重启。",
            ),
        )
        if running.ends >= LOOP and running.ends % LOOP == 0:
            self.say(
                "anlan", either(f"{name} keeps ending. Its last lines:", f"{name} 反复退出，最后的输出：")
            )
            for line in running.last:
                self.say("anlan", f"    {line}")
            self.say("anlan", either("To mend it: ", "处理办法：") + running.child.remedy)

    def _write_record(self) -> None:
        if self._record is not None:
            remember(self._record, [running.mark() for running in self._running if running.process])

    def _stop_all(self) -> None:
        """SIGTERM to all, later SIGKILL to the stubborn; their last lines are still shown."""
        for running in reversed(self._running):
            running.signal(signal.SIGTERM)
        end = time.monotonic() + self._patience
        killed = False
        while any(running.process for running in self._running):
            self._listen(0.05)
            for running in self._running:
                if running.ended():
                    self._mourn(running)
            if not killed and time.monotonic() > end:
                killed = True
                for running in self._running:
                    if running.process:
                        name = running.child.name
                        self.say(
                            "anlan", either(f"{name} did not stop; killed.", f"{name} 未能停止，已强制结束。")
                        )
                    running.signal(signal.SIGKILL)
        if self._record is not None:
            self._record.unlink(missing_ok=True)


def how_it_ended(code: int | None) -> str:
    """An exit code in words."""
    if code is None or code >= 0:
        return either(f"exit code {code}", f"退出码 {code}")
    return either(f"killed by {signal.Signals(-code).name}", f"被信号 {signal.Signals(-code).name} 结束")
