"""What is counted and planned is data: read, checked and described."""

import dataclasses
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from routing.errors import InputError
from routing.problem import Mode
from scenarios.sites.choice import Model
from scenarios.sites.round_settings import RankWeights, read_round_settings

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "sites.md").read_text(encoding="utf-8")


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rounds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refuse(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_round_settings(write(tmp_path, text))
    return [(fault.code, fault.key) for fault in caught.value.faults]


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    usual = read_round_settings()
    text = '[couriers]\nmode = "walk"\ncapacity = 3\n[weights]\ncourier_hour = 0\n[meals]\nearliest = "11:00"\n'
    changed = read_round_settings(write(tmp_path, text))
    weights = dataclasses.replace(usual.weights, courier_hour=0)
    assert changed == dataclasses.replace(usual, mode=Mode.WALK, capacity=3, earliest=11 * 3600, weights=weights)


def test_every_wrong_key_and_value_is_told_at_once(tmp_path: Path) -> None:
    text = """
[week]
days = 0
[meals]
earliset = "11:00"
out_of_reach = "perhaps"
limit_minutes = "soon"
[couriers]
mode = "horse"
start = 10
[shortlist]
models = ["median", "magic"]
[weights]
beauty = 1
courier_hour = -1
[kitchen]
cooks = 3
"""
    assert refuse(tmp_path, text) == [
        ("D133", "week.days"),
        ("D153", "meals.earliset"),
        ("D314", "meals.out_of_reach"),
        ("D131", "meals.limit_minutes"),
        ("D314", "couriers.mode"),
        ("D314", "couriers.start"),
        ("D314", "shortlist.models"),
        ("D152", "weights.beauty"),
        ("D133", "weights.courier_hour"),
        ("D152", "kitchen"),
    ]


def test_broken_file_and_times_in_the_wrong_order_are_told(tmp_path: Path) -> None:
    assert refuse(tmp_path, "[week") == [("D313", "")]
    assert refuse(tmp_path, "week = 3") == [("D314", "week")]
    assert refuse(tmp_path, '[meals]\nearliest = "13:00"') == [("D315", "meals.latest")]


def test_unknown_key_hides_neither_wrong_times_nor_other_tables_and_each_has_its_line(tmp_path: Path) -> None:
    text = '[meals]\nlates = 1\nearliest = "13:00"\n[couriers]\nstart = "25:00"\n[kitchen]\ncooks = 3\n'
    with pytest.raises(InputError) as caught:
        read_round_settings(write(tmp_path, text))
    faults = [(fault.code, fault.row) for fault in caught.value.faults]
    # The usual end of the hour of meals is before 13:00; its line is that of the table, as the file names no end.
    assert faults == [("D315", 1), ("D153", 2), ("D314", 5), ("D152", 6)]


def test_rounds_end_with_their_day(tmp_path: Path) -> None:
    assert refuse(tmp_path, '[couriers]\nstart = "10:00"\nend = "26:00"') == [("D314", "couriers.end")]


def test_page_shows_the_settings_that_ship() -> None:
    shipped = resources.files("scenarios.sites").joinpath("rounds.toml").read_text(encoding="utf-8")
    shown = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert tomllib.loads(shipped) in [tomllib.loads(text) for text in shown]
    assert set(tomllib.loads(shipped)["weights"]) == {field.name for field in dataclasses.fields(RankWeights)}


def test_page_names_every_model() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, flags=re.MULTILINE)) >= set(Model)
