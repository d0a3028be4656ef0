"""The risk of a plan as one HTML page that opens anywhere: figures, tables, and every route as a strip of stops.

The page has no script and loads nothing; its policy forbids both. Texts of the day stay texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Literal

from dispatch.risk_words import Listing, list_figures, list_tables, say_chance, say_clock
from dispatch.words import Language, say, say_amount, say_count
from scenarios.uncertainty.figures import Risk, StopRisk, WorkerRisk
from scenarios.uncertainty.spreads import Spreads

Level = Literal["sure", "doubtful", "risky"]

SIGNS: dict[Level, str] = {"sure": "", "doubtful": "△ ", "risky": "▲ "}
"""Marks of a level beside its colour: the page must do in black and white."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'"


@dataclass(frozen=True, kw_only=True)
class PageTitle:
    """What heads the page: name and date of the day, "" where unknown; whether travel is a straight-line estimate."""

    name: str
    date: str = ""
    estimated: bool = False


def risk_html(risk: Risk, spreads: Spreads, title: PageTitle, *, language: Language) -> str:
    """Draw the page in one language; ids are shown, names are not."""
    style = resources.files("dispatch").joinpath("assets", "risk.css").read_text(encoding="utf-8")
    heading = say(language, "risk.title", name=title.name or "–")
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{language}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(heading)}</title><style>{style}</style></head><body>",
        *_head(risk, title, heading, language),
        '<main><div class="tables">',
        *(part for listing in list_tables(risk, language) for part in _table(listing, language)),
        "</div>",
        *_routes(risk, spreads, language),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def find_level(chance: float, spreads: Spreads) -> Level:
    """Say how sure a chance is."""
    if chance >= spreads.sure:
        return "sure"
    return "doubtful" if chance >= spreads.doubtful else "risky"


def _head(risk: Risk, title: PageTitle, heading: str, language: Language) -> Iterator[str]:
    days = say(language, "risk.days", samples=f"{risk.samples:,}", seed=risk.seed)
    yield f"<header><h1>{escape(heading)}</h1>"
    yield f"<p>{escape(' · '.join(part for part in (title.date, days) if part))}</p></header>"
    if title.estimated:
        yield f'<p class="estimate">{escape(say(language, "risk.estimate"))}</p>'
    yield '<dl class="figures">'
    for name, value in list_figures(risk, language):
        yield f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
    yield f'</dl><p class="note">{escape(say(language, "risk.error.note"))}</p>'


def _table(listing: Listing, language: Language) -> Iterator[str]:
    if not listing.rows and not listing.note:
        return
    yield f"<section><h2>{escape(listing.title)}</h2>"
    if listing.note:
        yield f'<p class="note">{escape(listing.note)}</p>'
    if listing.rows:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in listing.header)
        yield f"<table><thead><tr>{head}</tr></thead><tbody>"
        for row in listing.rows:
            cells = zip(listing.header, row, strict=True)
            # Where the page is narrow, each cell says its column itself.
            yield (
                "<tr>"
                + "".join(f'<td data-column="{escape(h)}"><bdi>{escape(c)}</bdi></td>' for h, c in cells)
                + "</tr>"
            )
        yield "</tbody></table>"
    if listing.more:
        yield f'<p class="note">{escape(say(language, "risk.more", n=listing.more))}</p>'
    yield "</section>"


def _routes(risk: Risk, spreads: Spreads, language: Language) -> Iterator[str]:
    bounds = {"sure": spreads.sure, "doubtful": spreads.doubtful}
    levels = {name: say(language, "risk.chance", n=f"{100 * bound:g}") for name, bound in bounds.items()}
    yield f"<section><h2>{escape(say(language, 'risk.title.routes'))}</h2>"
    yield f'<p class="note">{escape(say(language, "risk.legend"))}</p><ul class="legend">'
    for level in SIGNS:
        said = say(language, f"risk.level.{level}", **levels)
        yield f'<li class="{level}"><span class="bar"><i style="width:100%"></i></span>{escape(said)}</li>'
    yield "</ul></section>"
    stops: dict[str, list[StopRisk]] = {}
    for stop in risk.stops:
        stops.setdefault(stop.worker, []).append(stop)
    for worker in risk.workers:
        yield from _route(worker, stops[worker.worker], risk, spreads, language)


def _route(
    worker: WorkerRisk, stops: Sequence[StopRisk], risk: Risk, spreads: Spreads, language: Language
) -> Iterator[str]:
    back = say(
        language,
        "risk.back",
        planned=say_clock(worker.planned_return),
        end=say_clock(worker.shift_end),
        chance=say_chance(language, worker.overtime_chance.mean),
    )
    count = say_count(language, "risk.stops", len(stops))
    about = escape(f"{count} · {back}")
    yield f'<section class="route"><h3><bdi>{escape(worker.worker)}</bdi> <small>{about}</small></h3>'
    yield '<ol class="strip">'
    for stop in stops:
        yield _stop(stop, risk, spreads, language)
    yield "</ol></section>"


def _stop(stop: StopRisk, risk: Risk, spreads: Spreads, language: Language) -> str:
    level = find_level(stop.on_time.mean, spreads)
    chance = say_chance(language, stop.on_time.mean)
    times = f"{say_clock(stop.planned)} · {say(language, 'risk.by', end=say_clock(stop.window_end))}"
    lines = []
    if stop.meal_over is not None:
        limit = say_amount(language, risk.meal_limit, "s")
        lines.append(say(language, "risk.meal", limit=limit, chance=say_chance(language, stop.meal_over.mean)))
    if stop.wish_kept is not None and stop.due is not None:
        said = say_chance(language, stop.wish_kept.mean)
        lines.append(say(language, "risk.wish", due=say_clock(stop.due), chance=said))
    return (
        f'<li class="{level}"><span class="visit"><b>{stop.number}</b> <bdi>{escape(stop.visit)}</bdi></span>'
        f'<span class="chance">{SIGNS[level]}{escape(chance)}</span>'
        f'<span class="bar"><i style="width:{100 * stop.on_time.mean:.1f}%"></i></span>'
        f'<span class="when">{escape(times)}</span><span class="what"><bdi>{escape(stop.service)}</bdi></span>'
        + "".join(f'<span class="what">{escape(line)}</span>' for line in lines)
        + "</li>"
    )
