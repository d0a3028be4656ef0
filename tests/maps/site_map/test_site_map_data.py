"""What enters the page: the caller's numbers, and nobody's home."""

import json
import math
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import maps.site_data
from maps.estate_shapes import draw_estates
from maps.service_map import service_map_html
from maps.site_data import Allocation, DemandPoint, Figures, MapRules, Site, SiteState, SiteStudy, check_study
from maps.site_map_data import site_map_data
from maps.small_numbers import count_flows, group_areas, show_points
from routing.errors import FaultKind, InputError

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}\u202e"


def document(html):
    return json.loads(re.search(r"Doorstep\.show\(\w+, (\{.*\})\);\n", html)[1])


def test_few_people_join_the_nearest_point_of_their_estate_or_each_other(study):
    # 南湖: home-c (1 person) joins home-a, which is nearer than home-b. 北苑: home-e and home-f are 5 together,
    # in their middle, two fifths of the way from f to e. 小巷 (2 people) is drawn nowhere.
    areas, hidden = group_areas(study)
    points = show_points(study, areas)
    assert [(p.area, p.people, p.joined) for p in points] == [
        ("北苑", 10, 1),
        ("北苑", 5, 2),
        ("南湖", 31, 2),
        ("南湖", 20, 1),
    ]
    assert (points[1].lat, points[1].lon) == (pytest.approx(30.011), pytest.approx(120.0112))
    assert points[2].before.minutes == pytest.approx((30 * 3 + 1 * 4) / 31)
    assert points[2].before.covered == 31
    assert hidden == 2


def test_small_estates_get_a_line_together_where_they_are_enough(study):
    more = DemandPoint(id="h", area="小弄", lat=30.03, lon=120.03, people=4)
    grown = replace(
        study,
        points=(*study.points, more),
        before=replace(
            study.before,
            minutes=(*study.before.minutes, 9),
            site=(*study.before.site, "S1"),
            covered=(*study.before.covered, 4),
        ),
        after=None,
    )
    areas, hidden = group_areas(grown)
    assert [(area.name, area.others) for area in areas] == [("北苑", False), ("南湖", False), ("", True)]
    assert hidden == 0
    row = site_map_data(grown)["areas"][-1]
    # the two who cannot get anywhere do not count in the mean
    assert (row["people"], row["mean"], row["at"]) == (6, [9], None)


def test_estate_line_tells_who_gains_and_who_loses(study):
    north, south = site_map_data(study)["areas"]
    assert (north["name"], north["people"], north["covered"], north["mean"]) == ("北苑", 15, [0, 15], [20, 8])
    assert (north["nearer"], north["farther"]) == (15, 0)
    # 30 * 3 + 1 * 4 + 20 * 6 = 214 before, 20 * 17 instead of the 120 after: 434; of 51 people
    assert (south["covered"], south["mean"]) == ([51, 31], [4.2, 8.5])
    assert (south["nearer"], south["farther"]) == (0, 20)


def test_change_below_the_least_is_none(study):
    still = replace(study, rules=MapRules(change_minutes=12.5))
    assert [(row["nearer"], row["farther"]) for row in site_map_data(still)["areas"]] == [(0, 0), (0, 0)]


def test_flows_are_counted_by_estate_and_small_ones_left_out(study):
    areas, _ = group_areas(study)
    assert dict(count_flows(study, study.before, areas)) == {(0, "S1"): 15, (1, "S1"): 31, (1, "S4"): 20}
    strict = replace(study, rules=MapRules(least_people=16))
    areas, _ = group_areas(strict)
    assert dict(count_flows(strict, study.before, areas)) == {(0, "S1"): 31, (0, "S4"): 20}


def test_figures_are_the_callers_and_not_recounted(study):
    odd = replace(
        study.after, figures=replace(study.after.figures, covered=12.34, mean_minutes=99.96, p95_minutes=None)
    )
    figures = site_map_data(replace(study, after=odd))["figures"][1]
    assert (figures["covered"], figures["mean"], figures["p95"]) == (12.3, 100.0, None)


def test_no_id_of_demand_and_no_place_of_few_people_is_in_the_file(study, study_html, decode_integers):
    html = study_html(study)
    assert "home-" not in html
    data = document(html)["study"]
    steps = decode_integers(data["point_places"]["points"])
    spots, lat, lon = set(), 0, 0
    for north, east in zip(steps[::2], steps[1::2], strict=True):
        lat, lon = lat + north, lon + east
        spots.add((lat, lon))
    assert (3000000, 12000000) in spots
    for point in study.points:
        if point.people < 5:
            assert (round(point.lat * 1e5), round(point.lon * 1e5)) not in spots


