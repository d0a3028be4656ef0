"""The Xihu question on a made-up district, and smaller ones against every choice there is.

100 communities, 47 points open, 120 rooms: which 21 more should open? Coverage is counted anew from the matrix here,
by code that shares nothing with the models.
"""

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from routing.errors import InputError
from scenarios.district_files.read import read_district
from scenarios.district_files.served import ServedDistrict
from scenarios.sites.ask import Answer, answer_question
from scenarios.sites.choice import Model, coverage
from scenarios.sites.generate import generate_district
from scenarios.sites.planner import Question
from scenarios.sites.problem import SitingProblem
from scenarios.sites.round_settings import RoundSettings, read_round_settings
from scenarios.sites.walking import open_streets, pose_problem

Bytes = dict[str, bytes]
RADIUS = 15 * 60


@pytest.fixture(scope="session")
def xihu(tmp_path_factory: pytest.TempPathFactory) -> ServedDistrict:
    return read_district(generate_district(tmp_path_factory.mktemp("xihu") / "d"))


@pytest.fixture(scope="session")
def answer(xihu: ServedDistrict) -> Answer:
    settings = replace(read_round_settings(), plans=1)
    return answer_question(xihu, Question(more=21), settings, rounds=False)


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> ServedDistrict:
    """Small enough to try every choice: 6 communities, 2 points, 7 rooms."""
    out = tmp_path_factory.mktemp("village") / "d"
    return read_district(generate_district(out, communities=6, points=2, rooms=7, seed=3))


@pytest.fixture
def quick() -> RoundSettings:
    return replace(read_round_settings(), plans=3, days=2, rounds=30)


def count_covered(problem: SitingProblem, is_open: np.ndarray) -> float:
    """Count people within the radius point by point, from the matrix alone."""
    total = 0.0
    sites = [site for site in range(problem.sites) if is_open[site]]
    for row, people in zip(problem.cost.tolist(), problem.people.tolist(), strict=True):
        if any(row[site] <= RADIUS for site in sites):
            total += people
    return total


def read_bytes(folder: Path) -> Bytes:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_district_has_what_was_asked_for(xihu: ServedDistrict) -> None:
    assert len({point.area for point in xihu.demand}) == 100
    assert sum(site.is_open for site in xihu.sites) == 47
    assert sum(not site.is_open for site in xihu.sites) == 120
    assert len({site.place.area for site in xihu.sites if site.is_open}) == 47
    assert 60_000 < xihu.people.sum() < 110_000
    assert xihu.notes == ()


def test_twenty_one_more_points_open_and_the_choice_is_proven(answer: Answer) -> None:
    asked = answer.asked.listed.choice
    assert int(asked.open.sum()) == 68
    assert asked.open[answer.problem.fixed].all()
    assert asked.proven
    assert asked.gap == 0


def test_coverage_before_and_after_is_what_the_matrix_says(answer: Answer) -> None:
    problem = answer.problem
    before, after = (count_covered(problem, sites) for sites in (answer.before, answer.asked.listed.choice.open))
    assert answer.now.coverage.covered == before
    assert answer.asked.coverage.covered == after == answer.asked.listed.choice.value
    assert answer.asked.coverage.people == problem.people.sum()
    # There is something to gain, and no choice of the models makes it worse.
    assert before < after <= problem.people.sum()


def test_communities_add_up_to_the_whole(answer: Answer) -> None:
    effects = answer.effects
    assert sum(one.people for one in effects) == answer.problem.people.sum()
    assert sum(one.covered_before for one in effects) == answer.now.coverage.covered
    assert sum(one.covered_after for one in effects) == answer.asked.coverage.covered
    gained = sum(one.gaining - one.losing for one in effects)
    assert gained == answer.asked.coverage.covered - answer.now.coverage.covered


def test_closing_one_point_uncovers_exactly_its_people(answer: Answer) -> None:
    problem, is_open = answer.problem, answer.asked.listed.choice.open
    whole = coverage(problem, is_open, RADIUS).covered
    near = problem.cost <= RADIUS
    for site in np.flatnonzero(is_open)[::7].tolist():
        others = is_open.copy()
        others[site] = False
        # Its people: who has it within the radius and no other open site.
        its_own = sum(
            float(problem.people[point])
            for point in range(problem.demands)
            if near[point, site] and not near[point, others].any()
        )
        assert whole - coverage(problem, others, RADIUS).covered == its_own


def test_money_counts_on_top_of_todays_rent(xihu: ServedDistrict) -> None:
    settings = replace(read_round_settings(), plans=1)
    answer = answer_question(xihu, Question(budget=200_000), settings, rounds=False)
    spent = answer.best.rent - answer.now.rent
    assert 0 < spent <= 200_000
    assert answer.best.coverage.covered > answer.now.coverage.covered


def test_step_free_walks_cover_no_more_people(xihu: ServedDistrict, answer: Answer) -> None:
    settings = replace(read_round_settings(), plans=1)
    free = answer_question(xihu, Question(more=21, step_free=True), settings, rounds=False)
    assert free.now.coverage.covered < answer.now.coverage.covered
    assert free.asked.coverage.covered <= answer.asked.coverage.covered
    chosen = np.flatnonzero(free.asked.listed.choice.open & ~free.before)
    assert all(xihu.sites[site].step_free for site in chosen.tolist())


