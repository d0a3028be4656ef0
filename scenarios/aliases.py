"""What people call tables, columns and words, of days and of districts: two TOML files, and the look-ups in them."""

from __future__ import annotations

import difflib
import itertools
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal

from scenarios.cells import UNKNOWN_WORD, CellError, fold_width, quote_value, read_text

Kind = Literal["day", "district"]
"""What a folder or workbook may be; the names of its tables and keys are those of its kind."""

FILES: Mapping[Kind, str] = {"day": "aliases.toml", "district": "district_files/aliases.toml"}

NEAR = 0.75
"""From this likeness on (difflib's ratio, 0 to 1) an unknown name counts as a slip of a known one."""

LONGEST_NAME = 60
"""Longer names are not compared: nobody writes them, and comparing is slow."""

MOST_COMPARED = 20_000
"""Among more names than this no likely one is looked for."""

_IGNORED = re.compile(r"[\s_*:\u00ad\u200b–—-]+")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Names and what else people write for each; the first alias is the English one, the second the Chinese."""

    aliases: Mapping[str, tuple[str, ...]]

    @cached_property
    def name_by_alias(self) -> Mapping[str, str]:
        """Names by alias, folded."""
        return {fold_name(alias): name for name, aliases in self.aliases.items() for alias in aliases}

    @cached_property
    def _alias_by_fold(self) -> Mapping[str, str]:
        return {fold_name(alias): alias for aliases in self.aliases.values() for alias in aliases}

    def find(self, text: str) -> str | None:
        """Find which name is meant, exactly up to :func:`fold_name`."""
        return self.name_by_alias.get(fold_name(text))

    def guess(self, text: str) -> str | None:
        """Find the alias that ``text`` is a slip of; None where none is near."""
        folded = fold_name(text)
        if not 2 <= len(folded) <= LONGEST_NAME:
            return None
        found = difflib.get_close_matches(folded, self._alias_by_fold, n=1, cutoff=NEAR)
        return self._alias_by_fold[found[0]] if found else None

    def show(self) -> str:
        """List the names for a person, each in English and Chinese."""
        return ", ".join("/".join(aliases[:2]) for aliases in self.aliases.values())


def fold_name(text: str) -> str:
    """Bring a name into the form in which names are compared: no case, space, "_", "-", width, ":" or "*"."""
    return _IGNORED.sub("", fold_width(text)).casefold()


@cache
def tables(of: Kind = "day") -> Vocabulary:
    """Names of the tables: files of a folder, sheets of a workbook."""
    return _vocabulary({name: entry["names"] for name, entry in _catalogue(of)["tables"].items()})


@cache
def columns(table: str) -> Vocabulary:
    """Names of the columns of a table."""
    return _vocabulary(_find_table(table)["columns"])


@cache
def reading_columns(table: str) -> Vocabulary:
    """Names of the columns that are written for a reader and ignored when read."""
    return _vocabulary(_find_table(table).get("reading", {}))


@cache
def all_columns() -> frozenset[str]:
    """Every name of a column of any table, folded."""
    entries = itertools.chain.from_iterable(_catalogue(kind)["tables"].values() for kind in FILES)
    names = itertools.chain.from_iterable(entry.get("columns", {}).values() for entry in entries)
    return frozenset(fold_name(alias) for aliases in names for alias in aliases)


@cache
def settings(of: Kind = "day") -> Vocabulary:
    """Names of the keys of day.toml and of the sheet "day"; or of district.toml."""
    return _vocabulary(_catalogue(of)["settings"])


@cache
def weights() -> Vocabulary:
    """Names of the keys of ``[weights]``."""
    return _vocabulary(_catalogue("day")["weights"])


@cache
def words(kind: str) -> Vocabulary:
    """Words of a kind: role, mode, yes_no, priority, pairing, coordinates, none (no skills), demand_kind, state."""
    return _vocabulary(next(_catalogue(of)["words"][kind] for of in FILES if kind in _catalogue(of)["words"]))


def guess_among(text: str, known: Collection[str]) -> str | None:
    """Find the known id or word that ``text`` is a slip of; None where more than :data:`MOST_COMPARED` are known."""
    if len(known) > MOST_COMPARED:
        return None
    return Vocabulary({name: (name,) for name in known}).guess(text)


def read_word(value: object, kind: str) -> str:
    """Read a word such as 护理员 or "caregiver" into the one Doorstep uses.

    Raises
    ------
    CellError
        Where it is no word of this kind.
    """
    text = read_text(value)
    word = words(kind).find(text)
    if word is None:
        raise CellError(UNKNOWN_WORD, value=quote_value(text), words=words(kind).show())
    return word


@cache
def _catalogue(of: Kind) -> Mapping[str, Any]:
    file = resources.files("scenarios").joinpath(FILES[of])
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _find_table(table: str) -> Mapping[str, Any]:
    """Find a table among those of every kind; no two kinds share a table."""
    entry: Mapping[str, Any] = next(
        _catalogue(of)["tables"][table] for of in FILES if table in _catalogue(of)["tables"]
    )
    return entry


def _vocabulary(entries: Mapping[str, Iterable[str]]) -> Vocabulary:
    return Vocabulary({name: tuple(aliases) for name, aliases in entries.items()})
