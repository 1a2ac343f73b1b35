"""What is said of a file, in both languages."""

from pathlib import Path

import pytest
from django.utils.translation import override

from anlan.interop.importing import handback
from anlan.interop.importing.opening import opened
from anlan.interop.importing.survey import look
from anlan.interop.public import MAPPINGS, Mapping, load_mapping
from anlan.interop.replay.mapping import Dates
from anlan.interop.replay.row import Refused
from anlan.kit.errors import AnlanError

MAPPING = load_mapping(MAPPINGS / "baltimore_311.yaml")


def with_dates(*formats: str, **changed) -> Mapping:
    dates = Dates.model_validate({"format": formats[0], "formats": formats[1:], **changed})
    return MAPPING.model_copy(update={"dates": dates})


def found(file: Path, mapping: Mapping = MAPPING, out: Path | None = None):
    """What is said of a file, and the refused rows."""
    refused: list[Refused] = []
    with opened(file, mapping) as table, handback.handback(file, out, table) as sink:

        def both(raw, one):
            refused.append(one)
            sink(raw, one)

        return look(table, mapping, categories=None, sink=both), refused


def told(error: type[AnlanError], file: Path, mapping: Mapping = MAPPING) -> str:
    """The English words of the refusal; the Chinese ones have to be there too, and be others."""
    with pytest.raises(error) as caught:
        found(file, mapping)
    with override("zh-hans"):
        chinese = caught.value.message()
    with override("en"):
        english = caught.value.message()
    assert chinese != english
    assert "{" not in chinese + english
    return english


def reasons(file: Path, mapping: Mapping = MAPPING) -> list[str]:
    """The English reasons of the refused rows; each has Chinese words too."""
    with override("zh-hans"):
        chinese = [one.reason for one in found(file, mapping)[1]]
    with override("en"):
        english = [one.reason for one in found(file, mapping)[1]]
    assert all(one != other for one, other in zip(chinese, english, strict=True))
    return english


def no_times(created: str = "2026-03-05") -> dict[str, str]:
    return {"CreatedDate": created, "DueDate": "", "CloseDate": "", "SRStatus": "Open"}
