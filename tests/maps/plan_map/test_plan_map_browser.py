"""The page in a real browser: what a dispatcher sees and can do."""

import re
from dataclasses import replace

import pytest

from routing.plan import Violation

pytestmark = pytest.mark.browser

PIXELS = """
([pane, colour]) => {
  let seen = 0;
  const wanted = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  for (const canvas of doorstep.map.getPane(pane).querySelectorAll("canvas")) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] > 200 && wanted.every((part, k) => Math.abs(data[i + k] - part) < 6)) seen++;
  }
  return seen;
}
"""
COLOUR_OF_W1 = "#1864ab"
RED = "#c81e1e"


def pixels(tab, pane, colour):
    tab.settle()
    return tab.page.evaluate(PIXELS, [pane, colour])


def worker(tab, name):
    return tab.page.locator("button.worker", has_text=name)


def wait_still(tab):
    for _ in range(80):
        if not tab.page.evaluate("Boolean(doorstep.map._animatingZoom || doorstep.map._panAnim?._inProgress)"):
            break
        tab.page.wait_for_timeout(25)
    tab.settle()


def test_page_asks_nobody_for_anything_and_does_not_complain(day, open_page):
    tab = open_page(day.html())
    worker(tab, "W1").click()
    wait_still(tab)
    tab.page.locator("#lang").click()
    tab.page.wait_for_timeout(200)
    assert [url for url in tab.asked if not url.startswith("data:")] == [tab.page.url]
    assert tab.said == []


def test_figures_come_first(day, open_page):
    tab = open_page(day.html())
    # 4 + 3 legs, one of them at one door: 6 x 5 min, 6 x 400 m
    figures = dict(
        zip(tab.page.locator(".head dt").all_inner_texts(), tab.page.locator(".head dd").all_inner_texts(), strict=True)
    )
    assert figures == {
        "已安排": "5", "未安排": "1", "晚到": "1", "出勤人员": "2/3", "路上时间": "30 分钟", "路程": "2.4 公里",
    }  # fmt: skip
    assert "2026年11月23日星期一" in tab.page.locator(".head").inner_text()


def test_ground_is_drawn(day, open_page):
    assert pixels(open_page(day.html()), "ground", "#dbe9d0") > 500


def test_click_on_a_worker_isolates_the_route(day, open_page):
    tab = open_page(day.html())
    assert pixels(tab, "front", COLOUR_OF_W1) == 0
    before = tab.page.evaluate("doorstep.map.getBounds().toBBoxString()")
    worker(tab, "W1").click()
    wait_still(tab)
    tab.page.wait_for_timeout(250)
    assert worker(tab, "W1").get_attribute("aria-pressed") == "true"
    assert pixels(tab, "front", COLOUR_OF_W1) > 500
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
    worker(tab, "W1").click()
    # v2 may start from 10:00 to 11:00 or from 14:00 to 15:00 and starts at 14:00
    assert tab.page.locator(".chosen .window").all_inner_texts() == ["09:00–10:00", "14:00–15:00"]


@pytest.mark.parametrize("way_back", ["again", "escape", "button"])
def test_isolated_route_is_left_in_three_ways(day, open_page, way_back):
    tab = open_page(day.html())
    worker(tab, "W1").click()
    wait_still(tab)
    if way_back == "again":
        worker(tab, "W1").click()
    elif way_back == "escape":
        tab.page.keyboard.press("Escape")
    else:
        tab.page.get_by_role("button", name="显示全部").click()
    wait_still(tab)
    tab.page.wait_for_timeout(250)
    assert worker(tab, "W1").get_attribute("aria-pressed") == "false"
    assert tab.page.evaluate("getComputedStyle(doorstep.map.getPane('plan')).opacity") == "1"


def test_keyboard_alone_isolates_and_returns(day, open_page):
    tab = open_page(day.html())
    worker(tab, "W2").focus()
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("doorstep.state.worker.id") == "W2"
    assert tab.page.evaluate("document.activeElement.dataset.worker") == "1"
    tab.page.keyboard.press("Escape")
    assert tab.page.evaluate("doorstep.state.worker") is None


