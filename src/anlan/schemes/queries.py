"""Reads: which scheme is current, and the exact one a case is pinned to."""

from collections.abc import Collection
from functools import lru_cache

from pydantic import ValidationError

from anlan.kit.asking import Question
from anlan.kit.errors import AnlanError, NotFound
from anlan.kit.planned import run
from anlan.schemes.compiled import Scheme, compile_scheme
from anlan.schemes.language import capability_model
from anlan.schemes.models import SchemeDocument, SchemeVersion


class CapabilityUnknown(NotFound):
    """There is no published capability {name}."""


class SchemeUnknown(NotFound):
    """There is no published scheme with the hash {hash}."""


class SchemeUnreadable(AnlanError):
    """The published scheme {hash} no longer fits this software: {reason}. Install its release."""


def current(name: str) -> Scheme:
    """The newest version of `name` that is not withdrawn. One small query, so a publication is seen at once.

    Raises `CapabilityUnknown`.
    """
    return which_is_current(name).ask()


def which_is_current(name: str) -> Question[Scheme]:
    """What `current` asks, to be asked together with others. Reading the answer raises `CapabilityUnknown`."""

    def read(found: str | None) -> Scheme:
        if found is None:
            raise CapabilityUnknown(name=name)
        return _parsed(found)

    return Question(
        "SELECT hash FROM schemes_version WHERE name = %s AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1",
        (name,),
        read,
    )


def current_of(names: Collection[str]) -> dict[str, Scheme]:
    """What `current` says of each of `names`, in one query; those without a published version are left out."""
    rows = run(
        "SELECT DISTINCT ON (name) name, hash FROM schemes_version"
        " WHERE name = ANY(%s) AND withdrawn_at IS NULL ORDER BY name, id DESC",
        [sorted(names)],
    )
    return {name: _parsed(found) for name, found in rows}


def current_all() -> list[Scheme]:
    """The current scheme of every capability, by name."""
    newest = (
        SchemeVersion.objects.filter(withdrawn_at=None)
        .order_by("name", "-id")
        .distinct("name")
        .values_list("hash", flat=True)
    )
    return [_parsed(found) for found in newest]


def pinned(hash: str) -> Scheme:
    """The scheme with this hash, withdrawn or not; read once a process. Raises `SchemeUnknown`."""
    return _parsed(hash)


@lru_cache(maxsize=1024)
def _parsed(digest: str) -> Scheme:
    """A hash names one meaning for ever, so the parsed scheme may be kept."""
    row = SchemeVersion.objects.filter(hash=digest).values("compiled").first()
    if row is None:
        raise SchemeUnknown(hash=digest)
    wanted: dict[str, str] = row["compiled"]["documents"]
    stored = SchemeDocument.objects.in_bulk(list(wanted.values()))
    documents = {name: bytes(stored[sha].content) for name, sha in wanted.items()}
    try:
        body = capability_model().model_validate(row["compiled"]["capability"])
    except ValidationError as error:
        raise SchemeUnreadable(hash=digest[:12], reason=error.errors()[0]["msg"]) from error
    scheme = compile_scheme(body, documents)
    return Scheme(
        body=scheme.body, documents=documents, compiled=row["compiled"], hash=digest, source=scheme.source
    )
