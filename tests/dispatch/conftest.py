"""The installed command, run as a user runs it, and a tiny day to run it on."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

DAY = """\
format = 1
name = "手算的一天"
date = 2026-11-23
coordinates = "wgs84"
straight_line = true
"""

TABLES = {
    "depots.csv": "depot,name,lat,lon\nD1,驿站,40.0000,116.4700\n",
    "clients.csv": "client,name,lat,lon\nC1,甲<b>,40.0010,116.4700\nC2,乙,40.0020,116.4700\nC3,丙,40.0030,116.4700\n",
    "visits.csv": (
        "visit,client,service,windows,minutes,role,skills\n"
        "V1,C1,保洁,08:30-10:00,30,护理员,\n"
        "V2,C2,保洁,09:00-11:00,30,护理员,\n"
        "V3,C3,助浴,09:00-12:00,60,护理员,助浴\n"
    ),
    "workers.csv": (
        "worker,name,role,skills,mode,shift_start,shift_end,capacity,start\n"
        "W1,张三,护理员,助浴,步行,08:00,12:00,0,D1\n"
        "W2,李四,护理员,,步行,08:00,12:00,0,D1\n"
    ),
}


def find_program() -> str:
    """Find the installed command of the environment the tests run in."""
    program = shutil.which("doorstep", path=sysconfig.get_path("scripts"))
    assert program, "doorstep is not installed"
    return program


@pytest.fixture(name="program")
def program_fixture() -> str:
    return find_program()


def write_small_day(folder: Path) -> Path:
    """Write three visits, two caregivers, travel along straight lines: planned in no time."""
    folder.mkdir()
    (folder / "day.toml").write_text(DAY, encoding="utf-8")
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def small_day(tmp_path: Path) -> Path:
    """Have a small day of the test's own."""
    return write_small_day(tmp_path / "day")


@pytest.fixture(scope="session")
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run ``doorstep`` as installed, in English unless told otherwise."""
    program = find_program()

    def run(*arguments: object, encoding: str = "utf-8", **settings: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DOORSTEP_LANG": "en", "COLUMNS": "160", **settings}
        line = [program, *map(str, arguments)]
        return subprocess.run(
            line,
            env=environment,
            capture_output=True,
            encoding=encoding,
            errors="replace",  # what a terminal cannot show, it shows as it can
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def small_plan(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Plan the small day once: the folder, and what was said. Who changes anything there takes a copy."""
    folder = tmp_path_factory.mktemp("small")
    done = command("plan", write_small_day(folder / "day"), "--out", folder / "out", "--solutions", 20)
    assert done.returncode == 0, done.stderr
    return folder / "out", done
