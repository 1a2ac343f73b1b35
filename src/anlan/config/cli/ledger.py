"""`anlan sequencer`, `anlan seal`, `anlan verify-ledger`."""

import signal
import threading
from typing import Annotated

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
    start_django()  # it waits for a database that is away
    from anlan.ledger.public import run_sequencer

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    run_sequencer(stop=stop)


def seal() -> None:
    """Seal what has a position and no seal yet."""
    start_django(database=True)
    from anlan.kit.clock import now
    from anlan.ledger.public import seal as seal_now

    made = seal_now(at=now())
    if made is None:
        say(either("Nothing new to seal.", "没有新的事实需要封存。"))
        return
    en = f"Seal {made.id}: positions {made.from_position} to {made.to_position}, root {made.root.hex()}"
    zh = f"封存 {made.id}：次序 {made.from_position} 至 {made.to_position}，根 {made.root.hex()}"
    say(either(en, zh))


def verify_ledger(
    since: Annotated[
        int, typer.Option(help=either("Check only after this position.", "只核验此次序之后。"))
    ] = 0,
    root: Annotated[
        str | None,
        typer.Option(
            help=either("A root (hex) that was received outside.", "外部地址收到的根（十六进制）。")
        ),
    ] = None,
) -> None:
    """The verdict; exit code 1 on a broken ledger, naming the facts."""
    start_django(database=True)
    from anlan.ledger.public import verify

    verdict = verify(since=since, expected_root=root)
    en = (
        f"{verdict.facts} facts, {verdict.positions} in order, {verdict.pending} waiting for their position, "
    )
    en += f"{verdict.seals} seals up to position {verdict.sealed_to}"
    zh = f"{verdict.facts} 条事实，{verdict.positions} 条已定序，{verdict.pending} 条待定序，"
    zh += f"{verdict.seals} 个封存（至次序 {verdict.sealed_to}）"
    if verdict.sound:
        sound = either(". None is changed, missing or reordered.", "。无篡改、无缺失、无错序。")
        line("OK", "green", either(en, zh) + sound)
        return
    complain(
        either(
            f"The ledger is broken: {verdict.found} problems in {en}.",
            f"台账有 {verdict.found} 处问题：{zh}。",
        )
    )
    for problem in verdict.problems:
        complain(f"  {problem}")
    raise typer.Exit(1)
