"""Lines packed into short text: a map of a whole district stays a file one can mail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, get_coordinates, linestrings, simplify

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""One character carries five bits and says whether more follow; none of them needs escaping in HTML or JSON."""

SCALE = 100_000
"""Steps in a degree: one step is 1.1 m of latitude."""

_LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)


@dataclass(frozen=True, kw_only=True, eq=False)
class Shapes:
    """Many polylines or rings in two arrays.

    Parameters
    ----------
    points
        Shape (n, 2): lat, lon in WGS-84 degrees.
    starts
        Shape (m + 1,): line i holds ``points[starts[i]:starts[i + 1]]``.
    """

    points: NDArray[np.float64]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def lines(self) -> list[NDArray[np.float64]]:
        """Give each line as an array of its own, shape (k, 2)."""
        return np.split(self.points, self.starts[1:-1]) if len(self) else []


def pack_lines(lines: list[NDArray[np.float64]]) -> Shapes:
    """Join arrays of shape (k, 2), lat and lon, into one :class:`Shapes`."""
    points = np.concatenate(lines) if lines else np.empty((0, 2))
    return Shapes(points=points.astype(np.float64), starts=np.cumsum([0, *map(len, lines)]))


def simplify_shapes(shapes: Shapes, *, tolerance: float) -> Shapes:
    """Leave out points that lie within ``tolerance`` degrees of the line without them (Douglas and Peucker 1973).

    Every line keeps its two ends; a line of fewer than two points is left as it is.
    """
    lengths = np.diff(shapes.starts)
    if not len(lengths) or lengths.min() < 2:
        return pack_lines([_simplify_line(line, tolerance) for line in shapes.lines()])
    # simplifying does not move points, so lat, lon may stand for x, y
    lines = simplify(linestrings(shapes.points, indices=np.repeat(np.arange(len(lengths)), lengths)), tolerance)
    points, owners = get_coordinates(lines, return_index=True)
    kept = np.bincount(owners, minlength=len(lengths))
    return Shapes(points=points, starts=np.concatenate(([0], np.cumsum(kept))))


def _simplify_line(line: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    return line if len(line) < 2 else get_coordinates(simplify(LineString(line), tolerance))


def encode_shapes(shapes: Shapes) -> dict[str, str]:
    """Pack lines into text: ``counts`` of points per line, and ``points`` as steps from the point before.

    Positions are rounded to 1 / :data:`SCALE` of a degree. The first step is from 0, 0 and steps run on from line to
    line, lat before lon. ``assets/page/decode.js`` reads it.
    """
    whole = np.round(shapes.points * SCALE).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return {"counts": encode_integers(np.diff(shapes.starts)), "points": encode_integers(steps.ravel())}


def encode_integers(values: NDArray[np.int64]) -> str:
    """Write whole numbers as text, small ones shortest: zigzag, then five bits a character, lowest first."""
    if not len(values):
        return ""
    zigzag = (values << 1) ^ (values >> 63)
    sizes = np.ones(len(zigzag), dtype=np.int64)
    rest = zigzag >> 5
    while rest.any():
        sizes += rest > 0
        rest >>= 5
    ends = np.cumsum(sizes)
    letters = np.empty(int(ends[-1]), dtype=np.uint8)
    for place in range(int(sizes.max())):
        here = sizes > place
        more = np.where(sizes[here] > place + 1, 32, 0)
        letters[(ends - sizes)[here] + place] = _LETTERS[((zigzag[here] >> (5 * place)) & 31) | more]
    return letters.tobytes().decode("ascii")
