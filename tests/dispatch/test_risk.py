"""doorstep risk as a user meets it: what it prints and writes, its page, its exit codes."""

import json
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dispatch.risk_page import PageTitle, find_level, risk_html
from dispatch.risk_words import say_chance
from scenarios.uncertainty.figures import DayRisk, Estimate, Risk, StopRisk, VisitCounts, WorkerRisk
from scenarios.uncertainty.spreads import Spreads

Command = Callable[..., subprocess.CompletedProcess[str]]

ORDERS = "worker,visit\nW1,V1\nW1,V3\nW2,V2\n"
CALM = """\
[service]
cv = 0
nobody_opens = 0
[travel.walk]
cv = 0
day_cv = 0
"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


class Reader(HTMLParser):
    """Collects tags, texts, addresses and the texts of each cell of the strips."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attributes if name in ("src", "href", "action")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_risk_prints_tables_and_writes_figures_and_page(
    command: Command, small_day: Path, orders: Path, tmp_path: Path
) -> None:
    done = command("risk", small_day, orders, "--out", tmp_path / "risk", "--samples", 500, "--seed", 7)
    assert done.returncode == 0, done.stderr
    assert "Visits on time" in done.stdout
    assert "500 days drawn, seed 7" in done.stdout
    assert sorted(path.name for path in (tmp_path / "risk").iterdir()) == ["risk.html", "risk.json"]
    document = json.loads((tmp_path / "risk" / "risk.json").read_text(encoding="utf-8"))
    assert [stop["visit"] for stop in document["stops"]] == ["V1", "V3", "V2"]
    assert (document["samples"], document["seed"], document["travel_source"]) == (500, 7, "straight-line")
    page = Reader((tmp_path / "risk" / "risk.html").read_text(encoding="utf-8"))
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert page.addresses == []
    assert {"V1", "V2", "V3", "W1", "W2"} <= set(page.texts)
    assert not {"张三", "李四", "乙"} & set(page.texts)


def test_same_seed_prints_the_same_document(command: Command, small_day: Path, orders: Path, tmp_path: Path) -> None:
    line = ("risk", small_day, orders, "--out", tmp_path / "risk", "--samples", 300, "--json")
    one, again = command(*line), command(*line, DOORSTEP_LANG="zh-CN")
    assert json.loads(one.stdout) == json.loads(again.stdout)
    assert "网页" in again.stderr


def test_own_spreads_without_any_give_back_the_plan(
    command: Command, small_day: Path, orders: Path, tmp_path: Path
) -> None:
    spreads = tmp_path / "calm.toml"
    spreads.write_text(CALM + '[service_by_name."理髮"]\ncv = 0\n', encoding="utf-8")
    command("check", small_day, orders, "--out", tmp_path / "plan")
    plan = tmp_path / "plan" / "plan.json"
    done = command("risk", small_day, plan, "--out", tmp_path / "risk", "--spreads", spreads, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    starts = {
        stop["visit"]: stop["start"]
        for route in json.loads(plan.read_text(encoding="utf-8"))["routes"]
        for stop in route["stops"]
    }
    assert {stop["visit"]: stop["planned"] + stop["delay"]["mean"] for stop in document["stops"]} == starts
    assert "U106" in done.stderr  # the day has no such service
    assert "U111" not in done.stderr


def test_plan_file_with_times_of_its_own_is_noted(command: Command, small_day: Path, tmp_path: Path) -> None:
    stop = {"visit": "V1", "arrival": 31000, "start": 33000, "end": 34800}
    route = {"worker": "W1", "departure": 30000, "stops": [stop], "arrival": 35000}
    plan = {
        "format": "doorstep-plan",
        "version": 1,
        "routes": [route],
        "unassigned": [{"visit": "V2"}, {"visit": "V3"}],
    }
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    done = command("risk", small_day, path, "--out", tmp_path / "risk", "--samples", 50)
    assert done.returncode == 0, done.stderr
    assert "U111" in done.stderr
    assert "1 of 1 visits" in done.stderr


def test_every_fault_of_the_spreads_is_told_and_nothing_is_written(
    command: Command, small_day: Path, orders: Path, tmp_path: Path
) -> None:
    spreads = tmp_path / "bad.toml"
    spreads.write_text("[service]\ncv = 9\nnobody = 1\n", encoding="utf-8")
    line = ("risk", small_day, orders, "--out", tmp_path / "risk", "--spreads", spreads, "--json")
    done = command(*line, DOORSTEP_LANG="zh-CN")
    assert done.returncode == 2
    assert {fault["code"] for fault in json.loads(done.stdout)["faults"]} == {"D133", "U103"}
    assert "service.nobody" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "risk").exists()


@pytest.mark.parametrize("text", ["worker,visit\n", "worker,visit\nW9,V1\n", "{", "worker,visit\nW1,V1\nW2,V1\n"])
def test_plan_that_is_none_is_a_fault(command: Command, small_day: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / ("plan.json" if text == "{" else "plan.csv")
    path.write_text(text, encoding="utf-8")
    done = command("risk", small_day, path, "--out", tmp_path / "risk", "--samples", 10)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "risk").exists()


def test_folder_of_the_day_is_no_place_for_the_risk(command: Command, small_day: Path, orders: Path) -> None:
    assert command("risk", small_day, orders, "--out", small_day).returncode == 2
    assert command("risk", small_day, orders, "--out", small_day / "risk", "--samples", 1).returncode == 2


