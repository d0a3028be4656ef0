"""Regret by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.errors import InputError
from scenarios.uncertainty.regret import find_regret

# People covered by three choices of sites when demand stays, grows in the north, grows in the south.
COVERED = [[100, 110, 150], [90, 160, 100], [95, 140, 130]]


def test_regret_is_what_is_missed_of_the_best_choice_of_each_scenario():
    # Best: 100, 160, 150.
    regret = find_regret(COVERED, more_is_better=True)
    assert regret.table.tolist() == [[0, 50, 0], [10, 0, 50], [5, 20, 20]]
    assert regret.largest.tolist() == [50, 50, 20]
    assert regret.expected.tolist() == pytest.approx([50 / 3, 20, 15])
    assert (regret.minimax, regret.least_expected) == (2, 2)


def test_chances_weigh_the_expected_regret_alone():
    # South for sure: the first choice has no regret to expect, yet its largest one stays.
    regret = find_regret(COVERED, more_is_better=True, chances=[0, 0, 1])
    assert regret.expected.tolist() == [0, 50, 20]
    assert (regret.minimax, regret.least_expected) == (2, 0)


def test_costs_are_regretted_the_other_way_round():
    # Minutes: least are 3 and 4.
    regret = find_regret([[3, 9], [5, 4]], more_is_better=False)
    assert regret.table.tolist() == [[0, 5], [2, 0]]
    assert regret.minimax == 1


def test_among_equals_the_other_regret_decides_and_then_the_order():
    # Largest regrets 2, 2 and 2; expected 2/2, (2 + 1)/2 and 2/2: the first.
    regret = find_regret([[10, 8], [8, 9], [8, 10]], more_is_better=True)
    assert regret.largest.tolist() == [2, 2, 2]
    assert regret.minimax == regret.least_expected == 0


def test_single_choice_has_no_regret():
    assert find_regret([[3.0, 4.0]], more_is_better=True).largest.tolist() == [0]


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(-1000, 1000), min_size=n, max_size=n), min_size=1, max_size=6)
    )
)
def test_every_scenario_has_a_choice_without_regret_and_turning_the_sign_changes_nothing(values):
    regret = find_regret(values, more_is_better=True)
    assert (regret.table >= 0).all()
    assert (regret.table.min(axis=0) == 0).all()
    assert np.array_equal(regret.table, find_regret(-np.array(values), more_is_better=False).table)
    assert regret.largest[regret.minimax] == regret.largest.min()
    assert (regret.expected <= regret.largest + 1e-9).all()


@pytest.mark.parametrize(
    ("values", "chances", "code"),
    [
        ([], None, "U120"),
        ([[]], None, "U120"),
        ([1, 2], None, "U120"),
        ([[1, 2], [3]], None, "U120"),
        ([["many"]], None, "U120"),
        ([[float("nan")]], None, "U120"),
        ([[1, 2]], [1], "U121"),
        ([[1, 2]], [0.5, 0.6], "U121"),
        ([[1, 2]], [-0.5, 1.5], "U121"),
        ([[1, 2]], ["half", "half"], "U121"),
        ([[1, 2]], [float("nan"), 1], "U121"),
    ],
)
def test_values_that_make_no_table_are_refused(values, chances, code):
    with pytest.raises(InputError) as caught:
        find_regret(values, more_is_better=True, chances=chances)
    assert [fault.code for fault in caught.value.faults] == [code]
