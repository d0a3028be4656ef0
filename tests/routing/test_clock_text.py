"""Times of day as text."""

import pytest

from routing.clock_text import format_clock


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "00:00"), (8 * 3600 + 1800, "08:30"), (8 * 3600 + 15, "08:00:15"), (25 * 3600 + 600, "25:10")],
)
def test_seconds_are_written_only_where_there_are_some_and_hours_go_on_past_midnight(seconds: int, text: str) -> None:
    assert format_clock(seconds) == text
