"""The maps of sites in a real browser: they ask nobody, run nothing of others, and their switches work."""

import re
from dataclasses import replace

import pytest

from maps.service_map import service_map_html

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror='window.hacked=1'></script><script>window.hacked=1</script>{{7*7}}\u202egnp"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_planner_page_switches_every_layer_and_asks_nobody(study, study_html, open_page):
    tab = open_page(study_html(study))
    page = tab.page
    # the choropleth: 北苑 walks 8 min in the plan (5 to 10 min), and 20 today (15 to 20 min, hatched)
    legend = page.locator(".key-box")
    assert "步行时间" in legend.inner_text()
    ground = page.evaluate(GROUND)
    page.locator("[data-when=before]").click()
    tab.settle()
    assert page.evaluate(GROUND) != ground
    assert page.locator("[data-when=before]").get_attribute("aria-pressed") == "true"
    page.locator("[data-when=after]").click()
    tab.settle()
    assert page.evaluate(GROUND) == ground
    for theme, words in (("cover", "步行 15 分钟"), ("change", "基本不变"), ("reach", "10 分钟内")):
        page.locator(f"[data-theme={theme}]").click()
        tab.settle()
        assert page.evaluate(GROUND) != ground
        assert words in legend.inner_text()
    assert page.locator("[data-layer=stepFree]").count() == 1
    marks = page.evaluate(MARKS)
    for layer in ("flows", "points", "candidates"):
        page.locator(f"[data-layer={layer}]").click()
        tab.settle()
        now = page.evaluate(MARKS)
        assert now != marks
        marks = now
    page.locator("#lang").click()
    tab.settle()
    assert [url for url in tab.asked if not url.startswith("data:")] == [page.url]
    assert tab.said == []


# everything that is painted in one of the map's panes
PAINTED = """
[...doorstep.map.getPane("PANE").querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()).sort().join(" ")
"""
GROUND, MARKS = PAINTED.replace("PANE", "theme"), PAINTED.replace("PANE", "plan")


def test_figures_lists_and_cards_tell_the_callers_numbers(study, study_html, open_page):
    tab = open_page(study_html(study, lang="en"))
    page = tab.page
    # 51 of 68 people are 75 %, 46 are 67.6 %
    covered = page.locator("[data-figure=covered]").inner_text()
    assert re.sub(r"\s+", " ", covered) == "75% → 67.6% covered −7.4 points"
    assert "2 more people live in estates with too few of them (under 5)" in page.locator(".key").inner_text()
    assert "55 h" in page.locator(".key").inner_text()
    page.locator("[data-tab=areas]").click()
    rows = page.locator("button.row")
    assert "15 people more covered" in rows.first.inner_text()
    page.locator("#order").select_option("loss")
    assert "20 people fewer covered" in rows.first.inner_text()
    rows.first.click()
    tab.wait_still()
    assert "4.2 min → 8.5 min" in page.locator(".leaflet-popup .card").inner_text()
    page.locator("[data-tab=sites]").click()
    page.locator("#search").fill("南湖")
    assert rows.count() == 1
    assert "51 people of 40 places" in rows.first.inner_text()
    assert "over capacity" in rows.first.inner_text()
    rows.first.click()
    tab.wait_still()
    card = page.locator(".leaflet-popup .card").inner_text()
    assert "46 people of 40 places → 51 people of 40 places" in card
    assert "10:30–12:30\n16:30–18:00" in card


def test_people_are_called_what_was_counted_and_the_change_is_that_of_the_numbers_shown(study, study_html, open_page):
    eaters = {"en": "People who eat", "zh-CN": "用餐的人"}
    # 371.5 and 413.4 are shown as 372 and 413: 41 more, though 41.9 is nearer to 42.
    before = replace(study.before, figures=replace(study.before.figures, people=500, covered=371.5))
    after = replace(study.after, figures=replace(study.after.figures, people=500, covered=413.4))
    tab = open_page(study_html(replace(study, before=before, after=after, counted_text=eaters), lang="en"))
    key = re.sub(r"\s+", " ", tab.page.locator(".key").inner_text())
    assert "People who eat 500" in key
    assert "All people" not in key
    assert "People covered 372 413 +41 " in key
    tab.page.locator("[data-tab=sites]").click()
    tab.page.locator("button.row").first.click()
    tab.wait_still()
    assert "People who come here" in tab.page.locator(".leaflet-popup .card").inner_text()


