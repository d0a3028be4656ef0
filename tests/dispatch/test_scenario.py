"""``doorstep scenario`` as a user meets it: results, resuming, exit codes, Ctrl-C, a cluster that loses a worker."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.benchmarks.dask_processes import start_dask

Command = Callable[..., subprocess.CompletedProcess[str]]

FILES = ["orders.csv", "plan.geojson", "plan.html", "plan.json", "scenario.json", "summary.json"]
MANY = 10


def write_scenario(folder: Path, name: str, text: str = "", *, rounds: int = 20) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(f'format = 1\nbase = "day"\nsolutions = {rounds}\n{text}', encoding="utf-8")
    return path


def add(count: int) -> str:
    return f'[[change]]\nkind = "add workers"\nlike = "W2"\ncount = {count}\n'


@pytest.fixture
def scenarios(small_day: Path) -> list[Path]:
    """The day as it is, and with one to so many workers more; each with other visits."""
    texts = [add(n) + f'[[change]]\nkind = "scale demand"\ngrowth = {40 * n}\n' if n else "" for n in range(MANY)]
    return [write_scenario(small_day.parent, f"s{n}", text, rounds=300) for n, text in enumerate(texts)]


def read_plans(out: Path) -> dict[str, str]:
    return {path.parent.name: path.read_text(encoding="utf-8") for path in out.glob("*/plan.json")}


def test_every_scenario_has_its_files_and_is_not_done_twice(command: Command, small_day: Path, tmp_path: Path) -> None:
    files = [write_scenario(tmp_path, "base"), write_scenario(tmp_path, "more", add(1))]
    first = command("scenario", "run", *files, "--out", tmp_path / "out", "--json")
    assert first.returncode == 0, first.stderr
    assert [row["state"] for row in json.loads(first.stdout)["scenarios"]] == ["planned", "planned"]
    assert [sorted(path.name for path in (tmp_path / "out" / name).iterdir()) for name in ("base", "more")] == [
        FILES
    ] * 2
    write_scenario(tmp_path, "more", add(2))
    again = command("scenario", "run", *files, "--out", tmp_path / "out", "--json")
    assert [row["state"] for row in json.loads(again.stdout)["scenarios"]] == ["kept", "planned"]


def test_plan_is_kept_where_only_its_map_its_language_or_names_are_asked_anew(
    command: Command, small_day: Path, tmp_path: Path
) -> None:
    scenario = write_scenario(tmp_path, "a", rounds=20)
    folder = tmp_path / "out" / "a"

    def run(*options: str) -> str:
        done = command("scenario", "run", scenario, "--out", tmp_path / "out", "--json", *options)
        assert done.returncode == 0, done.stderr
        return str(json.loads(done.stdout)["scenarios"][0]["state"])

    assert run("--no-map", "--lang", "en") == "planned"
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    marks = [plan.pop("orders_sha256")]
    assert run("--lang", "en") == "drawn"
    page = (folder / "plan.html").read_bytes()
    assert run("--no-map", "--lang", "en") == "kept"
    assert run("--no-map", "--lang", "zh-CN") == "drawn"
    assert (folder / "plan.html").read_bytes() == page
    assert "人员" in (folder / "orders.csv").read_text(encoding="utf-8-sig")
    assert run("--lang", "zh-CN") == "drawn"
    assert (folder / "plan.html").read_bytes() != page
    again = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    marks.append(again.pop("orders_sha256"))
    assert again == plan
    assert marks[0] != marks[1]  # orders.csv is in the language asked for


def test_scenario_without_changes_is_what_plan_makes(command: Command, small_day: Path, tmp_path: Path) -> None:
    command("scenario", "run", write_scenario(tmp_path, "base"), "--out", tmp_path / "out")
    command("plan", small_day, "--out", tmp_path / "plan", "--solutions", 20)
    texts = [
        (folder / "plan.json").read_text(encoding="utf-8") for folder in (tmp_path / "out/base", tmp_path / "plan")
    ]
    assert texts[0] == texts[1]


def test_faults_of_all_files_are_told_with_their_lines_and_nothing_is_written(
    command: Command, small_day: Path, tmp_path: Path
) -> None:
    bad = write_scenario(tmp_path, "bad", '[[change]]\nkind = "close site"\nsite = "D9"\n')
    worse = write_scenario(tmp_path, "worse", '[[change]]\nkind = "scale demand"\ngrowth = -101\n')
    done = command("scenario", "run", bad, worse, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "C120  bad.toml, line 6, key site" in done.stderr
    assert "C139  worse.toml, line 6, key growth" in done.stderr
    assert not (tmp_path / "out").exists()


def test_mandatory_visit_without_anybody_ends_with_4(command: Command, small_day: Path, tmp_path: Path) -> None:
    nobody = write_scenario(tmp_path, "nobody", '[[change]]\nkind = "remove workers"\nworkers = ["W1"]\n')
    assert command("scenario", "run", nobody, "--out", tmp_path / "out", "--no-map").returncode == 4


def test_scenario_that_cannot_be_planned_is_told_once_and_is_in_the_document(command: Command, tmp_path: Path) -> None:
    # The change is no fault of its own; that the site is off the streets shows when travel is measured.
    scenario = tmp_path / "far.toml"
    moved = '[[change]]\nkind = "move site"\nsite = "S1"\nat = [40.04, 116.47]\n'
    scenario.write_text(f'format = 1\nbase = "sample"\nsolutions = 1\n{moved}', encoding="utf-8")
    done = command("scenario", "run", scenario, "--out", tmp_path / "out", "--no-map", "--json")
    assert done.returncode == 3
    assert done.stderr.count("Scenario far cannot be planned") == 1
    (row,) = json.loads(done.stdout)["scenarios"]
    assert (row["name"], row["state"]) == ("far", "refused")
    assert {fault["code"] for fault in row["faults"]} == {"S202"}


def test_comparison_prints_a_table_and_writes_a_page(command: Command, small_day: Path, tmp_path: Path) -> None:
    files = [write_scenario(tmp_path, "base"), write_scenario(tmp_path, "more", add(1))]
    command("scenario", "run", *files, "--out", tmp_path / "out", "--no-map")
    page = tmp_path / "compare.html"
    done = command("scenario", "compare", *files, "--results", tmp_path / "out", "--out", page)
    assert done.returncode == 0, done.stderr
    assert "Visits served" in done.stdout
    assert "增加人员" in page.read_text(encoding="utf-8")


def test_comparison_of_many_fits_a_narrow_screen_with_the_first_beside_each(
    command: Command, small_plan: tuple[Path, object], tmp_path: Path
) -> None:
    names = [f"result-{n:02}" for n in range(14)]
    for name in names:
        shutil.copytree(small_plan[0], tmp_path / name)
    done = command("scenario", "compare", *(tmp_path / name for name in names), COLUMNS="80")
    assert done.returncode == 0, done.stderr
    headers = [line.split() for line in done.stdout.splitlines() if "result-00" in line]
    assert len(headers) > 1
    shown = [[word for word in header if word.startswith("result-")] for header in headers]
    assert [name for header in shown for name in header[1:]] == names[1:]
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_results_of_one_name_are_told_apart_by_their_folders(
    command: Command, small_plan: tuple[Path, object], tmp_path: Path
) -> None:
    folders = [tmp_path / name / "out" for name in ("a", "b")]
    for folder in folders:
        shutil.copytree(small_plan[0], folder)
    done = command("scenario", "compare", *folders, "--json")
    assert json.loads(done.stdout)["results"] == [f"out ({folder})" for folder in folders]


def test_result_given_twice_is_refused(command: Command, small_plan: tuple[Path, object]) -> None:
    done = command("scenario", "compare", small_plan[0], small_plan[0])
    assert (done.returncode, "C172" in done.stderr) == (2, True)


def test_result_alone_is_shown_and_it_is_said_that_another_lacks(
    command: Command, small_plan: tuple[Path, object]
) -> None:
    done = command("scenario", "compare", small_plan[0])
    assert done.returncode == 0
    assert "out stands alone: give another result" in done.stdout


def test_damaged_plan_is_one_fault(command: Command, small_plan: tuple[Path, object], tmp_path: Path) -> None:
    shutil.copytree(small_plan[0], tmp_path / "out")
    plan = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    for route in plan["routes"]:
        route["stops"] = [{"visit": 1, "start": "soon"} for _ in route["stops"]]
    (tmp_path / "out" / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    done = command("scenario", "compare", tmp_path / "out", "--json")
    assert [fault["code"] for fault in json.loads(done.stdout)["faults"]] == ["C171"]


def test_comparison_of_nothing_says_what_to_run(command: Command, tmp_path: Path) -> None:
    done = command("scenario", "compare", tmp_path / "none")
    assert done.returncode == 2
    assert "doorstep scenario run" in done.stderr


@pytest.mark.parametrize("address", ["nonsense://x", "tcp://127.0.0.1:1", "127.0.0.1"])
def test_cluster_that_is_not_there_is_said(command: Command, small_day: Path, tmp_path: Path, address: str) -> None:
    scenario = write_scenario(tmp_path, "a")
    done = command("scenario", "run", scenario, "--out", tmp_path / "o", "--cluster", address)
    assert done.returncode == 2
    assert "C161" in done.stderr


def hear_ctrl_c() -> None:
    """Undo what a shell does to commands it starts in the background, and they to theirs: they ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(program: str, scenarios: list[Path], out: Path, *options: str) -> "subprocess.Popen[bytes]":
    line = [program, "scenario", "run", *map(str, scenarios), "--out", str(out), "--no-map", "--lang", "en", *options]
    before = None if os.name == "nt" else hear_ctrl_c
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=before)  # noqa: PLW1509  no thread is running here


