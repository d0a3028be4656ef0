"""Write the tables of a day or a district folder, with the headers and words of a language."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from maps.whole_files import write_whole
from scenarios import aliases
from scenarios.settings import FORMAT

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by table; a row holds values by column, under the names of ``aliases.toml``."""

POSITIONS = {"en": 0, "zh-CN": 1}
"""Which alias is the one to write."""
WORD_KINDS = {
    ("services", "role"): "role",
    ("visits", "role"): "role",
    ("gaps", "worker"): "pairing",
    ("workers", "role"): "role",
    ("workers", "mode"): "mode",
    ("demand", "kind"): "demand_kind",
    ("sites", "state"): "state",
}
"""Columns that hold words, not texts, and the kind of each."""
BETWEEN_SKILLS = "; "
MARK = "\ufeff"
"""Tells Excel that a CSV is UTF-8."""


def write_tables(folder: Path, tables: Tables, *, lang: str, empty: bool = False) -> None:
    """Write one CSV for each table, named in English; headers and words are in the language.

    A column that no row fills is left out.

    Parameters
    ----------
    empty
        Whether a table without rows is written too, with every header; else it is left out.
    """
    for table, rows in tables.items():
        if not rows and not empty:
            continue
        headers = aliases.columns(table).aliases
        filled = [column for column in headers if any(row.get(column, "") not in ("", []) for row in rows)]
        columns = filled if rows else list(headers)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([headers[column][POSITIONS[lang]] for column in columns])
        writer.writerows([_say_cell(table, column, row.get(column, ""), lang) for column in columns] for row in rows)
        write_whole(folder / f"{table}.csv", MARK + text.getvalue())


def say_settings(*, name: str, date: dt.date, streets: str) -> str:
    """Word a day.toml whose places are in WGS-84."""
    lines = [
        f"format = {FORMAT}",
        f"name = {_quote(name)}",
        f"date = {date.isoformat()}",
        'coordinates = "wgs84"',
        f"streets = {_quote(streets)}",
    ]
    return "\n".join(lines) + "\n"


def _say_cell(table: str, column: str, value: object, lang: str) -> str:
    kind = WORD_KINDS.get((table, column))
    if kind is not None and value:
        return _say_word(kind, str(value), lang)
    if isinstance(value, bool):
        return _say_word("yes_no", "yes" if value else "no", lang)
    if isinstance(value, list):
        return BETWEEN_SKILLS.join(value)
    return f"{value:g}" if isinstance(value, float) and column == "door_minutes" else str(value)


def _say_word(kind: str, word: str, lang: str) -> str:
    return aliases.words(kind).aliases[word][POSITIONS[lang]]


def _quote(text: str) -> str:
    """Quote a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
