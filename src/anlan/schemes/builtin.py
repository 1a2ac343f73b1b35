"""What `anlan up` does at its first start and after an update: publish the capabilities we ship."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from anlan.access.public import Actor
from anlan.schemes.compiled import Scheme
from anlan.schemes.examine import examine
from anlan.schemes.finding import Finding, errors_of
from anlan.schemes.folders import BUILTIN, folders
from anlan.schemes.load import FILE
from anlan.schemes.models import SchemeVersion
from anlan.schemes.verbs.publish import publish


@dataclass
class Publication:
    """Names of what happened; `kept`: the district's own decision stands; `refused` with findings."""

    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: dict[str, list[Finding]] = field(default_factory=dict)


def publish_builtin(*, by: Actor, at: datetime, root: Path = BUILTIN) -> Publication:
    """Publish every shipped capability that is new; doing it again changes nothing.

    A capability that the district has in a folder of its own, published, or withdrew, is left as they decided.
    One with mistakes is refused and does not stop the others.
    """
    done = Publication()
    own = folders()
    for file in sorted(root.glob(f"*/{FILE}")):
        if own.get(file.parent.name, file.parent) != file.parent:
            done.kept.append(file.parent.name)
            continue
        scheme, findings = examine(file.parent)
        if scheme is None or errors_of(findings):
            done.refused[file.parent.name] = errors_of(findings)
            continue
        with transaction.atomic():
            _publish_one(scheme, done, by=by, at=at)
    return done


def _publish_one(scheme: Scheme, done: Publication, *, by: Actor, at: datetime) -> None:
    rows = SchemeVersion.objects.filter(name=scheme.name)
    newest = rows.order_by("-id").first()
    if rows.filter(hash=scheme.hash).exists():
        done.unchanged.append(scheme.name)
    elif newest and (newest.by != by.ref or newest.withdrawn_at or newest.version > scheme.version):
        done.kept.append(scheme.name)
    else:
        publish(scheme, by=by, at=at, reissue=True)
        done.published.append(scheme.name)
