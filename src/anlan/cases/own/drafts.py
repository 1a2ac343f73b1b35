"""Drafts: kept while somebody types, gone when they send, or after two weeks."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.hold import LONGEST_WORDS
from anlan.cases.models import Case
from anlan.cases.models.own import Draft
from anlan.cases.own.owner import owner_of
from anlan.kit.words import clean

KEPT_FOR = timedelta(days=14)
MOST_FIELDS = 60
_NEVER = frozenset({"csrfmiddlewaretoken", "version", "step", "password"})


@transaction.atomic
def keep_draft(*, by: Actor, at: datetime, case: Case, form: str, fields: Mapping[str, str]) -> Draft | None:
    """Keep what is typed into `form` of `case`, in place of what was; nothing typed keeps nothing.

    `case` is one the caller found with `case_by_number`: only who may read it gets here. Raises `TextTooLong`,
    `TextUnreadable`.
    """
    typed = {
        name[:80]: clean(value, field=name, longest=LONGEST_WORDS)
        for name, value in list(fields.items())[:MOST_FIELDS]
        if name not in _NEVER and value.strip()
    }
    if not typed:
        forget_draft(by=by, case=case, form=form)
        return None
    draft, _new = Draft.objects.update_or_create(
        account_id=owner_of(by), case=case, form=form[:90], defaults={"fields": typed, "at": at}
    )
    return draft


def forget_draft(*, by: Actor, case: Case, form: str) -> None:
    """It was sent, or is not wanted any more."""
    Draft.objects.filter(account_id=owner_of(by), case=case, form=form).delete()


def drafts_of(actor: Actor, case: Case) -> list[Draft]:
    """One's own drafts for this case."""
    return list(Draft.objects.filter(account_id=owner_of(actor), case=case)) if actor.is_known else []


def drop_old_drafts(at: datetime) -> int:
    """What nobody came back to for two weeks; returns how many."""
    dropped, _by_kind = Draft.objects.filter(at__lt=at - KEPT_FOR).delete()
    return dropped
