"""Mixed-integer programmes on sparse arrays, solved by HiGHS inside OR-Tools MathOpt: the one door to the solver."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2
from scipy.sparse import coo_array, csr_array

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

RELATIVE_GAP = 1e-6
"""A proof stops here: value and bound agree to one part in a million."""
ENDLESS = 1e30
"""What a side of a row without a limit is given as: the solver's own infinity begins below it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution:
    """What the solver found.

    Parameters
    ----------
    values
        Of every variable, in the order they were added; None where no choice was found.
    bound
        No choice is better than this.
    proven
        The search was finished: ``values`` are optimal, or there is no choice where they are None.
    """

    values: Floats | None
    bound: float
    proven: bool


@dataclass(kw_only=True, eq=False)
class Draft:
    """A programme while it is put together: variables and rows in blocks."""

    maximise: bool
    _gains: list[Floats] = field(default_factory=list)
    _lows: list[Floats] = field(default_factory=list)
    _highs: list[Floats] = field(default_factory=list)
    _wholes: list[NDArray[np.bool_]] = field(default_factory=list)
    _entries: list[tuple[Indices, Indices, Floats]] = field(default_factory=list)
    _row_lows: list[Floats] = field(default_factory=list)
    _row_highs: list[Floats] = field(default_factory=list)
    _variables: int = 0
    _rows: int = 0

    def add_variables(
        self,
        count: int,
        *,
        gain: Floats | float = 0.0,
        low: Floats | float = 0.0,
        high: Floats | float = 1.0,
        whole: bool = False,
    ) -> Indices:
        """Add variables with their part in the objective and their bounds; returns their numbers."""
        for kept, given in ((self._gains, gain), (self._lows, low), (self._highs, high)):
            kept.append(np.broadcast_to(np.asarray(given, dtype=np.float64), (count,)))
        self._wholes.append(np.full(count, whole))
        self._variables += count
        return np.arange(self._variables - count, self._variables)

    def add_rows(
        self,
        blocks: Sequence[tuple[Indices, csr_array[np.float64] | coo_array[np.float64]]],
        *,
        low: Floats | float = -ENDLESS,
        high: Floats | float = ENDLESS,
    ) -> None:
        """Add rows: each block says which variables its columns stand for; blocks have as many rows each."""
        count = int(blocks[0][1].shape[0])
        for variables, block in blocks:
            entries = coo_array(block)
            self._entries.append(
                (entries.row.astype(np.int64) + self._rows, variables[entries.col], entries.data.astype(np.float64))
            )
        for kept, given in ((self._row_lows, low), (self._row_highs, high)):
            kept.append(np.broadcast_to(np.asarray(given, dtype=np.float64), (count,)))
        self._rows += count

    def solve(self, *, seconds: float, seed: int = 0) -> Solution:
        """Solve it on one thread, within some wall seconds.

        The optimum of a programme that is solved to the end is the same on every machine; what a time limit leaves
        is not.
        """
        worst = -np.inf if self.maximise else np.inf
        if not self._variables:
            return Solution(values=np.zeros(0), bound=0.0, proven=True)
        ends = time.monotonic() + seconds
        model = mathopt.Model.from_model_proto(self._write())
        left = ends - time.monotonic()
        if left <= 0:
            return Solution(values=None, bound=-worst, proven=False)
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=left),
            random_seed=seed,
            relative_gap_tolerance=RELATIVE_GAP / 2,
            highs=highs_pb2.HighsOptionsProto(string_options={"parallel": "off"}),
        )
        result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
        reason = result.termination.reason
        impossible = {mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED}
        if reason in impossible:
            return Solution(values=None, bound=worst, proven=True)
        values = None
        if result.solutions and result.has_primal_feasible_solution():
            found = result.variable_values()
            values = np.array([found[variable] for variable in model.variables()])
        bound = result.termination.objective_bounds.dual_bound
        return Solution(values=values, bound=bound, proven=reason == mathopt.TerminationReason.OPTIMAL)

    def _write(self) -> model_pb2.ModelProto:
        """Write the programme as a message; adding row by row through Python takes longer than solving it."""
        proto = model_pb2.ModelProto()
        gains = np.concatenate(self._gains)
        proto.variables.ids.extend(range(self._variables))
        proto.variables.lower_bounds.extend(np.concatenate(self._lows).tolist())
        proto.variables.upper_bounds.extend(np.concatenate(self._highs).tolist())
        proto.variables.integers.extend(np.concatenate(self._wholes).tolist())
        proto.objective.maximize = self.maximise
        used = np.flatnonzero(gains)
        proto.objective.linear_coefficients.ids.extend(used.tolist())
        proto.objective.linear_coefficients.values.extend(gains[used].tolist())
        if self._rows:
            proto.linear_constraints.ids.extend(range(self._rows))
            proto.linear_constraints.lower_bounds.extend(_open_ends(np.concatenate(self._row_lows)))
            proto.linear_constraints.upper_bounds.extend(_open_ends(np.concatenate(self._row_highs)))
            parts = [np.concatenate(part) for part in zip(*self._entries, strict=True)]
            shape = (self._rows, self._variables)
            matrix = csr_array(coo_array((parts[2], (parts[0], parts[1])), shape=shape))
            matrix.sum_duplicates()
            matrix.eliminate_zeros()
            rows = np.repeat(np.arange(self._rows), np.diff(matrix.indptr))
            proto.linear_constraint_matrix.row_ids.extend(rows.tolist())
            proto.linear_constraint_matrix.column_ids.extend(matrix.indices.tolist())
            proto.linear_constraint_matrix.coefficients.extend(matrix.data.tolist())
        return proto


def _open_ends(sides: Floats) -> list[float]:
    endless = np.abs(sides) >= ENDLESS
    ends: list[float] = np.where(endless, np.copysign(np.inf, sides), sides).tolist()
    return ends
