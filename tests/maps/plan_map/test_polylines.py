"""Lines packed into text and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from maps.polylines import ALPHABET, SCALE, encode_integers, encode_shapes, pack_lines, simplify_shapes


@given(arrays(np.int64, st.integers(0, 50), elements=st.integers(-(2**40), 2**40)))
def test_whole_numbers_come_back(decode_integers, values):
    assert decode_integers(encode_integers(values)) == values.tolist()


def test_small_numbers_take_one_character():
    # zigzag: 0 -1 1 -2 .. -16 are 0 .. 31, five bits
    assert len(encode_integers(np.array([0, -1, 1, 15, -16]))) == 5
    assert len(encode_integers(np.array([16]))) == 2


def test_alphabet_needs_no_escaping():
    assert len(set(ALPHABET)) == 64
    assert not set(ALPHABET) & set("\"'\\<>&{}%#`")


@given(st.lists(st.lists(st.tuples(st.floats(-80, 80), st.floats(-180, 180)), min_size=1, max_size=5), max_size=5))
def test_lines_come_back_to_a_metre(decode_integers, lines):
    packed = encode_shapes(pack_lines([np.array(line) for line in lines]))
    counts = decode_integers(packed["counts"])
    points = np.array(decode_integers(packed["points"])).reshape(-1, 2).cumsum(axis=0) / SCALE
    assert counts == [len(line) for line in lines]
    wanted = np.array([point for line in lines for point in line]).reshape(-1, 2)
    assert np.abs(points - wanted).max(initial=0) <= 0.5001 / SCALE


@pytest.mark.parametrize("spare", [[], [np.array([(5.0, 5.0)])]])
def test_simplifying_keeps_ends_and_corners(spare):
    line = np.array([(0, 0), (0, 1e-6), (0, 0.01), (0.01, 0.01)])
    shapes = simplify_shapes(pack_lines([line, *spare]), tolerance=1e-5)
    assert shapes.lines()[0].tolist() == [[0, 0], [0, 0.01], [0.01, 0.01]]
    assert len(shapes) == 1 + len(spare)


def test_no_lines_are_no_text():
    assert encode_shapes(pack_lines([])) == {"counts": "", "points": ""}
