"""Reads home-care instances in the text form of Mankowska, Meisel and Bierwirth (2014).

Names of parts stand alone on a line, their numbers below: nbNodes, nbVehi, nbServi; r, who needs what; a, who can
what; d, distances; p, minutes by node and caregiver; mind and maxd, the gap of two services; e and l, windows. The
first node is the depot, and so is the last.
"""

from __future__ import annotations

from dataclasses import dataclass

from routing.benchmarks.bounds import MOST_PLACES
from routing.benchmarks.hhcrsp import HomeCare, Patient, check_patient
from routing.benchmarks.text_files import MISSING_PART, Lines
from routing.errors import InputError

PARTS = ("nbNodes", "nbVehi", "nbServi", "r", "a", "d", "p", "mind", "maxd", "e", "l")

SIMULTANEOUS = 1e-3
"""A least gap up to here means that both services start at one time, whatever the greatest gap."""


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """Where each part begins."""

    lines: Lines
    first: dict[str, int]

    def numbers(self, part: str, line: int, count: int) -> list[float]:
        return self.lines.read_numbers(self.first[part] + line, part=part, count=count)


def read_mankowska(text: str, *, file: str) -> HomeCare:
    """Read an instance; patients are p1 to pn, caregivers c1 to cv and services s1 to sk, in the order of the file."""
    rows = [line.strip() for line in text.splitlines()]
    missing = [part for part in PARTS if part not in rows]
    if missing:
        raise InputError(MISSING_PART.at(file=file, values={"part": ", ".join(missing)}))
    lines = Lines(file=file, rows=rows)
    parts = _Parts(lines=lines, first={part: rows.index(part) + 1 for part in PARTS})
    n = lines.read_count(parts.first["nbNodes"], part="nbNodes", low=3, high=MOST_PLACES + 1)
    v, s = (lines.read_count(parts.first[part], part=part, high=MOST_PLACES) for part in ("nbVehi", "nbServi"))
    able = [parts.numbers("a", i, s) for i in range(v)]
    least, greatest, opens, closes = (parts.numbers(part, 0, n) for part in ("mind", "maxd", "e", "l"))
    patients = []
    for i in range(1, n - 1):
        services = _read_services(parts, i, caregivers=v, services=s)
        gap = None
        if len(services) == 2:
            gap = (least[i], greatest[i]) if least[i] > SIMULTANEOUS else (0.0, 0.0)
        patient = Patient(id=f"p{i}", row=i, window=(opens[i], closes[i]), services=services, gap=gap)
        check_patient(patient, file=file)
        patients.append(patient)
    return HomeCare(
        patients=patients,
        caregivers={
            f"c{i + 1}": frozenset(f"s{k + 1}" for k, can in enumerate(row) if can > 0) for i, row in enumerate(able)
        },
        distances=[parts.numbers("d", i, n)[: n - 1] for i in range(n - 1)],
    )


def _read_services(parts: _Parts, i: int, *, caregivers: int, services: int) -> dict[str, float]:
    needs, minutes = parts.numbers("r", i, services), parts.numbers("p", i * caregivers, services)
    return {f"s{k + 1}": minutes[k] for k in range(services) if needs[k] > 0}
