"""What every plan of Doorstep keeps: one rule, one file.

A rule states itself in one sentence (``SENTENCE``), asks it of the solver (``post``) and finds the breaches in a
finished plan from its times and the matrices alone (``check``). :data:`RULES` is the table of contents.
"""

from __future__ import annotations

from routing.constraints import (
    capacity,
    depots,
    gaps,
    mandatory_visits,
    shifts,
    skills,
    time_windows,
    together,
    travel_times,
)

RULES = (time_windows, shifts, skills, capacity, mandatory_visits, depots, travel_times, together, gaps)
