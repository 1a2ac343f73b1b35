"""What is written: one notice as it is, many as one digest; words in the reader's language, HTML escaped."""

from collections.abc import Sequence
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext

from anlan.kit.texts import Text
from anlan.notices.channels.base import Envelope
from anlan.notices.models import Notice
from anlan.notices.registries import matter_of

_LISTED = 20


def compose(
    *,
    id: UUID,
    to: str,
    reader: str,
    notices: Sequence[Notice],
    language: str,
    site: str,
    channel: str,
    urgent: bool = False,
) -> Envelope:
    """The message. A link never carries a resident's tracking code: we keep only its hash."""
    resident = reader.startswith("reporter:")
    with translation.override(language):
        texts = [Text(zh=notice.zh, en=notice.en).in_language(language) for notice in notices]
        matter = matter_of(notices[0].subject) if len({one.subject for one in notices}) == 1 else None
        number = matter.number if matter else ""
        subject, text = _words(texts, number, channel)
        path = "/track/" if resident else matter.path if matter else "/desk/notices/"
        url = site.rstrip("/") + path if site else ""
        html = ""
        if channel == "email":
            shown = {"texts": texts, "url": url, "subject": subject, "resident": resident}
            html = render_to_string("notices/mail.html", shown)
            text = f"{text}\n\n{url}\n" if url else f"{text}\n"
    return Envelope(
        id=id,
        to=to,
        subject=subject,
        text=text,
        html=html,
        url=url,
        language=language,
        number=number,
        count=len(notices),
        urgent=urgent,
        kinds=tuple(dict.fromkeys(notice.kind for notice in notices if notice.kind)),
    )


def _words(texts: list[str], number: str, channel: str) -> tuple[str, str]:
    if len(texts) == 1:
        title = (
            gettext("Anlan: matter %(number)s") % {"number": number} if number else gettext("Anlan: a notice")
        )
        return title, texts[0]
    count = ngettext("%(count)s notice", "%(count)s notices", len(texts)) % {"count": len(texts)}
    title = gettext("Anlan: %(notices)s") % {"notices": count}
    if channel == "sms":  # an approved template has room for one short sentence
        return title, gettext("You have %(notices)s.") % {"notices": count}
    lines = [f"· {text}" for text in texts[:_LISTED]]
    if len(texts) > _LISTED:
        lines.append(gettext("… and %(rest)s more") % {"rest": len(texts) - _LISTED})
    return title, "\n".join([title, *lines])
