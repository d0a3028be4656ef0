"""A district as its files give it: its people, its meal points, the rooms that could be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maps.coordinates import System
from routing.errors import Fault, InputError
from routing.problem import Location
from scenarios.district_files.rows import State
from scenarios.place_rows import PlaceRow

BANDS = ("60-69", "70-79", "80+")
"""Age bands, in the order of :attr:`DemandPoint.people`."""


@dataclass(frozen=True, kw_only=True)
class DemandPoint:
    """A building, an estate or a hexagon where people live.

    Parameters
    ----------
    people
        How many live there, by :data:`BANDS`.
    eat
        Share of them who eat a meal of a meal point on a working day.
    deliver
        Share of those who eat whose meal must be brought to them.
    """

    id: str
    kind: str
    place: Location
    people: tuple[float, float, float]
    eat: float
    deliver: float

    @property
    def area(self) -> str:
        """Its community; "" where the file names none."""
        return self.place.area


@dataclass(frozen=True, kw_only=True)
class Site:
    """A meal point that is open, or a room where one could open.

    Parameters
    ----------
    state
        What may become of a meal point that is open; None for a room.
    seats, meals
        Meals in one sitting: eaten there, and cooked or handed out in all; 0 where the file does not say.
    rent
        A year, in the currency of the file.
    year
        First year in which a room can be had; 0 at once.
    """

    id: str
    place: Location
    state: State | None
    address: str = ""
    phone: str = ""
    hours: str = ""
    seats: int = 0
    meals: int = 0
    step_free: bool = False
    rent: int = 0
    year: int = 0

    @property
    def name(self) -> str:
        """Name of the place; "" where the file gives none."""
        return self.place.name

    @property
    def is_open(self) -> bool:
        """Whether it is a meal point now."""
        return self.state is not None


@dataclass(frozen=True, kw_only=True)
class ServedDistrict:
    """A district read from its files.

    Parameters
    ----------
    sites
        Meal points in the order of their file, then rooms; ids are unique among both.
    streets, missing_streets
        The street file the district names, and the fault of it where it is not there: told by
        :meth:`choose_streets`, so that another file can be chosen instead.
    rows
        Where the places stand in the files, by location id.
    """

    name: str
    demand: tuple[DemandPoint, ...]
    sites: tuple[Site, ...]
    coordinates: System
    source: Path
    streets: Path | None = None
    missing_streets: Fault | None = None
    rows: Mapping[str, PlaceRow] = field(default_factory=dict)
    notes: tuple[Fault, ...] = ()

    @cached_property
    def people(self) -> NDArray[np.float64]:
        """How many live at each demand point, by age band: shape (d, 3)."""
        return np.array([point.people for point in self.demand], dtype=np.float64).reshape(-1, len(BANDS))

    @cached_property
    def eaters(self) -> NDArray[np.float64]:
        """How many of each demand point eat on a working day, shape (d,)."""
        shares = np.array([point.eat for point in self.demand], dtype=np.float64)
        return np.asarray(self.people.sum(axis=1) * shares)

    def use_streets(self, streets: Path | None) -> ServedDistrict:
        """Take another street file than the district names, where one is given.

        Raises
        ------
        InputError
            Where none is given and the one the district names is not there.
        """
        if streets is not None:
            return replace(self, streets=streets, missing_streets=None)
        if self.missing_streets is not None:
            raise InputError(self.missing_streets)
        return self