def test_worker_who_stays_in_is_listed_last_and_cannot_be_chosen(day, open_page):
    tab = open_page(day.html())
    names = tab.page.locator("button.worker b").all_inner_texts()
    assert names == ["W1", "W2", "W3"]
    assert worker(tab, "W3").is_disabled()
    assert "今天没有派出" in worker(tab, "W3").inner_text()


def test_late_stop_is_marked_in_list_and_card_and_by_shape(day, open_page):
    tab = open_page(day.html())
    assert "晚到 1" in worker(tab, "W1").inner_text()
    assert worker(tab, "W1").locator(".badge canvas").count() == 1
    assert pixels(tab, "plan", RED) > 50
    worker(tab, "W1").click()
    tab.page.locator(".chosen .stop").nth(2).click()
    card = tab.page.locator(".leaflet-popup .card").inner_text()
    assert "晚到 10 分钟" in card
    assert "v3" in card
    assert "11:00–11:30" in card


def test_card_tells_waiting_way_and_service(day, open_page):
    tab = open_page(day.html())
    worker(tab, "W1").click()
    tab.page.locator(".chosen .stop").nth(1).click()
    card = tab.page.locator(".leaflet-popup .card").inner_text()
    # arrives 09:25, starts when the first window opens
    for told in (
        "C-home2",
        "助浴",
        "09:25",
        "等候 35 分钟",
        "10:00–10:20",
        "10:00–11:00，14:00–15:00",
        "5 分钟 · 400 米",
    ):
        assert told in card


def test_stops_at_one_door_are_told_together(day, open_page):
    tab = open_page(day.html())
    worker(tab, "W2").click()
    wait_still(tab)
    tab.page.locator(".chosen .stop").first.click()
    cards = tab.page.locator(".leaflet-popup .card")
    assert cards.count() == 2
    assert "携带" in cards.first.inner_text()
    assert "同一地点" in cards.nth(1).inner_text()


def test_unassigned_visit_comes_first_and_leads_to_its_place(day, open_page):
    tab = open_page(day.html())
    assert tab.page.locator(".panel h2").first.inner_text() == "未安排 1 单"
    assert "没有会助浴的护理员有空" in tab.page.locator(".unassigned .item").inner_text()
    assert pixels(tab, "front", RED) > 30
    tab.page.locator(".unassigned .item").click()
    wait_still(tab)
    assert "没有会助浴的护理员有空" in tab.page.locator(".leaflet-popup .card").inner_text()
    inside = "doorstep.map.getBounds().contains([30.012, 120.0])"
    assert tab.page.evaluate(inside)


def test_many_unassigned_visits_are_folded(day, open_page):
    visits = tuple(visit.id for visit in day.problem.visits)
    day.plan = replace(day.plan, routes=(), unassigned=visits)
    tab = open_page(day.html())
    items = tab.page.locator(".unassigned .item")
    assert items.count() == 3
    tab.page.get_by_role("button", name="还有 3 项").click()
    assert items.count() == 6


def test_language_is_switched_in_the_page(day, open_page):
    tab = open_page(day.html())
    tab.page.locator(".unassigned .item").click()
    tab.page.locator("#lang").click()
    assert tab.page.evaluate("document.documentElement.lang") == "en"
    text = tab.page.locator("body").inner_text()
    assert "no caregiver who can bathe has time" in tab.page.locator(".leaflet-popup .card").inner_text()
    assert "1 unassigned" in text
    assert "Monday" in text
    names = "南湖街道|南湖驿站|助浴|助餐|中文"
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(names, "", text))
    tab.page.locator("#lang").click()
    assert "未安排 1 单" in tab.page.locator("body").inner_text()


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


@pytest.mark.parametrize("order", ["late", "stops", "finish", "name"])
def test_timeline_has_the_order_of_the_list(day, open_page, order):
    tab = open_page(day.html())
    tab.page.locator("#order").select_option(order)
    names = tab.page.locator("button.worker:enabled b").all_inner_texts()
    assert set(names) == {"W1", "W2"}
    assert tab.page.evaluate("doorstep.timeline.rows().map((worker) => worker.id)") == names


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


