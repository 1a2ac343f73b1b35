"""Words that people read, in both languages at once. A missing one does not validate."""

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field


class Text(BaseModel):
    """`{zh: …, en: …}`; both are needed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, language: str | None) -> str:
        """The words in `language` (any `zh…` gives Chinese; the default is Chinese too)."""
        return self.en if (language or "zh").startswith("en") else self.zh

    def __str__(self) -> str:
        return self.in_language(get_language())
