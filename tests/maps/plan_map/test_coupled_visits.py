"""Visits that start together, keep a gap or miss a wish, on the page in a real browser."""

from dataclasses import replace

import pytest

pytestmark = pytest.mark.browser

TWIN = "#1f2933"


def open_card(tab, worker, number):
    tab.worker(worker).click()
    tab.page.locator(".chosen .stop").nth(number - 1).click()
    tab.wait_still()
    return tab.page.locator(".leaflet-popup .card").first.inner_text()


def test_visit_of_two_workers_names_the_other_in_list_and_card(coupled_day, open_page):
    tab = open_page(coupled_day.html())
    card = open_card(tab, "W1", 2)
    assert "同时上门" in card
    assert "与 W3 同时" in card
    lines = tab.page.locator(".chosen .stop").all_inner_texts()
    assert ["与 W3 同时" in line for line in lines] == [False, True, False]
    assert tab.page.locator(".chosen .stop .pair canvas").count() == 1


def test_visit_of_two_workers_is_told_by_shape_on_the_map(coupled_day, open_page):
    alone = replace(coupled_day, problem=replace(coupled_day.problem, together=()))
    without = open_page(alone.html())
    dark = without.count_pixels("plan", TWIN)
    tab = open_page(coupled_day.html())
    # two marks, each with a dark body behind it of which a crescent is seen
    assert tab.count_pixels("plan", TWIN) > dark + 60
    assert "多人同时" in tab.page.locator(".map-legend").inner_text()
    assert "多人同时" in tab.page.locator(".timeline .legend").inner_text()
    assert "多人同时" not in without.page.locator(".map-legend").inner_text()


COUNT_DARK = """
([id, number]) => {
  const { timeline } = doorstep;
  const row = timeline.rows().findIndex((worker) => worker.id === id);
  const stop = timeline.rows()[row].route.stops[number - 1];
  const ratio = timeline.canvas.width / timeline.canvas.clientWidth;
  const left = timeline.xOf(stop.start);
  const box = [left, 26 + 28 * row + 22, timeline.xOf(stop.end) + 6 - left, 6].map((each) => Math.round(each * ratio));
  const { data } = timeline.canvas.getContext("2d").getImageData(...box);
  let seen = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] > 200 && data[i] < 45 && data[i + 1] < 55 && data[i + 2] < 65) seen++;
  return seen;
}
"""


def test_visit_of_two_workers_is_told_by_shape_in_the_timeline(coupled_day, open_page):
    tab = open_page(coupled_day.html())
    counts = [tab.page.evaluate(COUNT_DARK, [worker, number]) for worker, number in (("W1", 1), ("W1", 2), ("W3", 1))]
    assert counts[0] == 0
    assert counts[1] > 20
    assert counts[2] > 20


def test_gap_is_told_from_both_sides_with_what_the_plan_keeps(coupled_day, open_page):
    tab = open_page(coupled_day.html(lang="en"))
    assert "v4 (W2) starts 1 h 30 min to 2 h 30 min after this, by somebody else, it is 2 h" in open_card(tab, "W1", 1)
    assert "1 h 30 min to 2 h 30 min after the start of v1 (W1)" in open_card(tab, "W2", 1)


def test_broken_gap_is_told_as_an_alarm(coupled_day, open_page):
    (gap,) = coupled_day.problem.gaps
    coupled_day.problem = replace(coupled_day.problem, gaps=(replace(gap, greatest=7000),))
    tab = open_page(coupled_day.html())
    assert "实际 2 小时" in open_card(tab, "W1", 1)
    assert tab.page.locator(".leaflet-popup .alarm").count() == 1


def test_wish_that_is_missed_is_no_breach_but_told_everywhere(coupled_day, open_page):
    tab = open_page(coupled_day.html())
    # v3 is late, v5 is only later than wished
    figures = tab.page.locator(".figures").first.inner_text()
    assert figures.split("晚于期望")[0].split()[-1] == "1"
    assert "晚于期望 1" in tab.worker("W2").inner_text()
    assert "晚到" not in tab.worker("W2").inner_text()
    card = open_card(tab, "W2", 2)
    assert "期望最晚" in card
    assert "11:05，比期望晚 15 分钟" in card


def test_day_without_wishes_has_no_word_of_them(day, open_page):
    assert "晚于期望" not in open_page(day.html()).page.locator("body").inner_text()


def test_visit_that_nobody_makes_is_told_to_who_was_to_come_along(coupled_day, open_page):
    coupled_day.plan = replace(coupled_day.plan, routes=coupled_day.plan.routes[:2], unassigned=("v6",))
    assert "与 v6 (没有安排) 同时" in open_card(open_page(coupled_day.html()), "W1", 2)


def test_unassigned_visit_tells_what_it_is_tied_to(coupled_day, open_page):
    coupled_day.plan = replace(coupled_day.plan, routes=coupled_day.plan.routes[:2], unassigned=("v6",))
    tab = open_page(coupled_day.html())
    tab.page.locator(".unassigned .item").click()
    tab.wait_still()
    assert "与 W1 同时" in tab.page.locator(".leaflet-popup .card").inner_text()


def test_run_sheets_tell_companions_gaps_and_wishes(coupled_day, open_page):
    tab = open_page(coupled_day.html())
    tab.page.emulate_media(media="print")
    tab.page.wait_for_timeout(100)
    one, other, third = (tab.page.locator(".sheet").nth(k).inner_text() for k in (1, 2, 3))
    assert "与 W3 同时" in one
    assert "此后 1 小时 30 分到 2 小时 30 分开始 v4 (W2)，由不同的人，实际 2 小时" in one
    assert "期望最晚 11:05，比期望晚 15 分钟" in other
    assert "与 W1 同时" in third


def test_names_of_companions_stay_text(coupled_day, open_page):
    markup = "<img src=x onerror=\"document.title='hit'\">"
    workers = tuple(replace(worker, name=markup) for worker in coupled_day.problem.workers)
    coupled_day.problem = replace(coupled_day.problem, workers=workers)
    tab = open_page(coupled_day.html(names=True))
    tab.page.locator("button.worker").first.click()
    tab.page.locator(".chosen .stop").nth(1).click()
    tab.wait_still()
    assert markup in tab.page.locator(".leaflet-popup .card").first.inner_text()
    assert tab.page.title() != "hit"
    assert not tab.said


CROSSING = """
() => {
  // the row of W2 lies between those of W1 and W3; the line is looked for where both start
  const { timeline } = doorstep;
  const ratio = timeline.canvas.width / timeline.canvas.clientWidth;
  const x = timeline.xOf(timeline.rows()[0].route.stops[1].start);
  const box = [x - 2, 26 + 28 + 4, 4, 20].map((each) => Math.round(each * ratio));
  const { data } = timeline.canvas.getContext("2d").getImageData(...box);
  let seen = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i] < 60) seen++;
  return seen;
}
"""


def test_chosen_stop_is_tied_to_its_companion_in_the_timeline(coupled_day, open_page):
    tab = open_page(coupled_day.html())
    assert tab.page.evaluate(CROSSING) == 0
    tab.page.evaluate("doorstep.actions.showStop(doorstep.timeline.rows()[0].route.stops[1])")
    tab.wait_still()
    assert tab.page.evaluate(CROSSING) > 20
