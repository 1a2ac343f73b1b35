"""Everything that can be said of a capability's folder without a database."""

from datetime import date
from pathlib import Path

from anlan.schemes.compiled import Scheme
from anlan.schemes.finding import Finding
from anlan.schemes.flows.read import read_flows
from anlan.schemes.load import check, read_scheme


def examine(folder: Path, today: date | None = None) -> tuple[Scheme | None, list[Finding]]:
    """Load and check, flow tests too, never raising: the scheme if it could be built, and all findings.

    With `today` also what has gone out of date by then.
    """
    scheme, findings = read_scheme(folder)
    meaning = check(scheme, today) if scheme else []
    return scheme, findings + meaning + read_flows(folder)[1]
