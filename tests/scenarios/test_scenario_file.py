"""Scenario files: every fault at once with its line, never a traceback."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from routing.limit import Limit
from scenarios.changes import KINDS, names
from scenarios.scenario_file import DEFAULT_SOLUTIONS, FORMAT, read_scenario
from scenarios.scenario_run import prepare_scenarios
from scenarios.toml_lines import MOST_LINES_OF_A_VALUE, TooLongError, find_lines

HEAD = 'format = 1\nbase = "sample"\n'


@pytest.fixture
def write(tmp_path: Path):
    def write_text(text: str, name: str = "s.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


def find_faults(read, *arguments):
    with pytest.raises(InputError) as caught:
        read(*arguments)
    return [(fault.code, fault.file, fault.row) for fault in caught.value.faults]


def test_lines_of_headers_and_keys_are_found_whatever_the_values_hold():
    text = (
        'a = 1\n\n# [[change]]\nb = """\n[[change]]\nc = 1\n"""\n'
        '[[change]]\nkind = "x"\nat = [\n  1,\n  2,\n]\n"é" = 2\n[[change]]\n[rents]\nS = 1\n'
    )
    found = [(table.name, table.line, dict(table.keys)) for table in find_lines(text)]
    assert found == [
        ("", 1, {"a": 1, "b": 4}),
        ("change", 8, {"kind": 9, "at": 10, "é": 14}),
        ("change", 15, {}),
        ("rents", 16, {"S": 17}),
    ]


def test_value_over_too_many_lines_is_refused_not_read_slowly():
    tall = "a = [\n" + "1,\n" * MOST_LINES_OF_A_VALUE + "]\n"
    with pytest.raises(TooLongError):
        find_lines(tall)


def test_scenario_without_more_is_the_sample_with_the_usual_limit(write):
    read = read_scenario(write(HEAD, "as it is.toml"))
    assert (read.name, read.base, read.changes, read.seed) == ("as it is", None, (), 0)
    assert read.limit == Limit(solutions=DEFAULT_SOLUTIONS)


def test_base_counts_from_the_file(write, tmp_path):
    assert read_scenario(write('format = 1\nbase = "days/monday"\n')).base == tmp_path / "days/monday"


def test_keys_and_kinds_may_be_chinese(write):
    read = read_scenario(
        write('"格式" = 1\n"基准" = "sample"\n"轮数" = 5\n[["变化"]]\n"类型" = "关闭站点"\n"站点" = "S2"\n')
    )
    assert [(change.kind, change.keys.site, change.line) for change in read.changes] == [("close_site", "S2", 4)]
    assert read.limit == Limit(solutions=5)


def test_all_faults_of_a_file_are_told_at_once_with_their_lines(write):
    text = (
        'format = 2\nbase = "sample"\nsed = 1\nseconds = true\nname = "a/b"\n'
        '\n[[change]]\nkind = "close sight"\n'
        '\n[[change]]\nsite = "S1"\n'
        '\n[[change]]\nkind = "scale demand"\n# how much\ngrowth = -120\nyears = 0\n'
        '\n[[change]]\nkind = "close site"\nsyte = "S1"\n'
        '\n[[change]]\nkind = "open site"\nsite = "M"\nat = "here"\nwater = true\n'
    )
    assert find_faults(read_scenario, write(text)) == [
        ("C107", "s.toml", 1),
        ("C103", "s.toml", 3),
        ("C106", "s.toml", 4),
        ("C110", "s.toml", 5),
        ("C109", "s.toml", 8),
        ("C104", "s.toml", 10),
        ("C139", "s.toml", 16),
        ("D133", "s.toml", 17),
        ("C104", "s.toml", 19),
        ("C103", "s.toml", 21),
        ("C106", "s.toml", 26),
        ("C102", "s.toml", 27),
    ]


def test_faults_of_changes_that_no_day_is_needed_for_hide_behind_no_other(write):
    text = (
        HEAD + "sed = 1\n"
        "[[change]]\nkind = 'add workers'\nrole = 'courier'\n"
        "[[change]]\nkind = 'remove workers'\n"
        "[[change]]\nkind = 'change weights'\n"
        "[[change]]\nkind = 'change service'\nservice = 'bath'\nwater = 1\n"
        "[[change]]\nkind = 'close street'\nmetres = 5\n"
        "[[change]]\nkind = 'close site'\nsite = 'S1'\nto = 'S1'\n"
    )
    assert find_faults(read_scenario, write(text)) == [
        ("C103", "s.toml", 3),
        ("C143", "s.toml", 4),
        ("C145", "s.toml", 7),
        ("C147", "s.toml", 9),
        ("C147", "s.toml", 11),
        ("C102", "s.toml", 14),
        ("C151", "s.toml", 15),
        ("C132", "s.toml", 21),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("format = 1\nbase = \n", "C101", 2),
        ("格式 = 1\n", "D160", 1),
        ("format = 1\n", "C104", None),
        (HEAD + "[change]\nkind = 'close site'\n", "C108", 3),
        (HEAD + "change = 5\n", "C108", 3),
        (HEAD + "rents = 5\n", "C106", 3),
        (HEAD + "[rents]\nS1 = -4\n", "D133", 4),
        (HEAD + "name = 'con'\n", "C110", 3),
        (HEAD + "name = '..'\n", "C110", 3),
        (HEAD + "name = '" + "x" * 61 + "'\n", "C110", 3),
        (HEAD + "'名称' = 'a'\nname = 'b'\n", "C105", 4),
        (HEAD + "change = [{kind = 'close site', site = []}]\n", "C106", 3),
        (HEAD + "seed = 1.5\n", "D132", 3),
    ],
)
def test_fault_of_a_scenario_has_its_line(write, text, code, line):
    assert find_faults(read_scenario, write(text)) == [(code, "s.toml", line)]


def test_faults_against_the_day_have_their_lines_too(write):
    text = HEAD + (
        "[[change]]\nkind = 'close site'\nsite = 'S22'\n"
        "[[change]]\nkind = 'close site'\nsite = 'S2'\n"
        "[[change]]\nkind = 'move site'\nsite = 'S2'\nat = [39.99, 116.47]\n"
        "[[change]]\nkind = 'scale demand'\ngrowth = 5\n"
        "[[change]]\nkind = 'scale demand'\ngrowth = 6\n"
    )
    found = find_faults(prepare_scenarios, [write(text)])
    assert found == [("C121", "s.toml", 5), ("C122", "s.toml", 11), ("C140", "s.toml", 16)]


def test_budget_below_the_sites_that_stay_is_refused_at_its_line(write):
    rents = "[rents]\nS1 = 10\nS2 = 20\nS3 = 30\nK1 = 40\n"
    closing = "[[change]]\nkind = 'close site'\nsite = 'S2'\n"
    opening = "[[change]]\nkind = 'open site'\nsite = 'M'\nat = [39.996, 116.479]\nrent = 15\n"
    # S1, S3 and K1 stay: 80. With M: 95.
    assert find_faults(prepare_scenarios, [write(HEAD + "budget = 79\n" + rents + closing)]) == [("C112", "s.toml", 3)]
    assert find_faults(prepare_scenarios, [write(HEAD + "budget = 94\n" + rents + closing + opening)]) == [
        ("C113", "s.toml", 16)
    ]
    (scenario,) = prepare_scenarios([write(HEAD + "budget = 95\n" + rents + closing + opening)], maps=False)
    assert scenario.rent == 95


def test_budget_needs_every_rent_and_rents_need_their_sites(write):
    text = HEAD + "budget = 500\n[rents]\nS1 = 10\nS9 = 5\nS2 = 0\nS3 = 0\n"
    assert find_faults(prepare_scenarios, [write(text)]) == [("C115", "s.toml", 3), ("C114", "s.toml", 6)]


def test_two_scenarios_cannot_have_one_folder(write):
    files = [write(HEAD + "name = 'Same'\n", "a.toml"), write(HEAD + "name = 'same'\n", "b.toml")]
    assert find_faults(prepare_scenarios, files) == [("C116", "b.toml", 3)]


def test_day_that_is_not_there_is_told_once(write):
    files = [write("format = 1\nbase = 'nowhere'\n", name) for name in ("a.toml", "b.toml")]
    assert find_faults(prepare_scenarios, files) == [("D106", "nowhere", None)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_change_has_names_in_both_languages(kind):
    fields = {field.alias or name for name, field in KINDS[kind].model.model_fields.items()}
    assert {"kind", *fields} == set(names.change_keys(kind).aliases)
    assert all(len(aliases) >= 2 for aliases in names.change_keys(kind).aliases.values())
    assert set(KINDS) == set(names.kinds().aliases)


values = st.one_of(
    st.integers(),
    st.floats(),
    st.booleans(),
    st.text(max_size=8),
    st.lists(st.one_of(st.floats(), st.text(max_size=3), st.booleans()), max_size=3),
    st.sampled_from(["S1", "S2", "H01", "送餐", "80+", "08:00", "walk", [39.99, 116.47], ["S1"], {"S1": 5}]),
)


def to_toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(mark):08X}" for mark in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(to_toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {to_toml(one)}" for key, one in value.items()) + "}"
    return str(value)


def read_or_refuse(path):
    """Read a scenario; where it is refused, every fault must say what is wrong, where and what to do."""
    try:
        read_scenario(path)
    except InputError as error:
        faults = error.faults
    else:
        return
    assert faults
    assert all(fault.what and fault.remedy and fault.file == path.name for fault in faults)


@st.composite
def scenario_texts(draw):
    lines = ["format = 1", 'base = "sample"']
    others = [key for key in names.scenario_keys().aliases if key not in ("format", "base", "change")]
    lines += [f"{key} = {to_toml(draw(values))}" for key in draw(st.lists(st.sampled_from(others), max_size=2))]
    for kind in draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=3)):
        lines += ["[[change]]", f'kind = "{names.kinds().aliases[kind][0]}"']
        keys = draw(st.lists(st.sampled_from(list(names.change_keys(kind).aliases)[1:]), unique=True, max_size=5))
        lines += [f"{key} = {to_toml(draw(values))}" for key in keys]
    return "\n".join(lines) + "\n"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=scenario_texts())
def test_any_keys_and_values_give_a_scenario_or_clear_faults(text, tmp_path):
    path = tmp_path / "any.toml"
    path.write_text(text, encoding="utf-8")
    read_or_refuse(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=80), st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")))
)
@example(content=b"format = 1\nbase = 'sample'\nseconds = 1e400\n")
@example(content=b"format = " + b"1" * 5000)
@example(content=b"[" * 3000)
def test_any_bytes_give_a_scenario_or_clear_faults(content, tmp_path):
    path = tmp_path / "any.toml"
    path.write_bytes(content)
    read_or_refuse(path)


def test_limits_of_the_page_are_those_of_the_code():
    page = (Path(__file__).resolve().parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    assert f"`{FORMAT}`, the format described here" in page
    assert f"{DEFAULT_SOLUTIONS:,} where no limit is given" in page
    example_text = page.split("```toml\n")[1].split("```")[0]
    sample = Path(__file__).resolve().parents[2] / "scenarios" / "samples" / "what_if" / "new-meal-point.toml"
    shipped = tomllib.loads(sample.read_text(encoding="utf-8"))
    assert tomllib.loads(example_text) == {**shipped, "seed": 0}


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_page_describes_every_key_with_its_chinese_name(kind):
    page = (Path(__file__).resolve().parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    title = "## The scenario" if kind is None else "### `{}` / {}".format(*names.kinds().aliases[kind][:2])
    text = page.split(f"\n{title}\n")[1].split("\n#")[0]
    described = {row[0].strip("`"): row[1:3] for row in map(split_row, text.splitlines()) if row and row[0][:1] == "`"}
    known = names.scenario_keys() if kind is None else names.change_keys(kind)
    keys = {key: aliases[1] for key, aliases in known.aliases.items() if key != "kind"}
    assert {key: row[0] for key, row in described.items()} == keys
    if kind is not None:
        fields = {field.alias or name: field.is_required() for name, field in KINDS[kind].model.model_fields.items()}
        assert {key: row[1] == "yes" for key, row in described.items()} == fields


def split_row(line):
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
