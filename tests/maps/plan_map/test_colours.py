"""Colours of routes."""

import pytest

from maps.colours import colour_of, contrast, worker_colours


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("lightness", "colour"), [(0, "#000000"), (1, "#ffffff")])
def test_oklch_without_chroma_is_grey(lightness, colour):
    assert colour_of(lightness, 0, 0) == colour


def test_oklch_red_is_the_one_published():
    # sRGB red is OKLCH 62.796 % 0.25768 29.234 (CSS Color 4, sample conversions)
    assert colour_of(0.62796, 0.25768, 29.234) == "#ff0000"


@pytest.mark.parametrize("workers", [1, 3, 12, 13, 40, 100, 300])
def test_white_numbers_can_be_read_on_every_colour(workers):
    colours = worker_colours([f"team {i % 9}" for i in range(workers)])
    assert len(colours) == workers
    assert min(contrast(colour, "#ffffff") for colour in colours) >= 4.5


@pytest.mark.parametrize("workers", [12, 13, 100])
def test_no_two_workers_share_a_colour(workers):
    assert len(set(worker_colours([f"team {i % 9}" for i in range(workers)]))) == workers


def test_no_route_is_the_red_of_late():
    for colour in worker_colours([f"team {i % 10}" for i in range(100)]) + worker_colours(["a"] * 12):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        assert not (red > 150 and max(green, blue) < 60)