def test_chosen_site_shows_its_own_catchment_until_nothing_is_chosen(study, study_html, open_page):
    tab = open_page(study_html(study))
    page, legend = tab.page, tab.page.locator(".key-box")
    assert tab.count_pixels("front", CHOSEN) == 0
    page.locator("button.row", has_text="北苑助餐点").click()
    tab.wait_still()
    drawn = tab.count_pixels("front", CHOSEN)
    for told in ("步行到 北苑助餐点", "5 分钟内", "10 分钟内", "15 分钟内", "直线，不是路线"):
        assert told in legend.inner_text()
    # the whole 15 minutes are in sight, clear of the legend
    box, key = page.evaluate(OWN_BOX, "北苑助餐点"), legend.bounding_box()
    ground = page.locator(".folium-map").bounding_box()
    assert box[0] >= ground["x"]
    assert box[1] >= ground["y"]
    assert box[2] <= key["x"]
    assert box[3] <= ground["y"] + ground["height"]
    page.locator(".leaflet-popup-close-button").click()
    page.locator(".leaflet-popup").wait_for(state="detached")
    # nothing goes with the card
    assert tab.count_pixels("front", CHOSEN) == drawn
    page.keyboard.press("Escape")
    assert tab.count_pixels("front", CHOSEN) == 0
    assert "步行到" not in legend.inner_text()
    page.locator("button.row", has_text="空房").click()
    tab.wait_still()
    assert "步行到" not in legend.inner_text()
    # a room without catchments has the ring around its sign alone
    assert 0 < tab.count_pixels("front", CHOSEN) < drawn - 200


CHOSEN = "#4b1d8f"
OWN_BOX = """
(name) => {
  const { map, study } = doorstep;
  const { boxes } = study.rings;
  const { from } = study.sites.find((site) => site.name === name).reach[0].rings;
  const frame = map.getContainer().getBoundingClientRect();
  const at = (x, y) => map.latLngToContainerPoint(L.CRS.EPSG3857.pointToLatLng(L.point(x, y), 0));
  const [one, other] = [at(boxes[4 * from], boxes[4 * from + 1]), at(boxes[4 * from + 2], boxes[4 * from + 3])];
  return [frame.left + one.x, frame.top + one.y, frame.left + other.x, frame.top + other.y];
}
"""


def test_coverage_tells_whom_the_plan_reaches_and_whom_it_drops(study, study_html, open_page):
    # 北苑 is reached, and 20 people of 南湖 are dropped; today neither is marked.
    tab = open_page(study_html(study, lang="en"))
    page, legend = tab.page, tab.page.locator(".key-box")
    page.locator("[data-theme=cover]").click()
    page.locator("[data-layer=candidates]").uncheck()
    reached, dropped = tab.count_pixels("plan", "#7b2d8b"), tab.count_pixels("plan", "#b91c1c")
    assert "covered by the plan alone" in legend.inner_text()
    assert "no longer covered" in legend.inner_text()
    page.locator("[data-when=before]").click()
    assert tab.count_pixels("plan", "#b91c1c") < dropped
    assert tab.count_pixels("plan", "#7b2d8b") == 0 < reached
    assert "covered by the plan alone" not in legend.inner_text()


@pytest.mark.parametrize("theme", ["walk", "cover", "change"])
def test_legend_has_the_colours_that_are_on_the_map(study, study_html, open_page, theme):
    tab = open_page(study_html(study))
    tab.page.locator(f"[data-theme={theme}]").click()
    tab.settle()
    ground, swatches = tab.page.evaluate(COLOURS)
    assert ground
    for colour in ground:
        assert any(max(abs(a - b) for a, b in zip(colour, swatch, strict=True)) <= 3 for swatch in swatches)


# the most usual colours of the ground over bare paper, and the middle of the legend's swatches without hatching
COLOURS = """
() => {
  const paper = [246, 243, 238];
  const seen = new Map();
  for (const canvas of doorstep.map.getPane("theme").querySelectorAll("canvas")) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] < 20) continue;
      const part = data[i + 3] / 255;
      const key = paper.map((back, k) => Math.round(data[i + k] * part + back * (1 - part))).join(" ");
      seen.set(key, (seen.get(key) || 0) + 1);
    }
  }
  const split = (key) => key.split(" ").map(Number);
  const swatches = [...document.querySelectorAll(".key-box .swatch")].flatMap((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(4, 4, canvas.width - 8, canvas.height - 8);
    const all = new Set();
    for (let i = 0; i < data.length; i += 4) all.add([...data.slice(i, i + 3)].join(" "));
    return [...all].map(split);
  });
  const most = [...seen].sort((one, other) => other[1] - one[1]).filter(([, n]) => n > 2000);
  return [most.slice(0, 2).map(([key]) => split(key)), swatches];
}
"""


