"""Where things worked out once are kept from run to run: travel matrices, compiled code."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path

CACHE_VARIABLE = "DOORSTEP_CACHE"
"""Environment variable naming the folder; empty: nothing is kept."""


def cache_folder() -> Path | None:
    """Folder for what is kept: the user's own, unless ``DOORSTEP_CACHE`` names another; None where it is empty.

    It need not be there yet, and may be one that cannot be written.
    """
    given = os.environ.get(CACHE_VARIABLE)
    if given is None:
        return user_cache_path("doorstep", appauthor=False)
    return Path(given) if given else None
