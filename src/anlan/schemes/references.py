"""What one part of a capability may name in another: documents, provisions, clocks, outcomes, facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from anlan.kit.texts import Text
from anlan.schemes.compiled import Scheme
from anlan.schemes.explain import unknown_name
from anlan.schemes.finding import Finding
from anlan.schemes.section import reference_sources

# How people call a kind; a kind that is not here is called by its own name.
_KINDS = {
    "clock": Text(zh="时限", en="clock"),
    "document": Text(zh="文书", en="document"),
    "fact": Text(zh="事实类型", en="kind of fact"),
    "outcome": Text(zh="办理结果", en="outcome"),
    "provision": Text(zh="依据", en="provision"),
}


@dataclass(frozen=True)
class CheckContext:
    """Answers, for one scheme, which names of a kind exist. `today`: the day on which it is checked, where that is
    asked for; what goes out of date is judged only then.
    """

    scheme: Scheme
    today: date | None = None

    def names(self, kind: str) -> frozenset[str]:
        """All names of `kind` that may be referred to; empty when nobody offers that kind."""
        source = reference_sources.find(kind)
        return frozenset(source(self.scheme)) if source else frozenset()

    def expect(self, kind: str, name: str, path: Sequence[str | int]) -> Iterator[Finding]:
        """Nothing when `name` exists, else one finding at `path` with the closest name as the remedy."""
        known = self.names(kind)
        if name in known:
            return
        message, remedy = unknown_name(_KINDS.get(kind, Text(zh=kind, en=kind)), name, known)
        yield self.scheme.finding(path, zh=message.zh, en=message.en, fix_zh=remedy.zh, fix_en=remedy.en)
