"""The map, its marks and the cards they open, in a real browser."""

from dataclasses import replace

import pytest

pytestmark = pytest.mark.browser

RED = "#c81e1e"


def test_ground_is_drawn(day, open_page):
    assert open_page(day.html()).count_pixels("ground", "#dbe9d0") > 500


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


def test_estimate_is_said_where_it_is_one(day, estimated_day, open_page):
    assert not open_page(day.html()).page.locator(".app > .estimate").is_visible()
    tab = open_page(estimated_day.html())
    assert "直线距离估算" in tab.page.locator(".app > .estimate").inner_text()


def test_late_stop_is_marked_in_list_and_card_and_by_shape(day, open_page):
    tab = open_page(day.html())
    assert "晚到 1" in tab.worker("W1").inner_text()
    assert tab.worker("W1").locator(".badge canvas").count() == 1
    assert tab.count_pixels("plan", RED) > 50
    tab.worker("W1").click()
    tab.page.locator(".chosen .stop").nth(2).click()
    card = tab.page.locator(".leaflet-popup .card").inner_text()
    assert "晚到 10 分钟" in card
    assert "v3" in card
    assert "11:00–11:30" in card


def test_card_tells_waiting_way_and_service(day, open_page):
    tab = open_page(day.html())
    tab.worker("W1").click()
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
    tab.worker("W2").click()
    tab.wait_still()
    tab.page.locator(".chosen .stop").first.click()
    cards = tab.page.locator(".leaflet-popup .card")
    assert cards.count() == 2
    assert "携带" in cards.first.inner_text()
    assert "同一地点" in cards.nth(1).inner_text()


def test_unassigned_visit_comes_first_and_leads_to_its_place(day, open_page):
    tab = open_page(day.html())
    assert tab.page.locator(".panel h2").first.inner_text() == "未安排 1 单"
    assert "没有会助浴的护理员有空" in tab.page.locator(".unassigned .item").inner_text()
    assert tab.count_pixels("front", RED) > 30
    tab.page.locator(".unassigned .item").click()
    tab.wait_still()
    assert "没有会助浴的护理员有空" in tab.page.locator(".leaflet-popup .card").inner_text()
    inside = "doorstep.map.getBounds().contains([30.012, 120.0])"
    assert tab.page.evaluate(inside)


def test_click_on_a_mark_opens_its_stop(day, open_page):
    tab = open_page(day.html())
    x, y = tab.page.evaluate("""() => {
      const point = doorstep.map.latLngToContainerPoint([30.002, 120.003]);
      const box = doorstep.map.getContainer().getBoundingClientRect();
      return [box.left + point.x, box.top + point.y]; }""")
    tab.page.mouse.click(x, y)
    assert "v1" in tab.page.locator(".leaflet-popup .card").inner_text()
    assert tab.page.evaluate("doorstep.state.worker.id") == "W1"


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
    tab.wait_still()
    assert tab.page.evaluate("doorstep.map.getCenter().lng") > before
    assert tab.page.evaluate("doorstep.map.getPane('ground').querySelectorAll('canvas').length") >= 6


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_card_opened_from_the_list_lies_whole_in_the_map(coupled_day, open_page, viewport):
    tab = open_page(coupled_day.html(), viewport=viewport)
    tab.worker("W1").click()
    tab.page.locator(".chosen .stop").nth(1).click()
    card, room, legend = (tab.page.locator(name) for name in (".leaflet-popup-content-wrapper", ".map", ".map-legend"))

    def is_in_sight():
        inside, outside = card.bounding_box(), room.bounding_box()
        top = outside["y"]
        if legend.is_visible():
            top = legend.bounding_box()["y"] + legend.bounding_box()["height"]
        right = inside["x"] + inside["width"], outside["x"] + outside["width"]
        return inside["y"] >= top and inside["x"] >= outside["x"] and right[0] <= right[1]

    for _ in range(80):
        if is_in_sight():
            break
        tab.page.wait_for_timeout(25)
    assert is_in_sight()


PLATE_END = """
() => {
  const [depot] = doorstep.plan.depots;
  const place = L.CRS.EPSG3857.pointToLatLng(L.point(depot.x, depot.y), 0);
  const { map, plan } = doorstep;
  return map.latLngToContainerPoint(place).x + Doorstep.plateWidth(plan, depot, map.getZoom()) - map.getSize().x;
}
"""


def test_plate_of_a_station_in_the_east_is_whole_at_first_sight(day, open_page):
    places = tuple(replace(place, lon=120.02) if place.id == "depot" else place for place in day.problem.locations)
    depots = tuple(replace(depot, name="望京街道南湖西里社区综合养老驿站") for depot in day.problem.depots)
    day.problem = replace(day.problem, locations=places, depots=depots)
    tab = open_page(day.html())
    assert -120 < tab.page.evaluate(PLATE_END) < 0
