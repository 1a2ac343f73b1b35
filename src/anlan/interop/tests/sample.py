"""A small file of requests that we made up, in the shape of the one the mapping describes."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

FORMAT = "%m/%d/%Y %I:%M:%S %p"
COLUMNS = (
    "SRRecordID", "ServiceRequestNum", "SRType", "MethodReceived", "CreatedDate", "SRStatus", "DueDate", "CloseDate",
    "Agency", "Address", "PoliceDistrict", "PolicePost", "Latitude", "Longitude",
)  # fmt: skip
START = datetime(2015, 3, 1, 8, 0, 0, tzinfo=UTC)
KINDS = (
    ("SW-Sample Alley", "Solid Waste"),
    ("TRM-Sample Hole", "Transportation"),
    ("ECC-Sample Concern", "Solid Waste"),
    ("HLTH-Sample Animal With A Name Far Too Long For Any Code", "Health"),
    ("WW-Sample Leak", "Water Wastewater"),
)
CHANNELS = ("Phone", "API", "Internal", "Mail", "Other")
# Hours until it is due and until it is closed (None: never), and its status.
FATES: tuple[tuple[float | None, float | None, str], ...] = (
    (24, 5, "Closed"),
    (24, 24, "Closed"),
    (24, 30, "Closed"),
    (24, 0, "Closed"),
    (None, 50, "Closed"),
    (0, 0, "Closed"),
    (72, 10, "Closed (Duplicate)"),
    (24, None, "Open"),
    (48, 49, "Closed (Transferred)"),
    (24, None, "Open (Duplicate)"),
)


def cells(number: int, **changed: str) -> dict[str, str]:
    """One row. Every fifth has no post; the spacing takes 40 rows over more than 400 days, so grants are renewed."""
    type, agency = KINDS[number % len(KINDS)]
    due, closed, status = FATES[number % len(FATES)]
    created = START + timedelta(hours=251 * number, seconds=number)
    placed = number % 5 != 4

    def later(hours: float | None) -> str:
        return "" if hours is None else (created + timedelta(hours=hours)).strftime(FORMAT)

    row = {
        "SRRecordID": f"99-{number:08d}",
        "ServiceRequestNum": f"99-{number:08d}",
        "SRType": type,
        "MethodReceived": CHANNELS[number % len(CHANNELS)],
        "CreatedDate": created.strftime(FORMAT),
        "SRStatus": status,
        "DueDate": later(due),
        "CloseDate": later(closed),
        "Agency": agency,
        "Address": f"{number} Sample Street" if number % 3 else "",
        "PoliceDistrict": f"Sample {'North' if number % 2 else 'South'}" if placed else "",
        "PolicePost": f"{100 + number % 4}" if placed else "",
        "Latitude": ("39.25" if number % 2 else "39") if number % 4 else "",
        "Longitude": ("-76.65" if number % 2 else "-77") if number % 4 else "",
    }
    return row | changed


def write_sample(path: Path, rows: int | list[dict[str, str]] = 40) -> Path:
    """Write `rows` rows (newest first: a file need not be in order), or the given ones."""
    given = [cells(number) for number in reversed(range(rows))] if isinstance(rows, int) else rows
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(given)
    return path
