"""A command writes over nothing it reads, nothing a person has edited, nothing that is no file."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

OUTPUTS = ["orders.csv", "plan.geojson", "plan.html", "plan.json", "summary.json"]

no_links = pytest.mark.skipif(os.name == "nt", reason="links and pipes are made otherwise on Windows")


@pytest.fixture
def planned(small_plan: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> Path:
    """Copy the plan of the small day, to do anything with it."""
    return shutil.copytree(small_plan[0], tmp_path / "out")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["out/plan.json", "day/visits.csv", "day/day.toml", "out/link.json"])
def test_map_is_not_drawn_over_what_it_reads(
    command: Command, small_day: Path, planned: Path, tmp_path: Path, name: str
) -> None:
    os.link(planned / "plan.json", planned / "link.json")
    before = (tmp_path / name).read_bytes()

    done = command("map", small_day, planned / "plan.json", "--out", tmp_path / name)

    assert done.returncode == 2
    assert "W104" in done.stderr
    assert (tmp_path / name).read_bytes() == before


def test_map_may_be_drawn_again_into_the_folder_of_the_day(command: Command, small_day: Path, planned: Path) -> None:
    for _ in range(2):
        assert command("map", small_day, planned / "plan.json", "--out", small_day / "map.html").returncode == 0


@no_links
def test_map_replaces_no_pipe(command: Command, small_day: Path, planned: Path) -> None:
    os.mkfifo(planned / "pipe")

    done = command("map", small_day, planned / "plan.json", "--out", planned / "pipe")

    assert done.returncode == 2
    assert "W105" in done.stderr
    assert (planned / "pipe").is_fifo()


def test_comparison_is_not_written_over_a_result(command: Command, planned: Path) -> None:
    before = (planned / "plan.json").read_bytes()

    done = command("scenario", "compare", planned, planned, "--out", planned / "plan.json")

    assert done.returncode == 2
    assert "W104" in done.stderr
    assert (planned / "plan.json").read_bytes() == before


@pytest.mark.parametrize("name", ["plan", "check", "risk"])
def test_day_is_no_folder_for_results(command: Command, small_day: Path, planned: Path, name: str) -> None:
    before = names(small_day)
    plan = () if name == "plan" else (planned / "plan.json",)

    done = command(name, small_day, *plan, "--out", small_day)

    assert done.returncode == 2
    assert "W104" in done.stderr
    assert names(small_day) == before


@pytest.mark.parametrize("name", ["orders.csv", "plan.json"])
def test_check_writes_nothing_over_the_plan_it_checks(
    command: Command, small_day: Path, planned: Path, name: str
) -> None:
    before = (planned / name).read_bytes()

    done = command("check", small_day, planned / name, "--out", planned)

    assert done.returncode == 2
    assert "W104" in done.stderr
    assert (planned / name).read_bytes() == before


@pytest.mark.parametrize("name", ["plan", "check"])
def test_orders_that_were_edited_are_kept_beside_the_new_ones(
    command: Command, small_day: Path, planned: Path, tmp_path: Path, name: str
) -> None:
    edited = "worker,visit,phone\nW1,V1,62341\n"
    (planned / "orders.csv").write_text(edited, encoding="utf-8")
    (planned / "orders.1.csv").write_text("mine", encoding="utf-8")
    plan = (planned / "plan.json").replace(tmp_path / "plan.json") if name == "check" else None
    what = ("--solutions", 5) if plan is None else (plan,)

    done = command(name, small_day, *what, "--out", planned)

    assert done.returncode == 0, done.stderr
    assert "W106" in done.stderr
    assert "orders.2.csv" in done.stderr
    assert (planned / "orders.2.csv").read_text(encoding="utf-8") == edited
    assert names(planned) == ["orders.1.csv", "orders.2.csv", *OUTPUTS]


def test_orders_as_doorstep_wrote_them_are_replaced_without_a_word(
    command: Command, small_day: Path, planned: Path
) -> None:
    done = command("plan", small_day, "--out", planned, "--solutions", 5, "--names")

    assert "W106" not in done.stderr
    assert names(planned) == OUTPUTS


@no_links
@pytest.mark.parametrize("target", ["out", "nowhere"])
def test_link_that_leads_nowhere_is_refused_before_any_work(
    command: Command, small_day: Path, tmp_path: Path, target: str
) -> None:
    (tmp_path / "out").symlink_to(tmp_path / target)

    done = command("plan", small_day, "--out", tmp_path / "out")

    assert done.returncode == 2
    assert "W101" in done.stderr
    assert "Searching" not in done.stderr
    assert "Traceback" not in done.stderr


def test_empty_name_of_a_folder_is_refused(command: Command, small_day: Path) -> None:
    done = command("plan", small_day, "--out", "")

    assert done.returncode == 2
    assert "it is empty" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_help_that_cannot_be_printed_is_no_traceback(program: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run([program, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_ctrl_c_while_the_command_line_is_loaded_ends_with_130() -> None:
    code = """
import sys
class Press:
    def find_spec(self, name, *_more):
        if name == "typer":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Press())
from dispatch.entry import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (130, "")
