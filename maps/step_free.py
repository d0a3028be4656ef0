"""The streets as somebody with a wheelchair or a rollator walks them: no steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from maps.profiles import read_profiles
from maps.streets import Streets
from routing.problem import Mode


def close_steps(streets: Streets) -> Streets:
    """Close to walkers every street of a class that ``[step_free]`` of ``profiles.toml`` names.

    What then hangs together is another network: a place meets its nearest street that is reached without steps, and
    ways go round. The class of a street alone decides; ramps beside steps, kerbs and slopes are not in these arrays.
    Other modes keep their streets.
    """
    steps = [code for code, name in enumerate(streets.classes) if name in read_profiles().steps]
    closed = np.isin(streets.class_code, steps)
    seconds = np.where(closed, np.inf, streets.seconds[Mode.WALK])
    return replace(streets, seconds={**streets.seconds, Mode.WALK: seconds})
