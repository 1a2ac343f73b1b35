"""Let a reaction handle a fact it gave up on, after what stood in its way was mended."""

from datetime import datetime

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.facts import REACTION_RETRIED, ReactionRetried
from anlan.access.rules import require_anywhere
from anlan.access.stuck import chain_of
from anlan.ledger.public import NoSuchFailure, parked, record, retry


@transaction.atomic
def retry_reaction(*, failure: int, by: Actor, at: datetime) -> None:
    """Handle the parked fact now; when it fails again, it stays parked and nothing was changed.

    Raises `NotPermitted` (`config.doctor`), `NoSuchFailure`, and what the reaction itself raises.
    """
    require_anywhere(by, "config.doctor")
    found = next((one for one in parked() if one.id == failure), None)
    if found is None:
        raise NoSuchFailure(failure=failure)
    retry(failure, at=at)
    payload = ReactionRetried(failure, found.reaction)
    record(REACTION_RETRIED, subject=chain_of("reactions"), by=by.ref, at=at, payload=payload)
