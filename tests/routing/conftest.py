"""Builders for hand-sized and random days. Places lie on a line or a plane; travel is worked out, never measured."""

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from routing.problem import (
    Client,
    Depot,
    Gap,
    Location,
    Mode,
    Pairing,
    Problem,
    Role,
    Shift,
    TimeWindow,
    Visit,
    Worker,
)
from routing.travel import TravelMatrix

HOUR = 3600
SPEED = {Mode.WALK: 1.0, Mode.EBIKE: 4.0, Mode.CAR: 6.0}  # metres a second, of the made-up plane


def plane_travel(problem: Problem, points: Mapping[str, tuple[float, float]]) -> dict[Mode, TravelMatrix]:
    """Manhattan metres between points of a plane; seconds by the speed of each mode, rounded up."""
    ids = tuple(place.id for place in problem.locations)
    xy = np.array([points[name] for name in ids], dtype=float).reshape(len(ids), 2)
    metres = np.abs(xy[:, None] - xy[None]).sum(axis=2)
    return {
        mode: TravelMatrix(
            mode=mode,
            ids=ids,
            seconds=np.ceil(metres / SPEED[mode]).astype(np.int32),
            metres=metres.astype(np.int32),
            source="plane",
        )
        for mode in problem.modes
    }


def build_day(
    visits: Sequence[Visit], workers: Sequence[Worker], points: Mapping[str, tuple[float, float]]
) -> tuple[Problem, dict[Mode, TravelMatrix]]:
    """Make a day on a plane: ``points`` holds "depot" and a place for every visit, named as the visit's location."""
    problem = Problem(
        locations=tuple(Location(id=name, lat=30 + y / 1e5, lon=120 + x / 1e5) for name, (x, y) in points.items()),
        depots=(Depot(id="depot", location="depot"),),
        clients=tuple(Client(id=f"client of {visit.id}", location=visit.location) for visit in visits),
        visits=tuple(visits),
        workers=tuple(workers),
    )
    return problem, plane_travel(problem, points)


def visit(name: str, *, start: int = 8 * HOUR, end: int = 18 * HOUR, **others: object) -> Visit:
    """Make a visit of ten minutes at the place of the same name, open all day unless told otherwise."""
    given: dict[str, object] = {
        "id": name,
        "client": f"client of {name}",
        "location": name,
        "service": "care",
        "windows": (TimeWindow(start=start, end=end),),
        "duration": 600,
    }
    return Visit(**(given | others))  # type: ignore[arg-type]


def worker(name: str, *, start: int = 8 * HOUR, end: int = 18 * HOUR, **others: object) -> Worker:
    """Make a caregiver on foot who is on duty all day unless told otherwise."""
    given: dict[str, object] = {
        "id": name,
        "role": Role.CAREGIVER,
        "shift": Shift(start=start, end=end),
        "mode": Mode.WALK,
        "start": "depot",
        "end": "depot",
    }
    return Worker(**(given | others))  # type: ignore[arg-type]


def random_day(seed: int, *, visits: int = 8, workers: int = 3) -> tuple[Problem, dict[Mode, TravelMatrix]]:
    """Make a day with every rule of single visits: windows, skills, roles, loads, options, two depots, three modes."""
    rng = random.Random(seed)
    points = {name: (rng.randint(0, 2000), rng.randint(0, 2000)) for name in ("depot", "kitchen")}
    points |= {f"v{i}": (rng.randint(0, 2000), rng.randint(0, 2000)) for i in range(visits)}
    wanted = []
    for i in range(visits):
        first = rng.randint(8 * HOUR, 15 * HOUR)
        windows = [TimeWindow(start=first, end=first + rng.choice((0, 900, HOUR, 3 * HOUR)))]
        if rng.random() < 0.3:
            later = windows[0].end + rng.randint(1, HOUR)
            windows.append(TimeWindow(start=later, end=later + HOUR))
        wanted.append(
            visit(
                f"v{i}",
                windows=tuple(windows),
                duration=rng.randint(0, 2700),
                role=rng.choice((None, None, Role.CAREGIVER, Role.COURIER)),
                skills=frozenset(rng.sample(("bath", "nursing"), rng.choice((0, 0, 1, 2)))),
                demand=rng.choice((0, 0, 1, 2)),
                priority=rng.randint(1, 3),
                mandatory=rng.random() < 0.5,
            )
        )
    on_duty = [
        worker(
            f"w{i}",
            start=rng.randint(7 * HOUR, 9 * HOUR),
            end=rng.randint(12 * HOUR, 18 * HOUR),
            role=rng.choice(tuple(Role)),
            mode=rng.choice(tuple(Mode)),
            skills=frozenset(rng.sample(("bath", "nursing"), rng.randint(0, 2))),
            capacity=rng.randint(0, 6),
        )
        for i in range(workers)
    ]
    # One in eight is on duty for five minutes, often too short to get from one depot to the other.
    short = Shift(start=9 * HOUR, end=9 * HOUR + 300)
    on_duty = [replace(one, shift=short) if rng.random() < 0.125 else one for one in on_duty]
    ends = ("depot", "kitchen")
    on_duty = [replace(one, start=rng.choice(ends), end=rng.choice(ends)) for one in on_duty]
    problem = Problem(
        locations=tuple(Location(id=name, lat=30 + y / 1e5, lon=120 + x / 1e5) for name, (x, y) in points.items()),
        depots=(Depot(id="depot", location="depot"), Depot(id="kitchen", location="kitchen")),
        clients=tuple(Client(id=f"client of v{i}", location=f"v{i}") for i in range(visits)),
        visits=tuple(wanted),
        workers=tuple(on_duty),
    )
    return problem, plane_travel(problem, points)


