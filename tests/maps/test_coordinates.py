import numpy as np
import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.coordinates import SYSTEMS, System, from_wgs84, to_wgs84

METRES_PER_DEGREE = 111_320.0
LATS = st.floats(min_value=3.5, max_value=53.5)
LONS = st.floats(min_value=73.5, max_value=135.0)


def metres_apart(one: tuple[object, object], other: tuple[object, object]) -> float:
    north = (np.asarray(one[0], float) - np.asarray(other[0], float)) * METRES_PER_DEGREE
    east = (np.asarray(one[1], float) - np.asarray(other[1], float)) * METRES_PER_DEGREE
    return float(np.hypot(north, east).max())


@given(lat=LATS, lon=LONS)
def test_gcj02_agrees_with_prcoords(lat: float, lon: float) -> None:
    assert metres_apart(from_wgs84(lat, lon, system="gcj02"), prcoords.wgs_gcj((lat, lon))) < 1e-6


@given(lat=LATS, lon=LONS)
def test_bd09_agrees_with_prcoords(lat: float, lon: float) -> None:
    assert metres_apart(from_wgs84(lat, lon, system="bd09"), prcoords.wgs_bd((lat, lon))) < 1e-6


@given(lat=LATS, lon=LONS)
def test_inverse_is_as_close_to_prcoords_as_its_precise_inverse_promises(lat: float, lon: float) -> None:
    assert metres_apart(to_wgs84(lat, lon, system="gcj02"), prcoords.gcj_wgs_bored((lat, lon))) < 0.01


@pytest.mark.parametrize("system", SYSTEMS)
@given(lat=LATS, lon=LONS)
def test_there_and_back_ends_where_it_began(system: System, lat: float, lon: float) -> None:
    assert metres_apart(to_wgs84(*from_wgs84(lat, lon, system=system), system=system), (lat, lon)) < 1e-6


@pytest.mark.parametrize("system", SYSTEMS)
def test_there_and_back_holds_for_a_whole_grid_at_once(system: System) -> None:
    lat, lon = np.meshgrid(np.linspace(3.5, 53.5, 201), np.linspace(73.5, 135.0, 203))
    assert metres_apart(to_wgs84(*from_wgs84(lat, lon, system=system), system=system), (lat, lon)) < 1e-6


@given(lat=LATS, lon=LONS)
def test_shift_in_china_is_some_hundred_metres(lat: float, lon: float) -> None:
    assert 20 < metres_apart(from_wgs84(lat, lon, system="gcj02"), (lat, lon)) < 1500


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_moves_outside_china(system: System) -> None:
    helsinki = (60.17, 24.94)
    assert metres_apart(from_wgs84(*helsinki, system=system), helsinki) == 0
    assert metres_apart(to_wgs84(*helsinki, system=system), helsinki) == 0


def test_known_place_in_beijing() -> None:
    # What PRCoords 1.0.2 answers for Tian'anmen.
    lat, lon = from_wgs84(39.90734, 116.39089, system="gcj02")
    assert (float(lat), float(lon)) == pytest.approx((39.90874106939114, 116.39713094237537), abs=1e-11)


def test_numbers_and_arrays_keep_their_shape() -> None:
    lat, lon = to_wgs84([[31.2, 31.3]], [[121.4], [121.5]], system="bd09")
    assert lat.shape == lon.shape == (2, 2)
    lat, lon = to_wgs84(31.2, 121.4, system="gcj02")
    assert lat.shape == lon.shape == ()


def test_what_is_no_number_stays_so() -> None:
    lat, lon = to_wgs84([np.nan], [121.4], system="gcj02")
    assert np.isnan(lat).all()
    assert lon.tolist() == [121.4]


def test_input_is_left_alone() -> None:
    lat, lon = np.array([31.2]), np.array([121.4])
    answer, _ = to_wgs84(lat, lon, system="wgs84")
    answer[0] = 0
    assert lat[0] == 31.2


@pytest.mark.parametrize("convert", [to_wgs84, from_wgs84])
def test_unknown_system_is_refused(convert: object) -> None:
    with pytest.raises(ValueError, match="mars"):
        convert(31.2, 121.4, system="mars")  # type: ignore[operator]
