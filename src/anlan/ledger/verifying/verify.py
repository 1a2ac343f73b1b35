"""The whole check."""

from anlan.ledger.seals import all_seals
from anlan.ledger.verifying.chains import check_chains
from anlan.ledger.verifying.order import check_order
from anlan.ledger.verifying.streams import Progress, snapshot
from anlan.ledger.verifying.verdict import Problem, Verdict


def verify(*, since: int = 0, expected_root: str | None = None, progress: Progress | None = None) -> Verdict:
    """Check every fact after position `since` (0: the whole ledger), the order and the seals over it.

    `expected_root` is a root (hex) that was received outside: some seal must have it, or the history was
    signed anew. `progress` is told the number of facts checked, every 10,000. Raises nothing for what it
    finds: read `verdict.problems`.
    """
    verdict = Verdict()
    with snapshot():
        check_order(verdict, since)
        check_chains(verdict, since, progress)
        if expected_root is not None:
            _check_known(verdict, expected_root)
    return verdict


def _check_known(verdict: Verdict, expected_root: str) -> None:
    if all(found.root.hex() != expected_root.strip().lower() for found in all_seals()):
        verdict.add(Problem("forged", "no seal has the root that was received outside: it was signed anew"))