def test_same_study_is_the_same_file(study, study_html):
    assert study_html(study) == study_html(study)


def test_study_of_the_present_alone_has_one_state(study, study_html):
    data = document(study_html(replace(study, after=None)))["study"]
    assert not data["planned"]
    assert len(data["figures"]) == len(data["flows"]) == 1
    assert {row[0] for row in data["catchments"]} == {"before"}


def test_catchments_of_a_site_come_longest_first_and_room_without_any_has_none(study):
    rows = site_map_data(study)["site_catchments"]
    # sites 0, 1 and 3 have three each, every one a single ring
    assert rows == [[site, minutes, 1] for minutes in (15, 10, 5) for site in (0, 1, 3)]


def test_study_of_nobody_is_still_a_page(study, study_html):
    nobody = Figures(sites=0, people=0, covered=0, mean_minutes=None, p95_minutes=None, worst_tenth_minutes=None)
    empty = Allocation(minutes=(), site=(), covered=(), loads={}, figures=nobody)
    html = study_html(
        replace(study, points=(), sites=(), before=empty, after=None, catchments_before=(), site_catchments=())
    )
    assert document(html)["study"]["areas"] == []


def test_texts_stay_texts(study, study_html):
    plain = study_html(study)
    hostile = replace(
        study,
        name=HOSTILE,
        sites=[
            replace(site, name=HOSTILE, address=HOSTILE, hours=HOSTILE, phone=HOSTILE, area=HOSTILE)
            for site in study.sites
        ],
        points=[replace(point, area=HOSTILE) for point in study.points],
        limit_text={"en": HOSTILE},
    )
    html = study_html(hostile)
    assert html.count("<script") == plain.count("<script")
    assert "<img src=x" not in html
    assert document(html)["study"]["sites"][0]["address"] == HOSTILE


def test_every_fault_of_a_study_is_named_at_once(study):
    broken = replace(
        study,
        points=(*study.points[:-1], replace(study.points[0], lat=math.nan, people=-1)),
        sites=(*study.sites, replace(study.sites[0], id="S5", lat=99, capacity=math.inf), study.sites[1]),
        before=replace(study.before, minutes=(-1, *study.before.minutes[1:]), site=("S9", *study.before.site[1:])),
        after=replace(study.after, covered=(31, *study.after.covered[1:4]), loads={"S8": 1, "S1": -1}),
        site_catchments=[replace(study.site_catchments[0], site="S7"), replace(study.site_catchments[0], site=None)],
        rules=MapRules(classes=(5, 5)),
    )
    with pytest.raises(InputError) as caught:
        check_study(broken)
    told = [
        (
            fault.code,
            str(fault.values["id"])
            if "id" in fault.values
            else fault.values.get("field") or fault.values.get("classes"),
        )
        for fault in caught.value.faults
    ]
    assert sorted(told) == sorted(
        [
            ("S961", "home-a"), ("S961", "S2"), ("S964", "lat"), ("S964", "capacity"), ("S964", "lat"),
            ("S964", "people"), ("S962", "S9"), ("S964", "minutes"), ("S963", "covered"), ("S962", "S8"),
            ("S962", "S7"), ("S962", "None"),
            ("S964", "covered"), ("S964", "loads"), ("S964", "covered"), ("S965", "5, 5"),
        ]
    )  # fmt: skip


KINDS = {kind.code: kind for kind in vars(maps.site_data).values() if isinstance(kind, FaultKind)}


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_fault_is_said_in_chinese_with_the_same_values(code):
    path = Path(__file__).resolve().parents[3] / "dispatch" / "locale" / "zh-CN" / "site_maps.toml"
    entry = tomllib.loads(path.read_text(encoding="utf-8"))["faults"][code]
    slots = re.compile(r"\{(\w+)")
    assert set(slots.findall(entry["what"])) == set(slots.findall(KINDS[code].what))
    assert re.search("[\u4e00-\u9fff]", entry["remedy"])


