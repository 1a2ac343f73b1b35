"""Where the commands about places run: Django up, the terminal's language, refusals in words."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from anlan.config.cli.django import start_django
from anlan.config.cli.output import complain
from anlan.config.cluster.language import in_chinese


@contextmanager
def room(*, database: bool = True) -> Iterator[None]:
    """Django in the terminal's language; a refusal is told in words with exit code 1."""
    start_django(database=database)
    from django.utils.translation import override

    from anlan.kit.errors import AnlanError

    with override("zh-hans" if in_chinese() else "en"):
        try:
            yield
        except AnlanError as error:
            complain(error.message())
            raise typer.Exit(1) from None
