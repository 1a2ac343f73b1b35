"""Workbooks (.xlsx, .xls, .ods): the wanted sheet is unpacked to CSV by a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from anlan.interop.importing import errors
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.parsing import check_head

# A sheet of a million rows and twenty columns unpacks to about 1 GB of XML and takes about 2 GB of memory.
UNPACKED = 2 << 30
MEMORY = 6 << 30
_SECONDS = 900


class Unpacked(NamedTuple):
    """Where the rows are, the sheet they came from, and the row its head ends in."""

    path: Path
    sheet: str
    head_row: int


def memory() -> int:
    """Bytes the process that unpacks may take: half of the machine, at most `MEMORY`."""
    return min(MEMORY, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2)


def unpack(path: Path, mapping: Mapping, to: Path) -> Unpacked:
    """Write the wanted sheet to `to`, each row with its number in front.

    Raises `ExcelUnreadable`, `ExcelLocked`, `ExcelTooLarge`, `SheetUnknown`, `ColumnsNotFound`, `OSError`.
    """
    path.open("rb").close()  # a file that is not there is no broken workbook
    asked = {
        "path": str(path.absolute()), "name": path.name, "sheet": mapping.sheet, "to": str(to),
        "wanted": mapping.columns.wanted, "limit": UNPACKED, "memory": memory(),
    }  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, "-m", "anlan.interop.importing.unpacking"], input=json.dumps(asked),
            capture_output=True, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise errors.ExcelTooLarge(name=path.name, limit=UNPACKED >> 20) from None
    if done.returncode < 0:  # it wanted more memory than it may have
        raise errors.ExcelTooLarge(name=path.name, limit=UNPACKED >> 20)
    if done.returncode:
        reason = f"{done.stderr.strip().splitlines()[-1][:200] if done.stderr.strip() else done.returncode}"
        raise errors.ExcelUnreadable(name=path.name, reason=reason)
    answer = json.loads(done.stdout)
    if code := answer.get("error"):
        if code == "ColumnsNotFound":
            check_head(path.name, json.loads(answer["params"]["found"]), mapping)
        raise getattr(errors, code)(**answer["params"])
    return Unpacked(to, answer["sheet"], answer["head"])
