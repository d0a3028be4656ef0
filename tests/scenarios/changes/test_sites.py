"""Sites that open, close and move."""

import pytest

CLOSE_B = {"kind": "close site", "site": "B"}


def starts(world):
    return {worker.id: (worker.start, worker.end) for worker in world.day.problem.workers}


def test_workers_of_a_closed_site_start_at_the_nearest_open_one(world, apply):
    # Only A is left for w2 and d1.
    after = apply(world, CLOSE_B)
    assert [site.id for site in after.day.problem.depots] == ["A"]
    assert starts(after) == dict.fromkeys(("w1", "w2", "w3", "d1"), ("A", "A"))


def test_place_of_a_closed_site_stays_so_that_travel_is_measured_once(world, apply):
    assert apply(world, CLOSE_B).day.problem.locations == world.day.problem.locations


def test_workers_of_a_closed_site_go_where_they_are_sent(world, apply):
    # C is as far south of A as B is north: nearest to B is A, but C is named.
    opened = {"kind": "open site", "site": "C", "at": [39.991, 116.47]}
    after = apply(world, opened, {**CLOSE_B, "to": "C"})
    assert starts(after)["w2"] == ("C", "C")


def test_nearest_is_measured_on_foot_along_the_streets(on_streets, apply):
    # C stands at the head of bridge 1. On foot B (bridge 0, same bank) is 300 m away; A, on the other bank, 1,300 m.
    # With the bank street closed between B and C, B is 2,300 m away; in a straight line it still is the nearest.
    opened = {"kind": "open site", "site": "C", "at": [40.009, 116.473], "caregivers": 1, "from": "A"}
    near = apply(on_streets, opened, {"kind": "close site", "site": "C"})
    assert starts(near)["w1"] == ("B", "B")
    bank = {"kind": "close street", "from": [40.0085, 116.4715], "to": [40.0095, 116.4715]}
    far = apply(on_streets, bank, opened, {"kind": "close site", "site": "C"})
    assert starts(far)["w1"] == ("A", "A")


def test_opened_site_takes_the_workers_who_are_named(world, apply):
    after = apply(world, {"kind": "open site", "site": "C", "at": [40.005, 116.47], "workers": ["w3", "d1"]})
    assert starts(after) == {"w1": ("A", "A"), "w2": ("B", "B"), "w3": ("C", "C"), "d1": ("C", "C")}


def test_opened_site_takes_so_many_of_a_role_from_the_nearest_sites(world, apply):
    # C lies 222 m from B and 778 m from A: of two caregivers w2 comes from B, then w1, the first of A.
    after = apply(world, {"kind": "open site", "site": "C", "at": [40.007, 116.47], "caregivers": 2})
    assert [name for name, ends in starts(after).items() if ends == ("C", "C")] == ["w1", "w2"]


def test_opened_site_takes_them_from_one_site_where_it_is_named(world, apply):
    opened = {"kind": "open site", "site": "C", "at": [40.007, 116.47], "caregivers": 1, "from": "A"}
    assert starts(apply(world, opened))["w1"] == ("C", "C")


def test_only_the_end_of_the_day_at_the_old_site_changes(world, apply):
    # w1 is made to end at B: when B closes, the start at A stays.
    problem = world.day.problem
    from dataclasses import replace

    workers = (replace(problem.workers[0], end="B"), *problem.workers[1:])
    mixed = replace(world, day=replace(world.day, problem=replace(problem, workers=workers)))
    assert starts(apply(mixed, CLOSE_B))["w1"] == ("A", "A")


def test_moved_site_keeps_its_workers_and_its_id(world, apply):
    after = apply(world, {"kind": "move site", "site": "B", "at": [40.0050, 116.4711]})
    assert starts(after) == starts(world)
    place = after.day.problem.location_by_id["depot:B"]
    assert (place.lat, place.lon, place.area) == (40.005, 116.4711, "West")


def test_places_are_given_in_the_coordinates_of_the_day(world, apply):
    from dataclasses import replace

    baidu = replace(world, day=replace(world.day, coordinates="bd09"))
    place = apply(baidu, {"kind": "move site", "site": "B", "at": [40.005, 116.47]}).day.problem.location_by_id[
        "depot:B"
    ]
    # BD-09 lies some 0.006 degrees north and 0.013 east of WGS-84 there, GCJ-02's shift on top.
    assert 0.005 < 40.005 - place.lat < 0.010
    assert 0.010 < 116.47 - place.lon < 0.016


def test_opening_again_what_was_closed_gives_the_day_back(world, apply):
    again = {"kind": "open site", "site": "B", "at": [40.009, 116.470], "area": "West", "workers": ["w2", "d1"]}
    assert apply(world, CLOSE_B, again).day.problem == world.day.problem


@pytest.mark.parametrize(
    ("tables", "code", "line"),
    [
        ([{"kind": "close site", "site": "X"}], "C120", 1),
        ([{"kind": "close site", "site": "SPARE"}], "C120", 1),
        ([CLOSE_B, CLOSE_B], "C122", 2),
        ([CLOSE_B, {"kind": "move site", "site": "B", "at": [40, 116.47]}], "C122", 2),
        ([CLOSE_B, {"kind": "add workers", "like": "w1", "site": "B"}], "C122", 2),
        ([{"kind": "open site", "site": "A", "at": [40, 116.47]}], "C130", 1),
        ([{"kind": "open site", "site": "SPARE", "at": [40, 116.47]}], "C130", 1),
        ([CLOSE_B, {"kind": "close site", "site": "A"}], "C131", 2),
        ([{**CLOSE_B, "to": "B"}], "C132", 1),
        ([{"kind": "open site", "site": "C", "at": [40, 116.47], "couriers": 2}], "C133", 1),
        ([{"kind": "open site", "site": "C", "at": [41.5, 116.47]}], "C134", 1),
        ([{"kind": "open site", "site": "C", "at": [40, 116.47], "workers": ["w9z"]}], "C123", 1),
    ],
)
def test_senseless_changes_of_sites_are_refused_with_their_line(world, refuse, tables, code, line):
    assert [(fault.code, fault.file, fault.row) for fault in refuse(world, *tables)] == [(code, "s.toml", line)]


def test_contradiction_names_the_line_of_the_earlier_change(world, refuse):
    (fault,) = refuse(world, CLOSE_B, CLOSE_B)
    assert fault.values == {"line": 1, "id": "B"}


def test_site_whose_opening_is_faulty_is_not_told_to_be_unknown(world, refuse):
    opened = {"kind": "open site", "site": "C", "at": [40, 116.47], "couriers": 9}
    assert [fault.code for fault in refuse(world, opened, {"kind": "close site", "site": "C"})] == ["C133"]
