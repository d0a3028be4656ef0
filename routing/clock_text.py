"""Times of day as text."""

from __future__ import annotations


def format_clock(seconds: int) -> str:
    """Write seconds from midnight as 08:30, or 08:30:15 where there are seconds; hours go on past 24."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours:02d}:{minutes:02d}" + (f":{left:02d}" if left else "")
