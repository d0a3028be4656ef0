"""A small day with one of everything the plan map shows."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from maps.basemap import BaseMap, Label
from maps.plan_map import plan_map_html
from maps.polylines import pack_lines
from routing.plan import Plan, Route, Stop, Violation
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
from routing.travel import STRAIGHT_LINE, TravelMatrix

H = 3600
REASON = {"zh-CN": "没有会助浴的护理员有空", "en": "no caregiver who can bathe has time"}


@dataclass
class Day:
    """What :func:`plan_map_html` is given, open to change."""

    problem: Problem
    travel: dict[Mode, TravelMatrix]
    plan: Plan
    paths: dict[Mode, dict[tuple[str, str], Any]] = field(default_factory=dict)
    base: BaseMap | None = None
    reasons: dict[str, dict[str, str]] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()

    def html(self, **options: Any) -> str:
        return plan_map_html(
            self.problem,
            self.travel,
            self.plan,
            paths=self.paths,
            base=self.base,
            reasons=self.reasons,
            violations=self.violations,
            **options,
        )


def _matrix(mode: Mode, ids: tuple[str, ...], *, source: str) -> TravelMatrix:
    n = len(ids)
    apart = 1 - np.eye(n, dtype=np.int32)
    return TravelMatrix(mode=mode, ids=ids, seconds=apart * 300, metres=apart * 400, source=source)


def make_day(*, source: str = "streets") -> Day:
    """Two workers out and one in: W1 makes v1, v2 and v3 (late by 10 min), W2 makes v4 and v5 at one door; v6 is left.

    Every leg takes 5 minutes and 400 m.
    """
    spots = {"depot": (30.0, 120.0)} | {f"home{i}": (30.0 + 0.002 * i, 120.0 + 0.003 * (i % 3)) for i in range(1, 7)}
    doors = {"v1": "home1", "v2": "home2", "v3": "home3", "v4": "home4", "v5": "home4", "v6": "home6"}
    windows = {
        "v1": ((9 * H, 10 * H),),
        "v2": ((10 * H, 11 * H), (14 * H, 15 * H)),
        "v3": ((11 * H, 11 * H + 1800),),
        "v4": ((11 * H, 12 * H),),
        "v5": ((11 * H, 12 * H),),
        "v6": ((9 * H, 9 * H + 1800),),
    }
    problem = Problem(
        locations=tuple(
            Location(id=name, lat=lat, lon=lon, name=f"地址 of {name}") for name, (lat, lon) in spots.items()
        ),
        depots=(Depot(id="depot", location="depot", name="南湖驿站"),),
        clients=tuple(
            Client(id=f"C-{name}", location=name, name=f"老人 of {name}", notes=f"门禁 of {name}")
            for name in spots
            if name != "depot"
        ),
        visits=tuple(
            Visit(
                id=name,
                client=f"C-{door}",
                location=door,
                service="助餐" if name in ("v4", "v5") else "助浴",
                windows=tuple(TimeWindow(start=start, end=end) for start, end in windows[name]),
                duration=1200,
                demand=1 if name in ("v4", "v5") else 0,
            )
            for name, door in doors.items()
        ),
        workers=tuple(
            Worker(
                id=name,
                name=f"姓名 of {name}",
                role=role,
                mode=mode,
                shift=Shift(start=8 * H, end=17 * H),
                start="depot",
                end="depot",
            )
            for name, role, mode in (
                ("W1", Role.CAREGIVER, Mode.WALK),
                ("W2", Role.COURIER, Mode.EBIKE),
                ("W3", Role.CAREGIVER, Mode.WALK),
            )
        ),
        name="南湖街道",
        date=dt.date(2026, 11, 23),
    )
    ids = tuple(spots)
    plan = Plan(
        routes=(
            Route(
                worker="W1",
                departure=9 * H - 300,
                stops=(
                    Stop(visit="v1", arrival=9 * H, start=9 * H, end=9 * H + 1200),
                    Stop(visit="v2", arrival=9 * H + 1500, start=10 * H, end=10 * H + 1200),
                    Stop(visit="v3", arrival=11 * H + 2400, start=11 * H + 2400, end=12 * H),
                ),
                arrival=12 * H + 300,
            ),
            Route(
                worker="W2",
                departure=11 * H - 300,
                stops=(
                    Stop(visit="v4", arrival=11 * H, start=11 * H, end=11 * H + 1200),
                    Stop(visit="v5", arrival=11 * H + 1200, start=11 * H + 1200, end=11 * H + 2400),
                ),
                arrival=11 * H + 2700,
            ),
        ),
        unassigned=("v6",),
    )
    return Day(
        problem=problem,
        travel={mode: _matrix(mode, ids, source=source) for mode in (Mode.WALK, Mode.EBIKE)},
        plan=plan,
        base=BaseMap(
            lines={"main": pack_lines([np.array([(29.999, 119.999), (30.013, 120.007)])])},
            areas={"park": pack_lines([np.array([(30.001, 120.001), (30.004, 120.001), (30.004, 120.004)])])},
            labels=(Label(text="南湖公园", kind="park", lat=30.003, lon=120.002, metres=300),),
        ),
        reasons={"v6": dict(REASON)},
    )


@pytest.fixture
def day() -> Day:
    return make_day()


@pytest.fixture
def estimated_day() -> Day:
    return make_day(source=STRAIGHT_LINE)


@pytest.fixture
def coupled_day() -> Day:
    """Let W3 make v6 while W1 makes v2; v4 comes two hours after v1, by somebody else; v5 is 15 min past its wish."""
    made = make_day()
    visits = tuple(
        replace(
            visit,
            windows=(TimeWindow(start=9 * H, end=11 * H),) if visit.id == "v6" else visit.windows,
            due=11 * H + 300 if visit.id == "v5" else None,
        )
        for visit in made.problem.visits
    )
    gap = Gap(first="v1", second="v4", least=5400, greatest=9000, worker=Pairing.OTHER)
    made.problem = replace(made.problem, visits=visits, together=(("v2", "v6"),), gaps=(gap,))
    stop = Stop(visit="v6", arrival=10 * H, start=10 * H, end=10 * H + 1200)
    route = Route(worker="W3", departure=10 * H - 300, stops=(stop,), arrival=10 * H + 1500)
    made.plan = Plan(routes=(*made.plan.routes, route))
    return made


@pytest.fixture
def change_day() -> Callable[..., Day]:
    """Vary the small day: fields of every client, worker, visit; ``rest`` are fields of the problem."""

    def change(
        *,
        client: dict[str, Any] | None = None,
        worker: dict[str, Any] | None = None,
        visit: dict[str, Any] | None = None,
        rest: dict[str, Any] | None = None,
    ) -> Day:
        made = make_day()
        problem = replace(
            made.problem,
            clients=tuple(replace(each, **(client or {})) for each in made.problem.clients),
            workers=tuple(replace(each, **(worker or {})) for each in made.problem.workers),
            visits=tuple(replace(each, **(visit or {})) for each in made.problem.visits),
            **(rest or {}),
        )
        return replace(made, problem=problem)

    return change
