"""Plans as files: plan.json whole, orders.csv by hand, GeoJSON for other maps."""

import csv
import dataclasses
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from routing.errors import InputError
from routing.plan import Plan
from routing.problem import Mode, Problem
from routing.timetable import time_plan
from routing.travel import Travel
from scenarios.plan_files import plan_geojson, read_orders, read_plan, write_orders, write_plan
from scenarios.run import PlannedDay

MakeTravel = Callable[[Problem], Travel]


@pytest.fixture(name="problem")
def problem_fixture(planned: PlannedDay) -> Problem:
    return planned.problem


def test_plan_is_read_back_as_it_was_written(tmp_path: Path, planned: PlannedDay) -> None:
    write_plan(planned, tmp_path / "plan.json", seed=7)
    assert read_plan(tmp_path / "plan.json", planned.problem) == planned.plan


def test_plan_says_times_as_seconds_and_as_clock(tmp_path: Path, planned: PlannedDay) -> None:
    write_plan(planned, tmp_path / "plan.json")
    (route,) = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["routes"]
    # v1 may start at 08:30; the way takes 5 minutes, so w1 leaves at 08:25 and works 45 minutes.
    assert route == {
        "worker": "w1",
        "departure": 30300,
        "departure_clock": "08:25",
        "arrival": 33600,
        "arrival_clock": "09:20",
        "stops": [
            {
                "visit": "v1",
                "arrival": 30600,
                "arrival_clock": "08:30",
                "start": 30600,
                "start_clock": "08:30",
                "end": 33300,
                "end_clock": "09:15",
                "together": [],
                "due": None,
                "late": 0,
            }
        ],
    }


