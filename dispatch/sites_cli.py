"""``doorstep sites``: where the next meal points should open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dispatch.failures import tell_failures
from dispatch.options import HELP_LANGUAGE, AsJson, Lang, read_place, say_help
from routing.limit import MOST_SECONDS

sites_app = typer.Typer(help=say_help("sites"), no_args_is_help=True)

ModelName = Literal[
    "cover-most",
    "cover-all",
    "median",
    "center",
    "cover-most-seated",
    "cover-all-seated",
    "median-seated",
    "cover-twice",
    "two-radii",
    "worst-tenth",
    "phases",
]
CountName = Literal["people", "eaters", "60-69", "70-79", "80+"]

MOST_ASKED = 10**12
"""Sites or rent a year: what a district's tables take, and more than any planner means."""


@sites_app.command("generate", help=say_help("sites_generate"))
def generate(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", parser=read_place, help=say_help("out_district"))],
    communities: Annotated[int, typer.Option(min=1, help=say_help("communities"))] = 100,
    points: Annotated[int, typer.Option(min=0, help=say_help("points"))] = 47,
    rooms: Annotated[int, typer.Option(min=0, help=say_help("rooms"))] = 120,
    seed: Annotated[int, typer.Option(min=0, help=say_help("district_seed"))] = 1,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Make up a district."""
    with tell_failures(lang, as_json=False):
        from dispatch.progress import ProgressLine
        from dispatch.report import Show, print_note
        from dispatch.written import note_written
        from scenarios.sites.generate import generate_district

        with ProgressLine(lang) as line:
            line.show_stage("sites_generate")
            generate_district(out, communities=communities, points=points, rooms=rooms, seed=seed, lang=lang)
        note_written(out)
        print_note(Show(language=lang), "written_district", folder=out)


@sites_app.command("choose", help=say_help("sites_choose"))
def choose(
    *,
    district: Annotated[Path, typer.Argument(metavar="DISTRICT", help=say_help("district"), show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", parser=read_place, help=say_help("out_sites"), show_default=False),
    ] = None,
    model: Annotated[ModelName, typer.Option(help=say_help("siting_model"))] = "cover-most",
    more: Annotated[
        int | None, typer.Option("--open", min=0, max=MOST_ASKED, help=say_help("open"), show_default=False)
    ] = None,
    budget: Annotated[
        int | None, typer.Option(min=0, max=MOST_ASKED, help=say_help("budget"), show_default=False)
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(min=0.1, max=600, help=say_help("radius_minutes"), show_default=False)
    ] = None,
    metres: Annotated[
        int | None, typer.Option(min=1, max=100_000, help=say_help("radius_metres"), show_default=False)
    ] = None,
    share: Annotated[
        float | None, typer.Option(min=0, max=1, help=say_help("siting_share"), show_default=False)
    ] = None,
    years: Annotated[
        str | None, typer.Option(metavar="YEAR:N,...", help=say_help("siting_years"), show_default=False)
    ] = None,
    year: Annotated[
        int | None, typer.Option("--by", min=1900, max=9999, help=say_help("siting_by"), show_default=False)
    ] = None,
    count: Annotated[CountName | None, typer.Option(help=say_help("siting_count"), show_default=False)] = None,
    step_free: Annotated[bool, typer.Option("--step-free", help=say_help("step_free"))] = False,
    plans: Annotated[int | None, typer.Option(min=1, max=50, help=say_help("siting_plans"), show_default=False)] = None,
    no_rounds: Annotated[bool, typer.Option("--no-rounds", help=say_help("no_rounds"))] = False,
    rounds: Annotated[
        Path | None, typer.Option("--rounds", metavar="FILE", help=say_help("rounds_file"), show_default=False)
    ] = None,
    growth: Annotated[
        Path | None, typer.Option("--growth", metavar="FILE", help=say_help("growth_file"), show_default=False)
    ] = None,
    round_seconds: Annotated[
        float | None, typer.Option(min=0.01, max=MOST_SECONDS, help=say_help("round_seconds"), show_default=False)
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, max=MOST_SECONDS, help=say_help("siting_seconds"))] = 60.0,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help=say_help("siting_seed"))] = 0,
    streets: Annotated[
        Path | None, typer.Option("--streets", metavar="FILE", help=say_help("district_streets"))
    ] = None,
    as_json: AsJson = False,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Choose sites."""
    with tell_failures(lang, as_json=as_json):
        from dispatch.report import Show
        from dispatch.siting import Asked, choose_and_write, read_years
        from scenarios.sites.choice import Model
        from scenarios.sites.planner import Question

        asked_years = read_years(years)
        question = Question(
            model=Model(model),
            more=more,
            budget=budget,
            minutes=minutes,
            metres=metres,
            share=share,
            years=asked_years,
            year=year,
            step_free=step_free,
            count=count,
            seconds=seconds,
            seed=seed,
        )
        asked = Asked(
            district=district,
            question=question,
            streets=streets,
            rounds_file=rounds,
            growth=growth,
            plans=plans,
            rounds=not no_rounds,
            round_seconds=round_seconds,
            out=out,
        )
        choose_and_write(asked, Show(language=lang, as_json=as_json))
