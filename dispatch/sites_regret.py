"""What ``doorstep sites choose --growth`` prints of the regret of its plans."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dispatch.report import make_table
from dispatch.wide_tables import fits, split_columns
from dispatch.words import Language, say
from scenarios.sites.ask import Answer
from scenarios.sites.draw import say_counted
from scenarios.sites.growth_regret import GrowthRegret


def print_regret(console: Console, answer: Answer, found: GrowthRegret, language: Language) -> None:
    """Print the regret of every plan in every scenario, a row for each plan; where that is too wide, for each scenario.

    Beside the regret stands what the best plan of each scenario has.
    """
    sheet = _list_rows(found, language)
    title = _say_title(answer, found, language)
    usual = _tabulate(sheet, range(1, len(sheet[0])), title)
    if fits(console, usual):
        console.print(usual)
        return
    turned = [list(row) for row in zip(*sheet, strict=True)]
    turned[0][0] = say(language, "column.scenario")
    for table in split_columns(
        console, lambda some: _tabulate(turned, [k + 1 for k in some], title), len(turned[0]) - 1
    ):
        console.print(table)


def _list_rows(found: GrowthRegret, language: Language) -> list[list[str]]:
    """List the cells, a header above a row for each plan; first the names."""
    ends = [say(language, f"column.regret_{name}") for name in ("largest", "expected")]
    tops = found.values.max(axis=0) if found.more_is_better else found.values.min(axis=0)
    best = [
        f"{say_counted(top, found.unit)} ({plan or say(language, 'column.now')})"
        for top, plan in zip(tops.tolist(), found.best, strict=True)
    ]
    rows = [
        [say(language, "column.plan"), *found.scenarios, *ends],
        [say(language, "row.best_of_growth"), *best, "", ""],
    ]
    if found.chances is not None:
        rows.append([say(language, "row.growth_chance"), *(f"{chance:.0%}" for chance in found.chances), "", ""])
    regret = found.regret
    for name, row, largest, expected in zip(
        found.plans, regret.table.tolist(), regret.largest.tolist(), regret.expected.tolist(), strict=True
    ):
        figures = (say_counted(value, found.unit) for value in (*row, largest, expected))
        rows.append([name or say(language, "column.now"), *figures])
    return rows


def _tabulate(cells: Sequence[Sequence[str]], shown: Sequence[int], title: str) -> Table:
    """Make a table of the first column and of some others, the first row its header; no text is taken for markup."""
    table = make_table(["" for _ in (0, *shown)], title)
    header, *rows = ([row[0], *(row[k] for k in shown)] for row in cells)
    for column, name in zip(table.columns, header, strict=True):
        column.header = Text(name)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _say_title(answer: Answer, found: GrowthRegret, language: Language) -> str:
    model = say(language, f"siting.{answer.question.model}")
    return say(language, "title.regret", model=model, unit=say(language, f"regret_unit.{found.unit}"))


def say_choice(found: GrowthRegret, language: Language) -> str:
    """Say which plan leaves least to be regretted, at worst and on average."""
    plans = {name: name or say(language, "column.now") for name in (found.cautious, found.expected)}
    values = {"cautious": plans[found.cautious], "expected": plans[found.expected]}
    return say(language, "regret_choice", **values)
