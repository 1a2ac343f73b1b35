"""A sealed mark of an account in a form: what comes back with it was begun by that account."""

from datetime import timedelta

from django.core import signing

from anlan.access.public import Actor

_SALT = "anlan.desk.typed"
_LASTS = timedelta(days=2)


def mark_of(actor: Actor) -> str:
    """The mark; "" for whoever has no account."""
    return signing.dumps(str(actor.account_id), salt=_SALT) if actor.account_id else ""


def marked(mark: str) -> str:
    """The account's id in a mark; "" for a mark that is none, or older than two days."""
    try:
        return str(signing.loads(mark, salt=_SALT, max_age=_LASTS))
    except signing.BadSignature:
        return ""
