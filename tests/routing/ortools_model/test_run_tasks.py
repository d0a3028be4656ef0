"""Search processes as they are: real ones."""

import contextlib
from pathlib import Path

import pytest

from routing.constraints import RULES
from routing.errors import DoorstepError
from routing.objective import Weights
from routing.ortools_model.messages import Task
from routing.ortools_model.model import Model
from routing.ortools_model.parts import split_model
from routing.ortools_model.run_tasks import run_tasks


@pytest.fixture(name="endless")
def endless_fixture(random_day):
    problem, travel = random_day(4, visits=60, workers=8)
    model = Model(problem=problem, travel=travel, weights=Weights())
    for rule in RULES:
        rule.post(model)
    return Task(model=model, parts=dict(enumerate(split_model(model))), seconds=None, solutions=None)


def children():
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        pytest.skip("no /proc on this system")
    return {child for task in tasks.iterdir() for child in (task / "children").read_text().split()}


def test_closing_leaves_no_process_behind(endless):
    before = children()
    with contextlib.closing(run_tasks([endless], go_on=lambda: True)) as finds:
        next(finds)
        assert len(children() - before) == 1
    assert children() <= before


def test_search_ends_when_told_so(endless):
    assert [*run_tasks([endless], go_on=lambda: False)] == []


def test_process_that_breaks_is_an_error_with_its_last_words(endless):
    broken = Task(model=endless.model, parts={0: None}, seconds=None, solutions=None)
    with pytest.raises(DoorstepError, match=r"P902.*AttributeError") as caught:
        [*run_tasks([broken], go_on=lambda: True)]
    assert caught.value.exit_code == 1


def test_folder_of_the_caller_cannot_stand_in_for_a_module(endless, tmp_path, monkeypatch):
    (tmp_path / "pickle.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    with contextlib.closing(run_tasks([endless], go_on=lambda: True)) as finds:
        assert next(finds).orders
