"""Where a file stands with the virus scanner. No I/O.

none (no scanner was set up when it came), waiting → clean | refused. Without a scanner, `none` and `waiting` are handed
out; with one, only `clean` is; `refused` never.
"""

from django.conf import settings

NONE, WAITING, CLEAN, REFUSED = "none", "waiting", "clean", "refused"
SCANS = (NONE, WAITING, CLEAN, REFUSED)
LOOKED_FOR = (NONE, WAITING)


def is_set_up() -> bool:
    """Whether this installation has a scanner; whether it answers is another question."""
    return bool(settings.ANLAN_CLAMD.strip())


def first_state() -> str:
    """How a file begins."""
    return WAITING if is_set_up() else NONE


def may_be_handed_out(scan: str) -> bool:
    """Whether the bytes of a file in this state may leave this server now."""
    return scan == CLEAN or (scan in LOOKED_FOR and not is_set_up())
