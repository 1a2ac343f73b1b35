"""Which knowledge an answer was given from: article and version, as a fact of the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from anlan.access.public import Actor
from anlan.cases.callrules.errors import ArticleExpired, ArticleUnknown
from anlan.cases.callrules.section import article
from anlan.cases.models import Case
from anlan.ledger.public import FactKind, record
from anlan.schemes.public import current


@dataclass(frozen=True)
class ArticleUsed:
    """The article by its code, its own version, and the scheme in which it stood."""

    article: str
    version: int
    scheme: str


USED = FactKind("cases.use_article", ArticleUsed)


def cite(case: Case, codes: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Record what an answer rests on, in the caller's transaction. Raises `ArticleUnknown`, `ArticleExpired`."""
    scheme = current(case.capability)
    for code in dict.fromkeys(codes):
        found = article(scheme, code)
        if found is None:
            raise ArticleUnknown(field="articles", article=code)
        if found.expired(localdate(at)):
            raise ArticleExpired(field="articles", title=str(found.title), until=f"{found.valid_until}")
        record(
            USED,
            subject=case.id,
            by=by.ref,
            at=at,
            payload=ArticleUsed(code, found.version, scheme.hash),
            capability=case.capability,
            place=case.place_scope,
        )
