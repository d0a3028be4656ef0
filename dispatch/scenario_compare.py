"""What ``doorstep scenario compare`` does between its options and its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dispatch.json_document import print_json
from dispatch.places import check_file, list_inputs, refuse_inputs
from dispatch.report import Show, print_note
from dispatch.wide_tables import split_columns
from dispatch.words import Language
from dispatch.written import write_files
from routing.errors import Fault, FaultKind, InputError
from scenarios.compare import Comparison, Result, compare_results, read_result
from scenarios.compare_page import compare_page
from scenarios.compare_words import say_affected, say_difference, say_figure, say_value, say_word
from scenarios.scenario_file import read_scenario

GIVEN_TWICE = FaultKind("C172", "this result is given already", "give each once")


def compare_files(given: Sequence[Path], show: Show, *, results: Path | None, out: Path | None) -> None:
    """Print a table of results held against the first, and write the page.

    ``given`` are folders of results, or scenario files whose results lie in ``results``.
    """
    if out is not None:
        refuse_inputs([out], (file for path in given for file in list_inputs(path)))
        check_file(out)
    comparison = compare_results(_read_results(given, results))
    if show.as_json:
        print_json(
            {
                "results": [one.name for one in comparison.results],
                "figures": [
                    {"key": one.key, "unit": one.unit, "values": one.values, "differences": one.differences()}
                    for one in comparison.figures
                ],
                "affected": [vars(one) for one in comparison.affected],
            }
        )
    else:
        _print_comparison(comparison, show.language)
    if len(comparison.results) == 1:
        print_note(show, "compared_alone", name=comparison.results[0].name)
    if out is not None:
        write_files(out.parent, {out.name: compare_page(comparison, lang=show.language)})
        print_note(show, "comparison_written", page=out)


def _read_results(given: Sequence[Path], results: Path | None) -> list[Result]:
    """Read results, each once; those of one name are called after their folders too."""
    found: list[tuple[Path, Result]] = []
    faults: list[Fault] = []
    seen: set[Path] = set()
    for path in given:
        try:
            folder = _find_folder(path, results)
            if folder.resolve() in seen:
                faults.append(GIVEN_TWICE.at(file=str(path)))
                continue
            seen.add(folder.resolve())
            found.append((folder, read_result(folder)))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    names = Counter(one.name for _, one in found)
    return [replace(one, name=f"{one.name} ({folder})") if names[one.name] > 1 else one for folder, one in found]


def _find_folder(path: Path, results: Path | None) -> Path:
    if path.suffix.lower() == ".toml" and path.is_file():
        return (results or path.parent) / read_scenario(path).name
    return path


def _print_comparison(comparison: Comparison, language: Language) -> None:
    """Print a row for each figure, a column for each result: its value and how much more that is than the first's.

    More results than fit beside the first go into further tables, the first in each of them.
    """
    console = Console()
    others = range(1, len(comparison.results))
    if not others:
        console.print(_tabulate(comparison, (0,), language))
    for table in split_columns(
        console, lambda some: _tabulate(comparison, (0, *(others[k] for k in some)), language), len(others)
    ):
        console.print(table)


def _tabulate(comparison: Comparison, shown: Sequence[int], language: Language) -> Table:
    table = Table(title=Text(say_word(language, "title")), title_justify="left")
    table.add_column(Text(say_word(language, "figure")), overflow="fold")
    for number in shown:
        table.add_column(Text(comparison.results[number].name), overflow="fold", justify="right")
    for figure in comparison.figures:
        cells = [say_value(language, figure.values[number], figure.unit) for number in shown]
        differences = [f"\n{say_difference(language, figure, number)}" if number else "" for number in shown]
        table.add_row(Text(say_figure(language, figure)), *map(Text, map(str.__add__, cells, differences)))
    for key, counts in say_affected(comparison):
        table.add_row(Text(say_word(language, key)), *(Text(str(counts[number])) for number in shown))
    return table
