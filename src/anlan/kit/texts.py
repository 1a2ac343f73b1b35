"""Words that people read, in both languages at once. A missing one does not validate."""

from typing import Protocol

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


class Bilingual(Protocol):
    """Something kept with a name in each language: a place, a unit."""

    @property
    def name_zh(self) -> str:
        """In Chinese."""

    @property
    def name_en(self) -> str:
        """In English."""


def is_english(language: str | None = None) -> bool:
    """Whether `language` (default: the reader's) is English; everything else reads Chinese."""
    return (language or get_language() or "zh").startswith("en")


def named(row: Bilingual) -> str:
    """The name of `row` in the reader's language."""
    return row.name_en if is_english() else row.name_zh


def name_column(language: str | None = None) -> str:
    """The column of a bilingual table that holds its names in `language` (default: the reader's)."""
    return "name_en" if is_english(language) else "name_zh"
