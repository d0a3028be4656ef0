"""Colours of routes: one hue for a team, distinct shades within it, white text readable on every one."""

from __future__ import annotations

import math
from collections.abc import Sequence

DISTINCT = (
    "#1864ab", "#0b7a6f", "#7b3fa0", "#9c4a00", "#2b7a2f", "#a8256f",
    "#4356c4", "#7a5c00", "#00708f", "#6d4c41", "#55721a", "#5a5f73",
)  # fmt: skip
"""Told apart by eye; none is red, which means late."""

HUES = (255, 165, 320, 75, 210, 135, 290, 105, 235, 345)
"""Hue angles of teams, far ones first; none near red (10 to 50)."""

LIGHTNESS = (0.40, 0.54)
CHROMA = (0.15, 0.10)
AA_CONTRAST = 4.5
"""Least contrast of text with its ground (WCAG 2.2, 1.4.3)."""


def worker_colours(groups: Sequence[str]) -> list[str]:
    """Choose a colour for each worker, given the team (or estate, or role) each belongs to.

    Few workers get colours as distinct as possible; more get shades of their group's hue.
    """
    if len(groups) <= len(DISTINCT):
        return list(DISTINCT[: len(groups)])
    hues = {group: HUES[i % len(HUES)] for i, group in enumerate(dict.fromkeys(groups))}
    sizes = {group: groups.count(group) for group in hues}
    seen = dict.fromkeys(hues, 0)
    colours = []
    for group in groups:
        place = seen[group]
        seen[group] += 1
        part = place / max(1, sizes[group] - 1)
        lightness = LIGHTNESS[0] + (LIGHTNESS[1] - LIGHTNESS[0]) * part
        colours.append(_readable(lightness, CHROMA[place % 2], hues[group] + 14 * (place % 3 - 1)))
    return colours


def _readable(lightness: float, chroma: float, hue: float) -> str:
    """Darken a colour until white text can be read on it."""
    while contrast(colour_of(lightness, chroma, hue), "#ffffff") < AA_CONTRAST:
        lightness -= 0.01
    return colour_of(lightness, chroma, hue)


def colour_of(lightness: float, chroma: float, hue: float) -> str:
    """Turn OKLCH into #rrggbb, clipped to sRGB (Ottosson 2020, "A perceptual color space for image processing")."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    l3 = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m3 = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s3 = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3,
        -1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3,
        -0.0041960863 * l3 - 0.7034186147 * m3 + 1.7076147010 * s3,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, part)))):02x}" for part in linear)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two #rrggbb colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
