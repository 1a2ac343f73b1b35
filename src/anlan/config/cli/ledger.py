"""`anlan sequencer`, `anlan seal`, `anlan verify-ledger`."""

import signal
import threading

import typer

from anlan.config.cli.django import start_django
from anlan.config.cli.output import complain, line, say
from anlan.config.cluster.language import either


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        help=either(
            "Give facts their positions and run reactions, until stopped.",
            "为事实排定次序并执行联动，直至停止。",
        )
    )(sequencer)
    app.command(help=either("Seal the facts up to now.", "封存至今的事实。"))(seal)
    app.command(name="verify-ledger", help=either("Prove that no fact was changed.", "核验台账未被篡改。"))(
        verify_ledger
    )


def sequencer() -> None:
    """Positions and reactions until SIGTERM or SIGINT; one at a time works, others wait in reserve."""
    start_django()
    from anlan.ledger.public import run_sequencer

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    run_sequencer(stop=stop)


def seal() -> None:
    """Seal what has a position and no seal yet."""
    start_django()
    from anlan.kit.clock import now
    from anlan.ledger.public import seal as seal_now

    made = seal_now(at=now())
    say(str(made) if made else either("Nothing new to seal.", "没有新的事实需要封存。"))


def verify_ledger() -> None:
    """The verdict; exit code 1 on a broken ledger, naming the facts."""
    start_django()
    from anlan.ledger.public import verify

    verdict = verify()
    if verdict.sound:
        line("OK", "green", str(verdict))
        return
    for problem in verdict.problems:
        complain(str(problem))
    raise typer.Exit(1)
