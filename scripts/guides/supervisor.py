"""Supervisors: what needs them. Log-ins of the demonstration: `anlan demo` prints them."""

from guides.shots import Shot

SHOTS: tuple[Shot, ...] = ()
