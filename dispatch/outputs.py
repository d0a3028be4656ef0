"""The files a plan comes out as."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch.kept_orders import ORDERS, PLAN, keep_orders
from dispatch.summary import summarise
from dispatch.words import LANGUAGES, Language, say_explanation, say_violation
from dispatch.written import write_files
from maps.paths import Paths
from routing.errors import Fault
from scenarios.plan_files import format_orders, format_plan, plan_geojson
from scenarios.run import PlannedDay, draw_map, trace_paths

if TYPE_CHECKING:
    from maps.basemap import BaseMap

MAP, GEOJSON, SUMMARY = "plan.html", "plan.geojson", "summary.json"
OUTPUTS = (ORDERS, PLAN, SUMMARY, GEOJSON, MAP)


def write_outputs(
    planned: PlannedDay,
    out: Path,
    *,
    language: Language,
    names: bool,
    seed: int | None = None,
    base: BaseMap | None = None,
    draw: bool = True,
) -> None:
    """Make the files of a plan and write them into the folder."""
    write_plan_files(out, make_files(planned, language=language, names=names, seed=seed, base=base, draw=draw))


def write_plan_files(out: Path, files: Mapping[str, str | bytes]) -> Sequence[Fault]:
    """Write the files of a plan together; give notes of what was kept of those there before."""
    kept, notes = keep_orders(out)
    write_files(out, {**kept, **files})
    return notes


def make_files(
    planned: PlannedDay,
    *,
    language: Language,
    names: bool,
    seed: int | None = None,
    base: BaseMap | None = None,
    draw: bool = True,
) -> Mapping[str, str | bytes]:
    """Make orders.csv, plan.json, summary.json, plan.geojson and plan.html, by name in the order to write them.

    ``base`` is what lies under the routes of the map, where it has been read already; there is no map without ``draw``.
    """
    paths = trace_paths(planned)
    geojson = plan_geojson(planned.problem, planned.plan, paths, names=names)
    files = {
        **make_core_files(planned, language=language, names=names, seed=seed),
        GEOJSON: json.dumps(geojson, ensure_ascii=False),
    }
    if draw:
        files[MAP] = draw_page(planned, language=language, names=names, paths=paths, base=base)
    return files


def make_core_files(
    planned: PlannedDay, *, language: Language, names: bool, seed: int | None = None
) -> dict[str, str | bytes]:
    """Make the files that take no time: orders.csv, plan.json and summary.json.

    orders.csv goes first: where a spreadsheet keeps it open, an older plan stays whole.
    """
    orders = format_orders(planned.plan, problem=planned.problem, language=language, names=names)
    return {
        ORDERS: orders,
        PLAN: format_plan(planned, seed=seed, orders_sha256=sha256(orders).hexdigest()),
        SUMMARY: json.dumps(summarise(planned), ensure_ascii=False, indent=2),
    }


def draw_page(
    planned: PlannedDay, *, language: Language, names: bool, paths: Paths | None = None, base: BaseMap | None = None
) -> str:
    """Draw the map, with what is wrong and why in every language; ``paths`` are traced where not given."""
    return draw_map(
        planned,
        paths=trace_paths(planned) if paths is None else paths,
        reasons={
            explanation.visit: {language: say_explanation(language, explanation) for language in LANGUAGES}
            for explanation in planned.explanations
        },
        breaches=[
            {language: say_violation(language, violation) for language in LANGUAGES} for violation in planned.violations
        ],
        lang=language,
        names=names,
        base=base,
    )
