"""The whole replay against an Anlan that runs already: set up, drive, read back, compare."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from anlan.interop.replay.capability import categories
from anlan.interop.replay.conductor import Conductor, Outside, events_of
from anlan.interop.replay.desks import Counts, Desks
from anlan.interop.replay.figures import Figure, compared, of_file, sample
from anlan.interop.replay.install import RENEWED_AFTER, Installed, install, renew
from anlan.interop.replay.journal import Journal, moment_of
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.places import Codes
from anlan.interop.replay.readback import own_figures
from anlan.interop.replay.rows import Read
from anlan.kit.clock import SimulatedClock

SENT_AGAIN = 200


@dataclass(frozen=True)
class Done:
    """What a replay that came to its end reports. `first` and `last` are moments of the simulated clock,
    `seconds` the real time of the driving between them."""

    figures: list[Figure]
    counts: Counts
    first: datetime
    last: datetime
    seconds: float

    @property
    def equal(self) -> bool:
        """Whether every figure agrees with the file."""
        return all(figure.same for figure in self.figures)


@dataclass
class Replay:
    """One file in one folder. Make it before Anlan starts: the clock must exist by then."""

    folder: Path
    read: Read
    mapping: Mapping
    patience: float = 120.0
    hands: int = 4

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.codes = Codes(self.mapping.district.code, self.read.places)
        self.start = min(row.created for row in self.read.rows) - timedelta(days=1)
        path = self.clock_file(self.folder)
        self.clock = SimulatedClock(path, moment_of(path) or self.start)
        self.stop = threading.Event()

    @property
    def whole(self) -> int:
        """How many events there are, for a progress bar."""
        return len(events_of(self.read.rows, self.clock.moment, RENEWED_AFTER))

    @staticmethod
    def clock_file(folder: Path) -> Path:
        """Where the simulated clock of a replay in `folder` is."""
        return folder / "clock"

    def drive(self, address: str, outside: Outside) -> Done | None:
        """Do the whole work over HTTP at `address`; None when it was stopped before the end.

        Needs Django set up on the same database. Raises what `install`, `Desks` and the rooms raise.
        """
        installed = install(self.folder, self.mapping, self.read, self.codes, self.start)
        desks = Desks(
            address, installed, capability=self.mapping.name, codes=categories(self.read.types),
            patience=self.patience, stop=self.stop,
        )  # fmt: skip
        journal = Journal(self.folder / "journal")
        if self.clock.moment > self.start:
            renew(installed, self.clock.moment)  # an earlier run may have ended just before it was due
        places = [self.codes.of(row) for row in self.read.rows]
        conductor = Conductor(
            self.read.rows, places, desks, journal, self.clock, outside, lambda at: renew(installed, at),
            self.stop, self.hands,
        )  # fmt: skip
        first, began = self.clock.moment, time.monotonic()
        try:
            if not conductor.run(events_of(self.read.rows, first, RENEWED_AFTER)):
                return None
            seconds = time.monotonic() - began
            return Done(self._compare(desks, installed), desks.counts, first, self.clock.moment, seconds)
        finally:
            journal.close()
            desks.close()

    def _compare(self, desks: Desks, installed: Installed) -> list[Figure]:
        again = {
            row.request: desks.send_again(row, self.codes.of(row))
            for row in sample(self.read.rows, SENT_AGAIN)
        }
        ours = own_figures(desks.sessions["operator"], installed, self.mapping, self.read, again=again)
        theirs = of_file(self.read, self.mapping, sent_again=len(again))
        return compared(self.mapping, ours, theirs)