def make_risk(*, chance: float, service: str = "bath") -> Risk:
    estimate = Estimate(mean=chance, error=0.01)
    stop = StopRisk(
        visit="V<1>",
        service=service,
        worker="W&1",
        number=1,
        planned=30000,
        window_start=29000,
        window_end=31000,
        due=30500,
        delay=estimate,
        on_time=estimate,
        lateness=Estimate(mean=90, error=1),
        wish_kept=estimate,
        meal_planned=900,
        meal_over=estimate,
    )
    worker = WorkerRisk(
        worker="W&1",
        stops=1,
        planned_return=40000,
        shift_end=41000,
        delay=estimate,
        overtime_chance=estimate,
        overtime=estimate,
    )
    day = DayRisk(**dict.fromkeys(DayRisk.__dataclass_fields__, estimate))
    return Risk(
        samples=10,
        seed=0,
        meal_limit=3600,
        slack=300,
        visits=VisitCounts(asked=15, unassigned=5, mandatory_unassigned=2),
        day=day,
        stops=(stop,),
        workers=(worker,),
        gaps=(),
        links=(),
    )


@pytest.mark.parametrize(
    ("language", "said"), [("en", "5 of 15, 2 of them mandatory"), ("zh-CN", "5 / 15，其中 2 单必须安排")]
)
def test_visits_in_no_route_are_told_on_the_page(language, said) -> None:
    page = Reader(risk_html(make_risk(chance=0.5), Spreads(), PageTitle(name="Day"), language=language))
    assert said in page.texts


def test_visits_in_no_route_are_told_on_the_screen_and_in_the_document(
    command: Command, small_day: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("worker,visit\nW1,V1\n", encoding="utf-8")
    done = command("risk", small_day, plan, "--out", tmp_path / "risk", "--samples", 50)
    assert "2 of 3, 2 of them mandatory" in done.stdout
    document = json.loads((tmp_path / "risk" / "risk.json").read_text(encoding="utf-8"))
    assert document["visits"] == {"asked": 3, "unassigned": 2, "mandatory_unassigned": 2}


def test_fault_of_a_plan_names_its_file(command: Command, small_day: Path, tmp_path: Path) -> None:
    stop = {"visit": "V1", "arrival": 31000, "start": 33000, "end": 34800}
    route = {"worker": "W9", "departure": 30000, "stops": [stop], "arrival": 35000}
    plan = {"format": "doorstep-plan", "version": 1, "routes": [route], "unassigned": []}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    done = command("risk", small_day, path, "--out", tmp_path / "risk", "--samples", 50)
    assert "P101  mine.json: " in done.stderr


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_texts_of_the_day_stay_texts_on_the_page(language) -> None:
    risk = make_risk(chance=0.5, service="<script>alert(1)</script>")
    page = Reader(risk_html(risk, Spreads(), PageTitle(name="<b>Day</b>"), language=language))
    assert "script" not in page.tags
    assert {"<script>alert(1)</script>", "V<1>", "W&1"} <= set(page.texts)
    assert any("<b>Day</b>" in text for text in page.texts)


@pytest.mark.parametrize(("chance", "sign"), [(0.95, ""), (0.949, "△ "), (0.8, "△ "), (0.799, "▲ ")])
def test_level_of_a_stop_is_told_by_a_sign_as_well(chance: float, sign: str) -> None:
    assert Spreads().sure == 0.95
    page = Reader(risk_html(make_risk(chance=chance), Spreads(), PageTitle(name="Day"), language="en"))
    assert f"{sign}{100 * chance:.1f}\u00a0%" in page.texts
    assert find_level(chance, Spreads()) == {"": "sure", "△ ": "doubtful", "▲ ": "risky"}[sign]


def test_estimated_travel_is_announced() -> None:
    pages = [
        risk_html(make_risk(chance=0.5), Spreads(), PageTitle(name="Day", estimated=estimated), language="en")
        for estimated in (True, False)
    ]
    assert ["ESTIMATED" in page for page in pages] == [True, False]


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (1, "100\u00a0%"),
        (0.99996, "over 99.9\u00a0%"),
        (0.5, "50.0\u00a0%"),
        (0.0001, "under 0.1\u00a0%"),
        (0, "0\u00a0%"),
    ],
)
def test_nearly_sure_is_not_said_to_be_sure(chance: float, said: str) -> None:
    assert say_chance("en", chance) == said


@pytest.mark.browser
def test_page_fits_a_phone_and_asks_for_nothing(browser, tmp_path: Path) -> None:
    path = tmp_path / "risk.html"
    path.write_text(risk_html(make_risk(chance=0.5), Spreads(), PageTitle(name="Day"), language="en"), encoding="utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    bar = page.evaluate("document.querySelector('.strip .bar i').getBoundingClientRect().width")
    whole = page.evaluate("document.querySelector('.strip .bar').clientWidth")
    page.emulate_media(media="print")
    # A4 without 12 mm at both sides: times stand on one line
    page.set_viewport_size({"width": 702, "height": 1032})
    assert page.evaluate("document.documentElement.scrollWidth") == 702
    assert page.evaluate("document.querySelector('.when').clientHeight") < 30
    assert b"[0 0 594.9" in page.pdf(prefer_css_page_size=True)
    context.close()
    assert bar == pytest.approx(whole / 2, abs=1)
    assert said == []
    assert asked == [path.as_uri()]
