"""What a spreadsheet must not run, and the column that says why a row was refused."""

from anlan.interop.replay.signs import BROKEN, LOST, TYPED

REASON = "不能导入的原因 reason"
# What a spreadsheet would run as a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: what would be a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_it_was(cell: str) -> str:
    """The cell before `harmless`, in a file of ours that comes back mended."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def plain(cell: str) -> str:
    """A cell without the signs of this import."""
    if cell.startswith(BROKEN):
        return ""
    return cell[1:].replace("T00:00:00", "") if cell.startswith((TYPED, LOST)) else cell
