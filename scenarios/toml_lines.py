"""The lines where the keys of a TOML file stand; Python's own reader does not tell.

No living parser in pure Python tells either (tomlkit keeps every space, but no line numbers), so the text is cut into
its statements by that reader itself: lines are added one by one until it takes them. A statement is a header or a key
with its value, and no part of one that spans several lines is sound TOML by itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_LINES = 5_000
MOST_LINES_OF_A_VALUE = 100
"""Each new line of a value is read with all before it: more would be slow."""


class TooLongError(ValueError):
    """The file, or one value in it, has too many lines."""

    def __init__(self, line: int, greatest: int) -> None:
        self.line, self.greatest = line, greatest
        super().__init__(f"more than {greatest} lines")


@dataclass(kw_only=True)
class TableLines:
    """A table of the file: the line of its header (1 for the keys above every header) and of each of its keys."""

    name: str
    line: int
    keys: dict[str, int] = field(default_factory=dict)


def find_lines(text: str) -> list[TableLines]:
    """Find the tables of a sound TOML text in the order they stand in; the first holds the keys above every header.

    A table within a table counts as a key of the outer one.

    Raises
    ------
    TooLongError
        Where there are more than :data:`MOST_LINES`, or more than :data:`MOST_LINES_OF_A_VALUE` in one value.
    """
    tables = [TableLines(name="", line=1)]
    for line, is_header, content in _split_statements(text):
        if is_header:
            name, inner = next(iter(content.items()))
            within = inner[0] if isinstance(inner, list) else inner
            if within and tables[-1].name == name:
                tables[-1].keys.setdefault(next(iter(within)), line)
            else:
                tables.append(TableLines(name=name, line=line))
        else:
            for key in content:
                tables[-1].keys.setdefault(key, line)
    return tables


def _split_statements(text: str) -> Iterator[tuple[int, bool, Mapping[str, Any]]]:
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) > MOST_LINES:
        raise TooLongError(MOST_LINES + 1, MOST_LINES)
    begun: list[str] = []
    first = 1
    for number, line in enumerate(lines, start=1):
        if not begun:
            first = number
        begun.append(line)
        try:
            content = tomllib.loads("\n".join(begun))
        except (ValueError, RecursionError):
            if len(begun) >= MOST_LINES_OF_A_VALUE:
                raise TooLongError(first, MOST_LINES_OF_A_VALUE) from None
            continue
        if content:
            yield first, begun[0].lstrip().startswith("["), content
        begun = []
