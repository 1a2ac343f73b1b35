"""Setting Django up for a command that needs it, and `anlan migrate` / `anlan manage`."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from anlan.config.cluster import choose, require_running
from anlan.config.cluster.language import either


def start_django(role: str = "app", *, database: bool = False) -> None:
    """Set Django up in this process. Call before importing a room.

    `role` is the database role, `app` or `owner`. `database`: the command needs one, so refuse at once and with
    the remedy when it is down (a `ClusterError`), instead of after the pool's ten seconds.
    """
    if database:
        require_running()
    import django

    os.environ.setdefault("ANLAN_DB_ROLE", role)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    django.setup()


def tables_are_behind(error: Exception) -> bool:
    """Whether a command failed because the tables are not those of this version: none yet, or an older one's."""
    from psycopg.errors import UndefinedColumn, UndefinedTable

    if not isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
        return False
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def manage(*words: str, role: str = "app") -> int:
    """Run one of Django's commands in a process of its own; returns its exit code."""
    env = {**os.environ, "ANLAN_DB_ROLE": role, "DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
    return subprocess.run([sys.executable, "-m", "django", *words], env=env, check=False).returncode


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command(help=either("Bring the tables to this version.", "把数据表更新到当前版本。"))
    def migrate() -> None:
        cluster = choose()
        cluster.start(say=print)
        try:
            raise typer.Exit(manage("migrate", "--no-input", role="owner"))
        finally:
            cluster.leave()

    settings = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    about = either(
        "Run one of Django's own commands (database as --role).",
        "运行 Django 自带命令（--role 指定数据库角色）。",
    )

    @app.command(name="manage", context_settings=settings, help=about)
    def manage_command(context: typer.Context, role: Annotated[str, typer.Option()] = "app") -> None:
        raise typer.Exit(manage(*context.args, role=role))
