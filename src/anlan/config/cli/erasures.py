"""`anlan repeat-erasures`: after restoring an older backup, destroy again the keys of people erased since."""

import typer

from anlan.config.cli.django import start_django
from anlan.config.cli.output import line
from anlan.config.cluster.language import either


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        name="repeat-erasures",
        help=either(
            "After restoring a backup: erase again whoever was erased since it was made.",
            "从备份恢复后：重新删除其后已删除的当事人信息。",
        ),
    )(repeat)


def repeat() -> None:
    """Says how many were erased again; running it twice does no harm."""
    start_django()
    from anlan.access.public import repeat_erasures, service
    from anlan.kit.clock import now

    done = repeat_erasures(by=service("retention"), at=now())
    line("OK", "green", either(f"{done} people erased again.", f"重新删除了 {done} 人的信息。"))