def tie_day(problem: Problem, seed: int) -> Problem:
    """Tie some visits of a random day: groups with the windows of one of them, gaps of every kind, wished starts.

    On every other day anybody may make any visit, else few groups would find their workers.
    """
    rng = random.Random(seed)
    if seed % 2:
        visits = []
        for one in problem.visits:
            last = replace(one.windows[-1], end=one.windows[-1].end + 2 * HOUR)
            others = {"role": None, "skills": frozenset(), "demand": one.demand // 2}
            visits.append(replace(one, windows=(*one.windows[:-1], last), **others))  # type: ignore[arg-type]
        problem = replace(problem, visits=tuple(visits))
    loose = rng.sample([visit.id for visit in problem.visits], len(problem.visits))
    windows = {visit.id: visit.windows for visit in problem.visits}
    together: list[tuple[str, ...]] = []
    while len(loose) >= 2 and rng.random() < 0.7:
        size = 3 if len(loose) >= 3 and rng.random() < 0.2 else 2
        group, loose = loose[:size], loose[size:]
        if rng.random() < 0.8:
            windows.update(dict.fromkeys(group, windows[group[0]]))
        together.append(tuple(group))
    grouped = {frozenset(pair) for group in together for pair in itertools.combinations(group, 2)}
    gaps: dict[frozenset[str], Gap] = {}
    for _ in range(rng.randint(0, 3)):
        one, other = rng.sample([visit.id for visit in problem.visits], 2) if len(problem.visits) > 1 else ("", "")
        pair = frozenset((one, other))
        if one and pair not in grouped:
            least = rng.choice((-HOUR, 0, 0, 900, HOUR))
            greatest = rng.choice((None, least + rng.choice((0, 900, 2 * HOUR))))
            gaps[pair] = Gap(first=one, second=other, least=least, greatest=greatest, worker=rng.choice(tuple(Pairing)))
    wished = []
    for one in problem.visits:
        opens, closes = windows[one.id][0].start, windows[one.id][-1].end
        due = rng.choice((None, None, rng.randint(opens, closes), opens))
        wished.append(replace(one, windows=windows[one.id], due=due))
    return replace(problem, visits=tuple(wished), together=tuple(together), gaps=tuple(gaps.values()))


@pytest.fixture(name="build_day")
def build_day_fixture() -> Callable[..., tuple[Problem, dict[Mode, TravelMatrix]]]:
    return build_day


@pytest.fixture(name="visit")
def visit_fixture() -> Callable[..., Visit]:
    return visit


@pytest.fixture(name="worker")
def worker_fixture() -> Callable[..., Worker]:
    return worker


@pytest.fixture(name="random_day")
def random_day_fixture() -> Callable[..., tuple[Problem, dict[Mode, TravelMatrix]]]:
    return random_day


@pytest.fixture(name="tied_day")
def tied_day_fixture() -> Callable[..., tuple[Problem, dict[Mode, TravelMatrix]]]:
    """Make a random day on which visits go together, keep gaps and have wished starts."""

    def make(seed: int, **sizes: int) -> tuple[Problem, dict[Mode, TravelMatrix]]:
        problem, travel = random_day(seed, **sizes)
        return tie_day(problem, seed), travel

    return make
