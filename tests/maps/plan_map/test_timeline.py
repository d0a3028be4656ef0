"""The timeline below the map and who is where at a moment, in a real browser."""

from dataclasses import replace

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("order", ["late", "stops", "finish", "name"])
def test_timeline_has_the_order_of_the_list(day, open_page, order):
    tab = open_page(day.html())
    tab.page.locator("#order").select_option(order)
    names = tab.page.locator("button.worker:enabled b").all_inner_texts()
    assert set(names) == {"W1", "W2"}
    assert tab.page.evaluate("doorstep.timeline.rows().map((worker) => worker.id)") == names


def test_timeline_block_tells_and_opens_its_stop(day, open_page):
    tab = open_page(day.html())
    x, y = tab.find_block("W1", 3)
    tab.page.mouse.move(x, y)
    tab.page.wait_for_timeout(100)
    assert tab.page.evaluate("doorstep.state.hover.stop.visit.id") == "v3"
    tip = tab.page.locator(".timeline .tip").inner_text()
    assert "11:00–11:30" in tip
    assert "晚到 10 分钟" in tip
    tab.page.mouse.click(x, y)
    tab.wait_still()
    assert "v3" in tab.page.locator(".leaflet-popup .card").inner_text()
    assert tab.worker("W1").get_attribute("aria-pressed") == "true"


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
    x, y = tab.find_block("W1", 1)
    tab.page.mouse.click(x, y - 27)
    # v1 is served from 09:00 to 09:20
    assert tab.page.locator(".moment-clock").inner_text() == "09:10"
    tab.page.keyboard.press("Escape")
    assert tab.page.locator(".moment-button").get_attribute("aria-pressed") == "false"
    tab.page.mouse.move(600, 300)
    assert not tab.page.evaluate(drawn)


def test_names_with_one_beginning_show_their_ends(day, open_page):
    names = ["WJJD-HLY-00H1", "WJJD-HLY-00H2", "WJJD-HLY-00H3"]
    workers = tuple(replace(worker, id=name) for worker, name in zip(day.problem.workers, names, strict=True))
    routes = tuple(replace(route, worker=name) for route, name in zip(day.plan.routes, names, strict=False))
    day.problem, day.plan = replace(day.problem, workers=workers), replace(day.plan, routes=routes)
    tab = open_page(day.html(lang="en"))
    fit = (
        "(most) => doorstep.plan.workers.map((one) => Doorstep.fitName(one.label, (s) => s.length <= most, one.byEnd))"
    )
    assert tab.page.evaluate(fit, 8) == ["…LY-00H1", "…LY-00H2", "…LY-00H3"]
    assert tab.page.evaluate(fit, 20) == names


def test_name_unlike_the_others_shows_its_beginning(day, open_page):
    workers = (replace(day.problem.workers[0], id="caregiver-1"), *day.problem.workers[1:])
    routes = (replace(day.plan.routes[0], worker="caregiver-1"), *day.plan.routes[1:])
    day.problem, day.plan = replace(day.problem, workers=workers), replace(day.plan, routes=routes)
    tab = open_page(day.html(lang="en"))
    fit = "(one) => Doorstep.fitName(one.label, (s) => s.length <= 8, one.byEnd)"
    assert tab.page.evaluate(f"({fit})(doorstep.plan.workers[0])") == "caregiv…"
