"""Files of growth scenarios: what is read, and every fault with its line."""

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from scenarios.sites.growth_file import GrowthFile, read_growths

DOCS = Path(__file__).resolve().parents[3] / "docs"

GOOD = """format = 1

[[growth]]
scenario = "as now"
growth = 0

[[growth]]
scenario = "older"
growth = 10
years = 2
age = "80+"
community = ["West", "East"]

[chances]
"as now" = 0.25
older = 0.75
"""


def read(tmp_path: Path, text: str) -> GrowthFile:
    path = tmp_path / "growth.toml"
    path.write_text(text, encoding="utf-8")
    return read_growths(path)


def find_faults(tmp_path: Path, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    return [(fault.code, fault.row) for fault in caught.value.faults]


def test_growth_of_years_multiplies(tmp_path: Path) -> None:
    now, older = read(tmp_path, GOOD).scenarios
    assert (now.name, now.chance, now.parts[0].factor) == ("as now", 0.25, 1)
    # 10 % in each of two years.
    assert (older.name, older.chance, older.parts[0].factor) == ("older", 0.75, pytest.approx(1.21))
    assert (older.parts[0].band, older.parts[0].communities) == ("80+", ("West", "East"))


def test_growths_of_one_name_are_one_scenario(tmp_path: Path) -> None:
    text = 'format = 1\n[[growth]]\nscenario = "a"\ngrowth = 5\n[[growth]]\nscenario = "a"\ngrowth = 7\nage = "60-69"\n'
    (only,) = read(tmp_path, text).scenarios
    assert [part.band for part in only.parts] == [None, "60-69"]
    assert only.chance is None


def test_keys_may_be_chinese(tmp_path: Path) -> None:
    lines = ['"格式" = 1', '[["增长"]]', '"情景" = "高龄"', '"年增长" = "6%"', '"年龄" = "80岁以上"', '"社区" = "甲"']
    text = "\n".join([*lines, '["概率"]', '"高龄" = 1'])
    (only,) = read(tmp_path, text).scenarios
    assert (only.name, only.chance, only.parts[0].band, only.parts[0].communities) == ("高龄", 1.0, "80+", ("甲",))


def test_chances_that_are_rounded_are_brought_to_one(tmp_path: Path) -> None:
    names = ("a", "b", "c")
    text = "format = 1\n" + "".join(f'[[growth]]\nscenario = "{name}"\ngrowth = 1\n' for name in names)
    found = read(tmp_path, text + "[chances]\na = 0.3333333\nb = 0.3333333\nc = 0.3333333\n")
    assert sum(one.chance or 0 for one in found.scenarios) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("format = 1", "format = 2", [("D314", 1)]),
        ("format = 1", "format = true", [("D314", 1)]),
        ("format = 1", "", [("D320", None)]),
        ("growth = 0", "growth = -101", [("C139", 5)]),
        ("growth = 0", "growth = -1e99", [("C139", 5)]),
        ("growth = 0", "growth = [1]", [("D314", 5)]),
        ("growth = 0", "grwth = 0", [("D320", 3), ("C103", 5)]),
        ("growth = 0", "zzz = 0", [("D320", 3), ("C102", 5)]),
        ('scenario = "older"\n', "", [("D320", 7)]),
        ("years = 2", "years = 0", [("D133", 10)]),
        ('age = "80+"', 'age = "85"', [("D314", 11)]),
        ('age = "80+"', "age = true", [("D314", 11)]),
        ('"West", "East"', "", [("D314", 12)]),
        ("older = 0.75", "older = 0.7", [("D328", 14)]),
        ("older = 0.75", "older = 1.5", [("D133", 16)]),
        ("older = 0.75", "older = [1]", [("D314", 16)]),
        ("older = 0.75", "oldest = 0.75", [("D326", 16)]),
        ("older = 0.75", 'older = 0.5\n" older " = 0.25', [("C105", 17)]),
        ("older = 0.75\n", "", [("D327", 14)]),
        ("[[growth]]", "[growth]", [("D313", 7)]),
        ("format = 1", "format = ", [("D313", 1)]),
    ],
)
def test_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, faults: list[tuple[str, int | None]]) -> None:
    assert old in GOOD
    found = find_faults(tmp_path, GOOD.replace(old, new, 1))
    assert [code for code, _ in found] == [code for code, _ in faults]
    assert found == faults


@pytest.mark.parametrize("text", ["format = 1\n", "format = 1\ngrowth = 3\n", "format = 1\ngrowth = []\n"])
def test_file_without_growth_is_refused(tmp_path: Path, text: str) -> None:
    assert [code for code, _ in find_faults(tmp_path, text)] == ["D321"]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("growth = 0", "growth = -200").replace("years = 2", 'years = "two"').replace("80+", "x")
    assert len(find_faults(tmp_path, text)) == 3


def test_unknown_key_hides_no_fault_of_the_chances(tmp_path: Path) -> None:
    text = GOOD.replace("age =", "ago =").replace("older = 0.75", "oldest = 0.75\nolder = 2")
    assert find_faults(tmp_path, text) == [("C102", 11), ("D326", 16), ("D133", 17)]


def test_chances_are_summed_though_a_growth_is_wrong(tmp_path: Path) -> None:
    text = GOOD.replace("years = 2", "years = 0").replace("older = 0.75", "older = 0.5")
    assert find_faults(tmp_path, text) == [("D133", 10), ("D328", 14)]


def test_more_scenarios_than_are_compared_are_refused(tmp_path: Path) -> None:
    text = "format = 1\n" + "".join(f'[[growth]]\nscenario = "{n}"\ngrowth = {n}\n' for n in range(21))
    assert [code for code, _ in find_faults(tmp_path, text)] == ["D325"]


ODD = (
    '""',
    "nan",
    "inf",
    "-1e300",
    "true",
    "[]",
    "{a = 1}",
    "2026-01-01",
    '"\\u0000"',
    "'<b>'",
    "[[]]",
    f'"{"9" * 300}"',
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from(["scenario", "growth", "years", "age", "community", "chances", "format"]),
    value=st.sampled_from(ODD),
)
def test_odd_values_end_in_faults_never_in_a_traceback(tmp_path: Path, key: str, value: str) -> None:
    top = "" if key != "format" else f"format = {value}\n"
    text = f"{top or 'format = 1'}\n" + (f"chances = {value}\n" if key == "chances" else "")
    text += '[[growth]]\nscenario = "a"\ngrowth = 1\n' if key in ("chances", "format") else ""
    if key not in ("chances", "format"):
        usual = {"scenario": '"a"', "growth": "1"} | {key: value}
        text += "[[growth]]\n" + "".join(f"{name} = {one}\n" for name, one in usual.items())
    with contextlib.suppress(InputError):
        assert read(tmp_path, text).scenarios


def test_example_of_the_docs_is_read(tmp_path: Path) -> None:
    page = (DOCS / "sites.md").read_text(encoding="utf-8")
    section = page.partition("\n## Growth and regret\n")[2].partition("\n## ")[0]
    example = re.search(r"```toml\n(.*?)```", section, re.DOTALL)
    assert example is not None
    assert [one.chance for one in read(tmp_path, example[1]).scenarios] == [0.2, 0.5, 0.3]
