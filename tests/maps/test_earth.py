"""Distances and the box of China."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.earth import EARTH_RADIUS_METRES, lies_in_china, measure_great_circle

LAT, LON = st.floats(-90, 90), st.floats(-180, 180)


def test_quarter_of_the_earth_is_a_quarter_of_its_girth() -> None:
    # From the equator to the pole, and along the equator by 90 degrees: a quarter of 2 pi r.
    metres = measure_great_circle([0, 0], [20, 0], [90, 0], [20, 90])
    assert metres == pytest.approx([EARTH_RADIUS_METRES * np.pi / 2] * 2)


def test_beijing_is_1067_km_from_shanghai() -> None:
    assert measure_great_circle(39.9042, 116.4074, 31.2304, 121.4737) == pytest.approx(1_067_000, rel=2e-3)


@given(LAT, LON, LAT, LON)
def test_way_back_is_as_long_and_no_longer_than_half_the_girth(lat: float, lon: float, y: float, x: float) -> None:
    there, back = measure_great_circle(lat, lon, y, x), measure_great_circle(y, x, lat, lon)
    assert there == pytest.approx(back)
    assert 0 <= there <= EARTH_RADIUS_METRES * np.pi + 1


def test_box_of_china_holds_wangjing_and_not_porto_alegre() -> None:
    assert lies_in_china([39.99, -30.03], [116.47, -51.23]).tolist() == [True, False]
