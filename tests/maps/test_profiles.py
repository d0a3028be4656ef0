import pytest

from maps.profiles import find_speeds, parse_maxspeed, read_profiles
from routing.problem import Mode

BOTH, FORWARD, BACKWARD, CLOSED = (True, True), (True, False), (False, True), (False, False)


def directions(mode: Mode, **tags: str) -> tuple[bool, bool]:
    forward, backward = find_speeds(tag_names(tags), read_profiles().by_mode[mode])
    return forward > 0, backward > 0


def speed(mode: Mode, **tags: str) -> float:
    return max(find_speeds(tag_names(tags), read_profiles().by_mode[mode]))


def tag_names(tags: dict[str, str]) -> dict[str, str]:
    return {name.replace("__", ":"): value for name, value in tags.items()}


def test_every_mode_uses_a_plain_street_both_ways() -> None:
    assert {mode: directions(mode, highway="residential") for mode in Mode} == dict.fromkeys(Mode, BOTH)


def test_steps_are_slow_on_foot_and_closed_to_wheels() -> None:
    assert speed(Mode.WALK, highway="steps") < speed(Mode.WALK, highway="footway")
    assert directions(Mode.EBIKE, highway="steps") == directions(Mode.CAR, highway="steps") == CLOSED


def test_e_bikes_never_pass_25_km_an_hour() -> None:
    assert max(read_profiles().by_mode[Mode.EBIKE].kmh.values()) <= 25


def test_motorways_are_for_cars_and_one_way() -> None:
    assert directions(Mode.CAR, highway="motorway") == FORWARD
    assert directions(Mode.WALK, highway="motorway") == directions(Mode.EBIKE, highway="motorway") == CLOSED


@pytest.mark.parametrize("value", ["no", "private"])
@pytest.mark.parametrize("mode", Mode)
def test_private_streets_are_closed(mode: Mode, value: str) -> None:
    assert directions(mode, highway="service", access=value) == CLOSED


@pytest.mark.parametrize(
    ("mode", "tags"),
    [
        (Mode.WALK, {"access": "no", "foot": "yes"}),
        (Mode.EBIKE, {"access": "yes", "vehicle": "no", "bicycle": "yes"}),
        (Mode.CAR, {"access": "no", "vehicle": "no", "motor_vehicle": "no", "motorcar": "yes"}),
    ],
)
def test_most_specific_access_tag_opens(mode: Mode, tags: dict[str, str]) -> None:
    assert directions(mode, highway="residential", **tags) == BOTH


@pytest.mark.parametrize(
    ("mode", "tags"),
    [
        (Mode.WALK, {"access": "yes", "foot": "no"}),
        (Mode.EBIKE, {"access": "yes", "bicycle": "use_sidepath"}),
        (Mode.CAR, {"access": "yes", "motor_vehicle": "private"}),
    ],
)
def test_most_specific_access_tag_closes(mode: Mode, tags: dict[str, str]) -> None:
    assert directions(mode, highway="residential", **tags) == CLOSED


@pytest.mark.parametrize("value", ["yes", "true", "1"])
def test_one_way_holds_vehicles_and_not_walkers(value: str) -> None:
    assert directions(Mode.CAR, highway="residential", oneway=value) == FORWARD
    assert directions(Mode.EBIKE, highway="residential", oneway=value) == FORWARD
    assert directions(Mode.WALK, highway="residential", oneway=value) == BOTH


@pytest.mark.parametrize("value", ["-1", "reverse"])
def test_one_way_against_the_drawn_direction(value: str) -> None:
    assert directions(Mode.CAR, highway="residential", oneway=value) == BACKWARD


def test_one_way_for_walkers_needs_its_own_tag() -> None:
    assert directions(Mode.WALK, highway="footway", oneway__foot="yes") == FORWARD


def test_reversible_lanes_are_left_out() -> None:
    assert directions(Mode.CAR, highway="primary", oneway="reversible") == CLOSED


@pytest.mark.parametrize("mode", [Mode.CAR, Mode.EBIKE])
def test_roundabouts_are_one_way_unless_they_say_no(mode: Mode) -> None:
    assert directions(mode, highway="residential", junction="roundabout") == FORWARD
    assert directions(mode, highway="residential", junction="roundabout", oneway="no") == BOTH


@pytest.mark.parametrize(
    "tags",
    [
        {"oneway__bicycle": "no"},
        {"cycleway": "opposite"},
        {"cycleway": "opposite_lane"},
        {"cycleway__left": "opposite_track"},
    ],
)
def test_bicycles_may_have_a_way_against_the_one_way(tags: dict[str, str]) -> None:
    assert directions(Mode.EBIKE, highway="residential", oneway="yes", **tags) == BOTH
    assert directions(Mode.CAR, highway="residential", oneway="yes", **tags) == FORWARD


def test_bicycles_own_one_way_outweighs_a_contraflow_lane() -> None:
    tags = {"oneway__bicycle": "yes", "cycleway": "opposite"}
    assert directions(Mode.EBIKE, highway="residential", oneway="yes", **tags) == FORWARD


@pytest.mark.parametrize("street", ["footway", "pedestrian", "path", "trunk"])
def test_bicycles_need_leave_on_foot_streets_and_trunk_roads(street: str) -> None:
    assert directions(Mode.EBIKE, highway=street) == CLOSED
    assert directions(Mode.EBIKE, highway=street, bicycle="designated") == BOTH


def test_bicycles_are_pushed_where_riders_must_dismount() -> None:
    assert speed(Mode.EBIKE, highway="residential", bicycle="dismount") == speed(Mode.WALK, highway="residential")


def test_motorroads_are_for_cars_only() -> None:
    assert [directions(mode, highway="primary", motorroad="yes") for mode in Mode] == [CLOSED, CLOSED, BOTH]


def test_squares_drawn_as_areas_are_left_out() -> None:
    assert directions(Mode.WALK, highway="pedestrian", area="yes") == CLOSED


@pytest.mark.parametrize(
    ("value", "kmh"),
    [
        ("50", 50.0),
        ("50 km/h", 50.0),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("60;40", 40.0),
        ("walk", 6.0),
        ("CN:urban", 50.0),
        ("none", None),
        ("", None),
        ("0", None),
        ("1e9", None),
        ("５０", None),
        ("-20", None),
        ("nan", None),
    ],
)
def test_speed_limits_as_mappers_write_them(value: str, kmh: float | None) -> None:
    assert parse_maxspeed(value) == (None if kmh is None else pytest.approx(kmh))


def test_speed_limit_caps_cars_and_never_speeds_them_up() -> None:
    plain = speed(Mode.CAR, highway="primary")
    assert speed(Mode.CAR, highway="primary", maxspeed="10 mph") == pytest.approx(16.09344)
    assert speed(Mode.CAR, highway="primary", maxspeed="120") == plain
    assert speed(Mode.WALK, highway="primary", maxspeed="2") == speed(Mode.WALK, highway="primary")