def test_hostile_texts_run_nothing(study, study_html, open_page):
    sites = [
        replace(one, name=HOSTILE, address=HOSTILE, hours=HOSTILE, phone=HOSTILE, area=HOSTILE) for one in study.sites
    ]
    points = [replace(point, area=HOSTILE) for point in study.points]
    more = [replace(one, label={"en": HOSTILE}, before=HOSTILE, after=HOSTILE) for one in study.more_figures]
    hostile = replace(study, name=HOSTILE, sites=sites, points=points, limit_text={"en": HOSTILE}, more_figures=more)
    for html in (study_html(hostile, lang="en"), service_map_html(HOSTILE, sites, base=None)):
        tab = open_page(html)
        tab.page.locator("button.row").first.click()
        tab.wait_still()
        if tab.page.locator("[data-tab=areas]").count():
            tab.page.locator("[data-tab=areas]").click()
            tab.page.locator("button.row").first.click()
        tab.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        tab.page.wait_for_timeout(100)
        assert tab.page.evaluate("window.hacked") is None
        assert tab.page.locator("img, .app script, .sheets script").count() == 0
        assert "{{7*7}}" in tab.page.locator("body").inner_text()
        assert tab.said == []


def test_both_pages_fit_a_phone(study, study_html, open_page):
    for html in (study_html(study), service_map_html("示例区", study.sites, base=None)):
        tab = open_page(html, **PHONE)
        assert tab.page.evaluate("document.documentElement.scrollWidth") == 390
        ground, panel = (tab.page.locator(part).bounding_box() for part in (".map", ".panel"))
        assert ground["y"] + ground["height"] <= panel["y"] + 1
        assert tab.page.locator(".folium-map").bounding_box()["height"] >= 280


def test_paper_has_the_figures_every_site_and_every_estate(study, study_html, open_page):
    tab = open_page(study_html(study, lang="en"))
    tab.page.emulate_media(media="print")
    tab.page.wait_for_timeout(100)
    text = tab.page.locator(".sheets").inner_text()
    for told in (
        "南湖助餐点",
        "旧助餐点",
        "空房",
        "北苑",
        "farthest tenth, mean",
        "Who gains and who loses",
        "over capacity",
    ):
        assert told in text
    assert not tab.page.locator(".panel").is_visible()
    assert tab.page.locator(".folium-map").is_visible()
    assert tab.page.locator(".head .figures").is_visible()
    # laid out as wide as the paper: what is only drawn smaller makes the browser shrink the whole page
    wide = tab.page.evaluate("Number(getComputedStyle(doorstep.map.getContainer()).zoom) * doorstep.map.getSize().x")
    assert 690 <= wide <= 703


def test_public_page_lists_sites_by_estate_and_opens_their_cards(study, open_page):
    tab = open_page(service_map_html("示例区", study.sites, base=None))
    page = tab.page
    assert page.locator(".list h2").all_inner_texts() == ["北苑", "南湖"]
    assert page.locator(".list b").all_inner_texts() == ["北苑助餐点", "南湖助餐点"]
    assert "即将开放" in page.locator(".list li").first.inner_text()
    page.locator("button.row").nth(1).click()
    tab.wait_still()
    card = page.locator(".leaflet-popup .card").inner_text()
    for told in ("南湖助餐点", "一街 1 号", "10:30–12:30", "000-1"):
        assert told in card
    sizes = page.evaluate("""() => [...document.querySelectorAll(".list *")].filter((e) => e.textContent.trim())
      .map((e) => parseFloat(getComputedStyle(e).fontSize))""")
    assert min(sizes) >= 17
    page.locator("#lang").click()
    assert "opens soon" in page.locator(".list li").first.inner_text()
    assert [url for url in tab.asked if not url.startswith("data:")] == [page.url]
    assert tab.said == []


def test_public_list_is_one_sheet_for_the_wall(study, open_page):
    few = study.sites
    many = [
        replace(few[0], id=f"S{n}", name=f"{n} 号助餐点", lat=30 + n / 1000, area=f"第 {n} 社区") for n in range(70)
    ]
    for sites, size, name in ((few, b"[0 0 594.9", "北苑助餐点"), (many, b"[0 0 841.", "69 号助餐点")):
        page = open_page(service_map_html("示例区", sites, base=None)).page
        page.locator("#search").fill("没有这样的")
        paper = page.pdf(prefer_css_page_size=True)
        assert paper.count(b"/Type /Page\n") == 1
        assert size in paper
        page.emulate_media(media="print")
        sheet = page.locator(".wall")
        for told in (name, "一街 1 号", "10:30–12:30", "000-1", "助餐点一览"):
            assert told in sheet.inner_text()
        assert not page.locator(".map").is_visible()
        assert not page.locator(".panel").is_visible()
        points = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.wall')).fontSize) * 0.75")
        assert points >= (18 if sites is few else 9)


def test_public_list_too_long_for_a_sheet_goes_on_the_next(study, open_page):
    many = [replace(study.sites[0], id=f"S{n}", name=f"{n} 号助餐点") for n in range(400)]
    page = open_page(service_map_html("示例区", many, base=None)).page
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") > 1
    page.emulate_media(media="print")
    assert "399 号助餐点" in page.locator(".wall").inner_text()