def wait_for_results(running: "subprocess.Popen[bytes]", out: Path, count: int) -> None:
    for _ in range(6000):
        if len(list(out.glob("*/scenario.json"))) >= count:
            return
        assert running.poll() is None, "it ended before"
        time.sleep(0.02)
    pytest.fail("no results")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(
    program: str, command: Command, small_day: Path, tmp_path: Path
) -> None:
    quick = write_scenario(tmp_path, "a quick")
    slow = write_scenario(tmp_path, "slow", add(1), rounds=1_000_000_000)
    running = start(program, [quick, slow], tmp_path / "out", "--jobs", "1")
    try:
        wait_for_results(running, tmp_path / "out", 1)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 130
    finally:
        running.kill()
        running.wait()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a quick"]
    slow = write_scenario(tmp_path, "slow", add(1))
    settings = ("--no-map", "--json", "--lang", "en")
    done = command("scenario", "run", quick, slow, "--out", tmp_path / "out", *settings)
    states = {row["name"]: row["state"] for row in json.loads(done.stdout)["scenarios"]}
    assert states == {"slow": "planned", "a quick": "kept"}


LOSE_CTRL_C = """
import gc, pathlib, signal, sys, threading
from dispatch.cli import main

def press(phase, _info, pressed=[]):
    is_main = threading.current_thread() is threading.main_thread()
    is_held = "hold_interrupt" in getattr(signal.getsignal(signal.SIGINT), "__qualname__", "")
    if is_main and not is_held and not pressed and list(pathlib.Path("out").glob("*/scenario.json")):
        pressed.append(phase)
        signal.raise_signal(signal.SIGINT)

gc.callbacks.append(press)
gc.set_threshold(1)
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_that_python_loses_while_it_cleans_up_ends_the_run_too(small_day: Path, tmp_path: Path) -> None:
    # What is raised in a collector's callback, as in a finalizer, is reported and dropped.
    quick = write_scenario(tmp_path, "a quick")
    slow = write_scenario(tmp_path, "slow", add(1), rounds=1_000_000_000)
    line = [sys.executable, "-c", LOSE_CTRL_C, "scenario", "run", quick, slow, "--out", "out", "--no-map"]
    done = subprocess.run([*line, "--jobs", "1"], cwd=tmp_path, timeout=120, check=False, capture_output=True)
    assert b"Exception ignored" in done.stderr
    assert done.returncode == 130
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a quick"]


def test_two_dask_workers_plan_what_joblib_plans_though_one_is_killed_half_way(
    program: str, command: Command, scenarios: list[Path], tmp_path: Path
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    local = command("scenario", "run", *scenarios, "--out", tmp_path / "local", "--no-map", "--jobs", 2)
    assert local.returncode in (0, 4), local.stderr
    with start_dask(2) as dask:
        running = start(program, scenarios, tmp_path / "dask", "--cluster", dask.address)
        try:
            wait_for_results(running, tmp_path / "dask", MANY // 2)
            dask.workers[0].kill()
            assert running.wait(timeout=240) == local.returncode
        finally:
            running.kill()
            running.wait()
    plans = read_plans(tmp_path / "dask")
    assert len(plans) == MANY
    assert plans == read_plans(tmp_path / "local")


def test_orders_of_a_result_that_were_edited_are_kept(command: Command, small_day: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert command("scenario", "run", write_scenario(tmp_path, "a"), "--out", out, "--no-map").returncode == 0
    (out / "a" / "orders.csv").write_text("worker,visit\n", encoding="utf-8")
    done = command("scenario", "run", write_scenario(tmp_path, "a", add(1)), "--out", out, "--no-map")
    assert done.returncode == 0, done.stderr
    assert "W106" in done.stderr
    assert (out / "a" / "orders.1.csv").read_text(encoding="utf-8") == "worker,visit\n"
