"""Keep travel matrices between runs, by the hash of everything they depend on."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maps.profiles import read_profiles
from maps.streets import Streets
from maps.whole_files import write_beside
from routing.errors import FaultKind, say_why
from routing.problem import Location, Mode

KEPT_BROKEN = FaultKind(
    "S130", "the kept travel matrix {path} cannot be read ({why})", "nothing: it is worked out again"
)
KEPT_WRONG = FaultKind(
    "S131", "the kept travel matrix {path} is not what its name says", "nothing: it is worked out again"
)
NOT_KEPT = FaultKind(
    "S132",
    "the travel matrix cannot be kept in {folder} ({why})",
    "nothing for this plan; DOORSTEP_CACHE can name another folder, and keeps nothing where it is empty",
)

CACHE_FORMAT = 1
"""Raise it when the same streets, places and profiles give another matrix."""

MOST_FILES = 40
"""Matrices kept; the one that went unused longest goes first."""
MOST_BYTES = 2_000_000_000
"""All of them together; the newest is kept whatever its size."""

_UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
)
_log = logging.getLogger(__name__)


def matrix_key(streets: Streets, locations: Sequence[Location], mode: Mode) -> str:
    """Name a matrix by a hash of the streets, the speeds, the places and their doors, and the mode."""
    content = hashlib.sha256(f"{CACHE_FORMAT} {mode} {streets.digest} {read_profiles().digest}".encode())
    content.update(np.array([(place.lat, place.lon, place.door_seconds) for place in locations], dtype="<f8").tobytes())
    return f"matrix-{mode}-{content.hexdigest()[:40]}"


def rectangle_key(streets: Streets, origins: Sequence[Location], targets: Sequence[Location], mode: Mode) -> str:
    """Name the matrix from some places to others, likewise."""
    return f"{matrix_key(streets, [*origins, *targets], mode)}-{len(origins)}"


def find_matrix(
    folder: Path, key: str, places: int, *, targets: int | None = None
) -> tuple[NDArray[np.int32], NDArray[np.int32]] | None:
    """Look for a kept matrix; None where there is none, or what is there cannot be trusted.

    ``targets`` is given for a matrix from some places to others: so many columns, and no diagonal of zeros.
    """
    path = folder / f"{key}.npz"
    try:
        # np.load leaves a file it opened itself open where it is broken.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            seconds, metres = arrays["seconds"], arrays["metres"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except _UNREADABLE as error:
        _log.warning("%s", KEPT_BROKEN.at(values={"path": path, "why": say_why(error)}))
        return None
    if not all(_is_matrix(matrix, places, targets) for matrix in (seconds, metres)):
        _log.warning("%s", KEPT_WRONG.at(values={"path": path}))
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return seconds.astype(np.int32, copy=False), metres.astype(np.int32, copy=False)


def keep_matrix(folder: Path, key: str, seconds: NDArray[np.int32], metres: NDArray[np.int32]) -> None:
    """Keep a matrix, whole or not at all, and drop old ones; a folder that cannot be written costs only a warning."""
    path = folder / f"{key}.npz"
    try:
        with write_beside(path) as part:
            # Not compressed: for a city that takes three times as long as working the matrix out.
            np.savez(part, seconds=_narrow(seconds), metres=_narrow(metres))
        _drop_oldest(folder, newest=path)
    except OSError as error:
        _log.warning("%s", NOT_KEPT.at(values={"folder": folder, "why": say_why(error)}))


def _drop_oldest(folder: Path, *, newest: Path) -> None:
    """Drop the matrices unused for longest, until there are few and small enough; other files are left alone."""
    others = []
    for path in folder.glob("matrix-*.npz"):
        # Another run may drop the same file at the same time.
        with contextlib.suppress(FileNotFoundError):
            others += [(path.stat().st_mtime_ns, path.stat().st_size, path)] if path != newest else []
    files, total = 1, newest.stat().st_size
    for _, size, path in sorted(others, reverse=True):
        files, total = files + 1, total + size
        if files > MOST_FILES or total > MOST_BYTES:
            path.unlink(missing_ok=True)


def _is_matrix(matrix: NDArray[np.int32] | NDArray[np.uint16], places: int, targets: int | None) -> bool:
    shape = (places, places if targets is None else targets)
    if matrix.shape != shape or matrix.dtype not in (np.int32, np.uint16):
        return False
    return not (matrix < 0).any() and (targets is not None or not np.diagonal(matrix).any())


def _narrow(matrix: NDArray[np.int32]) -> NDArray[np.int32] | NDArray[np.uint16]:
    """Take half the room where no number is too large for it."""
    return matrix.astype(np.uint16) if matrix.max(initial=0) <= np.iinfo(np.uint16).max else matrix
