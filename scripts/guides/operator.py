"""Operators: the inbox, a case, the map. Log-ins of the demonstration: `anlan demo` prints them."""

from guides.shots import Shot

SHOTS: tuple[Shot, ...] = ()
