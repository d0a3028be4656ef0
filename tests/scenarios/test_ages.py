"""People of invented days have believable ages, drawn apart from all else."""

import csv
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from scenarios import generate
from scenarios.changes import apply_changes, make_world, read_change
from scenarios.day import Day, read_day
from scenarios.demand.ages import draw_ages
from scenarios.demand.catalogue import read_catalogue
from scenarios.demand.orders import Orders
from scenarios.samples import sample_day_path

CATALOGUE = read_catalogue("en")


@pytest.fixture(scope="module")
def sample() -> Day:
    return read_day(sample_day_path())


def draw_many(service: str, count: int) -> list[int]:
    """Ages of so many people who each get one visit of a service."""
    orders = Orders(
        clients=[{"client": f"c{n}"} for n in range(count)],
        visits=[{"client": f"c{n}", "service": service} for n in range(count)],
    )
    draw_ages(Random(1), CATALOGUE, orders)
    return [row["age"] for row in orders.clients]


@pytest.mark.parametrize(("service", "weights"), [("cleaning", "cared_for"), ("meal", "meals_only")])
def test_bands_are_as_frequent_as_their_weights_say(service: str, weights: str) -> None:
    figures = CATALOGUE.figures["ages"]
    bands = Counter(age // 5 * 5 for age in draw_many(service, 20_000))
    total = sum(figures[weights])
    for first, weight in zip(figures["bands"], figures[weights], strict=True):
        # Four standard errors of a share of 20,000 are at most 1.5 points.
        assert bands[first] / 20_000 == pytest.approx(weight / total, abs=0.015)
    assert set(bands) == set(figures["bands"])


def test_every_year_of_a_band_occurs() -> None:
    assert {age for age in draw_many("cleaning", 5_000) if 80 <= age < 90} == set(range(80, 90))


def test_meal_points_have_no_age() -> None:
    orders = Orders(
        clients=[{"client": "door"}, {"client": "point"}],
        visits=[{"client": "door", "service": "meal"}, {"client": "point", "service": "bulk-meals"}],
    )
    draw_ages(Random(1), CATALOGUE, orders)
    assert ["age" in row for row in orders.clients] == [True, False]


def test_without_ages_all_else_of_a_day_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {"visits": 20, "meals": 30, "seed": 4, "lang": "en"}
    generate.generate_day(tmp_path / "with", **sizes)
    monkeypatch.setattr(generate, "draw_ages", lambda *_: None)
    generate.generate_day(tmp_path / "without", **sizes)
    for file in (tmp_path / "without").iterdir():
        written = (tmp_path / "with" / file.name).read_bytes()
        assert (written == file.read_bytes()) is (file.name != "clients.csv"), file.name
    aged, ageless = (_rows(tmp_path / name / "clients.csv") for name in ("with", "without"))
    assert all(row.pop("age") for row in aged)
    assert aged == ageless


def test_everybody_of_the_sample_but_its_meal_points_has_an_age(sample: Day) -> None:
    bulk = {visit.client for visit in sample.problem.visits if visit.service == "集体配餐"}
    assert set(sample.ages) == set(sample.problem.client_by_id) - bulk
    assert all(60 <= age <= 104 for age in sample.ages.values())


def test_demand_of_an_age_band_of_the_sample_can_be_scaled(sample: Day) -> None:
    world = make_world(sample, None)
    change = read_change({"kind": "scale demand", "growth": -100, "age": "80+"})
    left = apply_changes(world, [change]).day.problem
    old = {name for name, age in sample.ages.items() if age >= 80}
    # Tied visits come and go with the first of them, but all of a tie are at one client in an invented day.
    assert old
    assert {visit.id for visit in left.visits} == {v.id for v in sample.problem.visits if v.client not in old}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