@pytest.mark.parametrize("more", [1, 2, 3])
def test_small_district_equals_every_choice_there_is(village: ServedDistrict, more: int) -> None:
    problem = pose_problem(village, open_streets(village))
    settings = replace(read_round_settings(), plans=1)
    answer = answer_question(village, Question(more=more, minutes=5), settings, rounds=False)
    near = problem.cost <= 300
    p = int(problem.existing.sum()) + more
    best = 0.0
    for chosen in itertools.combinations(range(problem.sites), p):
        if set(np.flatnonzero(problem.fixed).tolist()) <= set(chosen):
            best = max(best, float(problem.people[near[:, list(chosen)].any(axis=1)].sum()))
    assert answer.asked.coverage.covered == best


def test_rounds_judge_the_plans_and_the_ranking_is_by_cost(village: ServedDistrict, quick: RoundSettings) -> None:
    heard: list[str] = []
    question = Question(more=2, minutes=5)
    answer = answer_question(village, question, quick, hear=lambda stage, _done, _all: heard.append(stage))
    assert list(dict.fromkeys(heard)) == ["walks", "choose", "shortlist", "week", "rounds"]
    assert 1 < len(answer.plans) <= 3
    assert [plan.cost for plan in answer.plans] == sorted(plan.cost for plan in answer.plans)
    assert answer.asked.listed.name == "A"
    weeks = [plan.week for plan in (answer.now, *answer.plans)]
    meals = {week.delivered + week.undelivered for week in weeks if week is not None}
    # Every plan serves the same week: what is brought is the same, what is fetched grows with coverage.
    assert len(meals) == 1
    eaters = {week.walkers + week.left_out for week in weeks if week is not None}
    assert len(eaters) == 1
    again = answer_question(village, question, quick)
    assert [plan.parts for plan in again.plans] == [plan.parts for plan in answer.plans]


def test_phases_open_by_the_years_and_what_is_open_stays(village: ServedDistrict) -> None:
    settings = replace(read_round_settings(), plans=1)
    question = Question(model=Model.PHASES, minutes=5, years=((2026, 1), (2028, 3)))
    answer = answer_question(village, question, settings, rounds=False)
    opened = answer.asked.listed.choice.opened
    new = np.flatnonzero(answer.asked.listed.choice.open & ~answer.before)
    assert set(opened[new].tolist()) <= {2026, 2028}
    assert np.count_nonzero(opened == 2026) <= 1
    assert all(village.sites[site].year <= opened[site] for site in new.tolist())


def test_two_radii_count_coverage_by_the_outer_one(village: ServedDistrict) -> None:
    settings = replace(read_round_settings(), plans=1)
    question = Question(model=Model.TWO_RADII, more=1, metres=300, minutes=10, share=0.6)
    answer = answer_question(village, question, settings, rounds=False)
    assert (answer.radius, answer.problem.unit) == (600, "s")
    assert answer.asked.coverage.covered == coverage(answer.timed, answer.asked.listed.choice.open, 600).covered


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question(model=Model.TWO_RADII, more=1, metres=300), "D316"),
        (Question(more=1, metres=300, minutes=10), "D317"),
        (Question(), "D331"),
        (Question(more=1000), "D335"),
        (Question(more=1, share=0.5), "D332"),
    ],
)
def test_question_that_makes_no_sense_is_refused(village: ServedDistrict, question: Question, code: str) -> None:
    with pytest.raises(InputError) as caught:
        answer_question(village, question, replace(read_round_settings(), plans=1), rounds=False)
    assert code in [fault.code for fault in caught.value.faults]


def test_same_seed_same_district_and_other_seed_another(tmp_path: Path) -> None:
    make: Callable[[str, int], Bytes] = lambda name, seed: read_bytes(  # noqa: E731
        generate_district(tmp_path / name, communities=4, points=2, rooms=3, seed=seed)
    )
    one, same, other = make("one", 1), make("same", 1), make("other", 2)
    assert one == same
    assert one["demand.csv"] != other["demand.csv"]


def test_english_and_chinese_districts_are_the_same_places(tmp_path: Path) -> None:
    sizes = {"communities": 4, "points": 2, "rooms": 3}
    chinese, english = (
        read_district(generate_district(tmp_path / lang, **sizes, lang=lang)) for lang in ("zh-CN", "en")
    )
    assert [point.people for point in chinese.demand] == [point.people for point in english.demand]
    assert [(site.id, site.state, site.rent) for site in chinese.sites] == [
        (site.id, site.state, site.rent) for site in english.sites
    ]


def test_senseless_sizes_and_a_taken_folder_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        generate_district(tmp_path / "there", communities=0, points=-1, rooms=10_000, lang="fr")
    assert [fault.code for fault in caught.value.faults] == ["G101", "G101", "G110", "G109", "G107"]
