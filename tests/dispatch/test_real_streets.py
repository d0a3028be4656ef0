"""The main job on real street networks: a made-up day there, planned by the installed command, opened in a browser."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

ROUNDS = 30_000
"""Ten times what every mandatory visit takes, however busy the machine; the README's figures come from longer runs."""

NETWORKS = ("shanghai", "porto_alegre", "nanchang")


@pytest.fixture(scope="module", params=NETWORKS)
def street_file(request: pytest.FixtureRequest, shared_file: Callable[[str], Path]) -> Path:
    if request.param == "nanchang":
        path: Path = request.getfixturevalue("nanchang_graphml")
        return path
    return shared_file(
        {
            "shanghai": "streets/china_shanghai_center/shanghai_center.osm",
            "porto_alegre": "streets/porto_alegre_sao_paulo_r5r/poa/poa_osm.pbf",
        }[request.param]
    )


@pytest.fixture(scope="module")
def planned(street_file: Path, command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate 200 care visits and 400 meals there and plan them; the folder holds DAY and OUT."""
    folder = tmp_path_factory.mktemp(street_file.name.split(".")[0])
    made = command(
        *("generate", "--streets", street_file, "--visits", 200, "--meals", 400, "--seed", 1, "--out", folder / "DAY")
    )
    assert made.returncode == 0, made.stderr
    done = command("plan", folder / "DAY", "--out", folder / "OUT", "--solutions", ROUNDS, "--lang", "zh-CN")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_mandatory_visit_is_made_and_the_checker_finds_nothing(planned: Path, command: Command) -> None:
    checked = command("check", planned / "DAY", planned / "OUT" / "plan.json", "--json")

    summary = json.loads(checked.stdout)
    assert checked.returncode == 0
    assert summary["violations"] == []
    assert summary["travel_source"] == "streets"
    assert summary["measures"]["visits"]["mandatory_served"] == summary["measures"]["visits"]["mandatory"] > 200


def test_every_unassigned_visit_has_a_reason_for_every_worker(planned: Path) -> None:
    summary = json.loads((planned / "OUT" / "summary.json").read_text(encoding="utf-8"))
    workers = summary["measures"]["workload"]["workers_available"]
    visits = summary["measures"]["visits"]

    assert len(summary["unassigned"]) == visits["asked"] - visits["served"]
    for entry in summary["unassigned"]:
        assert len(entry["reasons"]) == workers
        assert all(entry["sentences"].values())


@pytest.mark.browser
def test_map_asks_no_host_complains_of_nothing_and_isolates_a_worker(
    planned: Path, open_file: Callable[..., Any]
) -> None:
    tab = open_file(planned / "OUT" / "plan.html")
    lines = "Number(getComputedStyle(doorstep.map.getPane('plan')).opacity)"
    assert tab.page.evaluate(lines) == 1

    first = tab.page.locator("button.worker:not([disabled])").first
    first.click()
    for _ in range(80):
        if tab.page.evaluate(lines) < 0.2:
            break
        tab.page.wait_for_timeout(25)

    assert tab.page.evaluate(lines) < 0.2
    assert first.get_attribute("aria-pressed") == "true"
    assert tab.page.locator(".chosen .stop").count() > 0
    assert tab.asked == [tab.page.url]
    assert tab.said == []


def test_lines_of_the_plan_follow_the_streets(planned: Path) -> None:
    routes = json.loads((planned / "OUT" / "plan.geojson").read_text(encoding="utf-8"))["features"]
    lines = [item["geometry"]["coordinates"] for item in routes if item["geometry"]["type"] == "LineString"]
    stops = [item for item in routes if item["properties"]["kind"] == "stop"]

    # A straight line from stop to stop would have about one point a stop; streets bend.
    assert sum(map(len, lines)) > 3 * len(stops)
