"""The streets as somebody with a wheelchair or a rollator walks them: no steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from maps.profiles import read_profiles
from maps.streets import Streets


def close_steps(streets: Streets) -> Streets:
    """Close to all modes every street of a class that ``[step_free]`` of ``profiles.toml`` names.

    What then hangs together is another network: a place meets its nearest street that is reached without steps, and
    ways go round. The class of a street alone decides; ramps beside steps, kerbs, slopes and lifts are not in these
    arrays and are not judged.
    """
    steps = [code for code, name in enumerate(streets.classes) if name in read_profiles().steps]
    closed = np.isin(streets.class_code, steps)
    seconds = {mode: np.where(closed, np.inf, both) for mode, both in streets.seconds.items()}
    return replace(streets, seconds=seconds)
