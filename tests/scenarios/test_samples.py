"""The sample that ships is what the documented command writes."""

import csv
from pathlib import Path

import osmium
import pytest

from scenarios.day import read_day
from scenarios.generate import generate_day
from scenarios.samples import sample_day_path

SEED = 1

Element = tuple[dict[str, str], tuple[float, ...]]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate_day(tmp_path_factory.mktemp("sample") / "wangjing", seed=SEED)


def test_sample_is_read_without_a_fault() -> None:
    day = read_day(sample_day_path())
    assert day.streets is not None
    assert day.streets.exists()
    assert len(day.problem.visits) > 400


@pytest.mark.parametrize("table", ["depots", "services", "clients", "visits", "gaps", "workers"])
def test_table_of_the_sample_is_what_the_generator_writes(fresh: Path, table: str) -> None:
    shipped, written = (_cells(folder / f"{table}.csv") for folder in (sample_day_path(), fresh))
    assert shipped == written


def test_settings_of_the_sample_are_what_the_generator_writes(fresh: Path) -> None:
    shipped, written = ((folder / "day.toml").read_text("utf-8") for folder in (sample_day_path(), fresh))
    assert shipped == written


def test_streets_of_the_sample_are_what_the_generator_draws(fresh: Path) -> None:
    # By content: another version of the writer may pack the same streets in other bytes.
    shipped, written = (_elements(folder / "streets.osm.pbf") for folder in (sample_day_path(), fresh))
    assert shipped.keys() == written.keys()
    for key, (tags, numbers) in shipped.items():
        assert tags == written[key][0]
        assert numbers == pytest.approx(written[key][1], abs=2e-6), key


def test_sample_is_small_enough_to_ship() -> None:
    assert sum(file.stat().st_size for file in sample_day_path().iterdir()) < 700_000


def _cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _elements(path: Path) -> dict[str, Element]:
    """Tags of every node and way, with the node's place or the way's node numbers."""
    elements: dict[str, Element] = {}
    for thing in osmium.FileProcessor(str(path)):
        tags = {tag.k: tag.v for tag in thing.tags}
        if isinstance(thing, osmium.osm.Node):
            elements[f"n{thing.id}"] = tags, (thing.location.lat, thing.location.lon)
        elif isinstance(thing, osmium.osm.Way):
            elements[f"w{thing.id}"] = tags, tuple(float(node.ref) for node in thing.nodes)
    return elements
