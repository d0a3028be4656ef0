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
    page.emulate_media(media="print")
    assert page.locator(".list li").first.is_visible()
    assert not page.locator(".map").is_visible()
    assert [url for url in tab.asked if not url.startswith("data:")] == [page.url]
    assert tab.said == []