def test_both_languages_say_the_same_and_every_word_the_scripts_ask_for(study, study_html):
    from importlib.resources import files

    words = document(study_html(study))["words"]
    slots = {lang: {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in words[lang].items()} for lang in words}
    assert slots["en"] == slots["zh-CN"]
    scripts = [
        path for folder in ("site_map", "service_map", "page") for path in (files("maps.assets") / folder).iterdir()
    ]
    text = "".join(path.read_text(encoding="utf-8") for path in scripts if path.name.endswith(".js"))
    asked = set(re.findall(r"""\bt\("([\w.\-]+)"[,)]""", text))
    # duration and distance of the shared words are of the plan map alone
    assert {key for key in asked - words["en"].keys() if not key.startswith("amount.")} == set()


def test_public_page_holds_open_and_new_sites_and_nothing_of_the_plan(study):
    data = document(service_map_html("示例区", study.sites, base=None))
    assert [row["name"] for row in data["sites"]] == ["南湖助餐点", "北苑助餐点"]
    assert all(
        row.keys() == {"name", "area", "address", "hours", "phone", "step_free", "state"} for row in data["sites"]
    )


def test_public_page_without_sites_is_still_a_page():
    assert document(service_map_html("", [], base=None, lang="en"))["sites"] == []


def test_public_page_refuses_a_place_off_the_earth():
    with pytest.raises(InputError, match="S964"):
        service_map_html("", [Site(id="S1", name="", lat=91, lon=0)], base=None)


people = st.floats(0, 12, allow_nan=False).map(lambda n: round(n, 1))
spot = st.tuples(
    st.sampled_from(["甲", "乙", "丙", ""]),
    st.integers(0, 40),
    st.integers(0, 40),
    people,
    st.sampled_from([3.0, 20.0, math.inf]),
)


def study_of(spots, least):
    points = [
        DemandPoint(id=f"p{i}", area=a, lat=30 + y / 8e3, lon=120 + x / 8e3, people=n)
        for i, (a, y, x, n, _) in enumerate(spots)
    ]
    minutes = [row[4] for row in spots]
    total = math.fsum(row[3] for row in spots)
    figures = Figures(sites=1, people=total, covered=0, mean_minutes=None, p95_minutes=None, worst_tenth_minutes=None)
    allocation = Allocation(
        minutes=minutes,
        site=["S" if math.isfinite(walk) else None for walk in minutes],
        covered=[row[3] if row[4] < 15 else 0 for row in spots],
        loads={},
        figures=figures,
    )
    sites = [Site(id="S", name="S", lat=30, lon=120, state=SiteState.OPEN)]
    return SiteStudy(
        name="", date=None, points=points, sites=sites, before=allocation, rules=MapRules(least_people=least)
    )


@given(st.lists(spot, max_size=30), st.floats(1, 15))
@settings(deadline=None, max_examples=60)
def test_nothing_shown_stands_for_fewer_people_and_nobody_is_lost(spots, least):
    study = study_of(spots, least)
    check_study(study)
    areas, hidden = group_areas(study)
    points = show_points(study, areas)
    data = site_map_data(study)
    assert all(point.people >= least - 1e-9 for point in points)
    assert all(row["people"] >= least - 0.1 for row in data["areas"])
    assert all(flow[2] >= least - 0.1 for flow in data["flows"][0])
    total = sum(row[3] for row in spots)
    listed = sum(study.points[number].people for area in areas for number in area.members)
    assert listed + hidden == pytest.approx(total)
    drawn = sum(study.points[number].people for area in areas if not area.others for number in area.members)
    assert sum(point.people for point in points) == pytest.approx(drawn)


@given(st.lists(spot, max_size=20))
@settings(deadline=None, max_examples=30)
def test_outlines_of_estates_hold_their_points_and_do_not_overlap(spots):
    study = study_of(spots, 2)
    points = show_points(study, group_areas(study)[0])
    # of two points at one spot the first has the ground
    lone = [p for p in points if sum((q.lat, q.lon) == (p.lat, p.lon) for q in points) == 1]
    shapes = draw_estates(lone, radius=130)
    import shapely

    for point in lone:
        # outlines are simplified by metres
        assert shapes[point.area].distance(shapely.Point(point.lon, point.lat)) < 2e-4
    drawn = list(shapes.values())
    for i, one in enumerate(drawn):
        for other in drawn[i + 1 :]:
            assert one.intersection(other).area <= 0.12 * min(one.area, other.area)
