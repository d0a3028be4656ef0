"""``doorstep bench`` as a user meets it: table, JSON, files, faults, Ctrl-C."""

import csv
import gzip
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

KEYS = ["instance", "engine", "seed", "cost", "seconds", "best", "gap"]

# Depot (0, 0), customers at (3, 4) and (0, 1): one route costs 5.0 + 4.2 + 1.0 = 10.2.
ROUTES = """TINY
VEHICLE
NUMBER CAPACITY
2 10
CUSTOMER
0 0 0 0 0 100 0
1 3 4 6 0 50 10
2 0 1 4 0 50 10
"""
# c1 serves p1 at 6, 3 late, and goes back: (12 + 3 + 3) / 3 = 6.
CARE = {
    "services": [{"id": "s1", "default_duration": 10}],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}],
    "patients": [{"id": "p1", "time_window": [0, 3], "required_caregivers": [{"service": "s1"}]}],
    "distances": [[0, 6], [6, 0]],
}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    routes, care = tmp_path / "routes.txt", tmp_path / "care.json.gz"
    routes.write_text(ROUTES, encoding="utf-8")
    care.write_bytes(gzip.compress(json.dumps(CARE).encode()))
    return [routes, care]


@pytest.fixture
def best(tmp_path: Path) -> Path:
    path = tmp_path / "best.csv"
    path.write_text("instance,best\nroutes.txt,10\n", encoding="utf-8")
    return path


def test_json_is_a_list_of_runs_and_nothing_else(command: Command, files: list[Path], best: Path) -> None:
    done = command("bench", *files, "--seconds", 0.2, "--seeds", 2, "--best", best, "--json")

    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [list(row) for row in rows] == [KEYS] * 4
    assert [(row["instance"], row["engine"], row["seed"]) for row in rows] == [
        ("routes", "search", 0),
        ("routes", "search", 1),
        ("care", "search", 0),
        ("care", "search", 1),
    ]
    assert [row["cost"] for row in rows] == pytest.approx([10.2, 10.2, 6, 6])
    assert [row["gap"] for row in rows[:2]] == pytest.approx([2, 2])
    assert [(row["best"], row["gap"]) for row in rows[2:]] == [(None, None)] * 2
    assert "Run 1 of 4" in done.stderr


def test_table_shows_a_row_for_each_run_and_the_mean_gap(command: Command, files: list[Path], best: Path) -> None:
    done = command("bench", *files, "--seconds", 0.2, "--best", best)

    lines = done.stdout.splitlines()
    assert lines[0].split() == ["Instance", "Engine", "Seed", "Cost", "Seconds", "Best", "known", "Gap,", "%"]
    cells = [line.split() for line in lines[1:3]]  # the fifth are the seconds
    assert cells[0][:4] + cells[0][5:] == ["routes", "search", "0", "10.20", "10.00", "2.000"]
    assert cells[1][:4] + cells[1][5:] == ["care", "search", "0", "6.00", "–", "–"]
    assert lines[3].startswith("search: mean gap 2.000 % in 1 of 2 runs of ")


