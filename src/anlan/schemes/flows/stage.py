"""Sets the stage: the scheme under test is the current one, and everything that was waiting has happened."""

from datetime import datetime

from anlan.access.public import service
from anlan.ledger.public import assign_positions, run_reactions
from anlan.schemes.compiled import Scheme
from anlan.schemes.models import SchemeVersion
from anlan.schemes.verbs.publish import publish


def set_stage(scheme: Scheme, at: datetime) -> None:
    """Publish `scheme`, whatever stands of its name; only in a transaction that is rolled back."""
    rows = SchemeVersion.objects.filter(name=scheme.name)
    rows.update(withdrawn_at=at)
    if not rows.filter(hash=scheme.hash).update(withdrawn_at=None):
        # Versions above the one under test would refuse it.
        rows.filter(version__gt=scheme.version).delete()
        publish(scheme, by=service("setup"), at=at, reissue=True)
    assign_positions()
    run_reactions(at=at)


def settle(at: datetime) -> None:
    """Let every fact have its consequences, and these theirs, until nothing stirs. Raises what a reaction raises."""
    while assign_positions():
        run_reactions(at=at, strict=True)
