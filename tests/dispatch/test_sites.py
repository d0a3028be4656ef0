"""``doorstep sites`` as a user meets it: exit codes, files, both languages, hostile input."""

import csv
import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

FILES = ["communities.csv", "services.html", "sites.csv", "sites.html", "sites.json"]
ROUNDS = "[week]\ndays = 1\n[search]\nrounds = 20\n[shortlist]\nplans = 3\n"


@pytest.fixture(scope="module")
def village(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six communities, two points, seven rooms."""
    folder = tmp_path_factory.mktemp("village") / "d"
    sizes = ("--communities", 6, "--points", 2, "--rooms", 7, "--seed", 3)
    done = command("sites", "generate", "--out", folder, *sizes)
    assert done.returncode == 0, done.stderr
    assert str(folder) in done.stdout
    return folder


@pytest.fixture(scope="module")
def answered(
    command: Command, village: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    rounds = tmp_path_factory.mktemp("rounds") / "rounds.toml"
    rounds.write_text(ROUNDS, encoding="utf-8")
    out = tmp_path_factory.mktemp("answer") / "out"
    question = ("--open", 2, "--minutes", 5, "--rounds", rounds, "--out", out)
    done = command("sites", "choose", village, *question)
    assert done.returncode == 0, done.stderr
    return out, done


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_is_there_and_nothing_else(answered: tuple[Path, object]) -> None:
    out, _ = answered
    assert sorted(path.name for path in out.iterdir()) == FILES


def test_figures_of_the_files_agree(answered: tuple[Path, object]) -> None:
    out, _ = answered
    document = json.loads((out / "sites.json").read_text(encoding="utf-8"))
    best = next(plan for plan in document["plans"] if plan["plan"] == document["best"])
    sites = read_rows(out / "sites.csv")
    assert sorted(row["site"] for row in sites if row["becomes"] == "opens") == sorted(best["opens"])
    assert sorted(row["site"] for row in sites if row["becomes"] in ("stays", "closes")) == document["now"]["open"]
    communities = read_rows(out / "communities.csv")
    assert sum(float(row["covered_after"]) for row in communities) == pytest.approx(best["coverage"]["covered"])
    assert sum(float(row["people"]) for row in communities) == pytest.approx(best["coverage"]["people"])
    assert best["cost"]["total"] == min(plan["cost"]["total"] for plan in document["plans"])
    assert {plan["plan"] for plan in document["plans"]} >= {"A", "B"}
    assert best["rounds"]["delivered"] > 0


def test_screen_shows_figures_plans_and_proof_and_progress_is_apart(
    answered: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    _, done = answered
    for text in ("Within 5 min", "Courier hours", "Siting plans, the least cost first", "is proven", "services.html"):
        assert text in done.stdout
    assert "Planning rounds" in done.stderr
    assert "Planning rounds" not in done.stdout


def test_public_map_holds_no_home(answered: tuple[Path, object], village: Path) -> None:
    out, _ = answered
    page = (out / "services.html").read_text(encoding="utf-8")
    assert "000-0000-0001" in page
    # A point stands on the ground floor of a house, whose address is the point's own.
    addresses = {row["address"] for row in read_rows(out / "sites.csv")}
    houses = {cell for row in read_rows(village / "demand.csv") for cell in row.values() if "号楼" in cell}
    assert len(houses) > 50
    assert not [house for house in houses - addresses if f'"{house}' in page or f">{house}" in page]
    assert "B0001" not in page


def test_json_is_one_document_and_chinese_is_spoken(command: Command, village: Path) -> None:
    question = ("--open", 1, "--minutes", 5, "--no-rounds", "--plans", 1)
    done = command("sites", "choose", village, *question, "--json")
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert document["question"]["model"] == "cover-most"
    assert document["plans"][0]["rounds"] is None
    chinese = command("sites", "choose", village, *question, "--lang", "zh-CN")
    assert "5 分钟以内" in chinese.stdout
    assert "已证明" in chinese.stdout


def test_phases_say_the_year_of_each_site(command: Command, village: Path) -> None:
    years = ("--years", "2026:1,2028:2", "--minutes", 5, "--no-rounds", "--plans", 1, "--json")
    document = json.loads(command("sites", "choose", village, *years).stdout)
    assert document["question"]["model"] == "phases"
    plan = document["plans"][0]
    assert set(plan["years"]) == {*plan["opens"], *plan["closes"]}
    assert set(plan["years"].values()) <= {2026, 2028}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--open", 1, "--minutes", 5, "--metres", 300), "D317"),
        (("--open", 1, "--model", "two-radii", "--minutes", 5), "D316"),
        (("--years", "soon"), "D318"),
        (("--years", "2028:2,2027:1"), "D318"),
        ((), "D331"),
        (("--open", 500), "D335"),
        (("--years", "2027:1", "--open", 3), "D332"),
        (("--years", "2027:1", "--model", "median"), "D332"),
        (("--years", "2026:3,2027:2"), "D334"),
        (("--open", 1, "--model", "worst-tenth", "--share", 0), "D333"),
        (("--open", 1, "--rounds", "nowhere.toml"), "D101"),
        (("--open", 1, "--streets", "nowhere.osm"), "S101"),
    ],
)
def test_wrong_questions_end_with_code_2_and_write_nothing(
    command: Command, village: Path, tmp_path: Path, options: tuple[object, ...], code: str
) -> None:
    out = tmp_path / "out"
    done = command("sites", "choose", village, *options, "--no-rounds", "--out", out, "--json")
    assert done.returncode == 2, done.stderr
    assert code in [fault["code"] for fault in json.loads(done.stdout)["faults"]]
    assert not out.exists()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "have no site within 1.1 min"), ("zh-CN", "在 1.1 分钟 以内没有任何站点")],
)
def test_radius_that_covers_not_everybody_is_told_in_minutes_and_whole_people(
    command: Command, village: Path, language: str, said: str
) -> None:
    question = ("--model", "cover-all", "--count", "eaters", "--minutes", 1.1, "--no-rounds", "--lang", language)
    done = command("sites", "choose", village, *question)
    assert done.returncode == 2
    assert "L020" in done.stderr
    assert said in done.stderr
    assert re.search(r"[0-9]\.[0-9]+ (people|人)", done.stderr) is None


def test_model_of_the_short_list_that_cannot_answer_is_named(command: Command, village: Path, tmp_path: Path) -> None:
    rounds = tmp_path / "rounds.toml"
    rounds.write_text('[shortlist]\nmodels = ["two-radii", "median"]\nplans = 3\n', encoding="utf-8")
    question = ("--open", 2, "--minutes", 5, "--no-rounds", "--rounds", rounds, "--json")
    done = command("sites", "choose", village, *question)
    assert done.returncode == 0
    assert "the model two-radii of [shortlist] is not compared" in done.stderr
    assert [note["code"] for note in json.loads(done.stdout)["notes"]] == ["D336", "D316", "D331"]


def test_faults_of_the_question_and_of_both_files_are_told_at_once(
    command: Command, village: Path, tmp_path: Path
) -> None:
    rounds, growth = tmp_path / "rounds.toml", tmp_path / "growth.toml"
    rounds.write_text("[week]\ndays = 0\n", encoding="utf-8")
    growth.write_text("format = 2\n", encoding="utf-8")
    files = ("--rounds", rounds, "--growth", growth)
    done = command("sites", "choose", village, "--open", 1, "--minutes", 5, "--metres", 300, *files, "--json")
    assert [fault["code"] for fault in json.loads(done.stdout)["faults"]] == ["D317", "D133", "D321", "D314"]


@pytest.mark.parametrize(("option", "value"), [("--open", 10**24), ("--budget", 10**24), ("--by", 10**24)])
def test_number_beyond_all_bounds_is_refused_by_its_option(
    command: Command, village: Path, option: str, value: int
) -> None:
    done = command("sites", "choose", village, option, value, "--no-rounds")
    assert done.returncode == 2
    assert option in done.stderr
    assert "Doorstep failed" not in done.stderr


def test_district_made_up_without_meal_points_can_be_asked_about(command: Command, tmp_path: Path) -> None:
    district = tmp_path / "d"
    sizes = ("--communities", 3, "--points", 0, "--rooms", 2, "--seed", 3)
    assert command("sites", "generate", "--out", district, *sizes).returncode == 0
    done = command("sites", "choose", district, "--open", 1, "--no-rounds", "--plans", 1, "--json")
    assert done.returncode == 0, done.stderr


def test_district_made_up_without_points_and_rooms_says_that_there_are_none(command: Command, tmp_path: Path) -> None:
    district = tmp_path / "d"
    sizes = ("--communities", 3, "--points", 0, "--rooms", 0)
    assert command("sites", "generate", "--out", district, *sizes).returncode == 0
    done = command("sites", "choose", district, "--open", 1, "--no-rounds")
    assert (done.returncode, "D312" in done.stderr) == (2, True)


def test_largest_budget_opens_every_site(command: Command, village: Path) -> None:
    question = ("--budget", 10**12, "--minutes", 5, "--no-rounds", "--plans", 1, "--json")
    assert command("sites", "choose", village, *question).returncode == 0


def test_results_never_go_into_the_district(command: Command, village: Path) -> None:
    assert command("sites", "choose", village, "--open", 1, "--out", village).returncode == 2


def test_disk_that_takes_no_more_is_one_fault_and_nothing_is_left_behind(program: str, tmp_path: Path) -> None:
    sizes = ("--communities", "6", "--points", "2", "--rooms", "7")
    # No file may be larger than 4 KiB, as on a disk that is full.
    line = ["sh", "-c", 'ulimit -f 8 && exec "$0" "$@"', program, "sites", "generate", "--out", str(tmp_path / "d")]
    settings = {**os.environ, "DOORSTEP_LANG": "en"}
    done = subprocess.run([*line, *sizes], env=settings, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2, done.stderr
    assert f"W101  {tmp_path / 'd' / 'streets.osm.pbf'}: " in done.stderr
    assert not list(tmp_path.iterdir())


def test_place_off_the_streets_ends_with_code_3(command: Command, village: Path, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    for path in village.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    rows = (folder / "demand.csv").read_text(encoding="utf-8").splitlines()
    cells = rows[1].split(",")
    place = next(k for k, cell in enumerate(cells) if cell.startswith("39."))
    cells[place] = str(float(cells[place]) + 0.08)
    (folder / "demand.csv").write_text("\n".join([rows[0], ",".join(cells), *rows[2:]]), encoding="utf-8")
    done = command("sites", "choose", folder, "--open", 1, "--no-rounds", "--json")
    assert done.returncode == 3
    fault = json.loads(done.stdout)["faults"][0]
    assert (fault["code"], fault["file"], fault["row"]) == ("S202", "demand.csv", 2)


def test_names_in_the_files_are_no_markup_and_no_formulas(command: Command, village: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "d", tmp_path / "out"
    folder.mkdir()
    for path in village.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    text = (folder / "sites.csv").read_text(encoding="utf-8")
    name = read_rows(folder / "sites.csv")[0]
    shown = name.get("名称") or name["name"]
    (folder / "sites.csv").write_text(text.replace(shown, "=HYPERLINK[red]<script>alert(1)</script>"), encoding="utf-8")
    done = command("sites", "choose", folder, "--open", 1, "--minutes", 5, "--no-rounds", "--plans", 1, "--out", out)
    assert done.returncode == 0, done.stderr
    assert read_rows(out / "sites.csv")[0]["name"].startswith("'=HYPERLINK")
    for page in ("sites.html", "services.html"):
        assert "<script>alert(1)" not in (out / page).read_text(encoding="utf-8")


def test_every_option_has_help(command: Command) -> None:
    for name in ("generate", "choose"):
        done = command("sites", name, "--help")
        assert done.returncode == 0
        assert "--out" in done.stdout
