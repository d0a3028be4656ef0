"""What the files of a plan say of visits that hang together."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routing.plan import Plan, Route, Stop
from routing.problem import Problem
from scenarios.day import Day, read_day
from scenarios.plan_files import plan_geojson, read_orders, write_orders
from scenarios.plan_files.plan_json import describe_plan
from scenarios.run import judge_plan

H = 3600


@pytest.fixture(name="day")
def day_fixture(tmp_path: Path, write_folder: Callable[..., Path], tables: dict[str, list[list[Any]]]) -> Day:
    """Let w1 and w3 make visit 12 together; 13 had better start by 10:00, and comes 60 to 90 minutes after 12."""
    tables["visits"] = [
        ["visit", "client", "service", "windows", "workers", "due"],
        ["12", "c1", "bath", "08:30-10:00", 2, ""],
        ["13", "c2", "bath", "09:00-11:00", "", "10:00"],
    ]
    tables["workers"].append(["w3", "Sun", "caregiver", "bathing", "walk", "08:00", "17:00", "", "d1", "", ""])
    tables["gaps"] = [["first", "second", "least", "greatest", "worker"], ["12", "13", 60, 90, "other"]]
    return read_day(write_folder(tmp_path / "day", tables))


def stop(visit: str, start: int) -> Stop:
    return Stop(visit=visit, arrival=start, start=start, end=start + 45 * 60)


@pytest.fixture(name="plan")
def plan_fixture() -> Plan:
    """Visit 12 starts at 09:00; 13 at 10:10:30, ten and a half minutes after the wish."""
    return Plan(
        routes=(
            Route(worker="w1", departure=9 * H - 300, stops=(stop("12", 9 * H),), arrival=10 * H),
            Route(
                worker="w3",
                departure=9 * H - 300,
                stops=(stop("12/2", 9 * H), stop("13", 10 * H + 630)),
                arrival=11 * H,
            ),
        )
    )


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_orders_say_who_comes_along_which_gap_is_kept_and_how_late(tmp_path: Path, day: Day, plan: Plan) -> None:
    write_orders(plan, tmp_path / "orders.csv", problem=day.problem)
    one, half, other = read_csv(tmp_path / "orders.csv")
    assert (one["with"], half["with"], other["with"]) == ("w3", "w1", "")
    assert (one["gaps"], other["gaps"]) == ("", "12 + 60–90 (other)")
    # 630 s are told as 11 minutes.
    assert (one["due"], other["due"], other["late"]) == ("", "10:00", "11")
    assert "with_name" not in one


def test_orders_name_companions_where_names_are_asked_for(tmp_path: Path, day: Day, plan: Plan) -> None:
    write_orders(plan, tmp_path / "orders.csv", problem=day.problem, language="zh-CN", names=True)
    one, _, other = read_csv(tmp_path / "orders.csv")
    assert one["同时上门姓名"] == "Sun"
    assert other["间隔"] == "12 + 60–90 (不同人)"


def test_half_of_a_visit_is_read_back_though_it_looks_like_a_date(tmp_path: Path, day: Day, plan: Plan) -> None:
    path = tmp_path / "orders.csv"
    write_orders(plan, path, problem=day.problem)
    assert [row["visit"] for row in read_csv(path)] == ["12", "'12/2", "13"]
    assert read_orders(path, day.problem) == {"w1": ["12"], "w3": ["12/2", "13"]}


def test_orders_of_a_day_without_coupled_visits_have_no_further_columns(
    tmp_path: Path, write_folder: Callable[..., Path]
) -> None:
    day = read_day(write_folder(tmp_path / "plain"))
    write_orders(Plan(routes=(), unassigned=("v1", "v2")), tmp_path / "orders.csv", problem=day.problem)
    assert list(read_csv(tmp_path / "orders.csv")[0])[-1] == "windows"


def test_plan_json_says_companions_gaps_and_lateness(
    day: Day, plan: Plan, make_travel: Callable[[Problem], Any]
) -> None:
    described: dict[str, Any] = describe_plan(judge_plan(day, None, make_travel(day.problem), plan))
    one, other = described["routes"]
    assert one["stops"][0]["together"] == [{"visit": "12/2", "worker": "w3"}]
    assert [(part["due"], part["late"]) for part in other["stops"]] == [(None, 0), (10 * H, 630)]
    (gap,) = described["gaps"]
    assert gap == {"first": "12", "second": "13", "least": H, "greatest": 5400, "worker": "other", "seconds": H + 630}
    assert json.loads(json.dumps(described)) == described


def test_gap_to_a_visit_nobody_makes_has_no_seconds(
    day: Day, plan: Plan, make_travel: Callable[[Problem], Any]
) -> None:
    alone = Plan(routes=plan.routes[:1], unassigned=("12/2", "13"))
    described: dict[str, Any] = describe_plan(judge_plan(day, None, make_travel(day.problem), alone))
    assert described["gaps"][0]["seconds"] is None
    assert described["routes"][0]["stops"][0]["together"] == [{"visit": "12/2", "worker": ""}]


def test_geojson_says_companions_and_lateness(day: Day, plan: Plan) -> None:
    features: Any = plan_geojson(day.problem, plan, {})["features"]
    stops = {
        feature["properties"]["visit"]: feature["properties"]
        for feature in features
        if "visit" in feature["properties"]
    }
    assert stops["12"]["with"] == ["w3"]
    assert "with" not in stops["13"]
    assert (stops["13"]["due"], stops["13"]["late_seconds"]) == ("10:00", 630)
