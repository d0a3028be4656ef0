"""What each travel mode may use and how fast: read from ``profiles.toml`` and applied to the tags of a street."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from routing.problem import Mode

YES = frozenset({"yes", "true", "1"})
BACK = frozenset({"-1", "reverse"})
CLOSED_ONEWAY = frozenset({"reversible"})
ROUNDABOUTS = frozenset({"roundabout", "circular"})
KMH_PER_MPH = 1.609344
NAMED_MAXSPEEDS = {"walk": 6.0, "CN:urban": 50.0, "CN:rural": 70.0, "CN:motorway": 120.0}


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One mode's use of the streets.

    Parameters
    ----------
    kmh
        Speed by OpenStreetMap highway class; a class that is not there is closed.
    access
        Tags that grant or refuse access, the most specific first: the first one present decides.
    closed, pushed, permitted
        Values of those tags that refuse, that mean a bicycle is pushed, and that open ``needs_permission`` classes.
    oneway
        Tags that may make a street one-way for this mode, the most specific first. Empty for none.
    implied_oneway
        Classes that are one-way without saying so. Roundabouts are, wherever "oneway" counts.
    contraflow
        Tags whose value "opposite..." opens a one-way street in both directions.
    closed_by
        Other tags and the values by which they close a street.
    maxspeed
        Whether the tag "maxspeed" caps the speed.
    """

    mode: Mode
    kmh: Mapping[str, float]
    access: tuple[str, ...]
    closed: frozenset[str]
    pushed: frozenset[str]
    permitted: frozenset[str]
    needs_permission: frozenset[str]
    oneway: tuple[str, ...]
    implied_oneway: frozenset[str]
    contraflow: tuple[str, ...]
    closed_by: Mapping[str, frozenset[str]]
    maxspeed: bool
    straight_line_kmh: float
    push_kmh: float


@dataclass(frozen=True, kw_only=True)
class Profiles:
    """Every mode's profile, what they share, and the hash of the data they come from.

    ``steps`` are the highway classes closed to who walks step-free (:func:`maps.step_free.close_steps`).
    """

    by_mode: Mapping[Mode, Profile]
    access_kmh: float
    snap_limit_metres: float
    detour: float
    steps: frozenset[str]
    digest: str


@cache
def read_profiles() -> Profiles:
    """Read the profiles that ship with the package."""
    text = resources.files("maps").joinpath("profiles.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    by_mode = {}
    for mode in Mode:
        table = data[mode.value]
        by_mode[mode] = Profile(
            mode=mode,
            kmh={name: float(kmh) for name, kmh in table["kmh"].items()},
            access=tuple(table["access"]),
            closed=frozenset(table["closed"]),
            pushed=frozenset(table.get("pushed", ())),
            permitted=frozenset(table["permitted"]),
            needs_permission=frozenset(table["needs_permission"]),
            oneway=tuple(table["oneway"]),
            implied_oneway=frozenset(table["implied_oneway"]),
            contraflow=tuple(table["contraflow"]),
            closed_by={tag: frozenset(values) for tag, values in table["closed_by"].items()},
            maxspeed=bool(table["maxspeed"]),
            straight_line_kmh=float(table["straight_line_kmh"]),
            push_kmh=float(data["access_kmh"]),
        )
    return Profiles(
        by_mode=by_mode,
        access_kmh=float(data["access_kmh"]),
        snap_limit_metres=float(data["snap_limit_metres"]),
        detour=float(data["straight_line"]["detour"]),
        steps=frozenset(data["step_free"]["closed_classes"]),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def vary_speed(profiles: Profiles, mode: Mode, *, factor: float) -> Profiles:
    """Make one mode so many times as fast, on every class of street and in the straight-line estimate.

    The way from a place to its street is walked as before, ``access_kmh``, by everybody.
    """
    if factor == 1:
        return profiles
    profile = profiles.by_mode[mode]
    varied = replace(
        profile,
        kmh={name: kmh * factor for name, kmh in profile.kmh.items()},
        straight_line_kmh=profile.straight_line_kmh * factor,
    )
    digest = hashlib.sha256(f"{profiles.digest} {mode} {factor!r}".encode()).hexdigest()
    return replace(profiles, by_mode={**profiles.by_mode, mode: varied}, digest=digest)


def find_speeds(tags: Mapping[str, str], profile: Profile) -> tuple[float, float]:
    """Say how fast a mode goes along a street and against it, by the street's tags.

    Returns
    -------
    forward, backward
        km/h in the direction the street is drawn and against it; 0 where the mode may not go.
    """
    kmh = _find_kmh(tags, profile)
    if kmh == 0:
        return 0.0, 0.0
    forward, backward = _find_directions(tags, profile)
    return kmh * forward, kmh * backward


def parse_maxspeed(value: str) -> float | None:
    """Read a "maxspeed" tag as km/h: "50", "30 mph", "40;60" (the lower); None where it gives no figure."""
    found = []
    for part in value.split(";"):
        text = part.strip()
        if text in NAMED_MAXSPEEDS:
            found.append(NAMED_MAXSPEEDS[text])
            continue
        factor = 1.0
        for unit, per_unit in (("mph", KMH_PER_MPH), ("km/h", 1.0), ("kmh", 1.0)):
            if text.endswith(unit):
                text, factor = text.removesuffix(unit).strip(), per_unit
        if text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit() and float(text) > 0:
            found.append(float(text) * factor)
    return min(found, default=None)


def _find_kmh(tags: Mapping[str, str], profile: Profile) -> float:
    street = tags.get("highway", "")
    kmh = profile.kmh.get(street)
    if kmh is None or tags.get("area") == "yes":
        return 0.0
    if any(tags.get(tag) in values for tag, values in profile.closed_by.items()):
        return 0.0
    access = next((tags[tag] for tag in profile.access if tag in tags), None)
    if access in profile.closed:
        return 0.0
    if street in profile.needs_permission and access not in profile.permitted:
        return 0.0
    if access in profile.pushed:
        return min(kmh, profile.push_kmh)
    limit = parse_maxspeed(tags["maxspeed"]) if profile.maxspeed and "maxspeed" in tags else None
    return kmh if limit is None else min(kmh, limit)


def _find_directions(tags: Mapping[str, str], profile: Profile) -> tuple[bool, bool]:
    rule = next((tag for tag in profile.oneway if tag in tags), None)
    value = tags[rule] if rule is not None else ""
    if value in CLOSED_ONEWAY:
        return False, False
    if rule is None and "oneway" in profile.oneway and _is_oneway_by_kind(tags, profile):
        value = "yes"
    if value not in YES and value not in BACK:
        return True, True
    by_general_rule = rule in (None, "oneway")
    if by_general_rule and any(tags.get(tag, "").startswith("opposite") for tag in profile.contraflow):
        return True, True
    return value in YES, value in BACK


def _is_oneway_by_kind(tags: Mapping[str, str], profile: Profile) -> bool:
    return tags.get("junction") in ROUNDABOUTS or tags.get("highway") in profile.implied_oneway
