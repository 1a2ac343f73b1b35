"""The `anlan` command. One file a group of commands, each with `register(app)`; putting a file here is
enough."""

import importlib
import pkgutil
import sys

import typer

from anlan.config.cli.django import tables_are_behind
from anlan.config.cli.output import complain
from anlan.config.cluster import ClusterError
from anlan.config.cluster.language import either


def build() -> typer.Typer:
    """The command with every group in this folder. One that cannot be imported is told, not fatal: `anlan
    doctor`
    must run when a room is broken.
    """
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help=either("Anlan: neighbourhood safety for a district.", "安澜：城区平安治理。"),
    )
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        try:
            module = importlib.import_module(f"{__name__}.{found.name}")
        except Exception as error:
            complain(
                either(
                    f"`anlan {found.name}` is not available: {error}", f"`anlan {found.name}` 不可用：{error}"
                )
            )
            continue
        register = getattr(module, "register", None)
        if register is not None:
            register(app)
    return app


def main() -> None:
    """Entry point. What a person can mend is told in their words with its remedy, not as a traceback."""
    try:
        build()(prog_name="anlan")
    except ClusterError as error:
        complain(error.what, error.remedy)
        sys.exit(1)
    except Exception as error:
        from anlan.kit.errors import AnlanError

        if isinstance(error, AnlanError):
            complain(error.message())  # only a room raises it, so Django is set up
        elif tables_are_behind(error):
            complain(
                either(
                    "The database's tables are missing, or older than this program.",
                    "数据库中缺少数据表，或数据表的版本比程序旧。",
                ),
                either(
                    "Bring them to this version with `anlan migrate` (`anlan up` does it too), then try again.",
                    "请先运行 `anlan migrate` 更新数据表（`anlan up` 也会更新），再重试。",
                ),
            )
        else:
            raise
        sys.exit(1)
