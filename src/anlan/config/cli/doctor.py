"""`anlan doctor`: what is missing and how to mend it."""

from typing import Annotated

import typer

from anlan.config.cli.output import line, say
from anlan.config.cluster.language import either


def register(app: typer.Typer) -> None:
    """Add the command."""
    about = either("Say what is missing and how to mend it.", "检查缺失项并给出处理办法。")

    @app.command(help=about)
    def doctor(
        port: Annotated[int, typer.Option(help=either("The web's port.", "网页端口。"))] = 8000,
    ) -> None:
        from anlan.config.doctor import examine

        broken = 0
        for name, finding in examine(port):
            what = f"{name}: {finding.what}"
            if finding.ok:
                line("OK", "green", what)
            elif finding.optional:
                line("NOTE", "yellow", what, finding.remedy)
            else:
                broken += 1
                line("MEND", "red", what, finding.remedy)
        if broken:
            say(either(f"{broken} things to mend.", f"{broken} 项需要处理。"))
            raise typer.Exit(1)
        say(either("All is well.", "一切正常。"))
