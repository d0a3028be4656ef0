"""Read a TOML file together with the lines its keys stand in: scenarios, growth, rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from routing.errors import FaultKind, InputError
from scenarios.encodings import decode_text, read_bytes
from scenarios.settings import parse_toml
from scenarios.toml_lines import TableLines, TooLongError, find_lines

TOO_LONG = FaultKind("C111", "more than {most} lines follow here", "shorten the file or the value")


@dataclass(frozen=True, kw_only=True)
class TomlFile:
    """What a file says, and where.

    Parameters
    ----------
    file
        Its name.
    tables
        As :func:`scenarios.toml_lines.find_lines` gives them.
    """

    file: str
    content: Mapping[str, Any]
    tables: Sequence[TableLines]

    @cached_property
    def top_lines(self) -> Mapping[str, int]:
        """Lines of the keys above every header, and of the first header of each table."""
        lines: dict[str, int] = {}
        for table in self.tables:
            for key, line in {table.name: table.line}.items() if table.name else table.keys.items():
                lines.setdefault(key, line)
        return lines

    def lines_of(self, table: str) -> Mapping[str, int]:
        """Lines of the keys of the first table of a name; none where there is no such header."""
        return next((one.keys for one in self.tables if table and one.name == table), {})


def read_toml(path: Path, *, broken: FaultKind) -> TomlFile:
    """Read a file.

    Raises
    ------
    InputError
        Where it cannot be read, is no TOML (``broken``, which has a ``why``) or has too many lines.
    """
    file = path.name
    text = decode_text(read_bytes(path), file=file)
    content = parse_toml(text, file=file, broken=broken)
    try:
        tables = find_lines(text)
    except TooLongError as error:
        raise InputError(TOO_LONG.at(file=file, row=error.line, values={"most": error.greatest})) from None
    return TomlFile(file=file, content=content, tables=tables)
