"""How much a boundary file may be. A district of 10,000 grids with 61 vertices each uses a tenth of it."""

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bytes unless named otherwise; `memory` and `seconds` bound the process that parses the file."""

    upload: int = 64 * _MB
    unpacked: int = 256 * _MB
    members: int = 64
    features: int = 20_000
    vertices: int = 4_000_000
    vertices_each: int = 50_000
    memory: int = 2048 * _MB
    seconds: int = 60


LIMITS = Limits()
