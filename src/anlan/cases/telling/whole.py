"""A case with everything an answer about it says, in one round trip."""

from anlan.cases.models import Assignment, Case, CaseText, Clock
from anlan.kit.inserting import read, selected
from anlan.kit.planned import together

_TEXT = f"SELECT {selected(CaseText)} FROM cases_casetext WHERE case_id = %s"  # noqa: S608 - names of our own columns
_PARTS = f"SELECT {selected(Assignment)} FROM cases_assignment WHERE case_id = %s"  # noqa: S608
# As `story.clocks` orders them.
_CLOCKS = f"SELECT {selected(Clock)} FROM cases_clock WHERE case_id = %s ORDER BY stopped_at, due_at"  # noqa: S608


def look_at(case: Case) -> None:
    """Read text, assignments and clocks of `case` as they stand; whoever asks it for them asks no more."""
    texts, parts, clocks = together((_TEXT, [case.id]), (_PARTS, [case.id]), (_CLOCKS, [case.id]))
    if texts:
        case.text = read(CaseText, texts[0])
    working = [read(Assignment, row) for row in parts]
    running = [read(Clock, row) for row in clocks]
    for part in working:
        part.case = case
    for clock in running:
        clock.case = case
        clock.assignment = next((part for part in working if part.id == clock.assignment_id), None)
    _hold(case, "assignments", working)
    _hold(case, "clocks", running)


def _hold(case: Case, name: str, rows: list[Assignment] | list[Clock]) -> None:
    """As `prefetch_related` would."""
    known = getattr(case, name).all()
    known._result_cache, known._prefetch_done = rows, True
    vars(case).setdefault("_prefetched_objects_cache", {})[name] = known
