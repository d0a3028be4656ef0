"""The file of spreads: what it says counts, what is wrong in it is named, and its page describes every key."""

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from routing.problem import Mode
from scenarios.day import read_day
from scenarios.samples import sample_day_path
from scenarios.uncertainty.spreads import BOUNDS, note_unused, read_spreads

PAGE = Path(__file__).resolve().parents[3] / "docs" / "risk.md"
SHIPPED = tomllib.loads(resources.files("scenarios.uncertainty").joinpath("spreads.toml").read_text(encoding="utf-8"))


@pytest.fixture
def write(tmp_path):
    def write_text(text):
        path = tmp_path / "spreads.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write_text


@pytest.fixture
def faults(write):
    """Codes and keys of all that is wrong."""

    def find(text):
        with pytest.raises(InputError) as caught:
            read_spreads(write(text))
        return [(fault.code, fault.key) for fault in caught.value.faults]

    return find


def test_shipped_spreads_are_read_whole():
    spreads = read_spreads()
    assert spreads.service.cv == SHIPPED["service"]["cv"]
    assert spreads.of_service("送餐").cv == SHIPPED["service_by_name"]["送餐"]["cv"]
    assert spreads.of_service("no such service") == spreads.service
    assert {mode.value: vars(spread) for mode, spread in spreads.travel.items()} == SHIPPED["travel"]
    assert spreads.meal_limit == 60 * SHIPPED["meals"]["limit_minutes"]
    assert spreads.slack == 60 * SHIPPED["links"]["slack_minutes"]


def test_service_named_in_part_takes_the_rest_from_all_services():
    bulk = read_spreads().of_service("集体配餐")
    assert (bulk.cv, bulk.nobody_opens, bulk.extra_minutes) == (0.3, 0, SHIPPED["service"]["extra_minutes"])


def test_own_file_changes_what_it_says_and_nothing_else(write):
    own = read_spreads(write("[travel.car]\ncv = 0.5\n[meals]\nlimit_minutes = 45\n"))
    shipped = read_spreads()
    assert own.travel[Mode.CAR].cv == 0.5
    assert own.travel[Mode.CAR].day_cv == shipped.travel[Mode.CAR].day_cv
    assert own.travel[Mode.WALK] == shipped.travel[Mode.WALK]
    assert own.meal_limit == 2700
    assert own.by_service == shipped.by_service


def test_what_an_own_file_says_of_all_services_goes_before_the_shipped_names_but_not_before_its_own(write):
    own = read_spreads(write('[service]\ncv = 0\n[service_by_name."送餐"]\ncv = 0.7\n[service_by_name.x]\ncv = 1\n'))
    assert own.of_service("送餐").cv == 0.7
    assert own.of_service("送餐").nobody_opens == SHIPPED["service_by_name"]["送餐"]["nobody_opens"]
    assert own.of_service("陪同就医").cv == own.service.cv == 0
    assert own.of_service("x").cv == 1


def test_empty_own_file_is_the_shipped_one(write):
    assert read_spreads(write("")) == read_spreads()


def test_every_fault_is_named_with_its_key_at_once(faults):
    text = """
format = 2
wind = 1
services = 1
meals = 60
[service]
cv = -0.1
nobody_open = 0.1
[service_by_name]
bath = 0.3
[service_by_name.meal]
nobody_opens = 1.5
cv = "0.3"
[travel.bus]
cv = 0.1
[travel.car]
cv = nan
day_cv = true
"""
    assert sorted(faults(text)) == sorted(
        [
            ("U105", "format"),
            ("U102", "wind"),
            ("U103", "services"),
            ("U104", "meals"),
            ("D133", "service.cv"),
            ("U103", "service.nobody_open"),
            ("U104", "service_by_name.bath"),
            ("D133", "service_by_name.meal.nobody_opens"),
            ("D131", "service_by_name.meal.cv"),
            ("U102", "travel.bus"),
            ("D131", "travel.car.cv"),
            ("D131", "travel.car.day_cv"),
        ]
    )


def test_broken_toml_is_named_with_its_line(write):
    with pytest.raises(InputError) as caught:
        read_spreads(write("[service]\ncv = \n"))
    (fault,) = caught.value.faults
    assert (fault.code, fault.row) == ("U101", 2)


def test_levels_that_cross_are_a_fault(faults):
    assert faults("[levels]\nsure = 0.5\n") == [("U107", "levels")]


def test_levels_that_cross_are_told_beside_other_faults(faults):
    assert faults("[service]\ncv = 9\n[levels]\nsure = 0.5\n") == [("D133", "service.cv"), ("U107", "levels")]


def test_level_that_is_no_number_is_not_held_against_the_other(faults):
    assert faults('[levels]\nsure = 0.5\ndoubtful = "much"\n') == [("D131", "levels.doubtful")]


def test_missing_file_and_folder_are_faults(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InputError):
            read_spreads(path)


def test_names_the_day_does_not_know_are_noted(write):
    path = write('[service_by_name."送餐"]\ncv = 0\n[service_by_name."送歺"]\ncv = 0\n')
    notes = note_unused(path, read_day(sample_day_path()).problem)
    assert [(note.code, note.key) for note in notes] == [("U106", "service_by_name.送歺")]


keys = st.sampled_from(["format", "service", "service_by_name", "travel", "walk", "cv", "day", "\x1b[31m", "", "键"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)


def to_toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quote(key)} = {to_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(to_toml, value)) + "]"
    if isinstance(value, str):
        return quote(value)
    return "1979-05-27" if value is None else str(value).lower()


def quote(text):
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text if not 0xD800 <= ord(sign) < 0xE000) + '"'


def find_faults(path):
    """Read a file: its faults, none where it is good; any other error is one of the test."""
    try:
        read_spreads(path)
    except InputError as error:
        return error.faults
    return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(content=st.dictionaries(keys, values, max_size=4))
def test_whatever_a_file_holds_is_read_or_refused_by_name(write, content):
    found = find_faults(write("".join(f"{quote(key)} = {to_toml(value)}\n" for key, value in content.items())))
    assert found is None or found
    assert all(fault.file == "spreads.toml" and fault.key.isprintable() for fault in found or ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(data=st.binary(max_size=200))
def test_whatever_bytes_a_file_holds_it_is_read_or_refused(write, data):
    found = find_faults(write(data))
    assert found is None or found


def test_page_describes_every_key_with_its_shipped_value():
    described = dict(re.findall(r"^\| `([\w.\"]+)` \| ([^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    shipped = {"format": "1"}
    for table, bounds in BOUNDS.items():
        for key in bounds:
            if table == "travel":
                shipped[f"travel.MODE.{key}"] = ", ".join(f"{SHIPPED['travel'][mode.value][key]:g}" for mode in Mode)
            else:
                shipped[f"{table}.{key}"] = f"{SHIPPED[table][key]:g}"
    shipped["service_by_name.NAME"] = ", ".join(SHIPPED["service_by_name"])
    assert described == shipped
