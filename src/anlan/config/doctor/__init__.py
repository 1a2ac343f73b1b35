"""What this machine and this database lack, and how to mend it. Works when Django cannot even start."""

from collections.abc import Callable, Iterable

from anlan.config.cluster import Finding
from anlan.config.cluster.language import either
from anlan.config.doctor import database, files, machine, notices

Check = Callable[[], Iterable[Finding]]

# In the order a person mends things: the machine before the database, the database before what is in it.
CHECKS: tuple[tuple[str, Check], ...] = (
    ("python", machine.python),
    ("memory", machine.memory),
    ("state", machine.state),
    ("disk", machine.disk),
    ("programs", machine.programs),
    ("rooms", database.rooms),
    ("database", database.server),
    ("node", machine.node),
    ("browser", machine.browser),
    ("font", machine.font),
)
# Only asked of a database that answers and fits: otherwise one fault would be told four times.
INSIDE: tuple[tuple[str, Check], ...] = (
    ("app role", database.app_role),
    ("migrations", database.migrations),
    ("jobs", database.jobs),
    ("notices", notices.channels),
    ("files", files.scanner),
)


def examine(port: int) -> Iterable[tuple[str, Finding]]:
    """Every check's findings, one after another, with the check's name."""
    faults: set[str] = set()
    for name, check in (*CHECKS, ("port", lambda: machine.port(port))):
        for finding in _findings(check):
            if not (finding.ok or finding.optional):
                faults.add(name)
            yield name, finding
        if name == "database" and not faults & {"rooms", "database"}:
            yield from ((inside, finding) for inside, look in INSIDE for finding in _findings(look))


def _findings(check: Check) -> Iterable[Finding]:
    """A check's findings; one that breaks is itself a finding, for the doctor must not die of the illness."""
    try:
        yield from check()
    except Exception as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())[:400]
        yield Finding(
            False,
            either(f"could not be looked at: {told}", f"无法检查：{told}"),
            either(
                "This is a fault of the program or its installation: report this line.",
                "这是程序或安装的问题，请反馈此行。",
            ),
        )
