"""Timing that can be trusted on a noisy machine: sides interleaved, medians of rounds, ratios inside one run."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

ROUNDS = 5


def interleaved(sides: dict[str, Callable[[], int]], *, rounds: int = ROUNDS) -> dict[str, float]:
    """Run every side once a round, in turn; `sides[name]()` returns how many things it did. Median rate a second."""
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for side in sides.values():
        side()  # warm up
    for _ in range(rounds):
        for name, side in sides.items():
            begun = perf_counter()
            done = side()
            rates[name].append(done / (perf_counter() - begun))
    return {name: median(found) for name, found in rates.items()}


def show(title: str, found: dict[str, dict[str, float]], *, ours: str, note: str) -> None:
    """A table: a column a size, a row a side, each with its ratio to ours."""
    table = Table(title=title, caption=note)
    table.add_column("side")
    for size in found:
        table.add_column(f"{size}, a second", justify="right")
        table.add_column("ours / this", justify="right")
    for name in next(iter(found.values())):
        row = [name]
        for rates in found.values():
            row += [f"{rates[name]:,.0f}", f"{rates[ours] / rates[name]:.2f}"]
        table.add_row(*row)
    Console().print(table)
