"""The list of figures, visits and workers beside the map, in a real browser."""

from dataclasses import replace

import pytest

from routing.plan import Violation

pytestmark = pytest.mark.browser

COLOUR_OF_W1 = "#1864ab"


def test_figures_come_first(day, open_page):
    tab = open_page(day.html())
    # 4 + 3 legs, one of them at one door: 6 x 5 min, 6 x 400 m
    figures = dict(
        zip(tab.page.locator(".head dt").all_inner_texts(), tab.page.locator(".head dd").all_inner_texts(), strict=True)
    )
    assert figures == {
        "已安排": "5", "未安排": "1", "晚到": "1", "送餐最长": "25 分钟", "出勤人员": "2/3", "路上时间": "30 分钟",
        "路程": "2.4 公里",
    }  # fmt: skip
    assert "2026年11月23日星期一" in tab.page.locator(".head").inner_text()


def test_click_on_a_worker_isolates_the_route(day, open_page):
    tab = open_page(day.html())
    assert tab.count_pixels("front", COLOUR_OF_W1) == 0
    before = tab.page.evaluate("doorstep.map.getBounds().toBBoxString()")
    tab.worker("W1").click()
    tab.wait_still()
    tab.page.wait_for_timeout(250)
    assert tab.worker("W1").get_attribute("aria-pressed") == "true"
    assert tab.count_pixels("front", COLOUR_OF_W1) > 500
    assert float(tab.page.evaluate("getComputedStyle(doorstep.map.getPane('plan')).opacity")) < 0.2
    assert tab.page.evaluate("doorstep.map.getBounds().toBBoxString()") != before
    assert tab.page.locator(".chosen .stop .number").all_inner_texts() == ["1", "2", "3"]


def test_list_shows_the_window_a_stop_keeps(day, open_page):
    route = day.plan.routes[0]
    late = [
        stop if stop.visit != "v2" else replace(stop, arrival=50400, start=50400, end=51600) for stop in route.stops
    ]
    day.plan = replace(day.plan, routes=(replace(route, stops=tuple(late)), day.plan.routes[1]))
    tab = open_page(day.html())
    tab.worker("W1").click()
    # v2 may start from 10:00 to 11:00 or from 14:00 to 15:00 and starts at 14:00
    assert tab.page.locator(".chosen .window").all_inner_texts() == ["09:00–10:00", "14:00–15:00"]


@pytest.mark.parametrize("way_back", ["again", "escape", "button"])
def test_isolated_route_is_left_in_three_ways(day, open_page, way_back):
    tab = open_page(day.html())
    tab.worker("W1").click()
    tab.wait_still()
    if way_back == "again":
        tab.worker("W1").click()
    elif way_back == "escape":
        tab.page.keyboard.press("Escape")
    else:
        tab.page.get_by_role("button", name="显示全部").click()
    tab.wait_still()
    tab.page.wait_for_timeout(250)
    assert tab.worker("W1").get_attribute("aria-pressed") == "false"
    assert tab.page.evaluate("getComputedStyle(doorstep.map.getPane('plan')).opacity") == "1"


def test_keyboard_alone_isolates_and_returns(day, open_page):
    tab = open_page(day.html())
    tab.worker("W2").focus()
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("doorstep.state.worker.id") == "W2"
    assert tab.page.evaluate("document.activeElement.dataset.worker") == "1"
    tab.page.keyboard.press("Escape")
    assert tab.page.evaluate("doorstep.state.worker") is None


def test_worker_who_stays_in_is_listed_last_and_cannot_be_chosen(day, open_page):
    tab = open_page(day.html())
    names = tab.page.locator("button.worker b").all_inner_texts()
    assert names == ["W1", "W2", "W3"]
    assert tab.worker("W3").is_disabled()
    assert "今天没有派出" in tab.worker("W3").inner_text()


def test_many_unassigned_visits_are_folded(day, open_page):
    visits = tuple(visit.id for visit in day.problem.visits)
    day.plan = replace(day.plan, routes=(), unassigned=visits)
    tab = open_page(day.html())
    items = tab.page.locator(".unassigned .item")
    assert items.count() == 3
    tab.page.get_by_role("button", name="还有 3 项").click()
    assert items.count() == 6


def test_search_finds_a_client_and_enter_chooses_the_worker(day, open_page):
    tab = open_page(day.html())
    tab.page.locator("#search").fill("c-home4")
    assert tab.page.locator("button.worker b").all_inner_texts() == ["W2"]
    assert tab.page.evaluate("doorstep.timeline.rows().map((worker) => worker.id)") == ["W2"]
    assert tab.page.locator(".stop").count() == 2
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("doorstep.state.worker.id") == "W2"
    tab.page.locator("#search").fill("nobody")
    assert tab.page.locator(".none").inner_text() == "没有找到"


def test_latest_finish_comes_first_where_asked_for(day, open_page):
    late = day.plan.routes[1]
    stops = tuple(replace(s, arrival=s.arrival + 7200, start=s.start + 7200, end=s.end + 7200) for s in late.stops)
    moved = replace(late, stops=stops, arrival=late.arrival + 7200)
    day.plan = replace(day.plan, routes=(day.plan.routes[0], moved))
    tab = open_page(day.html())
    tab.page.locator("#order").select_option("finish")
    assert tab.page.locator("button.worker b").first.inner_text() == "W2"
    # both windows of W2 ended at noon: v4 starts an hour late, v5 an hour and twenty minutes
    tab.page.locator("#order").select_option("late")
    assert tab.page.locator("button.worker b").first.inner_text() == "W2"


def test_breach_is_listed_and_counted_with_its_worker(day, open_page):
    day.violations = (
        Violation(rule="skills", kind="missing", amount=1, unit="skills", message="W2 cannot bathe", worker="W2"),
        Violation(rule="time_windows", kind="late", amount=600, unit="s", message="late", worker="W1", visit="v3"),
    )
    tab = open_page(day.html())
    assert "不合规则 2 处（其中晚到 1 处，已标在各站上）" in tab.page.locator(".violations").inner_text()
    assert "W2 cannot bathe" in tab.page.locator(".violations").inner_text()
    assert "违规 1" in tab.worker("W2").inner_text()
    assert "违规" not in tab.worker("W1").inner_text()
