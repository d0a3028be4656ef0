"""What ``doorstep sites choose --growth`` prints of the regret of its plans."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from dispatch.report import make_table
from dispatch.words import Language, say
from scenarios.sites.ask import Answer
from scenarios.sites.draw import say_counted
from scenarios.sites.growth_regret import GrowthRegret


def show_regret(answer: Answer, found: GrowthRegret, language: Language) -> Table:
    """Show the regret of every plan in every scenario, a row for each plan, and above what the best of each has."""
    model = say(language, f"siting.{answer.question.model}")
    title = say(language, "title.regret", model=model, unit=say(language, f"regret_unit.{found.unit}"))
    ends = [say(language, f"column.regret_{name}") for name in ("largest", "expected")]
    # A name of a scenario is a user's text: no header may take it for markup.
    table = make_table([say(language, "column.plan"), *("" for _ in found.scenarios), *ends], title)
    for column, name in zip(table.columns[1:], found.scenarios, strict=False):
        column.header = Text(name)
    tops = found.values.max(axis=0) if found.more_is_better else found.values.min(axis=0)
    best = [
        f"{say_counted(top, found.unit)} ({plan or say(language, 'column.now')})"
        for top, plan in zip(tops.tolist(), found.best, strict=True)
    ]
    table.add_row(*map(Text, [say(language, "row.best_of_growth"), *best, "", ""]))
    if found.chances is not None:
        chances = [f"{chance:.0%}" for chance in found.chances]
        table.add_row(*map(Text, [say(language, "row.growth_chance"), *chances, "", ""]))
    regret = found.regret
    for name, row, largest, expected in zip(
        found.plans, regret.table.tolist(), regret.largest.tolist(), regret.expected.tolist(), strict=True
    ):
        figures = [say_counted(value, found.unit) for value in (*row, largest, expected)]
        table.add_row(*map(Text, [name or say(language, "column.now"), *figures]))
    return table


def say_choice(found: GrowthRegret, language: Language) -> str:
    """Say which plan leaves least to be regretted, at worst and on average."""
    plans = {name: name or say(language, "column.now") for name in (found.cautious, found.expected)}
    values = {"cautious": plans[found.cautious], "expected": plans[found.expected]}
    return say(language, "regret_choice", **values)
