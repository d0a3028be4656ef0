"""The sample day that ships with Doorstep."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def sample_day_path() -> Path:
    """Give the folder of the sample day, "wangjing": a usual day of an invented sub-district near Wangjing, Beijing."""
    return Path(str(resources.files("scenarios.samples").joinpath("wangjing")))