def test_solutions_are_written_in_the_forms_of_the_field(command: Command, files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    command("bench", *files, "--seconds", 0.2, "--seeds", 2, "--out", out)

    assert sorted(path.name for path in out.iterdir()) == ["care.json", "routes.sol"]
    route = (out / "routes.sol").read_text("utf-8")
    assert route in ("Route #1: 1 2\nCost 10.2\n", "Route #1: 2 1\nCost 10.2\n")
    assert json.loads((out / "care.json").read_text("utf-8"))["routes"][0] == {
        "caregiver_id": "c1",
        "locations": [{"patient": "p1", "service": "s1", "arrival_time": 6.0, "departure_time": 16.0}],
    }


def test_every_faulty_file_is_told_at_once_and_nothing_runs(
    command: Command, files: list[Path], best: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text(ROUTES.replace("2 0 1 4", "2 0 one 4"), encoding="utf-8")
    best.write_text("instance,best\nroutes,cheap\n", encoding="utf-8")

    line = ("bench", *files, broken, tmp_path / "missing.txt", "--best", best, "--out", tmp_path / "out")
    done = command(*line)
    chinese = command(*line, "--lang", "zh-CN")

    assert done.returncode == 2
    assert done.stdout == ""
    assert f"R025  {broken}, row 8: CUSTOMER has “2 0 one 4 0 50 10” here" in done.stderr
    assert "missing.txt: the file cannot be read" in done.stderr
    assert f"R050  {best}, row 2" in done.stderr
    assert "Run 1" not in done.stderr
    assert not (tmp_path / "out").exists()
    assert f"{broken}，第 8 行: CUSTOMER 这里写的是“2 0 one 4 0 50 10”" in chinese.stderr


def test_solution_never_overwrites_its_instance(command: Command, tmp_path: Path) -> None:
    care = tmp_path / "care.json"
    care.write_text(json.dumps(CARE), encoding="utf-8")

    done = command("bench", care, "--out", tmp_path)

    assert done.returncode == 2
    assert "W102" in done.stderr
    assert json.loads(care.read_text("utf-8")) == CARE


@pytest.mark.parametrize("engine", ["search", "ortools"])
def test_solution_that_breaks_a_rule_is_told_and_ends_with_1(
    command: Command, files: list[Path], tmp_path: Path, engine: str
) -> None:
    # Customer 2 is 90 away and closes at 50.
    files[0].write_text(ROUTES.replace("2 0 1 4", "2 0 90 4"), encoding="utf-8")

    line = ("bench", files[0], "--seconds", 0.2, "--engine", engine, "--out", tmp_path / "out")
    done = command(*line)
    chinese = command(*line, "--lang", "zh-CN", "--json")

    assert (done.returncode, chinese.returncode) == (1, 1)
    assert "2 is not served" in done.stdout
    assert "2 没有人做" in chinese.stderr
    assert json.loads(chinese.stdout)[0]["cost"] is None
    assert not (tmp_path / "out" / "routes.sol").exists()


def test_folder_that_cannot_be_made_is_a_fault_before_anything_runs(command: Command, files: list[Path]) -> None:
    done = command("bench", files[0], "--out", files[1] / "out")

    assert done.returncode == 2
    assert "Run 1" not in done.stderr


@pytest.mark.parametrize("wrong", [("--seconds", 0), ("--seconds", "nan"), ("--seeds", 0), ("--engine", "magic"), ()])
def test_wrong_option_is_a_usage_fault(command: Command, files: list[Path], wrong: tuple[object, ...]) -> None:
    done = command("bench", *(files if wrong else []), *wrong)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_peers_run_beside_and_what_they_cannot_do_is_said_once(command: Command, files: list[Path]) -> None:
    done = command("bench", *files, "--seconds", 0.3, "--seeds", 2, "--peers", "--json")

    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    installed = [name for name in ("pyvrp", "vroom") if importlib.util.find_spec(name)]
    engines = ["search", *installed, "ortools"]
    assert [row["engine"] for row in rows if row["instance"] == "routes"] == [name for name in engines for _ in "01"]
    assert all(row["cost"] == pytest.approx(10.2) for row in rows if row["instance"] == "routes")
    assert {row["engine"] for row in rows if row["instance"] == "care"} == {"search", "ortools"}
    assert done.stderr.count("R049") == len(installed)
    assert done.stderr.count("R048") == 2 - len(installed)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent by another way on Windows")
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_interrupt_keeps_and_prints_what_is_done(
    program: str, files: list[Path], tmp_path: Path, more: tuple[str, ...]
) -> None:
    line = [
        program,
        "bench",
        str(files[0]),
        "--seconds",
        "0.2",
        "--seeds",
        "900",
        "--out",
        str(tmp_path / "out"),
        *more,
    ]
    process = subprocess.Popen(
        line, env={**os.environ, "DOORSTEP_LANG": "en"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for text in process.stderr:
        if "Run 3 of 900" in text:
            break
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert (tmp_path / "out" / "routes.sol").exists()
    assert "of 900 runs are done and kept" in printed + said
    if more:
        assert len(json.loads(printed)) >= 2
    else:
        assert "search: " in printed


def test_help_says_what_bench_is_for_in_both_languages(command: Command) -> None:
    assert "best known" in command("bench", "--help").stdout
    assert "算例" in command("bench", "--help", DOORSTEP_LANG="zh-CN").stdout


@pytest.mark.parametrize(
    "name",
    [
        "hhcrsp/mankowska/InstanzCPLEX_HCSRP_10_3.txt",
        "hhcrsp/mankowska/InstanzCPLEX_HCSRP_50_1.txt.gz",
        "hhcrsp/italian/instance_010-milan-r15-p76-s2-sim17.7-seq13.7.json.gz",
    ],
)
def test_cost_of_home_care_is_that_of_the_published_judge(
    command: Command, shared_file: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    instance, judge = shared_file(name), shared_file("../tools/score_hhcrsp.py")
    (row,) = json.loads(command("bench", instance, "--seconds", 0.5, "--out", tmp_path, "--json").stdout)
    (written,) = tmp_path.glob("*.json")

    line = [sys.executable, str(judge), str(instance), str(written)]
    judged = json.loads(subprocess.run(line, capture_output=True, text=True, check=True).stdout)

    assert judged["violations"] == []
    assert judged["cost"] == pytest.approx(row["cost"], abs=0.01)


def test_cost_of_published_routes_is_the_published_one(shared_file: Callable[[str], Path]) -> None:
    from routing.benchmarks.instances import read_instance

    with shared_file("vrptw/bks_solomon100.csv").open(encoding="utf-8", newline="") as file:
        published = {row["instance"]: float(row["dimacs_cost_in_sol"]) for row in csv.DictReader(file)}
    for name in ("C101", "R101", "RC201"):
        instance = read_instance(shared_file(f"vrptw/solomon100/{name}.txt"))
        lines = shared_file(f"vrptw/solomon100/{name}.sol").read_text("utf-8").splitlines()
        routes = [[int(word) - 1 for word in line.partition(":")[2].split()] for line in lines if "Route" in line]
        score = instance.score([*routes, *([] for _ in range(instance.flat.vehicles - len(routes)))])
        assert score.breaks == ()
        assert score.cost == pytest.approx(published[name])
