"""Keeps docs/streets.md and the Chinese sentences true to the code."""

import importlib
import re
import string
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from maps.frames import edges_frame
from maps.profiles import read_profiles
from maps.streets import Streets
from routing.errors import FaultKind
from routing.problem import Mode

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "streets.md").read_text(encoding="utf-8")
MODULES = ("streets", "doctype", "places", "matrix", "matrix_cache", "shortest", "graph", "graphml", "geopackage")
KINDS = {
    kind.code: kind
    for name in MODULES
    for kind in vars(importlib.import_module(f"maps.{name}")).values()
    if isinstance(kind, FaultKind)
}


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_page_lists_exactly_the_faults_there_are() -> None:
    assert re.findall(r"^\| (S\d{3}) \|", PAGE, flags=re.MULTILINE) == sorted(KINDS)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_fault_is_said_in_chinese_with_the_same_values(code: str) -> None:
    path = ROOT / "dispatch" / "locale" / "zh-CN" / "maps.toml"
    entry = tomllib.loads(path.read_text(encoding="utf-8"))["faults"][code]
    for field in ("what", "remedy"):
        assert placeholders(entry[field]) <= placeholders(KINDS[code].what + KINDS[code].remedy)
        assert re.search("[\u4e00-\u9fff]", entry[field])
    assert placeholders(entry["what"]) == placeholders(KINDS[code].what)


def test_page_names_every_column_of_the_graph(build_town: Callable[..., Streets]) -> None:
    town = build_town({"a": (0, 0), "b": (9, 0)}, [("ab", {"highway": "residential"})])
    for column in edges_frame(town).reset_index().columns:
        assert f"`{column}`" in PAGE


def test_page_gives_the_figures_of_the_profiles() -> None:
    profiles = read_profiles()
    assert f"`snap_limit_metres` ({profiles.snap_limit_metres:.0f})" in PAGE
    speeds = [f"{profiles.by_mode[mode].straight_line_kmh:.0f}" for mode in Mode]
    assert f"{profiles.detour} × the great circle, at {speeds[0]}, {speeds[1]} or {speeds[2]} km/h" in PAGE
    ebike, car = profiles.by_mode[Mode.EBIKE].kmh.values(), profiles.by_mode[Mode.CAR].kmh.values()
    assert f"e-bikes ride at {min(ebike):.0f} to {max(ebike):.0f} km/h" in PAGE
    assert f"cars drive at {min(car):.0f} to {max(car):.0f} km/h" in PAGE
