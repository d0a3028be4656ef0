"""Figures of the page agree with those of the terminal and of the files."""

from dataclasses import replace

import numpy as np
import pytest

from maps.map_data import plan_data
from routing.measures import measure_plan
from routing.plan import Plan, Violation
from routing.violations import format_amount

pytestmark = pytest.mark.browser

LATE = Violation(rule="time_windows", kind="late", amount=600, unit="s", message="W1 is late", worker="W1", visit="v3")
UNSKILLED = Violation(rule="skills", kind="missing", amount=1, unit="skills", message="W1 cannot", worker="W1")


def head_figure(tab, label):
    return tab.page.locator(".head .figures > div", has_text=label).locator("dd").inner_text()


def send_out_earlier(day, seconds):
    """W2, who brings meals, leaves so much earlier."""
    one, other = day.plan.routes
    day.plan = replace(day.plan, routes=(one, replace(other, departure=other.departure - seconds)))


@pytest.mark.parametrize(
    ("seconds", "told"),
    # the page's own words for what the terminal says: 24 min 11 s is 25 minutes there
    [(1451, "25 min"), (1440, "24 min"), (1441, "25 min"), (20, "20 s"), (59, "59 s"), (60, "1 min"), (61, "2 min"),
     (3541, "1 h"), (3600, "1 h"), (7141, "2 h"), (6420, "1 h 47 min"), (6421, "1 h 48 min")],
)  # fmt: skip
def test_times_are_rounded_up_as_the_terminal_does(day, open_page, seconds, told):
    tab = open_page(day.html(lang="en"))
    assert tab.page.evaluate("(seconds) => Doorstep.duration(seconds)", seconds) == told
    minutes = int(format_amount(seconds, "s").split(" ")[0])
    if 60 <= seconds <= 3540:
        assert told == f"{minutes} min"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(32400, "09:00"), (32401, "09:01"), (35941, "10:00"), (86340, "23:59"), (86341, "24:00"), (90600, "25:10")],
)
def test_times_of_day_are_rounded_up_to_whole_minutes(day, open_page, seconds, told):
    tab = open_page(day.html(lang="en"))
    assert tab.page.evaluate("(seconds) => Doorstep.clock(seconds)", seconds) == told


def test_distance_has_one_decimal_as_in_the_terminal(day, open_page):
    tab = open_page(day.html(lang="en"))
    told = tab.page.evaluate("[2400, 389_760, 1_671_240].map((metres) => Doorstep.distance(metres))")
    assert told == ["2.4 km", "389.8 km", "1,671.2 km"]


def test_travel_time_of_a_route_is_rounded_up_once(day, open_page):
    # W1 rides four legs of 301 s: 1204 s, which is 20 min 4 s
    for mode, matrix in day.travel.items():
        day.travel[mode] = replace(matrix, seconds=np.where(matrix.seconds > 0, 301, 0).astype(np.int32))
    tab = open_page(day.html(lang="en"))
    assert "21 min travel" in tab.page.locator("button.worker", has_text="W1").inner_text()
    # six legs: 1806 s
    assert head_figure(tab, "travel time") == "31 min"


@pytest.mark.parametrize(
    ("violations", "lang", "told"),
    [
        ((UNSKILLED, LATE), "en", "Rule breaches: 2 (late visits: 1, marked on their stops)"),
        ((UNSKILLED, LATE), "zh-CN", "不合规则 2 处（其中晚到 1 处，已标在各站上）"),
        ((UNSKILLED,), "en", "Rule breaches: 1"),
        ((LATE,), "en", "Rule breaches: 1 (late visits: 1, marked on their stops)"),
        ((LATE,), "zh-CN", "不合规则 1 处（其中晚到 1 处，已标在各站上）"),
    ],
)
def test_breaches_are_counted_all_and_late_ones_told_apart(day, open_page, violations, lang, told):
    day.violations = violations
    tab = open_page(day.html(lang=lang))
    assert tab.page.locator(".violations h2").inner_text() == told
    assert tab.page.locator(".violations .item").count() == violations.count(UNSKILLED)


def test_badge_of_breaches_says_that_late_stops_are_not_among_them(day, open_page):
    day.violations = (UNSKILLED, LATE)
    tab = open_page(day.html(lang="en"))
    assert tab.page.locator("button.worker", has_text="W1").locator(".badge").all_inner_texts() == [
        "1 late", "other breaches: 1",
    ]  # fmt: skip


def test_meals_that_take_too_long_are_a_figure_a_badge_and_a_sign_on_their_stops(day, open_page):
    # W2 leaves 50 min before v4 starts, 70 before v5: one of two meals is over the hour
    send_out_earlier(day, 2700)
    meals = measure_plan(day.problem, day.travel, day.plan).meals
    assert (meals.over_limit, meals.stops, meals.largest, meals.limit) == (1, 2, 4200, 3600)
    tab = open_page(day.html(lang="en"))
    assert head_figure(tab, "meals over 1 h") == "1/2"
    figure = tab.page.locator(".head .figures > div", has_text="meals over")
    assert figure.locator("canvas.sign").count() == 1
    # the mean of 50 and 70 min
    assert figure.get_attribute("title") == "From meal point to door: 1 h on average, 1 h 10 min at most"
    row = tab.page.locator("button.worker", has_text="W2")
    assert "meals over 1 h: 1" in row.locator(".badge").inner_text()
    row.click()
    stops = tab.page.locator(".chosen .stop")
    assert [stops.nth(i).locator("canvas.sign").count() for i in range(2)] == [0, 1]
    stops.nth(1).click()
    cards = tab.page.locator(".leaflet-popup .card")
    assert "1 h 10 min" in cards.nth(0).inner_text()
    assert "50 min" in cards.nth(1).inner_text()


def test_meals_within_the_promise_raise_no_alarm(day, open_page):
    tab = open_page(day.html(lang="en"))
    # W2 leaves at 10:55 and hands over at 11:00 and at 11:20
    assert head_figure(tab, "longest meal way") == "25 min"
    assert tab.page.locator("button.worker .badge").count() == 1


def test_day_without_meals_has_no_figure_of_meals(change_day, open_page):
    tab = open_page(change_day(visit={"demand": 0}).html(lang="en"))
    assert tab.page.locator(".head dt", has_text="meal").count() == 0


def test_printed_figures_tell_how_long_meals_take(day, open_page):
    send_out_earlier(day, 2700)
    tab = open_page(day.html())
    tab.page.emulate_media(media="print")
    tab.page.wait_for_timeout(100)
    text = tab.page.locator(".sheet").first.inner_text()
    assert "送餐超 1 小时 ▼ 1/2" in text
    assert "从助餐点到家门：平均 1 小时，最长 1 小时 10 分" in text
    assert "▼ 1 单送餐超 1 小时" in tab.page.locator(".sheet").nth(2).inner_text()


def test_plan_that_cannot_be_measured_is_drawn_without_figures_of_meals(day):
    route = day.plan.routes[1]
    twice = replace(route, stops=(*route.stops, route.stops[0]))
    told = plan_data(
        day.problem, day.travel, Plan(routes=(twice,)), paths={}, reasons={}, violations=(), violation_texts=None,
        names=False,
    )  # fmt: skip
    assert told["meals"] is None
