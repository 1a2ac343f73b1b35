"""What a run of flow tests prints: one line a scenario, and for a failure the line to look at."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from anlan.schemes.flows.run import Failure, Outcome


def lines_of(outcome: Outcome) -> Iterator[str]:
    """One line when it passed; file, step, expected and actual when it did not."""
    name = str(outcome.story.scenario.name)
    if outcome.failure is None:
        yield f"✓ {name}"
        return
    yield f"✗ {name}"
    yield from (f"  {line}" for line in _failed(outcome.failure))


def _failed(failure: Failure) -> Iterator[str]:
    step = _("step {number}").format(number=failure.step) if failure.step else _("beginning")
    yield f"{failure.file}:{failure.line}  {step}  {failure.what}"
    yield _("expected: {value}").format(value=failure.expected)
    yield _("actual:   {value}").format(value=failure.actual)
    yield from (f"  {line}" for line in failure.trace.splitlines()[-12:])


def summary(outcomes: Iterable[Outcome]) -> str:
    """`12 scenarios, 1 failed`."""
    listed = list(outcomes)
    failed = sum(not outcome.passed for outcome in listed)
    return _("{count} scenarios, {failed} failed").format(count=len(listed), failed=failed)
