"""``doorstep sites choose --growth`` as a user meets it: table, files, both languages, faults."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

QUESTION = ("--open", 2, "--minutes", 5, "--no-rounds", "--plans", 2)
GROWTH = """format = 1
[[growth]]
scenario = "as now"
growth = 0
[[growth]]
scenario = "[red]twice</b>"
growth = 100
[[growth]]
scenario = "{name} fills"
growth = 900
community = "{name}"
"""


@pytest.fixture(scope="module")
def village(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six communities, two points, seven rooms."""
    folder = tmp_path_factory.mktemp("village") / "d"
    sizes = ("--communities", 6, "--points", 2, "--rooms", 7, "--seed", 3)
    assert command("sites", "generate", "--out", folder, *sizes).returncode == 0
    return folder


@pytest.fixture(scope="module")
def plain(command: Command, village: Path) -> dict[str, Any]:
    done = command("sites", "choose", village, *QUESTION, "--json")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture(scope="module")
def left_out(plain: dict[str, Any]) -> str:
    """The community of which plan A covers fewest."""
    name: str = min(plain["communities"], key=lambda one: one["covered_after"] / one["people"])["area"]
    return name


@pytest.fixture(scope="module")
def growth(left_out: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("growth") / "growth.toml"
    path.write_text(GROWTH.format(name=left_out), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def answered(
    command: Command, village: Path, growth: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    out = tmp_path_factory.mktemp("answer") / "out"
    done = command("sites", "choose", village, *QUESTION, "--growth", growth, "--out", out)
    assert done.returncode == 0, done.stderr
    return out, done


@pytest.fixture(scope="module")
def document(answered: tuple[Path, object]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((answered[0] / "sites.json").read_text(encoding="utf-8"))
    return found


def test_values_are_the_covered_people_of_each_growth(
    document: dict[str, Any], plain: dict[str, Any], left_out: str
) -> None:
    regret = document["regret"]
    values = {one["plan"]: one["values"] for one in regret["plans"]}
    for name, coverage in {
        "now": plain["now"]["coverage"],
        **{plan["plan"]: plan["coverage"] for plan in document["plans"]},
    }.items():
        # As now, and twice as many of everybody.
        assert values[name][:2] == pytest.approx([coverage["covered"], 2 * coverage["covered"]])
    # Of the community that fills, nine more come for each who is covered there now, with no site more.
    effect = next(one for one in plain["communities"] if one["area"] == left_out)
    assert values["now"][2] == pytest.approx(
        plain["now"]["coverage"]["covered"] + 9 * effect["covered_before"], abs=0.1
    )
    assert values["A"][2] == pytest.approx(
        plain["plans"][0]["coverage"]["covered"] + 9 * effect["covered_after"], abs=0.1
    )


def test_regret_is_what_is_missed_of_the_best_and_the_least_is_named(document: dict[str, Any]) -> None:
    regret = document["regret"]
    best = [max(column) for column in zip(*(one["values"] for one in regret["plans"]), strict=True)]
    for one in regret["plans"]:
        assert one["regret"] == pytest.approx([top - value for top, value in zip(best, one["values"], strict=True)])
        assert one["largest"] == max(one["regret"])
    assert min(one["largest"] for one in regret["plans"]) == next(
        one["largest"] for one in regret["plans"] if one["plan"] == regret["least_largest"]
    )


def test_answer_for_a_growth_is_a_plan_of_its_own(document: dict[str, Any], left_out: str) -> None:
    # Twice as many of everybody changes nothing; ten times as many where plan A covers fewest does.
    assert [one["best"] for one in document["regret"]["scenarios"]][:2] == ["A", "A"]
    grown = [plan for plan in document["plans"] if plan["growth"] is not None]
    assert [plan["growth"] for plan in grown] == [f"{left_out} fills"]
    assert grown[0]["plan"] == document["regret"]["scenarios"][2]["best"] == "B"
    assert len(document["plans"]) == 3


def test_without_growth_there_is_no_regret_and_the_same_answer(plain: dict[str, Any], document: dict[str, Any]) -> None:
    assert plain["regret"] is None
    assert plain["plans"][0]["opens"] == document["plans"][0]["opens"]


def test_screen_and_map_tell_the_regret_and_names_are_no_markup(
    answered: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    out, done = answered
    assert "Regret over growth, people" in done.stdout
    assert "[red]twice</b>" in done.stdout
    assert "least to be regretted at worst" in done.stdout
    assert "Choosing for each growth" in done.stderr
    page = (out / "sites.html").read_text(encoding="utf-8")
    assert "Largest regret over growth, people" in page
    assert "各增长情景中最大的遗憾（人）" in page


def test_regret_over_many_growths_has_a_row_for_each_and_breaks_no_name(
    command: Command, village: Path, tmp_path: Path
) -> None:
    growths = tmp_path / "many.toml"
    names = [f"growth-number-{n}" for n in range(20)]
    parts = (f'[[growth]]\nscenario = "{name}"\ngrowth = {3 * n - 20}\n' for n, name in enumerate(names))
    growths.write_text("format = 1\n" + "".join(parts), encoding="utf-8")
    question = ("--open", 1, "--minutes", 5, "--no-rounds", "--growth", growths)
    done = command("sites", "choose", village, *question, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    regret = done.stdout.partition("Regret over growth")[2].partition("Plan A opens")[0]
    lines = regret.splitlines()
    assert all(any(line.startswith(f"│ {name} ") for line in lines) for name in names)
    assert any("best value (plan)" in line for line in lines)


def test_chinese_is_spoken_and_walks_are_minutes(command: Command, village: Path, growth: Path) -> None:
    question = ("--open", 1, "--model", "median", "--no-rounds", "--plans", 1)
    done = command("sites", "choose", village, *question, "--growth", growth, "--lang", "zh-CN")
    assert done.returncode == 0, done.stderr
    assert "增长情景下的遗憾（分钟）" in done.stdout
    assert "平均遗憾最小的是方案" in done.stdout


@pytest.mark.parametrize(
    ("text", "options", "lang", "faults"),
    [
        ('format = 1\n[[growth]]\nscenario = "a"\ngrowth = -101\n', (), "en", [("C139", 4)]),
        ('format = 1\n[[growth]]\nscenario = "a"\ngrowth = 1\ncommunity = "Nowhere"\n', (), "zh-CN", [("D322", 5)]),
        ('format = 1\n[[growth]]\nscenario = "a"\ngrowth = -100\n', (), "en", [("D324", 3)]),
        ('format = 1\n[[growth]]\nscenario = "a"\ngrowth = 1\n', ("--years", "2027:1"), "zh-CN", [("D329", None)]),
    ],
)
def test_fault_names_the_line_and_nothing_is_written(  # noqa: PLR0917 - a case and the fixtures it needs
    command: Command,
    village: Path,
    tmp_path: Path,
    text: str,
    options: tuple[object, ...],
    lang: str,
    faults: list[tuple[str, int | None]],
) -> None:
    path, out = tmp_path / "growth.toml", tmp_path / "out"
    path.write_text(text, encoding="utf-8")
    question = (*(options or ("--open", 1)), "--growth", path, "--no-rounds", "--out", out, "--json", "--lang", lang)
    done = command("sites", "choose", village, *question)
    assert done.returncode == 2, done.stderr
    found = json.loads(done.stdout)["faults"]
    assert [(fault["code"], fault["row"]) for fault in found] == faults
    assert "Traceback" not in done.stderr
    assert not out.exists()
