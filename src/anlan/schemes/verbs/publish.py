"""Publish a scheme: from now on new cases of this capability are pinned to it."""

import hashlib
from datetime import datetime

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.db import lock
from anlan.kit.errors import Conflict
from anlan.ledger.public import record
from anlan.schemes.compiled import Scheme
from anlan.schemes.facts import PUBLISHED, Published, subject_of
from anlan.schemes.finding import SchemeInvalid, errors_of
from anlan.schemes.load import check
from anlan.schemes.models import SchemeDocument, SchemeVersion


class VersionNotRaised(Conflict):
    """Version {version} of {name} stands already with other contents. Raise `version:` above {newest}."""


class VersionWithdrawn(Conflict):
    """Version {version} of {name} was withdrawn. Raise `version:` to publish it again."""


@transaction.atomic
def publish(scheme: Scheme, *, by: Actor, at: datetime, reissue: bool = False) -> SchemeVersion:
    """Make `scheme` the current version of its capability; doing it again changes nothing.

    `reissue` lets the software ship a version again with new defaults, as another edition of it.
    Raises `SchemeInvalid`, `VersionNotRaised`, `VersionWithdrawn`, `NotPermitted`.
    """
    require(by, "schemes.publish")
    if mistakes := errors_of(check(scheme)):
        raise SchemeInvalid(scheme.name, mistakes)
    lock(f"schemes:{scheme.name}")
    known = list(SchemeVersion.objects.filter(name=scheme.name).order_by("-version", "-edition"))
    same = next((row for row in known if row.hash == scheme.hash), None)
    if same is not None:
        return _again(same, known)
    newest = known[0] if known else None
    if newest and (scheme.version < newest.version or (scheme.version == newest.version and not reissue)):
        raise VersionNotRaised(
            name=scheme.name, version=scheme.version, newest=newest.version, field="version"
        )
    edition = newest.edition + 1 if newest and newest.version == scheme.version else 1
    return _store(scheme, edition, by=by, at=at)


def _again(same: SchemeVersion, known: list[SchemeVersion]) -> SchemeVersion:
    if same.withdrawn_at is not None:
        raise VersionWithdrawn(name=same.name, version=same.version, field="version")
    if same.id != known[0].id:
        raise VersionNotRaised(name=same.name, version=same.version, newest=known[0].version, field="version")
    return same


def _store(scheme: Scheme, edition: int, *, by: Actor, at: datetime) -> SchemeVersion:
    SchemeDocument.objects.bulk_create(
        [
            SchemeDocument(sha256=hashlib.sha256(content).hexdigest(), content=content)
            for content in scheme.documents.values()
        ],
        ignore_conflicts=True,
    )
    row = SchemeVersion.objects.create(
        name=scheme.name,
        version=scheme.version,
        edition=edition,
        hash=scheme.hash,
        compiled=dict(scheme.compiled),
        published_at=at,
        by=by.ref,
    )
    record(
        PUBLISHED,
        subject=subject_of(scheme.name),
        by=by.ref,
        at=at,
        payload=Published(version=row.version, edition=edition, hash=row.hash),
        capability=scheme.name,
    )
    return row
