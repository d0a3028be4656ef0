"""Scenarios from file to result: keys, shared grounds, records, comparison."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from routing.plan import Plan
from scenarios.cluster import Failure, LocalCrew
from scenarios.compare import compare_results, find_affected, read_result
from scenarios.compare_page import compare_page
from scenarios.compare_words import judge, read_words, say_difference
from scenarios.results import is_done, list_files, write_result
from scenarios.scenario_run import Refusal, plan_order, prepare_scenarios, run_scenarios

HEAD = "format = 1\nsolutions = 20\nbase = "


@pytest.fixture
def write(tmp_path: Path, write_folder):
    write_folder(tmp_path / "day")

    def write_scenario(name: str, text: str = "", *, head: str = HEAD) -> Path:
        path = tmp_path / f"{name}.toml"
        path.write_text(f'{head}"day"\n{text}', encoding="utf-8")
        return path

    return write_scenario


SLOWER = "[[change]]\nkind = 'change speed'\nmode = 'walk'\nfactor = 0.5\n"
MORE = "[[change]]\nkind = 'add workers'\nlike = 'w1'\n"


def plan_cost(order, ground):
    if isinstance(ground, Refusal):
        return ground.faults
    return sum(plan_order(order, ground).cost.values())


def fail(order, ground):
    raise ValueError(order.name)


def test_same_inputs_have_the_same_key_and_others_another(write):
    one, same, seed, more, slower = prepare_scenarios(
        [write("a"), write("b"), write("c", "seed = 1\n"), write("d", MORE), write("e", SLOWER)]
    )
    assert one.key == same.key
    assert len({one.key, seed.key, more.key, slower.key}) == 4


def test_ground_is_shared_by_all_with_the_same_speeds_and_places(write):
    moved = "[[change]]\nkind = 'move site'\nsite = 'd1'\nat = [39.9901, 116.4701]\n"
    one, more, slower, other = prepare_scenarios([write("a"), write("b", MORE), write("c", SLOWER), write("d", moved)])
    assert one.ground_key == more.ground_key
    assert len({one.ground_key, slower.ground_key, other.ground_key}) == 3


def test_one_task_that_fails_takes_no_other_with_it(write):
    scenarios = prepare_scenarios([write("a"), write("b")])
    with LocalCrew(1) as crew:
        found = {one.name: result for one, result in run_scenarios(scenarios, crew, fail)}
    assert found == {name: Failure(kind="ValueError", message=name) for name in ("a", "b")}


def test_temporary_folder_that_takes_no_more_is_one_fault_with_its_name():
    resource = pytest.importorskip("resource", reason="Windows has no such limits")
    usual, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    with LocalCrew(1) as crew:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, most))
        try:
            with pytest.raises(InputError, match="C165") as caught:
                crew.share(bytes, [(1000,)])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (usual, most))
    assert [fault.values["path"] for fault in caught.value.faults] == [Path(tempfile.gettempdir())]


def test_two_processes_find_what_one_finds(write):
    scenarios = prepare_scenarios([write("a"), write("b", MORE), write("c", SLOWER)])
    found = []
    for jobs in (1, 2):
        with LocalCrew(jobs) as crew:
            # Not plan_cost: other processes cannot import a test.
            found.append({one.name: planned.plan for one, planned in run_scenarios(scenarios, crew, plan_order)})
    assert found[0] == found[1]
    assert len(found[0]) == 3


def test_place_off_the_streets_refuses_its_scenario_alone(write, tmp_path, shared_streets):
    far = "[[change]]\nkind = 'move site'\nsite = 'd1'\nat = [40.09, 116.47]\n"
    head = f'format = 1\nsolutions = 20\nstreets = "{shared_streets}"\nbase = '
    scenarios = prepare_scenarios([write("a", head=head), write("b", far, head=head)])
    with LocalCrew(1) as crew:
        found = {one.name: result for one, result in run_scenarios(scenarios, crew, plan_cost)}
    assert isinstance(found["a"], int)
    assert {fault.code for fault in found["b"]} == {"S202"}


@pytest.fixture
def shared_streets():
    from scenarios.samples import sample_day_path

    return sample_day_path() / "streets.osm.pbf"


SUMMARY = {
    "cost": {"total": 1000},
    "measures": {
        "visits": {
            "asked": 4, "served": 3, "mandatory": 2, "mandatory_served": 1, "units_asked": 2, "units_delivered": 2
        },
        "time": {"travel": 7200, "travel_metres": 5000, "overtime": 0},
        "wishes": {"lateness_total": 90},
        "workload": {"workers_used": 2, "workers_available": 3},
        "meals": {"mean": 600.0, "largest": 900, "over_limit": 0},
    },
}  # fmt: skip


def make_result(folder, routes, unassigned=(), *, summary=SUMMARY, record=None):
    folder.mkdir()
    plan = {
        "routes": [
            {"worker": worker, "stops": [{"visit": visit, "start": start} for visit, start in stops]}
            for worker, stops in routes.items()
        ],
        "unassigned": [{"visit": visit} for visit in unassigned],
    }
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    if record is not None:
        (folder / "scenario.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


@pytest.fixture
def two(tmp_path):
    first = make_result(tmp_path / "first", {"w1": [("a", 0), ("b", 3600)], "w2": [("c", 0), ("g", 0)]}, ["d"])
    # a: another worker, 900 s later, which is not more than 15 min. b: 901 s sooner. c: left out. d: made now.
    # e: new. g: no longer asked for.
    other = make_result(tmp_path / "other", {"w1": [("b", 2699)], "w2": [("a", 900), ("d", 0), ("e", 0)]}, ["c"])
    return read_result(first), read_result(other)


def test_affected_visits_are_found_by_kind(two):
    found = find_affected(*two)
    assert (found.other_worker, found.moved, found.lost, found.gained) == (("a",), ("b",), ("c",), ("d",))
    assert (found.gone, found.new, found.people) == (("g",), ("e",), 4)


def test_nobody_is_affected_by_the_same_plan(two):
    assert find_affected(two[0], two[0]).people == 0


def test_figures_are_held_against_the_first(tmp_path, two):
    better = json.loads(json.dumps(SUMMARY))
    better["measures"]["visits"]["served"] = 4
    better["measures"]["time"]["travel"] = 5400
    better["measures"]["meals"] = {"mean": None, "largest": None, "over_limit": 0}
    other = read_result(make_result(tmp_path / "better", {}, summary=better))
    figures = {one.key: one for one in compare_results([two[0], other]).figures}
    # 3 visits and 4: +1, a third more. 2 h and 1.5 h: a quarter less.
    assert say_difference("en", figures["served"], 1) == "+1 (+33.3%) better"
    assert say_difference("zh-CN", figures["travel"], 1) == "−0.5（−25.0%） 更好"
    assert say_difference("en", figures["lateness"], 1) == "the same"
    assert say_difference("en", figures["meal_mean"], 1) == "–"
    assert judge(figures["asked"], 1) == ""
    assert "rent" not in figures


def test_results_that_are_missing_or_broken_are_refused(tmp_path):
    broken = make_result(tmp_path / "broken", {}, summary={"cost": {}})
    (broken / "plan.json").write_text("{", encoding="utf-8")
    for folder, codes in ((tmp_path / "none", {"C170"}), (broken, {"C171"})):
        with pytest.raises(InputError) as caught:
            read_result(folder)
        assert {fault.code for fault in caught.value.faults} == codes


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["cost", "total", "measures", "routes", "visit", "stops"]), inner, max_size=3),
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["summary.json", "plan.json", "scenario.json"]), content=json_values)
def test_any_json_in_a_result_is_read_or_refused(name, content, tmp_path_factory):
    folder = make_result(tmp_path_factory.mktemp("any") / "r", {"w": [("v", 1)]})
    (folder / name).write_text(json.dumps(content), encoding="utf-8")
    faults = None
    try:
        read_result(folder)
    except InputError as error:
        faults = error.faults
    assert faults is None or all(fault.what and fault.file for fault in faults)


def test_page_says_everything_in_both_languages_and_escapes_what_users_wrote(tmp_path, two):
    hostile = "<script>alert(1)</script>"
    record = {"format": "doorstep-scenario", "name": hostile, "changes": [{"kind": "close site", "site": hostile}]}
    other = read_result(make_result(tmp_path / "x", {"<b>": [("<i>", 5)]}, record=record))
    page = compare_page(compare_results([two[0], other]), lang="zh-CN")
    assert "<script>alert" not in page
    assert "<i>," not in page
    assert page.count("<script>") == 1
    assert not any(link in page for link in ("http:", "https:", "src=", "url("))
    assert "close site: site" in page
    assert "关闭站点：站点" in page


@pytest.mark.browser
def test_comparison_fits_a_phone_and_a4_with_margins_and_speaks_one_language_at_a_time(browser, two, tmp_path):
    path = tmp_path / "compare.html"
    path.write_text(compare_page(compare_results(list(two)), lang="zh-CN"), encoding="utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    chinese = page.locator("main").inner_text()
    assert "第一个方案的条带斜纹" in chinese
    assert "Visits" not in chinese
    page.locator("button").click()
    assert "各项指标" not in page.locator("main").inner_text()
    page.emulate_media(media="print")
    # A4 without 12 mm at both sides: two cards beside each other, nothing wider
    page.set_viewport_size({"width": 702, "height": 1032})
    assert page.evaluate("document.documentElement.scrollWidth") == 702
    first, second = (page.locator(".figures .card").nth(number).bounding_box() for number in (0, 1))
    assert first["y"] == second["y"]
    assert b"[0 0 594.9" in page.pdf(prefer_css_page_size=True)
    context.close()


def test_words_are_the_same_in_both_languages():
    english, chinese = read_words()["en"], read_words()["zh-CN"]
    assert english.keys() == chinese.keys()


FILES = dict.fromkeys(("orders.csv", "plan.json", "plan.geojson", "summary.json"), b"{}")


def test_result_is_done_only_when_whole_and_of_the_same_key_and_style(write, tmp_path):
    (scenario,) = prepare_scenarios([write("a")], maps=False)
    folder, key = tmp_path / "out" / "a", scenario.key
    assert not is_done(folder, key, style="en", maps=True)
    write_result(folder, scenario, FILES | {"plan.html": b"x"}, style="en")
    assert is_done(folder, key, style="en", maps=True)
    assert not is_done(folder, key, style="zh-CN", maps=True)
    assert not is_done(folder, "other", style="en", maps=True)
    (folder / "plan.html").unlink()
    assert not is_done(folder, key, style="en", maps=True)
    assert is_done(folder, key, style="en", maps=False)
    (folder / "scenario.json").write_text("[", encoding="utf-8")
    assert not is_done(folder, key, style="en", maps=False)


def test_map_of_the_same_plan_stays_and_that_of_another_does_not(write, tmp_path):
    one, other = prepare_scenarios([write("a"), write("b", MORE)], maps=False)
    write_result(tmp_path / "out", one, FILES | {"plan.html": b"x"}, style="en")
    kept = replace(one, kept=Plan(routes=(), unassigned=()))
    write_result(tmp_path / "out", kept, FILES, style="zh-CN")
    assert list_files(tmp_path / "out", one.key)["plan.html"] == "en"
    write_result(tmp_path / "out", other, FILES, style="en")
    assert not (tmp_path / "out" / "plan.html").exists()


def test_map_goes_where_the_scenario_was_planned_anew(write, tmp_path):
    (one,) = prepare_scenarios([write("a")], maps=False)
    write_result(tmp_path / "out", one, FILES | {"plan.html": b"x"}, style="en")
    # The same inputs, but the kept plan could not be read: with seconds for a limit the new one may be another.
    write_result(tmp_path / "out", one, FILES, style="en")
    assert not (tmp_path / "out" / "plan.html").exists()
    assert "plan.html" not in list_files(tmp_path / "out", one.key)


def test_scenario_without_changes_is_the_day_itself(write):
    from scenarios.day import read_day

    (scenario,) = prepare_scenarios([write("a")])
    day = read_day(scenario.file.base)
    assert replace(scenario.world.day, source=day.source) == day
