"""E-mail over SMTP, through Django's mail: a text part and an HTML part (RFC 5321, RFC 2046)."""

import smtplib
from datetime import datetime
from email.headerregistry import Address
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from pydantic import SecretStr

from anlan.notices.channels.base import Envelope, Outcome, Settings, Tools, Verdict, secret

SECONDS = 15
# Enhanced status codes (RFC 3463) that speak of the address; other 5xx speak of us or of the message.
_MAILBOX = ("5.1.", "5.2.1", "5.2.2")
_MAILBOX_CODES = frozenset({550, 551, 553, 556})


class EmailSettings(Settings):
    """`email:` in `channels.yaml`."""

    host: str
    port: int = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str
    sender_name: str = "安澜 Anlan"


# In this order: the first that fits.
_FAILURES: tuple[tuple[type[Exception], Verdict, str], ...] = (
    (smtplib.SMTPAuthenticationError, "give_up", "smtp_login"),
    (smtplib.SMTPNotSupportedError, "give_up", "smtp_not_supported"),
    (TimeoutError, "retry", "timeout"),
    (smtplib.SMTPException, "retry", "connection"),
    (OSError, "retry", "connection"),
)


def one_line(words: str, longest: int = 200) -> str:
    """Words that may stand in a header: one line, no control characters, not endless."""
    kept = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(kept.split())[:longest]


def message(settings: EmailSettings, envelope: Envelope) -> EmailMultiAlternatives:
    """The mail. Its Message-ID is the envelope's id, so a mailbox drops the same message sent twice."""
    local, _, domain = settings.sender.partition("@")
    made = EmailMultiAlternatives(
        subject=one_line(envelope.subject),
        body=envelope.text,
        from_email=str(Address(one_line(settings.sender_name, 60), local, domain)),
        to=[envelope.to],
        headers={
            "Message-ID": f"<{envelope.id}@{domain}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no vacation answers to us
            "X-Auto-Response-Suppress": "All",
        },
    )
    if envelope.html:
        made.attach_alternative(envelope.html, "text/html")
    return made


class Email:
    """The adapter."""

    name = "email"

    def __init__(self, settings: EmailSettings) -> None:
        self.settings = settings
        self.pace = settings.pace

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:  # noqa: ARG002
        """One SMTP session a message: a lost connection then loses one message's answer, not fifty."""
        try:
            validate_email(envelope.to)
        except ValidationError:
            return Outcome("bad_address", "address_malformed")
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=self.settings.host,
            port=self.settings.port,
            username=self.settings.user,
            password=secret(self.settings.password),
            use_tls=self.settings.tls == "starttls",
            use_ssl=self.settings.tls == "tls",
            timeout=SECONDS,
        )
        try:
            connection.send_messages([message(self.settings, envelope)])
        except Exception as failure:
            return judge(failure)
        return Outcome("sent", provider_id=f"{envelope.id}")


def judge(failure: Exception) -> Outcome:
    """The verdict on what SMTP raised. Its words stay out: servers quote the address in them."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(failure.recipients.values()))
        return _by_code(code, words)
    if isinstance(failure, smtplib.SMTPResponseException) and not isinstance(
        failure, smtplib.SMTPAuthenticationError
    ):
        return _by_code(failure.smtp_code, failure.smtp_error)
    for kind, verdict, reason in _FAILURES:
        if isinstance(failure, kind):
            return Outcome(verdict, reason)
    return Outcome("give_up", "message_refused")  # a header Django refuses: never worth a second try


def _by_code(code: int, words: bytes | str) -> Outcome:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    if 400 <= code < 500:
        return Outcome("retry", f"smtp_{code}")
    enhanced = said.split(maxsplit=1)[0] if said else ""
    about_mailbox = enhanced.startswith(_MAILBOX) if enhanced[:2] == "5." else code in _MAILBOX_CODES
    return Outcome("bad_address" if about_mailbox else "give_up", f"smtp_{code}")
