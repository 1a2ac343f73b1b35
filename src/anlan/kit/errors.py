"""One error base. An error is named after the fact; its docstring is the default message.

The docstring is a `str.format` template and the English message id; rooms translate it in their own catalogue.
"""

import re
from datetime import timedelta
from typing import ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_HEADINGS = {
    403: _("Not permitted"),
    404: _("Not found"),
    409: _("Not as it stands now"),
    413: _("Too large"),
    422: _("Not accepted"),
    429: _("Too often"),
    500: _("Something went wrong"),
}


class AnlanError(Exception):
    """Something went wrong on our side. Nothing you entered was lost; please try again."""

    status: ClassVar[int] = 500

    def __init__(self, *, field: str | None = None, **params: object) -> None:
        """`field` names the input that has to be mended; `params` fill the message."""
        self.field = field
        self.params = params
        super().__init__(self._template().format(**params))

    @classmethod
    def code(cls) -> str:
        """The stable machine name: `CaseTaken` → `case_taken`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def _template(cls) -> str:
        return " ".join((cls.__doc__ or AnlanError.__doc__ or "").split())

    def message(self) -> str:
        """The message in the active language."""
        return gettext(self._template()).format(**self.params)

    def heading(self) -> str:
        """What kind of refusal it is, in two or three words, above the message."""
        return str(_HEADINGS.get(self.status, _HEADINGS[500]))

    def as_json(self) -> dict[str, object]:
        """`{error, message, field, details}`: the body of every refusal over HTTP."""
        details = {name: str(value) for name, value in self.params.items()}
        return {"error": self.code(), "message": self.message(), "field": self.field, "details": details}

    def headers(self) -> dict[str, str]:
        """What the answer over HTTP says beside its status."""
        return {}


class Invalid(AnlanError):
    """This cannot be accepted as it was entered."""

    status = 422


class Refused(AnlanError):
    """You may not do this."""

    status = 403


class NotFound(AnlanError):
    """There is nothing here that you can see."""

    status = 404


class Conflict(AnlanError):
    """Somebody changed this meanwhile. Look at it again before you go on."""

    status = 409


class TooMuch(AnlanError):
    """That was too much at once. Please wait a moment and try again."""

    status = 429

    def headers(self) -> dict[str, str]:
        """`Retry-After` in seconds (RFC 9110, 10.2.3), where the message says in how many minutes or hours."""
        said = {unit: self.params[unit] for unit in ("minutes", "hours") if unit in self.params}
        wait = timedelta(**{unit: float(str(count)) for unit, count in said.items()})
        return {"Retry-After": str(round(wait.total_seconds()))} if wait else {}


class TooLarge(AnlanError):
    """This is larger than can be taken: at most {limit}."""

    status = 413
