"""Where there is little room: badges in the list, long titles, a phone, the edge of the map."""

from dataclasses import replace

import pytest

from routing.plan import Violation

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}


def rename_workers(day, names):
    day.problem = replace(
        day.problem,
        workers=tuple(replace(worker, id=names[worker.id], team="西园二区片区") for worker in day.problem.workers),
    )
    routes = tuple(replace(route, worker=names[route.worker]) for route in day.plan.routes)
    day.plan = replace(day.plan, routes=routes)


def make_late(day):
    """Every stop starts hours after its windows."""
    routes = []
    for route in day.plan.routes:
        stops = tuple(
            replace(stop, arrival=stop.arrival + 21600, start=stop.start + 21600, end=stop.end + 21600)
            for stop in route.stops
        )
        routes.append(replace(route, stops=stops, arrival=route.arrival + 21600))
    day.plan = replace(day.plan, routes=tuple(routes))


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("name", ["D02", "送餐-二区-0017"])
def test_id_of_a_worker_is_read_whole_beside_badges(day, open_page, screen, lang, name):
    rename_workers(day, {"W1": "H01", "W2": name, "W3": "H02"})
    make_late(day)
    day.violations = tuple(
        Violation(rule="skills", kind="missing", amount=1, unit="skills", message="no", worker=name) for _ in range(12)
    )
    tab = open_page(day.html(lang=lang), **screen)
    label = tab.page.locator("button.worker b", has_text=name)
    assert label.evaluate("(b) => [b.scrollWidth - b.clientWidth, b.scrollHeight - b.clientHeight]") == [0, 0]
    assert label.evaluate("(b) => b.getClientRects().length === 1 && b.offsetHeight < 30")
    row = tab.page.locator("button.worker", has_text=name)
    assert row.locator(".badge").count() >= 2
    assert tab.page.locator(".panel").evaluate("(panel) => panel.scrollWidth <= panel.clientWidth")


def test_long_title_of_a_day_ends_in_an_ellipsis_and_is_told_whole(change_day, open_page):
    name = "很长的街道名称" * 30
    tab = open_page(change_day(rest={"name": name}).html())
    title = tab.page.locator(".head h1")
    style = title.evaluate("(h1) => [getComputedStyle(h1).webkitLineClamp, getComputedStyle(h1).textOverflow]")
    assert style == ["2", "ellipsis"]
    assert title.get_attribute("title") == name
    # two lines, none of them cut in the middle
    assert title.evaluate("(h1) => h1.clientHeight % parseFloat(getComputedStyle(h1).lineHeight)") < 1


def test_phone_brings_the_timeline_into_sight(day, open_page):
    tab = open_page(day.html(), **PHONE)
    fold = tab.page.locator(".fold")
    fold.scroll_into_view_if_needed()
    fold.tap()
    tab.page.wait_for_timeout(600)
    box = tab.page.locator(".scroller").bounding_box()
    ground = tab.page.locator(".map").bounding_box()
    assert box["height"] > 120
    assert box["y"] >= ground["y"] + ground["height"] - 1
    assert box["y"] + box["height"] <= 844 + 1


def test_phone_can_print(day, open_page):
    tab = open_page(day.html(), **PHONE)
    tab.page.evaluate("window.print = () => { window.printed = true; }")
    tab.page.locator("#print").tap()
    assert tab.page.evaluate("window.printed")
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 390


ON_SCREEN = """
() => {
  const { legs } = doorstep.plan;
  const { route } = doorstep.state.worker;
  const size = doorstep.map.getSize();
  const real = doorstep.map.getContainer().getBoundingClientRect();
  const spots = [];
  for (let i = legs.starts[route.firstLeg]; i < legs.starts[route.firstLeg + route.legs]; i++) {
    const place = L.CRS.EPSG3857.pointToLatLng(L.point(legs.points[2 * i], legs.points[2 * i + 1]), 0);
    spots.push(doorstep.map.latLngToContainerPoint(place));
  }
  return {
    size: [size.x - real.width, size.y - real.height].map((apart) => Math.abs(apart) < 2),
    left: Math.min(...spots.map((spot) => spot.x)), top: Math.min(...spots.map((spot) => spot.y)),
    right: real.width - Math.max(...spots.map((spot) => spot.x)),
    bottom: real.height - Math.max(...spots.map((spot) => spot.y)),
  };
}
"""


def choose(tab, name):
    tab.page.locator("button.worker", has_text=name).click()
    for _ in range(80):
        tab.page.wait_for_timeout(25)
        if not tab.page.evaluate("Boolean(doorstep.map._animatingZoom || doorstep.map._panAnim?._inProgress)"):
            break
    tab.settle()


def test_chosen_route_is_in_sight_with_the_streets_it_takes(day, open_page):
    # from home1 to home2 the street goes round by the south
    mode = day.problem.workers[0].mode
    day.paths = {mode: {("home1", "home2"): [(30.002, 120.003), (29.996, 120.004), (30.004, 120.006)]}}
    tab = open_page(day.html())
    choose(tab, "W1")
    seen = tab.page.evaluate(ON_SCREEN)
    assert seen["size"] == [True, True]
    assert min(seen[side] for side in ("left", "top", "right", "bottom")) >= 20


def test_chosen_route_is_in_sight_after_the_timeline_took_its_room(day, open_page):
    tab = open_page(day.html())
    tab.page.locator(".fold").click()
    choose(tab, "W2")
    assert tab.page.evaluate(ON_SCREEN)["size"] == [True, True]
    tab.page.locator(".fold").click()
    choose(tab, "W1")
    seen = tab.page.evaluate(ON_SCREEN)
    assert seen["size"] == [True, True]
    assert min(seen[side] for side in ("left", "top", "right", "bottom")) >= 20


def test_names_beside_people_are_explained_while_they_are_shown(day, open_page):
    tab = open_page(day.html(lang="en"))
    legend = tab.page.locator(".map-legend .people")
    assert not legend.is_visible()
    tab.page.locator(".moment-button").click()
    assert legend.is_visible()
    assert legend.inner_text().split("\n") == ["W1 3", "worker and number of the stop; none: on the way"]
    tab.page.keyboard.press("Escape")
    assert not legend.is_visible()
