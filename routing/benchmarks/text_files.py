"""Text of literature files, plain or gzipped, and the numbers on its lines; what is wrong is told with its line."""

from __future__ import annotations

import gzip
import io
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from routing.errors import Fault, FaultKind, InputError, say_why

CANNOT_READ = FaultKind(
    "R021",
    "the file cannot be read ({why})",
    "check that it exists, is whole and may be read; or take it from its source again",
)
TOO_LARGE = FaultKind("R022", "the file holds more than {megabytes} MB of text", "give a smaller instance")
NOT_TEXT = FaultKind("R023", "the file is no UTF-8 text", "give a text file, plain or gzipped")
MISSING_PART = FaultKind("R024", "{part} is missing", "add it, or take the file from its source again")
NOT_NUMBERS = FaultKind("R025", "{part} has “{found}” here", "give {count} numbers")
OUT_OF_RANGE = FaultKind("R026", "{part} is {value}", "give a number from {low} to {high}")
NOT_WHOLE = FaultKind("R027", "{part} is {value}", "give a whole number from {low} to {high}")

LARGEST_FILE = 64_000_000
"""Bytes of text, unpacked: far more than the largest published instance, and no danger to memory."""
GZIP_MARK = b"\x1f\x8b"
SHOWN = 40
"""Characters of a wrong line that a fault shows."""


def read_text(path: Path) -> str:
    """Read a text file, unpacking it where its content is gzipped.

    Raises
    ------
    InputError
        Where it cannot be read or unpacked, is larger than :data:`LARGEST_FILE`, or no text.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if data.startswith(GZIP_MARK):
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(LARGEST_FILE + 1)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise InputError(CANNOT_READ.at(file=str(path), values={"why": say_why(error)})) from None
    if len(data) > LARGEST_FILE:
        raise InputError(TOO_LARGE.at(file=str(path), values={"megabytes": LARGEST_FILE // 1_000_000}))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(NOT_TEXT.at(file=str(path))) from None
    if "\0" in text:
        raise InputError(NOT_TEXT.at(file=str(path)))
    return text


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The lines of a file, counted from 1 in faults and from 0 here."""

    file: str
    rows: Sequence[str]

    def read_numbers(
        self, row: int, *, part: str, count: int, more: bool = False, low: float = 0.0, high: float = 1e6
    ) -> list[float]:
        """Read so many numbers from one line.

        Parameters
        ----------
        part
            What they are, for the fault.
        more
            Whether more numbers may follow.
        low, high
            Bounds of each number, both included.

        Raises
        ------
        InputError
            Where the file ends before, or something else stands there.
        """
        if row >= len(self.rows):
            raise InputError(MISSING_PART.at(file=self.file, values={"part": part}))
        numbers = [_read_number(word) for word in self.rows[row].split()]
        if len(numbers) < count or (len(numbers) > count and not more) or any(map(math.isnan, numbers)):
            raise InputError(self.fault(NOT_NUMBERS, row, part=part, found=self._show(row), count=count))
        for number in numbers:
            if not low <= number <= high:
                values = {"part": part, "value": f"{number:g}", "low": f"{low:g}", "high": f"{high:g}"}
                raise InputError(self.fault(OUT_OF_RANGE, row, **values))
        return numbers

    def read_count(self, row: int, *, part: str, low: int = 1, high: int = 1_000_000) -> int:
        """Read the whole number that stands alone on a line."""
        (number,) = self.read_numbers(row, part=part, count=1, low=low, high=high)
        if number != int(number):
            raise InputError(self.fault(NOT_WHOLE, row, part=part, value=f"{number:g}", low=low, high=high))
        return int(number)

    def fault(self, kind: FaultKind, row: int, **values: object) -> Fault:
        """State a fault of one line."""
        return kind.at(file=self.file, row=row + 1, values=values)

    def raise_all(self, faults: Sequence[Fault]) -> None:
        """Raise what was gathered, where there is something, in the order of the lines."""
        if faults:
            raise InputError(sorted(faults, key=lambda fault: fault.row or 0))

    def _show(self, row: int) -> str:
        text = self.rows[row].strip()
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _read_number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return math.nan
