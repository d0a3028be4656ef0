"""What is printed: whole, however long the texts are."""

from dataclasses import replace

import pytest

from routing.plan import Violation

pytestmark = pytest.mark.browser

A4 = {"width": 703, "height": 1032}
"""Pixels of an A4 page within its margins: 186 mm by 273 mm at 96 dots an inch."""

LONG_REASON = "28 caregivers lack a skill; 2 have no time left; what would help: teach H06 to cut hair, then V006 fits"

OVER_THE_EDGE = """
() => [...document.querySelectorAll(".sheet *")].filter((each) => {
  const range = document.createRange();
  range.selectNodeContents(each);
  const cell = each.closest("td, th") || each.closest(".sheet");
  return range.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1
    || range.getBoundingClientRect().right > innerWidth + 1;
}).map((each) => each.textContent)
"""


def print_page(tab):
    tab.page.emulate_media(media="print")
    tab.page.wait_for_timeout(100)
    return tab.page.locator(".sheet")


def lack_skill(worker, visit):
    return Violation(
        rule="skills", kind="missing", amount=1, unit="skills", message=f"{worker} lacks a skill {visit} asks for",
        worker=worker, visit=visit,
    )  # fmt: skip


def be_late(worker, visit):
    return Violation(
        rule="time_windows", kind="late", amount=600, unit="s", message=f"{worker} is late at {visit}", worker=worker,
        visit=visit,
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_reason_of_an_unassigned_visit_stays_on_the_page(day, open_page, lang):
    day.reasons = {"v6": {"en": LONG_REASON, "zh-CN": "28 人缺少所需技能；2 人没有时间了；办法：让 H06 学会理发" * 3}}
    tab = open_page(day.html(lang=lang), viewport=A4)
    sheets = print_page(tab)
    assert day.reasons["v6"][lang] in sheets.nth(0).inner_text()
    assert tab.page.evaluate(OVER_THE_EDGE) == []


@pytest.mark.parametrize("name", ["x" * 95, "很长的名字" * 19, "An-na Ma-ri-a " * 7])
def test_no_column_of_a_run_sheet_is_lost_to_a_long_name(change_day, open_page, name):
    day = change_day(client={"name": name, "notes": name}, worker={"name": name}, visit={"service": name[:60]})
    tab = open_page(day.html(names=True, lang="en"), viewport=A4)
    sheets = print_page(tab)
    assert tab.page.evaluate(OVER_THE_EDGE) == []
    widths = sheets.nth(1).locator("th").evaluate_all("(heads) => heads.map((head) => head.clientWidth)")
    assert len(widths) == 8
    assert min(widths) > 24


def test_long_ids_stay_on_the_page(change_day, open_page):
    day = change_day()
    long = {visit.id: f"{visit.id}-2026-11-23-district-7-0123456789" for visit in day.problem.visits}
    day.problem = replace(day.problem, visits=tuple(replace(visit, id=long[visit.id]) for visit in day.problem.visits))
    routes = tuple(
        replace(route, stops=tuple(replace(stop, visit=long[stop.visit]) for stop in route.stops))
        for route in day.plan.routes
    )
    day.plan = replace(day.plan, routes=routes, unassigned=(long["v6"],))
    tab = open_page(day.html(), viewport=A4)
    print_page(tab)
    assert tab.page.evaluate(OVER_THE_EDGE) == []


def test_every_broken_rule_is_printed_late_visits_too(day, open_page):
    day.violations = (lack_skill("W2", "v4"), be_late("W1", "v3"), replace(lack_skill("W2", "v5"), worker=""))
    tab = open_page(day.html(), viewport=A4)
    first = print_page(tab).nth(0)
    assert "不合规则 3 处" in first.inner_text()
    rows = first.locator("table.breaches tbody tr")
    assert [row.split("\t") for row in rows.all_inner_texts()] == [
        ["资质", "W2", "v4", "W2 lacks a skill v4 asks for"],
        ["约定时间", "W1", "v3", "W1 is late at v3"],
        ["资质", "", "v5", "W2 lacks a skill v5 asks for"],
    ]
    assert tab.page.evaluate(OVER_THE_EDGE) == []


def test_sheet_of_one_worker_tells_the_rules_it_breaks(day, open_page):
    day.violations = (lack_skill("W2", "v4"), lack_skill("W1", "v1"))
    tab = open_page(day.html(), viewport={"width": 1440, "height": 900})
    tab.page.locator("button.worker", has_text="W2").click()
    sheets = print_page(tab)
    assert sheets.count() == 1
    assert "W2 lacks a skill v4 asks for" in sheets.nth(0).inner_text()
    assert "W1 lacks" not in sheets.nth(0).inner_text()
