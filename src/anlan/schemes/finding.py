"""What a check says: where, what is wrong, and what to do, in both languages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import get_language

from anlan.kit.errors import Invalid
from anlan.kit.texts import Text

Path = tuple[str | int, ...]
Severity = Literal["error", "warning"]


def dotted(path: Sequence[str | int]) -> str:
    """`("cases", "clocks", 0, "start")` → `cases.clocks[0].start`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


@dataclass(frozen=True)
class Finding:
    """One thing to mend. `line` counts from 1; 0 means the whole file."""

    file: str
    line: int
    path: str
    message: Text
    remedy: Text
    severity: Severity = "error"

    def in_language(self, language: str | None) -> str:
        """`hotline/capability.yaml:12: cases.clocks[0]: message → remedy`, ready to print."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        at = f" {self.path}:" if self.path else ""
        said, mend = self.message.in_language(language), self.remedy.in_language(language)
        return f"{where}:{at} {said} → {mend}"

    def __str__(self) -> str:
        return self.in_language(get_language())


class Mistake(ValueError):
    """Raised by a validator of a section's model: what is wrong and what to do, in both languages.

    Write the sentences without a full stop at the end; Pydantic carries the exception to the finding.
    """

    def __init__(self, *, zh: str, en: str, fix_zh: str, fix_en: str) -> None:
        self.said = Text(zh=zh, en=en)
        self.remedy = Text(zh=fix_zh, en=fix_en)
        super().__init__(en)


class SchemeInvalid(Invalid):
    """The capability {name} has {count} mistakes: {first}"""

    def __init__(self, name: str, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(name=name, count=len(self.findings), first=str(self.findings[0]))


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """Only what stops a capability from being published."""
    return [finding for finding in findings if finding.severity == "error"]
