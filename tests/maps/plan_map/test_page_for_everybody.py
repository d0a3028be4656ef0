"""The page as a whole, in a real browser: it asks nobody, runs nothing of others, and everybody can read it."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_page_asks_nobody_for_anything_and_does_not_complain(day, open_page):
    tab = open_page(day.html())
    tab.worker("W1").click()
    tab.wait_still()
    tab.page.locator("#lang").click()
    tab.page.wait_for_timeout(200)
    assert [url for url in tab.asked if not url.startswith("data:")] == [tab.page.url]
    assert tab.said == []


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
    tab.page.mouse.move(*tab.find_block("W1", 1))
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
    tab.wait_still()
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 1440
    assert tab.page.locator(".map").bounding_box()["height"] > 300
    assert tab.page.locator(".panel").evaluate("(panel) => panel.scrollWidth <= panel.clientWidth")


def test_phone_has_the_map_above_the_list(day, open_page):
    tab = open_page(day.html(), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 390
    ground, panel = (tab.page.locator(part).bounding_box() for part in (".map", ".panel"))
    assert ground["y"] + ground["height"] <= panel["y"] + 1
    assert ground["height"] > 300
    tab.worker("W1").tap()
    tab.wait_still()
    assert tab.worker("W1").get_attribute("aria-pressed") == "true"
    # the map stays in sight while the list scrolls
    assert tab.page.locator(".map").bounding_box()["y"] >= 0


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
    tab.worker("W1").click()
    tab.page.locator(".chosen .stop").nth(2).click()
    tab.wait_still()
    texts = tab.page.evaluate(TEXTS)
    assert len(texts) > 40
    assert [each for each in texts if each["contrast"] < 4.5] == []
    assert [each for each in texts if each["size"] < (13 if each["map"] else 15)] == []


def test_every_control_has_a_name(day, open_page):
    tab = open_page(day.html())
    unnamed = tab.page.evaluate("""() => [...document.querySelectorAll("button, input, select, a, [tabindex='0']")]
      .filter((each) => !(each.getAttribute("aria-label") || each.textContent.trim())).map((each) => each.outerHTML)""")
    assert unnamed == []