def block_of(tab, worker, number):
    """Middle of a stop's block on the screen."""
    return tab.page.evaluate(
        """([id, number]) => {
          const row = doorstep.timeline.rows().findIndex((worker) => worker.id === id);
          const stop = doorstep.timeline.rows()[row].route.stops[number - 1];
          const box = doorstep.timeline.canvas.getBoundingClientRect();
          return [box.left + doorstep.timeline.xOf((stop.start + stop.end) / 2), box.top + 26 + 28 * row + 14];
        }""",
        [worker, number],
    )


def test_timeline_block_tells_and_opens_its_stop(day, open_page):
    tab = open_page(day.html())
    x, y = block_of(tab, "W1", 3)
    tab.page.mouse.move(x, y)
    tab.page.wait_for_timeout(100)
    assert tab.page.evaluate("doorstep.state.hover.stop.visit.id") == "v3"
    tip = tab.page.locator(".timeline .tip").inner_text()
    assert "11:00–11:30" in tip
    assert "晚到 10 分钟" in tip
    tab.page.mouse.click(x, y)
    wait_still(tab)
    assert "v3" in tab.page.locator(".leaflet-popup .card").inner_text()
    assert worker(tab, "W1").get_attribute("aria-pressed") == "true"


def test_arrow_keys_walk_the_timeline(day, open_page):
    tab = open_page(day.html())
    tab.page.locator(".scroller").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"):
        tab.page.keyboard.press(key)
    assert tab.page.evaluate("[doorstep.state.worker.id, doorstep.state.stop.visit.id]") == ["W2", "v5"]


def test_timeline_is_resized_and_folded(day, open_page):
    tab = open_page(day.html())
    height = "document.querySelector('.timeline').getBoundingClientRect().height"
    before = tab.page.evaluate(height)
    box = tab.page.locator(".grip").bounding_box()
    tab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 96)
    tab.page.mouse.up()
    assert tab.page.evaluate(height) == pytest.approx(before + 100, abs=12)
    tab.page.locator(".grip").press("ArrowDown")
    assert tab.page.evaluate(height) == pytest.approx(before + 72, abs=24)
    tab.page.locator(".fold").click()
    assert not tab.page.locator(".scroller").is_visible()
    assert tab.page.locator(".fold").get_attribute("aria-expanded") == "false"


def test_click_on_a_mark_opens_its_stop(day, open_page):
    tab = open_page(day.html())
    x, y = tab.page.evaluate("""() => {
      const point = doorstep.map.latLngToContainerPoint([30.002, 120.003]);
      const box = doorstep.map.getContainer().getBoundingClientRect();
      return [box.left + point.x, box.top + point.y]; }""")
    tab.page.mouse.click(x, y)
    assert "v1" in tab.page.locator(".leaflet-popup .card").inner_text()
    assert tab.page.evaluate("doorstep.state.worker.id") == "W1"


def test_estimate_is_said_where_it_is_one(day, estimated_day, open_page):
    assert not open_page(day.html()).page.locator(".app > .estimate").is_visible()
    tab = open_page(estimated_day.html())
    assert "直线距离估算" in tab.page.locator(".app > .estimate").inner_text()


@pytest.mark.parametrize(
    ("attribution", "told"),
    [
        ("© OpenStreetMap contributors", "© OpenStreetMap 贡献者"),
        ("made-up district", "虚构街区，非真实地图"),
        ("市测绘院 2026", "市测绘院 2026"),
    ],
)
def test_ground_says_whose_it_is(day, open_page, attribution, told):
    day.base = type(day.base)(lines=day.base.lines, attribution=attribution)
    assert open_page(day.html()).page.locator(".leaflet-control-attribution").inner_text() == told


def test_breach_is_listed_and_counted_with_its_worker(day, open_page):
    day.violations = (
        Violation(rule="skills", kind="missing", amount=1, unit="skills", message="W2 cannot bathe", worker="W2"),
        Violation(rule="time_windows", kind="late", amount=600, unit="s", message="late", worker="W1", visit="v3"),
    )
    tab = open_page(day.html())
    assert "不合规则 1 处" in tab.page.locator(".violations").inner_text()
    assert "W2 cannot bathe" in tab.page.locator(".violations").inner_text()
    assert "违规 1" in worker(tab, "W2").inner_text()
    assert "违规" not in worker(tab, "W1").inner_text()


