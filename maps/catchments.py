"""From where a site's door can be reached on foot in some minutes, along the streets."""

from __future__ import annotations

from collections.abc import Sequence

from maps.site_data import Catchment
from maps.streets import Streets
from routing.problem import Location, Mode


def draw_catchments(
    streets: Streets,
    doors: Sequence[Location],
    *,
    minutes: Sequence[float] = (5.0, 10.0, 15.0),
    mode: Mode = Mode.WALK,
    each: bool = False,
    step_free: bool = False,
) -> list[Catchment]:
    """Draw the areas from which the nearest of some doors is within so many minutes.

    ``each`` gives every door the streets that are nearest to it, else all together. Location ids become site ids.
    ``step_free`` leaves out steps (:func:`close_steps`).
    """
    raise NotImplementedError


def close_steps(streets: Streets) -> Streets:
    """Close every flight of steps to walkers."""
    raise NotImplementedError
