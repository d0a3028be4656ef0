"""What a choice is worth, worked out by hand."""

from collections.abc import Callable

import numpy as np
import pytest

from scenarios.sites.choice import (
    Coverage,
    Model,
    count_seated,
    coverage,
    find_covered,
    find_nearest,
    list_open,
    measure_walk,
    measure_walks,
)
from scenarios.sites.choose import choose_sites
from scenarios.sites.problem import SitingProblem
from scenarios.sites.question import Phase

Builder = Callable[..., SitingProblem]


def mask(*open_sites: bool) -> np.ndarray:
    return np.array(open_sites)


def test_people_go_to_the_nearest_open_site_they_can_reach(make_problem: Builder) -> None:
    problem = make_problem([[5, 3], [None, 9], [None, None]])
    assert find_nearest(problem, mask(True, True)).tolist() == [1, 1, -1]
    assert measure_walk(problem, mask(True, False)).tolist() == [5, -1, -1]
    assert find_nearest(problem, mask(False, False)).tolist() == [-1, -1, -1]


def test_coverage_counts_everybody_and_both_ends_of_the_radius(make_problem: Builder) -> None:
    # 4 people at 10, 6 at 11, 2 cut off.
    problem = make_problem([[10], [11], [None]], [4, 6, 2])
    found = coverage(problem, mask(True), 10)
    assert found == Coverage(people=12.0, covered=4.0)
    assert found.share == pytest.approx(1 / 3)


def test_closing_a_site_uncovers_exactly_its_people(make_problem: Builder) -> None:
    problem = make_problem([[1, 9], [9, 1], [2, 2]], [3, 4, 5])
    before, after = find_covered(problem, mask(True, True), 2), find_covered(problem, mask(True, False), 2)
    assert (before & ~after).tolist() == [False, True, False]


def test_walks_are_told_by_person(make_problem: Builder) -> None:
    # Walks 10, 20, 30 of 8, 11 and 1 people, and 5 people cut off: mean (80 + 220 + 30) / 20 = 16.5. 95 % of 20 are 19
    # people, all within 20; the worst tenth are 2, one at 30 and one at 20.
    walks = measure_walks(make_problem([[10], [20], [30], [None]], [8, 11, 1, 5]), mask(True))
    assert (walks.people, walks.unreached) == (25.0, 5.0)
    assert (walks.mean, walks.p95, walks.worst_tenth, walks.longest) == (16.5, 20.0, 25.0, 30)


def test_walks_of_nobody_are_zero(make_problem: Builder) -> None:
    walks = measure_walks(make_problem([[None]], [5]), mask(True))
    assert (walks.unreached, walks.mean, walks.worst_tenth, walks.longest) == (5.0, 0.0, 0.0, 0)


def test_a_full_site_sends_the_rest_on(make_problem: Builder) -> None:
    # Both points are nearest to a, which seats 4 of 6: those with the least to lose go on to b.
    problem = make_problem([[1, 2], [1, 9]], [3, 3], capacity=[4, 0])
    choice = choose_sites(problem, model=Model.MEDIAN_SEATED, p=2)
    assert choice.flows.toarray().tolist() == [[1, 2], [3, 0]]
    assert choice.value == 1 * 1 + 2 * 2 + 3 * 1
    assert count_seated(problem, choice, 1).covered == 4.0


def test_a_choice_names_its_sites_and_whom_it_cannot_serve(make_problem: Builder) -> None:
    problem = make_problem([[5, 1], [None, None]], [1, 7])
    choice = choose_sites(problem, model=Model.COVER_MOST, radius=5, p=1)
    assert list_open(problem, choice) in {("a",), ("b",)}
    assert [note.code for note in choice.notes] == ["L030"]
    assert choice.notes[0].values == {"count": 1, "people": 7, "ids": "2"}
    assert choice.gap == 0.0


def test_the_second_radius_reads_the_other_matrix(make_problem: Builder) -> None:
    # a is 400 m and 20 min away, b is 600 m and 10 min: half a person within 500 m, half within 15 min.
    problem = make_problem([[400, 600]], unit="m", second=np.array([[1200, 600]], dtype=np.int32))
    one = choose_sites(problem, model=Model.TWO_RADII, radius=500, second_radius=900, share=0.7, p=1)
    assert (list_open(problem, one), one.value) == (("a",), 0.7)
    both = choose_sites(problem, model=Model.TWO_RADII, radius=500, second_radius=900, share=0.7, p=2)
    assert both.value == pytest.approx(1.0)


def test_a_phase_says_when_each_site_opens(make_problem: Builder) -> None:
    # Site a exists; c covers 9 but is to be had from 2028 only, b covers 5.
    far = [None, None, None]
    problem = make_problem(
        [[1, *far[1:]], [None, 1, None], [None, None, 1]], [1, 5, 9], existing=[1, 0, 0], opens=[0, 0, 2028]
    )
    from scenarios.sites.question import Phase

    phases = [Phase(year=2026, p=2), Phase(year=2028, p=3)]
    choice = choose_sites(problem, model=Model.PHASES, radius=1, phases=phases)
    assert choice.opened.tolist() == [0, 2026, 2028]
    assert choice.value == (1 + 5) + (1 + 5 + 9)


def test_the_same_seed_gives_the_same_choice(make_problem: Builder) -> None:
    rng = np.random.default_rng(5)
    problem = make_problem(rng.integers(1, 50, (40, 12)).tolist())
    first, second = (choose_sites(problem, model=Model.MEDIAN, p=4, seed=3) for _ in range(2))
    assert (first.open == second.open).all()
    assert first.proven


def test_phases_say_in_which_year_a_site_closes(make_problem: Builder) -> None:
    # One site may be open: a new one, near five people, and not the old one, near one person.
    problem = make_problem([[1, 9, 9], [9, 1, 1]], [1, 5], existing=[1, 0, 0], closable=[1, 0, 0])
    phases = [Phase(year=2026, p=1), Phase(year=2027, p=1)]
    choice = choose_sites(problem, model=Model.PHASES, radius=5, phases=phases)
    assert choice.closed is not None
    assert choice.closed.tolist() == [2026, -1, -1]
    assert choose_sites(problem, model=Model.COVER_MOST, radius=5, p=1).closed is None
