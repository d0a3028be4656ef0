"""A day with visits of two workers, a gap and a wish, from its files to every output, by the command."""

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

DAY = {
    "day.toml": 'format = 1\nname = "Nanhu"\ncoordinates = "wgs84"\nstraight_line = true\n[weights]\nlate_second = 3\n',
    "depots.csv": "depot,lat,lon\nd1,39.990,116.470\n",
    "clients.csv": "client,lat,lon\nc1,39.991,116.471\nc2,39.992,116.472\n",
    "visits.csv": (
        "visit,client,service,windows,minutes,workers,due\n"
        "bath,c1,bathing,09:00-10:00,60,2,\n"
        "dressing,c1,nursing,10:00-11:30,30,,\n"
        # Shifts begin ten minutes after the wish: it is missed by those and the way.
        "walk,c2,company,08:00-09:00,30,,08:00\n"
    ),
    "gaps.csv": "first,second,least,greatest,worker\nbath,dressing,70,120,other\n",
    "workers.csv": (
        "worker,role,mode,shift_start,shift_end,start\n"
        "w1,caregiver,walk,08:10,17:00,d1\n"
        "w2,caregiver,walk,08:10,17:00,d1\n"
        "w3,caregiver,walk,08:10,17:00,d1\n"
    ),
}


@pytest.fixture(name="day")
def day_fixture(tmp_path: Path) -> Path:
    folder = tmp_path / "day"
    folder.mkdir()
    for name, text in DAY.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("engine", ["search", "ortools"])
def test_coupled_day_is_planned_as_its_files_ask(command: Command, day: Path, tmp_path: Path, engine: str) -> None:
    done = command("plan", day, "--out", tmp_path / "out", "--solutions", 30, "--engine", engine)
    assert done.returncode == 0, done.stdout + done.stderr
    plan = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    stops = {stop["visit"]: (route["worker"], stop) for route in plan["routes"] for stop in route["stops"]}
    (one, bath), (other, half) = stops["bath"], stops["bath/2"]
    assert bath["start"] == half["start"]
    assert one != other
    assert bath["together"] == [{"visit": "bath/2", "worker": other}]
    (gap,) = plan["gaps"]
    assert gap["seconds"] == stops["dressing"][1]["start"] - bath["start"]
    assert 70 * 60 <= gap["seconds"] <= 120 * 60
    assert stops["dressing"][0] != one
    late = stops["walk"][1]["late"]
    assert late == stops["walk"][1]["start"] - 8 * 3600 > 600
    # 3 a second as the day says, 10 a second of the largest on top.
    assert plan["cost"]["lateness"] == 13 * late
    assert plan["violations"] == []
    assert "Visits of several workers │ 1 of 1" in done.stdout
    assert "1 of 1 wishes" in done.stdout


def test_plan_of_a_coupled_day_is_judged_when_edited(command: Command, day: Path, tmp_path: Path) -> None:
    command("plan", day, "--out", tmp_path / "out", "--solutions", 30)
    path = tmp_path / "out" / "orders.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    worker = next(row["worker"] for row in rows if row["visit"] == "bath")
    for row in rows:
        row["worker"] = worker if row["visit"] == "dressing" else row["worker"]
        row["order"] = ""
    rows.sort(key=lambda row: row["visit"] == "dressing")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = command("check", day, path, "--lang", "zh-CN")
    assert done.returncode == 1
    assert "应由不同的人做" in done.stdout.replace("\n", "")


def test_wrong_coupling_is_told_with_file_row_and_column(command: Command, day: Path, tmp_path: Path) -> None:
    (day / "gaps.csv").write_text("前一单,后一单,最短间隔,由谁\nbath,nobody,70,隔壁\n", encoding="utf-8")
    done = command("plan", day, "--out", tmp_path / "out", "--lang", "zh-CN")
    assert done.returncode == 2
    told = done.stderr.replace("\n", "")
    assert "gaps.csv" in told
    assert "D134" in told
    assert "D162" in told
    assert not (tmp_path / "out").exists()