def test_plan_says_where_it_comes_from_and_why_visits_are_left(tmp_path: Path, planned: PlannedDay) -> None:
    write_plan(planned, tmp_path / "plan.json", seed=7)
    content = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert content["format"] == "doorstep-plan"
    assert content["version"] == 1
    assert content["day"] == {"name": "Wangjing", "date": "2026-11-23"}
    assert content["seed"] == 7
    assert content["travel"] == {"walk": "streets", "e-bike": "streets"}
    # 600 s on the way, one worker at 600, an optional visit of priority 1 left out at 36,000.
    parts = {"travel": 600, "workers": 600, "unassigned": 36000, "mandatory": 0, "lateness": 0}
    assert content["cost"] == {"total": 37200, **parts}
    (left,) = content["unassigned"]
    assert left["visit"] == "v2"
    assert [reason["worker"] for reason in left["reasons"]] == ["w1", "w2"]
    assert content["violations"] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "D181"),
        ("{", "D181"),
        ("[" * 100_000, "D181"),
        ("[]", "D182"),
        ('{"format": "geojson"}', "D182"),
        ('{"format": "doorstep-plan"}', "D183"),
        ('{"format": "doorstep-plan", "version": 2}', "D183"),
        ('{"format": "doorstep-plan", "version": 1, "routes": []}', "D184"),
        ('{"format": "doorstep-plan", "version": 1, "routes": [], "unassigned": [{"visit": 3}]}', "D185"),
        ('{"format": "doorstep-plan", "version": 1, "routes": 1e999, "unassigned": []}', "D185"),
        ('{"format": "doorstep-plan", "version": 1, "routes": ' + "9" * 5000 + ', "unassigned": []}', "D181"),
    ],
)
def test_file_that_is_no_plan_is_refused(tmp_path: Path, problem: Problem, text: str, code: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_plan(path, problem)
    assert [fault.code for fault in caught.value.faults] == [code]


def test_fault_of_a_plan_names_its_key(tmp_path: Path, planned: PlannedDay) -> None:
    write_plan(planned, tmp_path / "plan.json")
    content = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    content["routes"][0]["stops"][0]["start"] = "08:30"
    del content["routes"][0]["worker"]
    (tmp_path / "plan.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_plan(tmp_path / "plan.json", planned.problem)
    assert [(fault.code, fault.key) for fault in caught.value.faults] == [
        ("D184", "routes[0].worker"),
        ("D185", "routes[0].stops[0].start"),
    ]


def test_many_faults_of_a_key_are_counted(tmp_path: Path, problem: Problem) -> None:
    content = {"format": "doorstep-plan", "version": 1, "routes": [], "unassigned": [{"visit": 1}] * 50}
    (tmp_path / "plan.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_plan(tmp_path / "plan.json", problem)
    *listed, more = caught.value.faults
    assert [(fault.code, fault.key) for fault in listed] == [("D185", f"unassigned[{i}].visit") for i in range(20)]
    assert (more.code, more.key, more.values["count"]) == ("D119", "unassigned[].visit", 30)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_orders_are_read_back_as_they_were_written(tmp_path: Path, planned: PlannedDay, language: str) -> None:
    write_orders(planned.plan, tmp_path / "orders.csv", problem=planned.problem, language=language)
    assert read_orders(tmp_path / "orders.csv", planned.problem) == {"w1": ["v1"]}


def test_orders_open_in_excel_and_list_what_is_unassigned_at_the_end(tmp_path: Path, planned: PlannedDay) -> None:
    write_orders(planned.plan, tmp_path / "orders.csv", problem=planned.problem, language="zh-CN")
    data = (tmp_path / "orders.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == [
        ["人员", "顺序", "服务单", "到达", "开始", "结束", "服务对象", "服务项目", "时间窗"],
        ["w1", "1", "v1", "08:30", "08:30", "09:15", "c1", "bath", "08:30-10:00; 14:00-15:30"],
        ["", "", "v2", "", "", "", "c2", "bath", "09:00-11:00"],
    ]


def test_orders_name_people_where_asked(tmp_path: Path, planned: PlannedDay) -> None:
    write_orders(planned.plan, tmp_path / "orders.csv", problem=planned.problem, names=True)
    with (tmp_path / "orders.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["worker_name"], row["client_name"]) for row in rows] == [("Zhang", "Wang"), ("", "Li")]
    assert read_orders(tmp_path / "orders.csv", planned.problem) == {"w1": ["v1"]}


def test_orders_name_nobody_unless_asked(tmp_path: Path, planned: PlannedDay) -> None:
    write_orders(planned.plan, tmp_path / "orders.csv", problem=planned.problem)
    text = (tmp_path / "orders.csv").read_text(encoding="utf-8-sig")
    assert not [name for name in ("Zhang", "Wang", "Li", "name") if name in text]


def test_name_that_looks_like_a_formula_is_disarmed(tmp_path: Path, planned: PlannedDay) -> None:
    clients = tuple(dataclasses.replace(client, name="=1+1") for client in planned.problem.clients)
    problem = dataclasses.replace(planned.problem, clients=clients)
    write_orders(planned.plan, tmp_path / "orders.csv", problem=problem, names=True)
    assert ",'=1+1," in (tmp_path / "orders.csv").read_text(encoding="utf-8-sig")


def test_id_that_looks_like_a_formula_is_disarmed_and_still_read(
    tmp_path: Path, problem: Problem, make_travel: MakeTravel
) -> None:
    name = "=HYPERLINK(1)"
    problem = dataclasses.replace(problem, visits=(dataclasses.replace(problem.visits[0], id=name),))
    write_orders(time_plan(problem, make_travel(problem), {"w1": [name]}), tmp_path / "orders.csv")
    assert "'=HYPERLINK(1)" in (tmp_path / "orders.csv").read_text(encoding="utf-8-sig")
    assert read_orders(tmp_path / "orders.csv", problem) == {"w1": [name]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_orders_of_a_person_are_read_in_the_order_of_the_rows(tmp_path: Path, problem: Problem, encoding: str) -> None:
    path = tmp_path / "排班.csv"
    path.write_bytes("人员,服务单,说明\nw1,v2,先\nw1,v1,后\n".encode(encoding))
    assert read_orders(path, problem) == {"w1": ["v2", "v1"]}


def test_numbers_go_before_the_order_of_the_rows(tmp_path: Path, problem: Problem) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("worker,order,visit\nw1,2,v2\nw1,1.5,v1\n", encoding="utf-8")
    assert read_orders(path, problem) == {"w1": ["v1", "v2"]}


def test_equal_numbers_keep_the_order_of_the_rows(tmp_path: Path, problem: Problem) -> None:
    # What is left where a person changes the worker of v2, numbered 1 with w2, into w1.
    path = tmp_path / "orders.csv"
    path.write_text("worker,order,visit\nw1,1,v2\nw1,1,v1\n", encoding="utf-8")
    assert read_orders(path, problem) == {"w1": ["v2", "v1"]}


@pytest.mark.parametrize("name", ["plan.geojson", "plan.html", "PLAN.HTM", "plan.json"])
def test_file_beside_the_table_of_a_plan_is_refused_as_no_plan(tmp_path: Path, problem: Problem, name: str) -> None:
    path = tmp_path / name
    path.write_text("{" + "," * 1000, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_orders(path, problem)
    assert [(fault.code, fault.file) for fault in caught.value.faults] == [("D182", name)]
    assert "orders.csv" in caught.value.faults[0].remedy


def test_table_of_another_day_is_one_fault(tmp_path: Path, problem: Problem) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("worker,visit\nw1,v1\n" + "".join(f"w9,x{i}\n" for i in range(400)), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_orders(path, problem)
    (fault,) = caught.value.faults
    assert (fault.code, fault.file) == ("D180", "orders.csv")
    assert "400 of its 401 visits" in fault.what


def test_unknown_ids_of_a_plan_are_listed_up_to_twenty(tmp_path: Path, problem: Problem) -> None:
    visits = tuple(dataclasses.replace(problem.visits[0], id=f"v{i}") for i in range(100))
    problem = dataclasses.replace(problem, visits=visits)
    path = tmp_path / "orders.csv"
    rows = [*(f"w1,v{i}\n" for i in range(50)), *(f"w1,x{i}\n" for i in range(50))]
    path.write_text("worker,visit\n" + "".join(rows), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_orders(path, problem)
    # Half of the visits are known, so it is a plan of this day with 50 faults.
    assert [fault.code for fault in caught.value.faults] == [*["D187"] * 20, "D119"]


def test_plan_of_another_day_is_one_fault(tmp_path: Path, planned: PlannedDay) -> None:
    write_plan(planned, tmp_path / "plan.json")
    visits = tuple(dataclasses.replace(visit, id=f"x{visit.id}") for visit in planned.problem.visits)
    problem = dataclasses.replace(planned.problem, visits=visits)
    with pytest.raises(InputError) as caught:
        read_plan(tmp_path / "plan.json", problem)
    (fault,) = caught.value.faults
    assert (fault.code, fault.file) == ("D180", "plan.json")
    assert "2 of its 2 visits, such as “v1”" in fault.what


def test_plan_with_half_of_its_visits_known_is_left_to_the_check(tmp_path: Path, planned: PlannedDay) -> None:
    write_plan(planned, tmp_path / "plan.json")
    problem = dataclasses.replace(planned.problem, visits=planned.problem.visits[:1])
    assert read_plan(tmp_path / "plan.json", problem) == planned.plan


def test_orders_may_be_a_workbook(tmp_path: Path, problem: Problem) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["人员", "服务单"], ["w2", "v2"], [None, "v1"]):
        sheet.append(row)
    book.save(tmp_path / "plan.xlsx")
    assert read_orders(tmp_path / "plan.xlsx", problem) == {"w2": ["v2"]}


def test_leading_zeros_that_a_spreadsheet_took_are_forgiven(tmp_path: Path, problem: Problem) -> None:
    visits = tuple(dataclasses.replace(visit, id=f"00{i}") for i, visit in enumerate(problem.visits, start=1))
    problem = dataclasses.replace(problem, visits=visits)
    path = tmp_path / "orders.csv"
    path.write_text("worker,visit\nw1,1\nw1,002\n", encoding="utf-8")
    assert read_orders(path, problem) == {"w1": ["001", "002"]}


def test_lost_zeros_are_not_guessed_where_two_ids_would_fit(tmp_path: Path, problem: Problem) -> None:
    visits = tuple(dataclasses.replace(visit, id="0" * i + "1") for i, visit in enumerate(problem.visits, start=1))
    problem = dataclasses.replace(problem, visits=visits)
    path = tmp_path / "orders.csv"
    path.write_text("worker,visit\nw1,1\nw1,01\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_orders(path, problem)
    assert [(fault.code, fault.row) for fault in caught.value.faults] == [("D187", 2)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("worker,visit\nw9,v1\n", [("D186", 2, "worker")]),
        ("worker,visit\nw1,v9\nw1,v1\n", [("D187", 2, "visit")]),
        ("worker,visit\nw1,v9\n", [("D180", None, "")]),
        ("worker,visit\nw1,v1\nw2,v1\n", [("D188", 3, "visit")]),
        ("worker,visit,order\nw1,v1,1\nw1,v2,\n", [("D189", 3, "order")]),
        ("worker,visit,order\nw1,v1,first\n", [("D131", 2, "order")]),
        ("worker,visit\nw1,\n", [("D130", 2, "visit")]),
        ("visit\nv1\n", [("D112", 1, "")]),
        ("worker,visit\n", [("D116", None, "")]),
        ("worker,visit\nw9,v9\nw8,v1\n", [("D186", 2, "worker"), ("D187", 2, "visit"), ("D186", 3, "worker")]),
    ],
)
def test_faults_of_orders_are_told_with_their_rows(
    tmp_path: Path, problem: Problem, text: str, places: list[tuple[str, int | None, str]]
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_orders(path, problem)
    assert [(fault.code, fault.row, fault.column) for fault in caught.value.faults] == places


def test_geojson_draws_the_route_with_lon_before_lat(planned: PlannedDay) -> None:
    way = np.array([[39.99, 116.47], [39.9905, 116.47], [39.991, 116.471]])
    paths = {Mode.WALK: {("depot:d1", "client:c1"): way, ("client:c1", "depot:d1"): way[::-1]}}
    drawn = plan_geojson(planned.problem, planned.plan, paths)
    assert drawn["type"] == "FeatureCollection"
    features: Any = drawn["features"]
    assert [feature["properties"]["kind"] for feature in features] == ["route", "stop", "unassigned", "depot"]
    assert features[0]["geometry"] == {
        "type": "LineString",
        "coordinates": [[116.47, 39.99], [116.47, 39.9905], [116.471, 39.991], [116.47, 39.9905], [116.47, 39.99]],
    }
    assert features[1]["geometry"] == {"type": "Point", "coordinates": [116.471, 39.991]}
    assert features[2]["properties"]["visit"] == "v2"


def test_geojson_names_nobody_unless_asked(planned: PlannedDay) -> None:
    plain = json.dumps(plan_geojson(planned.problem, planned.plan, {}))
    named = json.dumps(plan_geojson(planned.problem, planned.plan, {}, names=True))
    for name in ('"Zhang"', '"Wang"', '"Li"', "3-201", "knock"):
        assert name not in plain
    for name in ('"Zhang"', '"Wang"', '"Li"'):
        assert name in named
    assert "3-201" not in named


@pytest.mark.parametrize("names", [False, True])
def test_geojson_always_names_the_stations(planned: PlannedDay, *, names: bool) -> None:
    features: Any = plan_geojson(planned.problem, planned.plan, {}, names=names)["features"]
    assert features[-1]["properties"] == {"kind": "depot", "depot": "d1", "depot_name": "Nanhu"}


def test_leg_without_a_way_is_drawn_straight(planned: PlannedDay) -> None:
    features: Any = plan_geojson(planned.problem, planned.plan, {})["features"]
    assert features[0]["geometry"]["coordinates"] == [[116.47, 39.99], [116.471, 39.991], [116.47, 39.99]]


def test_route_that_never_leaves_its_place_has_no_line(problem: Problem, make_travel: MakeTravel) -> None:
    visit = dataclasses.replace(problem.visits[0], location="depot:d1")
    problem = dataclasses.replace(problem, visits=(visit,))
    plan: Plan = time_plan(problem, make_travel(problem), {"w1": ["v1"]})
    features: Any = plan_geojson(problem, plan, {})["features"]
    assert features[0]["geometry"] is None
