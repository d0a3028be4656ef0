"""Tables with more columns than a screen takes: as several below one another, no word broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

Make = Callable[[Sequence[int]], Table]
"""Makes the table with some of the columns that may be apart."""


def fits(console: Console, table: Table) -> bool:
    """Tell whether a console is wide enough for a table without breaking a word."""
    # Asked of a wider one: a console never says that it needs more than it has.
    options = console.options.update(width=100_000)
    return Measurement.get(console, options, table).minimum <= console.width


def split_columns(console: Console, make: Make, count: int) -> Iterator[Table]:
    """Make a table, or where it is too wide as many as it takes, with as many columns each as fit and at least one."""
    start = 0
    while start < count:
        end = count
        while end > start + 1 and not fits(console, make(range(start, end))):
            end -= 1
        yield make(range(start, end))
        start = end
