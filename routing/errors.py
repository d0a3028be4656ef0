"""What can go wrong, told so that a person can mend it.

DoorstepError            exit code 1: a fault of ours
├── InputError           exit code 2: a file, a row or a value is wrong
└── NoWayError           exit code 3: a place cannot be reached on the street network

A mandatory visit that nobody can make is no error: the plan says so, and ``doorstep plan`` ends with exit code 4.

Every error carries all its faults at once. A fault has a code, which stays the same from release to release,
what is wrong, what to do, and where. Its ``values`` let another language say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong: where, what, and what to do.

    Parameters
    ----------
    code
        A letter and three digits: C scenarios, D day files, R broken problems, S streets and places, P plans,
        G generator, L sites, U uncertainty.
    what, remedy
        English sentences for a person, without a full stop.
    file, row, column, key
        Where. ``file`` may name a sheet (``day.xlsx/visits``); ``row`` counts as a spreadsheet does, the header
        being row 1, and is the line of a .toml; ``key`` stands where a file has keys, not columns (``weights.worker``
        of day.toml). Empty or None where the fault has no such place.
    values
        What the sentences were made of.
    """

    code: str
    what: str
    remedy: str
    file: str = ""
    row: int | None = None
    column: str = ""
    key: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def has_lines(self) -> bool:
        """Whether ``row`` is a line of a text with keys, not a row of a table."""
        return self.file.endswith(".toml")

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(f"{'line' if self.has_lines else 'row'} {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        if self.key:
            place.append(f"key {self.key}")
        where = ", ".join(place)
        return f"{self.code} {where + ': ' if where else ''}{self.what}; {self.remedy}"


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault, stated once: its code and its two sentences with ``{placeholders}``."""

    code: str
    what: str
    remedy: str

    def at(
        self,
        *,
        file: str = "",
        row: int | None = None,
        column: str = "",
        key: str = "",
        values: Mapping[str, object] | None = None,
    ) -> Fault:
        """Say this fault of one place; ``values`` fill the placeholders of both sentences."""
        given = dict(values or {})
        return Fault(
            code=self.code,
            what=self.what.format_map(given),
            remedy=self.remedy.format_map(given),
            file=file,
            row=row,
            column=column,
            key=key,
            values=given,
        )


class DoorstepError(Exception):
    """Doorstep cannot go on; ``faults`` say all that is wrong."""

    exit_code: ClassVar[int] = 1

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class InputError(DoorstepError):
    """What was given is wrong."""

    exit_code = 2


class NoWayError(DoorstepError):
    """A place is off the street network, or two places have no way between them."""

    exit_code = 3


@contextmanager
def gather_faults(faults: list[Fault]) -> Iterator[None]:
    """Keep the faults of one thing, so that the others are looked at too."""
    try:
        yield
    except InputError as error:
        faults += error.faults


def say_why(error: Exception) -> str:
    """Say what the system, or a library, says about a fault, without the number and the name of the file."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
