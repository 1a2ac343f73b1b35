"""Times and lengths of time in the reader's words. Given the present moment, never asking for it."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def said(moment: datetime, now: datetime) -> str:
    """`today 10:02`, `yesterday 18:00`, `Fri 16 Oct 18:00`, with the year when it is another one."""
    local, today = timezone.localtime(moment), timezone.localtime(now)
    days = (local.date() - today.date()).days
    clock = local.strftime("%H:%M")
    near = {0: _("today {time}"), -1: _("yesterday {time}"), 1: _("tomorrow {time}")}
    if days in near:
        return near[days].format(time=clock)
    # Translators: a Django date format, this year
    pattern = _("D j M H:i") if local.year == today.year else _("j M Y H:i")
    return date_format(local, pattern)


def in_full(moment: datetime) -> str:
    """The whole date and time with the weekday, as an official letter would write it."""
    return date_format(timezone.localtime(moment), _("l j F Y, H:i"))


def lasting(length: timedelta) -> str:
    """The two largest units: `2 days 3 hours`, `40 minutes`. The sign is left to the caller."""
    seconds = int(abs(length.total_seconds()))
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    parts = [
        ngettext("{count} day", "{count} days", days).format(count=days) if days else "",
        ngettext("{count} hour", "{count} hours", hours).format(count=hours) if hours else "",
        ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes) if minutes else "",
    ]
    kept = [part for part in parts if part][:2]
    return " ".join(kept) or _("less than a minute")


def until(due: datetime, now: datetime) -> str:
    """`2 days 3 hours left`, or `late by 40 minutes`."""
    if now > due:
        return _("late by {length}").format(length=lasting(now - due))
    return _("{length} left").format(length=lasting(due - now))
