"""Invented names of streets, estates, a river and a park."""

from __future__ import annotations

import importlib.resources
import itertools
import tomllib
from collections.abc import Iterator
from random import Random
from typing import Any


class PlaceNames:
    """Hands out names; two syllables are used for one place only, as long as there are enough of them."""

    def __init__(self, rng: Random) -> None:
        text = importlib.resources.files("scenarios.district").joinpath("places.toml").read_text("utf-8")
        self._words: dict[str, Any] = tomllib.loads(text)
        stems = [one + other for one in self._words["first"] for other in self._words["second"] if one != other]
        rng.shuffle(stems)
        self._rng = rng
        self._stems = _again_and_again(stems)
        self.district = next(self._stems) + self._words["district"]
        self.river = next(self._stems) + self._words["river"]
        self.expressway = next(self._stems) + self._words["expressway"]
        self.side_road = self.expressway + self._words["side_road"]

    def rows(self, count: int, *, river: int) -> list[str]:
        """Names of ``count`` main streets from south to north; the river runs north of row ``river``."""
        names = self._series(count, self._words["rows"])
        names[river], names[river + 1] = self._words["bank_south"], self._words["bank_north"]
        return names

    def columns(self, count: int, *, expressway: int) -> list[str]:
        """Names of ``count`` main roads from west to east; the expressway runs east of column ``expressway``."""
        names = self._series(count, self._words["columns"])
        names[expressway] = names[expressway + 1] = self.side_road
        return names

    def lane(self) -> str:
        """Name of a small public street."""
        return next(self._stems) + str(self._rng.choice(self._words["lanes"]))

    def estate(self, style: str) -> str:
        """Name of an estate of a style."""
        return next(self._stems) + str(self._rng.choice(self._words["estates"][style]))

    def place(self, kind: str) -> str:
        """Name of a park, school or office block."""
        ending = self._words[kind]
        return next(self._stems) + str(self._rng.choice(ending) if isinstance(ending, list) else ending)

    def _series(self, count: int, endings: list[str]) -> list[str]:
        names: list[str] = []
        while len(names) < count:
            stem = next(self._stems)
            names += [stem + ending for ending in endings]
        return names[:count]


def _again_and_again(stems: list[str]) -> Iterator[str]:
    yield from stems
    for number in itertools.count(2):
        yield from (f"{stem}{number}区" for stem in stems)
