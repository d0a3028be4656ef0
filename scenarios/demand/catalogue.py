"""What days are made of, read from ``services.toml`` and ``people.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Any

LANGUAGES = {"zh-CN": "zh", "en": "en"}


@dataclass(frozen=True, kw_only=True)
class CareService:
    """A kind of care visit; the meaning of each figure stands in ``services.toml``."""

    id: str
    share: float
    minutes: Sequence[int]
    windows: Sequence[str]
    priorities: Sequence[float]
    mandatory: bool
    skill: str = ""
    heavy: bool = False

    @property
    def usual_priority(self) -> int:
        """The likeliest priority of its visits."""
        return 1 + max(range(len(self.priorities)), key=lambda k: self.priorities[k])


@dataclass(frozen=True, kw_only=True)
class GapKind:
    """Two services of which the second follows the first at the same client; minutes, and who may come."""

    first: str
    second: str
    least: int
    greatest: int
    worker: str
    windows: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Skill:
    """A qualification: its name, how many visits there are to a holder, and whether one station alone has it."""

    name: str
    visits_a_holder: float
    one_station: bool


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Services, skills and words in one language.

    Parameters
    ----------
    lang, short
        The language, and its key in the files.
    skills
        By the key that :attr:`CareService.skill` refers to.
    figures
        The other tables of ``services.toml``.
    """

    lang: str
    short: str
    care: tuple[CareService, ...]
    gaps: tuple[GapKind, ...]
    skills: Mapping[str, Skill]
    figures: Mapping[str, Any]

    def word(self, *keys: str, **values: object) -> str:
        """Find a text of the day's language and fill its placeholders."""
        entry: Any = self.figures
        for key in keys:
            entry = entry[key]
        return str(entry[self.short]).format_map(values)

    def remarks(self) -> list[str]:
        """List the remarks that any client may carry."""
        return [str(note[self.short]) for note in self.figures["notes"]["others"]]

    def numeral(self, number: int) -> str:
        """Write a small whole number as people of the language would."""
        return str(self.figures["words"]["numerals"][self.short][number - 1])


@cache
def read_catalogue(lang: str) -> Catalogue:
    """Read what days are made of, in "zh-CN" or "en"."""
    data = _read_toml("services.toml")
    short = LANGUAGES[lang]
    care = tuple(CareService(**{**entry, "id": entry["id"][short]}) for entry in data["care"])
    skills = {
        key: Skill(name=entry[short], visits_a_holder=entry["visits_a_holder"], one_station=entry["one_station"])
        for key, entry in data["skills"].items()
    }
    gaps = tuple(
        GapKind(**{**entry, "first": entry["first"][short], "second": entry["second"][short]}) for entry in data["gap"]
    )
    return Catalogue(lang=lang, short=short, care=care, gaps=gaps, skills=skills, figures=data)


@dataclass(frozen=True, kw_only=True)
class PeopleNames:
    """Surnames with their weights, and given names by generation."""

    surnames: Mapping[str, int]
    elder_women: Sequence[str]
    elder_men: Sequence[str]
    workers: Sequence[str]

    def elder(self, rng: Random) -> str:
        """Invent an elder's name; there are more women than men."""
        return self._full(rng, self.elder_women if rng.random() < 0.6 else self.elder_men)

    def worker(self, rng: Random) -> str:
        """Invent a worker's name."""
        return self._full(rng, self.workers)

    def _full(self, rng: Random, given: Sequence[str]) -> str:
        return rng.choices(list(self.surnames), list(self.surnames.values()))[0] + rng.choice(given)


@cache
def read_people_names() -> PeopleNames:
    """Read the name parts."""
    return PeopleNames(**_read_toml("people.toml"))


def _read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("scenarios.demand").joinpath(name).read_text(encoding="utf-8"))
