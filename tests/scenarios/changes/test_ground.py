"""Bridges that close, modes that are faster or slower."""

import numpy as np
import pytest

from maps.matrix import straight_line_matrix
from routing.errors import NoWayError
from routing.problem import Mode
from scenarios.run import measure_on

FIRST_BRIDGE = {"kind": "close street", "from": [40.004, 116.469], "to": [40.004, 116.471]}


def seconds(world, origin, destination, mode=Mode.WALK):
    travel = measure_on(world.day, world.streets, profiles=world.profiles)
    return travel[mode].seconds_between(origin, destination)


def without_homes(world):
    """Only c3 and c4 of the small day live on bridge 0 itself; here everybody is moved to the banks."""
    from dataclasses import replace

    at = {"client:c1": 40.0, "client:c2": 40.0, "client:c3": 40.009, "client:c4": 40.009}
    problem = world.day.problem
    places = tuple(
        replace(p, lat=at.get(p.id, p.lat), lon=116.4715 if p.id in at else p.lon) for p in problem.locations
    )
    return replace(world, day=replace(world.day, problem=replace(problem, locations=places)))


def test_closing_a_bridge_sends_everybody_over_the_next(on_streets, apply):
    before = without_homes(on_streets)
    # From A over bridge 0 to B: 1,000 m at 1 m/s. Over bridge 1: 300 + 1,000 + 300 m.
    assert seconds(before, "depot:A", "depot:B") == 1000
    assert seconds(apply(before, FIRST_BRIDGE), "depot:A", "depot:B") == 1600


def test_bridge_may_close_to_some_modes_alone(on_streets, apply):
    after = apply(without_homes(on_streets), {**FIRST_BRIDGE, "modes": ["e-bike", "car"]})
    assert seconds(after, "depot:A", "depot:B") == 1000
    assert seconds(after, "depot:A", "depot:B", Mode.EBIKE) == 400


def test_streets_close_around_a_point(on_streets, apply):
    # 40.0045 is the middle of bridge 0; the bank streets are 500 m away, bridge 1 is 256 m away.
    after = apply(without_homes(on_streets), {"kind": "close street", "at": [40.0045, 116.470], "metres": 100})
    assert seconds(after, "depot:A", "depot:B") == 1600


def test_closing_two_bridges_sends_everybody_over_the_third(on_streets, apply):
    both = {**FIRST_BRIDGE, "to": [40.004, 116.474]}
    # 600 m along the bank, 1,000 m over, 600 m back.
    assert seconds(apply(without_homes(on_streets), both), "depot:A", "depot:B") == 2200


def test_places_that_are_cut_off_are_named_not_moved(on_streets, apply):
    # B moves to the dead end north of its crossing. One line closes the bridge and the bank street beside the crossing:
    # the dead end still meets the crossing, but from there nothing leads on.
    moved = {"kind": "move site", "site": "B", "at": [40.011, 116.470]}
    around = {"kind": "close street", "from": [40.0085, 116.469], "to": [40.0095, 116.4715]}
    with pytest.raises(NoWayError) as caught:
        apply(without_homes(on_streets), moved, around)
    assert {(fault.code, fault.row, fault.values["places"]) for fault in caught.value.faults} == {("C153", 2, "B")}
    assert {fault.values["mode"] for fault in caught.value.faults} == {Mode.WALK, Mode.EBIKE}


def test_closing_every_street_of_some_modes_is_one_fault_of_the_change(on_streets, apply):
    closed = {"kind": "close street", "at": [40.0045, 116.475], "metres": 5000}
    with pytest.raises(NoWayError) as caught:
        apply(on_streets, closed)
    assert [(fault.code, fault.row) for fault in caught.value.faults] == [("C154", 1)]
    assert set(caught.value.faults[0].values["mode"].split(", ")) == set(on_streets.day.problem.modes)


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"at": [40.02, 116.47], "metres": 10}, "C152"),
        ({"at": [40.0, 116.47]}, "C151"),
        ({"metres": 5}, "C151"),
        ({"from": [40, 116.47]}, "C151"),
        ({"from": [40, 116.47], "to": [40, 116.48], "at": [40, 116.47], "metres": 5}, "C151"),
        ({}, "C151"),
        ({"at": [40.0], "metres": 5}, "C106"),
        ({"at": [116.47, 40.0], "metres": 5}, "D133"),
    ],
)
def test_senseless_closings_are_refused(on_streets, refuse, keys, code):
    assert [fault.code for fault in refuse(on_streets, {"kind": "close street", **keys})] == [code]


def test_closing_the_same_street_twice_finds_nothing_open(on_streets, refuse):
    (fault,) = refuse(without_homes(on_streets), FIRST_BRIDGE, FIRST_BRIDGE)
    assert (fault.code, fault.row) == ("C152", 2)


def test_day_along_straight_lines_has_no_streets_to_close(world, refuse):
    assert [fault.code for fault in refuse(world, FIRST_BRIDGE)] == ["C150"]


def test_slower_mode_takes_longer_on_the_streets_and_others_do_not(on_streets, apply):
    before = without_homes(on_streets)
    after = apply(before, {"kind": "change speed", "mode": "walk", "factor": 0.8})
    assert seconds(after, "depot:A", "depot:B") == 1250
    assert seconds(after, "depot:A", "depot:B", Mode.EBIKE) == seconds(before, "depot:A", "depot:B", Mode.EBIKE)


def test_slower_mode_takes_longer_along_straight_lines(world, apply):
    after = apply(world, {"kind": "change speed", "mode": "walk", "factor": 0.5})
    usual = straight_line_matrix(world.day.problem.locations, Mode.WALK).seconds
    slow = measure_on(after.day, None, profiles=after.profiles)[Mode.WALK].seconds
    # Each is rounded up once: twice the usual seconds, but for that.
    assert (np.abs(slow - 2 * usual) <= 1).all()
    assert (slow > usual)[~np.eye(len(usual), dtype=bool)].all()