def test_hostile_texts_run_nothing_in_the_browser(change_day, open_page):
    text = "<img src=x onerror='window.hacked=1'></script><script>window.hacked=1</script>{{7*7}}\u202egnp"
    given = {
        "client": {"name": text, "notes": text},
        "worker": {"name": text, "team": text},
        "visit": {"service": text},
    }
    day = change_day(**given, rest={"name": text})
    day.reasons = {"v6": {"zh-CN": text}}
    tab = open_page(day.html(names=True))
    tab.page.locator(".unassigned .item").click()
    tab.page.locator("button.worker").first.click()
    tab.page.locator(".chosen .stop").first.click()
    tab.page.mouse.move(*block_of(tab, "W1", 1))
    tab.page.wait_for_timeout(150)
    tab.page.emulate_media(media="print")
    tab.page.wait_for_timeout(100)
    assert tab.page.evaluate("window.hacked") is None
    assert tab.page.locator("img, .app script, .sheets script").count() == 0
    assert "{{7*7}}" in tab.page.locator(".sheets").inner_text()
    assert tab.said == []


def test_very_long_names_do_not_break_the_frame(change_day, open_page):
    day = change_day(worker={"name": "很长的名字" * 100}, client={"name": "x" * 500}, rest={"name": "街" * 300})
    tab = open_page(day.html(names=True))
    tab.page.locator("button.worker").first.click()
    wait_still(tab)
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 1440
    assert tab.page.locator(".map").bounding_box()["height"] > 300
    assert tab.page.locator(".panel").evaluate("(panel) => panel.scrollWidth <= panel.clientWidth")


