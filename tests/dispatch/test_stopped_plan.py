"""Ctrl-C at each stage of a command: what is written then, and what is said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")

CORE = ["orders.csv", "plan.json", "summary.json"]

PRESS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from dispatch.cli import main
import dispatch.outputs, dispatch.risk, scenarios.run

def press(*_arguments, **_options):
    signal.raise_signal(signal.SIGINT)

def press_first(*arguments, most_reasons, found=scenarios.run.explain_unassigned, **options):
    if most_reasons:
        press()
    return found(*arguments, most_reasons=most_reasons, **options)

{patch}
main()
"""


def press_ctrl_c(patch: str, *arguments: object, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """Run a command in which Ctrl-C is pressed where ``patch`` puts it."""
    return subprocess.run(
        [sys.executable, "-c", PRESS.format(patch=patch), *map(str, arguments)],
        env={**os.environ, "DOORSTEP_LANG": lang, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_ctrl_c_while_the_map_is_drawn_writes_the_plan(small_day: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = press_ctrl_c("dispatch.outputs.draw_page = press", "plan", small_day, "--out", out, "--solutions", 20)

    assert done.returncode == 130, done.stderr
    assert sorted(path.name for path in out.iterdir()) == CORE
    assert "Stopped: this is the best plan so far." in done.stdout
    assert "There was no time for plan.html and plan.geojson" in done.stdout
    assert "Traceback" not in done.stderr


def test_ctrl_c_while_reasons_are_found_writes_the_plan_without_them(small_day: Path, tmp_path: Path) -> None:
    workers = small_day / "workers.csv"
    workers.write_text(workers.read_text(encoding="utf-8").replace("护理员,助浴", "护理员,"), "utf-8")
    out = tmp_path / "out"
    patch = "scenarios.run.explain_unassigned = press_first"
    done = press_ctrl_c(patch, "plan", small_day, "--out", out, "--solutions", 20)

    assert done.returncode == 130, done.stderr
    assert sorted(path.name for path in out.iterdir()) == CORE
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert [(one["visit"], one["is_open"]) for one in summary["unassigned"]] == [("V3", True)]


def test_second_ctrl_c_after_the_search_ends_at_once_and_says_what_was_written(small_day: Path, tmp_path: Path) -> None:
    patch = "dispatch.outputs.draw_page = press; import dispatch.planning; dispatch.planning.print_planned = press"
    done = press_ctrl_c(patch, "plan", small_day, "--out", tmp_path / "out", "--solutions", 20)

    assert done.returncode == 130
    assert "Stopped. Written before that: orders.csv, plan.json, summary.json in" in done.stderr


def test_risk_that_is_stopped_speaks_of_no_plan(small_day: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("worker,visit\nW1,V1\n", encoding="utf-8")
    patch = "dispatch.risk.measure_risk = press"
    done = press_ctrl_c(patch, "risk", small_day, plan, "--out", tmp_path / "risk", lang="zh-CN")

    assert done.returncode == 130
    assert "已停止，什么也没有写。" in done.stderr
    assert not (tmp_path / "risk").exists()


def test_ctrl_c_while_files_are_moved_is_heard_after_the_last(small_day: Path, tmp_path: Path) -> None:
    patch = """
import pathlib
move = pathlib.Path.replace
pathlib.Path.replace = lambda path, place: (press(), move(path, place))[1]
"""
    done = press_ctrl_c(patch, "plan", small_day, "--out", tmp_path / "out", "--solutions", 20)

    assert done.returncode == 130
    assert len(list((tmp_path / "out").iterdir())) == 5
    assert "plan.geojson, plan.html in" in done.stderr
