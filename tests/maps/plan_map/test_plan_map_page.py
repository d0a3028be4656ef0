"""The page as text: whole in itself, safe with any text, silent about people unless asked."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import folium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.inline_page import inline_assets, name_plainly, script_json
from maps.leaflet_page import DOCUMENT, LANGUAGES
from routing.errors import DoorstepError
from routing.plan import Plan, Violation

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"quoted\" 'text' \\ back",
    "line\u2028and\u2029separators",
    "{{ 7*7 }} {% for x in y %} {# gone #}",
    "<!-- <script> -->",
    "\u202eright to left",
    "很长的名字" * 200,
    "http://example.org/x.js",
    '<link rel="stylesheet" href="http://example.org/x.css">',
]


class Tags(HTMLParser):
    """Every tag with its attributes, and the text of title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]


def document(html: str) -> dict:
    text = re.search(r"Doorstep\.show\(\w+, (\{.*\})\);\n", html)[1]
    return json.loads(text)


def test_page_loads_nothing(day):
    tags = Tags(day.html())
    assert [attrs["href"] for attrs in tags.of("link")] == ["data:,"]
    assert not [attrs for attrs in tags.of("script") if "src" in attrs]
    assert not tags.of("img")
    assert not tags.of("iframe")


def test_policy_forbids_every_request(day):
    policies = [a["content"] for a in Tags(day.html()).of("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'")
    assert "http" not in policies[0]


def test_page_may_be_zoomed_by_people_who_need_it(day):
    viewports = [attrs["content"] for attrs in Tags(day.html()).of("meta") if attrs.get("name") == "viewport"]
    assert viewports == ["width=device-width, initial-scale=1"]


def test_unknown_url_is_refused_by_name():
    html = '<script src="doorstep:leaflet.js"></script><script src="https://cdn.example.org/extra.js"></script>'
    with pytest.raises(DoorstepError, match=re.escape("https://cdn.example.org/extra.js")):
        inline_assets(html, {"doorstep:leaflet.js": "leaflet/leaflet.js"})


def test_picture_of_another_host_is_refused():
    with pytest.raises(DoorstepError, match="tiles"):
        inline_assets('<img alt="" src="https://tiles.example.org/1.png">', {})


def test_pictures_of_style_sheets_are_put_in():
    html = inline_assets('<link rel="stylesheet" href="x"/>', {"x": "leaflet/leaflet.css"})
    urls = re.findall(r"url\(([^)]{0,20})", html)
    assert urls
    assert all(url.startswith(("data:", "#")) for url in urls)


def test_other_folium_maps_keep_their_libraries(day):
    before = list(folium.Map.default_js)
    day.html()
    assert folium.Map.default_js == before
    assert "jquery" in folium.Map(tiles=None).get_root().render()


def test_same_plan_is_the_same_file(day):
    assert day.html() == day.html()


def test_random_ids_are_numbered_in_the_order_they_appear():
    one, other = "map_" + "a" * 32, "map_" + "b" * 32
    assert name_plainly(f"{other} {one} {other}") == "map_0 map_1 map_0"


def test_ids_that_look_like_random_ones_stay_as_they_were_given(change_day):
    name = "visit_0123456789abcdef0123456789abcdef"
    html = change_day(client={"notes": name}, rest={"name": name}).html(names=True)
    plan = document(html)["plan"]
    assert (plan["visits"][0][10], plan["name"]) == (name, name)
    assert f"<title>{name} 2026-11-23" in html


def test_name_of_the_place_where_the_data_goes_is_a_name_like_any_other(change_day):
    day = change_day(client={"notes": DOCUMENT}, rest={"name": DOCUMENT})
    html = day.html(names=True)
    assert document(html)["plan"]["name"] == DOCUMENT
    assert f"<title>{DOCUMENT} 2026-11-23" in html


def test_language_and_title_are_said_in_the_page(day):
    html = day.html(lang="en")
    assert Tags(html).of("html") == [{"lang": "en"}]
    assert "<title>南湖街道 2026-11-23 · Visit plan</title>" in html


def test_unknown_language_is_refused(day):
    with pytest.raises(ValueError, match="fr"):
        day.html(lang="fr")


def test_both_languages_are_shipped_whole(day):
    words = document(day.html())["words"]
    assert set(words) == set(LANGUAGES)
    assert words["en"].keys() == words["zh-CN"].keys()
    slots = {lang: {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in words[lang].items()} for lang in words}
    assert slots["en"] == slots["zh-CN"]


def test_every_word_the_scripts_ask_for_is_there(day):
    words = document(day.html())["words"]["en"]
    scripts = [
        path.read_text(encoding="utf-8")
        for path in (files("maps.assets") / "plan_map").iterdir()
        if path.suffix == ".js"
    ]
    asked = set(re.findall(r"""\bt\("([\w.\-]+)"[,)]""", "".join(scripts)))
    assert asked
    assert asked <= words.keys()


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_people_stay_texts(change_day, text):
    plain = Tags(change_day().html(names=True)).tags
    day = change_day(
        client={"name": text, "notes": text},
        worker={"name": text, "team": text},
        visit={"service": text},
        rest={"name": text},
    )
    day.reasons = {"v6": {"en": text, "zh-CN": text}}
    day.violations = (Violation(rule=text, kind=text, amount=1, unit="s", message=text, worker="W1"),)
    html = day.html(names=True)
    assert [tag for tag, _ in Tags(html).tags] == [tag for tag, _ in plain]
    plan = document(html)["plan"]
    assert plan["visits"][0][9:] == [text, text]
    assert plan["workers"][0]["name"] == text
    assert plan["name"] == text
    assert plan["unassigned"] == [[5, {"en": text, "zh-CN": text}]]


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
@settings(deadline=None, max_examples=200)
def test_script_json_reads_back_and_holds_nothing_special(value):
    text = script_json(value)
    assert json.loads(text) == value
    assert not re.search(r"[<>&\u2028\u2029]|\{\{|\{%|\{#", text)


def test_names_stay_out_unless_asked_for(day):
    html = day.html()
    for told in ("姓名 of", "老人 of", "门禁 of", "地址 of"):
        assert told not in html
    assert "W1" in html
    assert "C-home1" in html
    assert "南湖驿站" in html


def test_names_come_in_where_asked_for(day):
    html = day.html(names=True)
    assert "姓名 of W1" in html
    assert "老人 of home1" in html
    assert "门禁 of home1" in html
    assert "地址 of" not in html


def test_depot_without_a_name_shows_its_id_not_its_address(change_day):
    day = change_day()
    day.problem = replace(day.problem, depots=tuple(replace(depot, name="") for depot in day.problem.depots))
    plan = document(day.html())["plan"]
    assert plan["depots"][0]["name"] == "depot"


def test_day_with_nobody_out_is_still_a_page(day):
    day.plan = Plan(routes=(), unassigned=tuple(visit.id for visit in day.problem.visits))
    plan = document(day.html())["plan"]
    assert plan["routes"] == []
    assert len(plan["unassigned"]) == 6