def test_phone_has_the_map_above_the_list(day, open_page):
    tab = open_page(day.html(), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 390
    ground, panel = (tab.page.locator(part).bounding_box() for part in (".map", ".panel"))
    assert ground["y"] + ground["height"] <= panel["y"] + 1
    assert ground["height"] > 300
    worker(tab, "W1").tap()
    wait_still(tab)
    assert worker(tab, "W1").get_attribute("aria-pressed") == "true"
    # the map stays in sight while the list scrolls
    assert tab.page.locator(".map").bounding_box()["y"] >= 0


def test_print_is_a_sheet_for_each_worker(day, open_page):
    tab = open_page(day.html())
    tab.page.emulate_media(media="print")
    tab.page.wait_for_timeout(100)
    assert not tab.page.locator(".app").is_visible()
    sheets = tab.page.locator(".sheet")
    assert sheets.count() == 3
    assert "没有会助浴的护理员有空" in sheets.nth(0).inner_text()
    rows = sheets.nth(1).locator("tbody tr")
    assert rows.count() == 3
    cells = rows.nth(1).locator("td").all_inner_texts()
    assert cells == [
        "2",
        "09:25",
        "10:00–10:20",
        "v2",
        "C-home2",
        "助浴",
        "10:00–11:00，14:00–15:00",
        "5 分钟 · 400 米",
    ]
    assert "晚 10 分钟" in rows.nth(2).inner_text()
    pages = tab.page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")
    assert pages == 3


def test_print_of_an_isolated_route_is_that_worker_alone(day, open_page):
    tab = open_page(day.html())
    worker(tab, "W2").click()
    tab.page.emulate_media(media="print")
    tab.page.wait_for_timeout(100)
    assert tab.page.locator(".sheet h2").all_inner_texts() == ["W2"]


TEXTS = """
() => {
  const found = [];
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => { const f = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const walker = document.createTreeWalker(document.querySelector(".app"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    if (element.closest(":disabled, option")) continue;
    const style = getComputedStyle(element);
    let ground = element;
    while (ground && (parse(getComputedStyle(ground).backgroundColor)[3] ?? 1) < 0.8) ground = ground.parentElement;
    const back = light(ground ? parse(getComputedStyle(ground).backgroundColor) : [255, 255, 255]);
    const front = light(parse(style.color));
    found.push({ text: element.textContent, size: parseFloat(style.fontSize),
      map: Boolean(element.closest(".leaflet-control")),
      contrast: (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05) });
  }
  return found;
}
"""


def test_every_text_is_big_enough_and_has_contrast(day, open_page):
    tab = open_page(day.html())
    worker(tab, "W1").click()
    tab.page.locator(".chosen .stop").nth(2).click()
    wait_still(tab)
    texts = tab.page.evaluate(TEXTS)
    assert len(texts) > 40
    assert [each for each in texts if each["contrast"] < 4.5] == []
    assert [each for each in texts if each["size"] < (13 if each["map"] else 15)] == []


def test_every_control_has_a_name(day, open_page):
    tab = open_page(day.html())
    unnamed = tab.page.evaluate("""() => [...document.querySelectorAll("button, input, select, a, [tabindex='0']")]
      .filter((each) => !(each.getAttribute("aria-label") || each.textContent.trim())).map((each) => each.outerHTML)""")
    assert unnamed == []


def test_crowded_map_shows_dots_and_a_close_one_numbers(day, open_page):
    tab = open_page(day.html())
    assert tab.page.evaluate("doorstep.routes.look.numbers") is True
    tab.page.evaluate("doorstep.map.setZoom(11, {animate: false})")
    tab.settle()
    assert tab.page.evaluate("doorstep.routes.look.numbers") is False


def test_map_is_kept_in_pieces_small_enough_to_pan(day, open_page):
    tab = open_page(day.html())
    before = tab.page.evaluate("doorstep.map.getCenter().lng")
    tab.page.mouse.move(900, 400)
    tab.page.mouse.down()
    for step in range(10):
        tab.page.mouse.move(900 - 30 * step, 400)
    tab.page.mouse.up()
    wait_still(tab)
    assert tab.page.evaluate("doorstep.map.getCenter().lng") > before
    assert tab.page.evaluate("doorstep.map.getPane('ground').querySelectorAll('canvas').length") >= 6


def test_everybody_is_where_the_plan_says_at_a_moment(day, open_page):
    told = {
        "08:00": None,  # W1 leaves at 08:55
        "09:10": [30.002, 120.003, "v1"],
        "09:40": [30.004, 120.006, "v2"],  # waits for the window
        "13:00": None,  # back at 12:05
    }
    places = open_page(day.html()).page.evaluate(
        """(times) => times.map((time) => {
          const [hours, minutes] = time.split(":").map(Number);
          const place = Doorstep.placeAt(doorstep.plan, doorstep.plan.workers[0], hours * 3600 + minutes * 60);
          if (!place) return null;
          const { lat, lng } = L.CRS.EPSG3857.pointToLatLng(L.point(place.x, place.y), 0);
          return [Number(lat.toFixed(6)), Number(lng.toFixed(6)), place.stop.visit.id];
        })""",
        list(told),
    )
    assert places == list(told.values())


def test_worker_on_the_way_is_as_far_as_the_time_spent(day, open_page):
    # W1 leaves the depot (30.0, 120.0) at 08:55 and is at home1 (30.002, 120.003) at 09:00: halfway at 08:57:30
    tab = open_page(day.html())
    place = tab.page.evaluate("Doorstep.placeAt(doorstep.plan, doorstep.plan.workers[0], 8 * 3600 + 57.5 * 60)")
    way = tab.page.evaluate("[[30.0, 120.0], [30.002, 120.003]].map(([lat, lon]) => Doorstep.toWorld(lat, lon))")
    assert [place["x"], place["y"]] == pytest.approx([sum(axis) / 2 for axis in zip(*way, strict=True)], abs=1e-5)


def test_moment_is_shown_by_button_slider_and_axis_and_left_by_escape(day, open_page):
    tab = open_page(day.html())
    drawn = """() => { const canvas = document.querySelector("canvas.moment");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some(Boolean); }"""
    assert not tab.page.locator(".moment-slider").is_visible()
    tab.page.locator(".moment-button").click()
    tab.page.locator(".moment-slider").fill(str(11 * 3600 + 600))
    assert tab.page.locator(".moment-clock").inner_text() == "11:10"
    assert tab.page.evaluate(drawn)
    x, y = block_of(tab, "W1", 1)
    tab.page.mouse.click(x, y - 27)
    # v1 is served from 09:00 to 09:20
    assert tab.page.locator(".moment-clock").inner_text() == "09:10"
    tab.page.keyboard.press("Escape")
    assert tab.page.locator(".moment-button").get_attribute("aria-pressed") == "false"
    tab.page.mouse.move(600, 300)
    assert not tab.page.evaluate(drawn)
