"""The command line: ``doorstep plan``, ``check``, ``map``, ``risk``, ``generate``, ``streets``, ``scenario``, ``sites``
and ``bench``.

Results go to stdout, progress and faults to stderr. Exit codes: 0 done; 1 a rule is broken or Doorstep itself failed;
2 wrong input; 3 no way on the street network; 4 not every mandatory visit is assigned; 130 stopped by Ctrl-C, with the
best plan so far written. Imports are lazy: ``doorstep --help`` loads neither the solver nor the maps.
"""

from __future__ import annotations

import io
import sys
from importlib.metadata import version as read_version
from pathlib import Path
from typing import Annotated, Literal

import typer

from dispatch.failures import tell_failures
from dispatch.options import HELP_LANGUAGE, AsJson, Lang, read_place
from dispatch.options import say_help as _help
from dispatch.sites_cli import sites_app
from dispatch.words import say
from routing.limit import MOST_SECONDS

DEFAULT_SECONDS = 20.0


app = typer.Typer(
    name="doorstep",
    help=_help("doorstep"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
streets_app = typer.Typer(help=_help("streets"), no_args_is_help=True)
app.add_typer(streets_app, name="streets")
scenario_app = typer.Typer(help=_help("scenario"), no_args_is_help=True)
app.add_typer(scenario_app, name="scenario")

DayPath = Annotated[Path, typer.Argument(metavar="DAY", help=_help("day"), show_default=False)]
PlanPath = Annotated[Path, typer.Argument(metavar="PLAN", help=_help("plan_file"), show_default=False)]
StreetsPath = Annotated[Path | None, typer.Option("--streets", metavar="FILE", help=_help("streets_file"))]
StraightLine = Annotated[bool, typer.Option("--straight-line", help=_help("straight_line"))]
Names = Annotated[bool, typer.Option("--names", help=_help("names"))]

app.add_typer(sites_app, name="sites")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"doorstep {read_version('doorstep')}")
        raise typer.Exit


@app.callback()
def doorstep(
    version: Annotated[
        bool, typer.Option("--version", help=_help("version"), callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Hold the options that come before a command."""


@app.command(help=_help("plan"))
def plan(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", parser=read_place, help=_help("out_folder"))],
    day: Annotated[Path | None, typer.Argument(metavar="DAY", help=_help("day"), show_default=False)] = None,
    sample: Annotated[bool, typer.Option("--sample", help=_help("sample"))] = False,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, max=MOST_SECONDS, help=_help("time_limit"), show_default=False)
    ] = None,
    solutions: Annotated[int | None, typer.Option(min=1, help=_help("solutions"), show_default=False)] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help=_help("seed"))] = 0,
    engine: Annotated[Literal["ortools", "search"], typer.Option(help=_help("engine"))] = "search",
    streets: StreetsPath = None,
    straight_line: StraightLine = False,
    names: Names = False,
    as_json: AsJson = False,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Plan a day."""
    if (day is not None) is sample:
        raise typer.BadParameter(say(lang, "day_and_sample" if sample else "day_or_sample"), param_hint="DAY")
    with tell_failures(lang, as_json=as_json):
        from dispatch.planning import Ground, make_plan
        from dispatch.report import Show
        from routing.solve import Limit

        if seconds is None and solutions is None:
            seconds = DEFAULT_SECONDS
        raise typer.Exit(
            make_plan(
                Ground(day=day, streets=streets, straight_line=straight_line),
                out,
                Show(language=lang, as_json=as_json, names=names),
                limit=Limit(seconds=seconds, solutions=solutions),
                seed=seed,
                engine=engine,
            )
        )


@app.command(help=_help("check"))
def check(
    *,
    day: DayPath,
    plan_file: PlanPath,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", parser=read_place, help=_help("out_folder_check"))
    ] = None,
    streets: StreetsPath = None,
    straight_line: StraightLine = False,
    names: Names = False,
    as_json: AsJson = False,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Judge a plan."""
    with tell_failures(lang, as_json=as_json):
        from dispatch.planning import Ground, judge_file
        from dispatch.report import Show

        ground = Ground(day=day, streets=streets, straight_line=straight_line)
        show = Show(language=lang, as_json=as_json, names=names)
        raise typer.Exit(judge_file(ground, plan_file, show, out=out))


@app.command("map", help=_help("map"))
def draw(
    *,
    day: DayPath,
    plan_file: PlanPath,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", parser=read_place, help=_help("out_map"))],
    streets: StreetsPath = None,
    straight_line: StraightLine = False,
    names: Names = False,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Draw the map of a plan."""
    with tell_failures(lang, as_json=False):
        from dispatch.planning import Ground, draw_file
        from dispatch.report import Show

        ground = Ground(day=day, streets=streets, straight_line=straight_line)
        draw_file(ground, plan_file, Show(language=lang, names=names), out=out)


@app.command(help=_help("risk"))
def risk(
    *,
    day: DayPath,
    plan_file: PlanPath,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", parser=read_place, help=_help("out_risk"))],
    samples: Annotated[int, typer.Option(min=2, max=1_000_000, help=_help("samples"))] = 10_000,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help=_help("risk_seed"))] = 0,
    spreads: Annotated[
        Path | None, typer.Option("--spreads", metavar="FILE", help=_help("spreads"), show_default=False)
    ] = None,
    streets: StreetsPath = None,
    straight_line: StraightLine = False,
    as_json: AsJson = False,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Simulate a plan."""
    with tell_failures(lang, as_json=as_json):
        from dispatch.planning import Ground
        from dispatch.report import Show
        from dispatch.risk import Chance, tell_risk

        ground = Ground(day=day, streets=streets, straight_line=straight_line)
        chance = Chance(samples=samples, seed=seed, spreads=spreads)
        tell_risk(ground, plan_file, Show(language=lang, as_json=as_json), out=out, chance=chance)


@app.command(help=_help("generate"))
def generate(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", parser=read_place, help=_help("out_day"))],
    visits: Annotated[int, typer.Option(min=0, help=_help("visits"))] = 240,
    meals: Annotated[int, typer.Option(min=0, help=_help("meals"))] = 500,
    caregivers: Annotated[int | None, typer.Option(min=0, help=_help("caregivers"), show_default=False)] = None,
    couriers: Annotated[int | None, typer.Option(min=0, help=_help("couriers"), show_default=False)] = None,
    two_worker_visits: Annotated[
        int | None, typer.Option(min=0, help=_help("two_worker_visits"), show_default=False)
    ] = None,
    gaps: Annotated[int | None, typer.Option(min=0, help=_help("gaps"), show_default=False)] = None,
    wishes: Annotated[int | None, typer.Option(min=0, help=_help("wishes"), show_default=False)] = None,
    seed: Annotated[int, typer.Option(min=0, help=_help("generate_seed"))] = 1,
    streets: Annotated[
        Path | None, typer.Option("--streets", metavar="FILE", help=_help("street_network"), show_default=False)
    ] = None,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Make up a day."""
    with tell_failures(lang, as_json=False):
        from dispatch.progress import ProgressLine
        from dispatch.report import Show, print_note
        from dispatch.written import note_written
        from scenarios.generate import generate_day

        with ProgressLine(lang) as line:
            line.show_stage("generate")
            generate_day(
                out,
                visits=visits,
                meals=meals,
                caregivers=caregivers,
                couriers=couriers,
                two_worker_visits=two_worker_visits,
                gaps=gaps,
                wishes=wishes,
                seed=seed,
                streets=streets,
                lang=lang,
            )
        note_written(out)
        print_note(Show(language=lang), "written_day", folder=out)


@app.command(help=_help("bench"))
def bench(
    *,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_help("instances"), show_default=False)],
    seconds: Annotated[float, typer.Option(min=0.1, max=MOST_SECONDS, help=_help("bench_seconds"))] = 10.0,
    seeds: Annotated[int, typer.Option(min=1, max=1000, help=_help("seeds"))] = 1,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", parser=read_place, help=_help("out_solutions"), show_default=False),
    ] = None,
    engine: Annotated[Literal["search", "ortools"], typer.Option(help=_help("bench_engine"))] = "search",
    best: Annotated[
        Path | None, typer.Option("--best", metavar="TABLE", help=_help("best_known"), show_default=False)
    ] = None,
    peers: Annotated[bool, typer.Option("--peers", help=_help("peers"))] = False,
    as_json: AsJson = False,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Solve literature instances."""
    with tell_failures(lang, as_json=as_json):
        from dispatch.bench import Bench, run_bench
        from dispatch.report import Show

        asked = Bench(files=files, out=out, seconds=seconds, seeds=seeds, engine=engine, peers=peers, best=best)
        raise typer.Exit(run_bench(asked, Show(language=lang, as_json=as_json)))


@streets_app.command("info", help=_help("streets_info"))
def describe_streets(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_help("street_network"), show_default=False)],
    as_json: AsJson = False,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Say what a street file holds."""
    with tell_failures(lang, as_json=as_json):
        from dispatch.report import Show, print_streets
        from maps.info import streets_info
        from maps.streets import read_streets

        print_streets(streets_info(read_streets(file)), Show(language=lang, as_json=as_json))


@scenario_app.command("run", help=_help("scenario_run"))
def run_scenarios(
    *,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_help("scenario_files"), show_default=False)],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", parser=read_place, help=_help("out_scenarios"))],
    jobs: Annotated[int | None, typer.Option(min=1, max=512, help=_help("jobs"), show_default=False)] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help=_help("cluster"), show_default=False)
    ] = None,
    no_map: Annotated[bool, typer.Option("--no-map", help=_help("no_map"))] = False,
    names: Names = False,
    as_json: AsJson = False,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Plan scenarios."""
    if jobs is not None and cluster is not None:
        raise typer.BadParameter(say(lang, "jobs_and_cluster"), param_hint="--jobs")
    with tell_failures(lang, as_json=as_json):
        from dispatch.report import Show
        from dispatch.scenario import Run, run_files

        asked = Run(files=files, out=out, jobs=jobs, cluster=cluster, maps=not no_map)
        raise typer.Exit(run_files(asked, Show(language=lang, as_json=as_json, names=names)))


@scenario_app.command("compare", help=_help("scenario_compare"))
def compare_scenarios(
    *,
    results: Annotated[list[Path], typer.Argument(metavar="RESULT...", help=_help("results"), show_default=False)],
    folder: Annotated[
        Path | None, typer.Option("--results", metavar="FOLDER", help=_help("results_folder"), show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", parser=read_place, help=_help("out_comparison"))
    ] = None,
    as_json: AsJson = False,
    lang: Lang = HELP_LANGUAGE,
) -> None:
    """Hold results against one another."""
    with tell_failures(lang, as_json=as_json):
        from dispatch.report import Show
        from dispatch.scenario_compare import compare_files

        compare_files(results, Show(language=lang, as_json=as_json), results=folder, out=out)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Where output goes to a file, Windows encodes it as GBK or the like: a sign lost beats a plan lost.
            stream.reconfigure(errors="replace")
    try:
        app()
    except OSError as error:  # help that cannot be printed; what goes wrong in a command is told there
        sys.exit(f"doorstep: {error.strerror}")
