"""Composes the rooms once all of them are loaded."""

import gc

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The room that knows all the others."""

    name = "anlan.config"
    label = "config"

    def ready(self) -> None:
        """Whose facts become notices is known only when every kind of fact is."""
        from anlan.ledger.public import reactions  # noqa: PLC0415
        from anlan.notices.public import tell_reaction  # noqa: PLC0415

        reaction = tell_reaction(frozenset({"cases"}))
        reactions.add(reaction.name, reaction)
        gc.freeze()  # what is loaded stays: it need not be looked through again (settings.py)
        gc.enable()
