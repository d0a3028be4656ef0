"""An invented day is one that the reader takes, adds up, and can be had again from its seed."""

import csv
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maps.geopackage import write_geopackage
from maps.graphml import write_graphml
from maps.places import snap_places
from maps.streets import read_streets
from routing.errors import InputError
from routing.problem import Mode, Pairing, Role
from routing.solve import Limit, solve
from scenarios.day import Day, read_day
from scenarios.demand.catalogue import read_catalogue
from scenarios.district.draw import draw_district
from scenarios.district.osm_file import write_osm
from scenarios.generate import MOST, generate_day
from scenarios.run import measure_travel

SHANGHAI = Path(__file__).resolve().parents[2].parent / "shared/data/streets/china_shanghai_center/shanghai_center.osm"


@pytest.fixture(scope="module")
def usual_day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return read_day(generate_day(tmp_path_factory.mktemp("days") / "day"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A street file as anybody may have one; an invented one, but the generator does not know."""
    path = tmp_path_factory.mktemp("town") / "town.osm"
    write_osm(draw_district(Random(9), side=1500).sketch, path)
    return path


def test_usual_day_has_the_size_of_a_sub_district_office(usual_day: Day) -> None:
    problem = usual_day.problem
    care = [visit for visit in problem.visits if visit.role is Role.CAREGIVER]
    # 240 visits, of which 2 % take two workers: 245 pairs of hands, and a caregiver for 8 of them.
    assert len(care) == 245
    assert sum(visit.demand for visit in problem.visits) == 500
    assert sum(worker.role is Role.CAREGIVER for worker in problem.workers) == 31
    assert sum(worker.role is Role.COURIER for worker in problem.workers) == 12


def test_usual_day_has_a_few_coupled_visits(usual_day: Day) -> None:
    problem = usual_day.problem
    # 2 %, 1.25 % and 4 % of 240.
    assert [len(group) for group in problem.together] == [2] * 5
    assert len(problem.gaps) == 3
    assert {gap.worker for gap in problem.gaps} == {Pairing.ANY, Pairing.OTHER}
    assert sum(visit.due is not None for visit in problem.visits) == 10
    assert not [note for note in usual_day.notes if note.code in ("D175", "D176", "D177")]


def test_two_visits_with_a_gap_are_at_one_client(usual_day: Day) -> None:
    visits = usual_day.problem.visit_by_id
    for gap in usual_day.problem.gaps:
        assert visits[gap.first].client == visits[gap.second].client


def test_bringing_two_visits_together_leaves_no_client_without_care(tmp_path: Path) -> None:
    plain = read_day(generate_day(tmp_path / "plain", two_worker_visits=0, gaps=0, wishes=0)).problem
    coupled = read_day(generate_day(tmp_path / "coupled", gaps=8)).problem
    assert len(coupled.gaps) == 8
    assert {visit.client for visit in plain.visits} == {visit.client for visit in coupled.visits}
    assert not plain.together


def test_as_many_visits_are_coupled_as_asked_for(tmp_path: Path) -> None:
    problem = read_day(
        generate_day(tmp_path / "day", visits=40, meals=0, two_worker_visits=6, gaps=1, wishes=4)
    ).problem
    assert len(problem.together) == 6
    assert len(problem.gaps) == 1
    assert sum(visit.due is not None for visit in problem.visits) == 4


def test_more_coupled_visits_than_there_are_is_as_many_as_there_are(tmp_path: Path) -> None:
    problem = read_day(
        generate_day(tmp_path / "day", visits=6, meals=0, two_worker_visits=50, gaps=50, wishes=50)
    ).problem
    tied = {name for gap in problem.gaps for name in (gap.first, gap.second)}
    assert len(problem.together) == 6 - len(tied)


def test_every_needed_skill_is_held_by_somebody_on_duty(usual_day: Day) -> None:
    needed = {skill for visit in usual_day.problem.visits for skill in visit.skills}
    held = {skill for worker in usual_day.problem.workers for skill in worker.skills}
    assert needed == held
    assert len(needed) == 4


def test_one_station_alone_holds_the_nursing_licence(usual_day: Day) -> None:
    licence = read_catalogue("zh-CN").skills["nursing"].name
    nurses = [worker for worker in usual_day.problem.workers if licence in worker.skills]
    assert len({nurse.start for nurse in nurses}) == 1
    assert 2 <= len(nurses) <= 4


def test_couriers_can_carry_all_meals(usual_day: Day) -> None:
    problem = usual_day.problem
    assert sum(worker.capacity for worker in problem.workers) >= sum(visit.demand for visit in problem.visits)


def test_meals_arrive_at_lunch_time(usual_day: Day) -> None:
    for visit in usual_day.problem.visits:
        if visit.role is Role.COURIER:
            assert 10.25 * 3600 <= visit.windows[0].start < visit.windows[-1].end <= 12.5 * 3600


def test_doors_stand_beside_a_street(usual_day: Day) -> None:
    assert usual_day.streets is not None
    snapped = snap_places(read_streets(usual_day.streets), usual_day.problem.locations, Mode.WALK)
    assert np.max(snapped.access_metres) < 60


def test_street_file_lies_in_the_folder_of_the_day(usual_day: Day) -> None:
    assert usual_day.streets is not None
    assert usual_day.streets.parent == usual_day.source


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), visits=st.integers(0, 40), meals=st.integers(0, 130))
def test_day_of_any_size_is_read_and_adds_up(
    tmp_path_factory: pytest.TempPathFactory, town: Path, seed: int, visits: int, meals: int
) -> None:
    if not visits + meals:
        visits = 1
    out = tmp_path_factory.mktemp("any") / "day"
    problem = read_day(generate_day(out, visits=visits, meals=meals, seed=seed, streets=town)).problem
    halves = len(problem.together)
    assert sum(visit.role is Role.CAREGIVER for visit in problem.visits) == visits + halves
    assert sum(visit.demand for visit in problem.visits) == meals


@pytest.mark.parametrize(
    ("visits", "meals", "seed"), [(5, 5, 2), (8, 0, 1), (8, 16, 9), (12, 24, 6), (20, 40, 1), (40, 60, 3), (80, 80, 9)]
)
def test_every_mandatory_visit_of_a_small_day_can_be_made(tmp_path: Path, visits: int, meals: int, seed: int) -> None:
    day = read_day(generate_day(tmp_path / "day", visits=visits, meals=meals, seed=seed))
    _, travel = measure_travel(day)
    plan = solve(day.problem, travel, weights=day.weights, limit=Limit(solutions=20))
    assert not [name for name in plan.unassigned if day.problem.visit_by_id[name].mandatory]


def test_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate_day(tmp_path / name, visits=20, meals=30, seed=4)
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert set(one) == {
        "day.toml",
        "depots.csv",
        "services.csv",
        "clients.csv",
        "visits.csv",
        "workers.csv",
        "streets.osm.pbf",
    }


def test_other_seed_writes_another_day(tmp_path: Path) -> None:
    for seed in (1, 2):
        generate_day(tmp_path / str(seed), visits=20, meals=30, seed=seed)
    for name in ("clients.csv", "visits.csv", "streets.osm.pbf"):
        assert (tmp_path / "1" / name).read_bytes() != (tmp_path / "2" / name).read_bytes()


def test_staff_may_be_given(tmp_path: Path) -> None:
    day = read_day(generate_day(tmp_path / "day", visits=10, meals=10, caregivers=7, couriers=2))
    roles = [worker.role for worker in day.problem.workers]
    assert (roles.count(Role.CAREGIVER), roles.count(Role.COURIER)) == (7, 2)


def test_headers_and_words_are_in_the_language_asked_for(tmp_path: Path) -> None:
    headers = {}
    for lang in ("zh-CN", "en"):
        read_day(generate_day(tmp_path / lang, visits=10, meals=10, lang=lang))
        with (tmp_path / lang / "workers.csv").open(encoding="utf-8-sig", newline="") as file:
            headers[lang] = list(csv.reader(file))[:2]
    assert headers["zh-CN"][0][:3] == ["人员", "姓名", "岗位"]
    assert headers["zh-CN"][1][2] == "护理员"
    assert headers["en"][0][:3] == ["worker", "name", "role"]
    assert headers["en"][1][2] == "caregiver"


def test_street_file_elsewhere_is_named_by_its_way_from_the_folder(tmp_path: Path, town: Path) -> None:
    out = generate_day(tmp_path / "far" / "day", visits=5, meals=5, streets=town)
    assert not list(out.glob("*.osm*"))
    assert 'streets = "../' in (out / "day.toml").read_text("utf-8")
    streets = read_day(out).streets
    assert streets is not None
    assert streets.resolve() == town.resolve()


@pytest.mark.parametrize("name", ["town.graphml", "town.gpkg"])
def test_street_file_may_be_a_graph_or_a_layer(tmp_path: Path, town: Path, name: str) -> None:
    write = {"town.graphml": write_graphml, "town.gpkg": write_geopackage}[name]
    write(read_streets(town), tmp_path / name)
    day = read_day(generate_day(tmp_path / "day", visits=20, meals=20, streets=tmp_path / name))
    assert day.streets is not None
    assert day.streets.name == name


def test_larger_demand_lives_in_a_larger_district(tmp_path: Path) -> None:
    spans = []
    for visits in (300, 6000):
        problem = read_day(generate_day(tmp_path / str(visits), visits=visits, meals=0)).problem
        lats = [place.lat for place in problem.locations]
        spans.append(max(lats) - min(lats))
    # 6,000 stops are 4 times the 1,500 that have room in a usual district: twice the width.
    assert spans[1] == pytest.approx(2 * spans[0], rel=0.2)


@pytest.mark.skipif(not SHANGHAI.exists(), reason="needs ../shared/data/streets/china_shanghai_center")
def test_day_on_real_streets_stays_within_reach_of_couriers(tmp_path: Path) -> None:
    day = read_day(generate_day(tmp_path / "day", visits=200, meals=400, streets=SHANGHAI))
    streets = read_streets(SHANGHAI)
    assert np.max(snap_places(streets, day.problem.locations, Mode.CAR).access_metres) < 60
    lats = [place.lat for place in day.problem.locations]
    assert (max(lats) - min(lats)) * 111_320 < 4_500


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"visits": -1}, "G101"),
        ({"couriers": -3}, "G101"),
        ({"two_worker_visits": -1}, "G101"),
        ({"gaps": -1}, "G101"),
        ({"wishes": MOST + 1}, "G102"),
        ({"visits": MOST + 1}, "G102"),
        ({"visits": 0, "meals": 0}, "G103"),
        ({"caregivers": 0}, "G104"),
        ({"couriers": 0}, "G105"),
        ({"lang": "fr"}, "G107"),
    ],
)
def test_senseless_request_is_refused_and_writes_nothing(tmp_path: Path, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        generate_day(tmp_path / "day", **wrong)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert not list(tmp_path.iterdir())


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(InputError) as caught:
        generate_day(tmp_path, visits=-1, meals=MOST + 1, couriers=0)
    assert [fault.code for fault in caught.value.faults] == ["G101", "G102", "G105", "G106"]
    assert [file.name for file in tmp_path.iterdir()] == ["kept.txt"]


def test_empty_folder_may_be_filled(tmp_path: Path) -> None:
    generate_day(tmp_path / "new", visits=3, meals=3)
    (tmp_path / "empty").mkdir()
    generate_day(tmp_path / "empty", visits=3, meals=3)
    assert (tmp_path / "empty" / "day.toml").exists()


def test_file_in_the_way_is_kept(tmp_path: Path) -> None:
    (tmp_path / "day").write_text("mine")
    with pytest.raises(InputError, match=r"G109 .*is a file"):
        generate_day(tmp_path / "day")
    assert (tmp_path / "day").read_text() == "mine"


def test_broken_street_file_is_told_by_its_own_fault(tmp_path: Path) -> None:
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"no map")
    with pytest.raises(InputError, match="S103"):
        generate_day(tmp_path / "day", streets=broken)
    assert [file.name for file in tmp_path.iterdir()] == ["broken.osm.pbf"]


def test_street_file_too_small_to_live_on_is_refused(tmp_path: Path) -> None:
    tiny = tmp_path / "tiny.osm"
    tiny.write_text(
        '<osm version="0.6"><node id="1" lat="40" lon="116"/><node id="2" lat="40.001" lon="116"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way></osm>'
    )
    with pytest.raises(InputError, match="G108"):
        generate_day(tmp_path / "day", streets=tiny)


def test_failure_on_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    # A folder name longer than a file system takes fails when the first file is written.
    with pytest.raises(OSError, match="File name too long"):
        generate_day(tmp_path / ("d" * 300), visits=3, meals=3)
    assert not list(tmp_path.iterdir())
