"""What the page is told about a plan."""

import numpy as np

from maps.map_data import plan_data
from routing.plan import Violation
from routing.problem import Mode

H = 3600


def data_of(day, **options):
    given = {"paths": day.paths, "reasons": day.reasons, "violations": day.violations} | options
    return plan_data(day.problem, day.travel, day.plan, violation_texts=None, names=False, **given)


def test_stop_tells_times_and_lateness(day):
    # v3 may start until 11:30 and starts at 11:40
    route = data_of(day)["routes"][0]
    assert route["stops"][2] == [2, 11 * H + 2400, 11 * H + 2400, 12 * H, 600]
    assert [stop[4] for stop in route["stops"]] == [0, 0, 600]


def test_every_leg_has_its_seconds_and_metres(day):
    # three stops: four legs of 5 minutes and 400 m; two stops at one door: no way between them
    one, other = data_of(day)["routes"]
    assert (one["seconds"], one["metres"]) == ([300] * 4, [400] * 4)
    assert (other["seconds"], other["metres"]) == ([300, 0, 300], [400, 0, 400])


def test_leg_without_a_path_is_dashed(day):
    # seven legs; 1 has a path, 5 leads from a door to itself
    day.paths = {Mode.WALK: {("home1", "home2"): np.array([(30.002, 120.003), (30.003, 120.004), (30.004, 120.006)])}}
    assert data_of(day)["dashed"] == [0, 2, 3, 4, 6]


def test_paths_are_drawn_from_door_to_door(day, decode_integers):
    day.paths = {Mode.WALK: {("home1", "home2"): np.array([(30.0021, 120.003), (30.0021, 120.006)])}}
    legs = data_of(day)["legs"]
    counts = decode_integers(legs["counts"])
    steps = np.array(decode_integers(legs["points"])).reshape(-1, 2).cumsum(axis=0)
    assert counts == [2, 4, 2, 2, 2, 2, 2]
    assert steps[2:6].tolist() == [[3000200, 12000300], [3000210, 12000300], [3000210, 12000600], [3000400, 12000600]]


def test_straight_line_estimate_is_said_and_all_dashed(estimated_day):
    told = data_of(estimated_day)
    assert told["estimate"] is True
    assert told["dashed"] == [0, 1, 2, 3, 4, 6]


def test_streets_are_no_estimate(day):
    assert data_of(day)["estimate"] is False


def test_worker_who_stays_in_has_no_route(day):
    told = data_of(day)
    assert [worker["id"] for worker in told["workers"]] == ["W1", "W2", "W3"]
    assert [route["worker"] for route in told["routes"]] == [0, 1]


def test_violation_is_told_in_english_unless_texts_are_given(day):
    breach = Violation(rule="skills", kind="missing", amount=1, unit="skills", message="W1 cannot bathe", worker="W1")
    day.violations = (breach,)
    assert data_of(day)["violations"][0]["text"] == {"en": "W1 cannot bathe"}
    texts = [{"zh-CN": "W1 不会助浴"}]
    told = plan_data(
        day.problem, day.travel, day.plan, paths={}, reasons={}, violations=day.violations, violation_texts=texts,
        names=False,
    )  # fmt: skip
    assert told["violations"][0]["text"] == {"en": "W1 cannot bathe", "zh-CN": "W1 不会助浴"}


def test_unassigned_visit_comes_with_its_reasons(day):
    assert data_of(day)["unassigned"] == [[5, day.reasons["v6"]]]


def test_page_is_told_groups_gaps_and_wishes_by_the_numbers_of_visits(coupled_day):
    told = data_of(coupled_day)
    assert told["together"] == [[1, 5]]
    assert told["gaps"] == [[0, 3, 5400, 9000, "other"]]
    assert told["wishes"] == [[4, 11 * H + 300]]


def test_day_without_coupled_visits_tells_none(day):
    told = data_of(day)
    assert (told["together"], told["gaps"], told["wishes"]) == ([], [], [])
