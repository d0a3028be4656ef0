"""What the open sites of a scenario cost, held against its budget."""

from __future__ import annotations

from collections.abc import Iterator

from routing.errors import Fault, FaultKind
from scenarios.cells import quote_value
from scenarios.changes import World
from scenarios.changes.change import list_known
from scenarios.scenario_file import ScenarioFile

BELOW_FIXED = FaultKind(
    "C112",
    "the sites that stay open cost {cost}, more than the budget of {budget}",
    "give a larger budget, or close sites before opening others",
)
OVER_BUDGET = FaultKind(
    "C113",
    "with this site the open ones cost {cost}, more than the budget of {budget}",
    "leave it out, or give a larger budget",
)
RENT_OF_NOTHING = FaultKind("C114", "no site {id} is among those of the day", "write one of: {known}")
NO_RENT = FaultKind(
    "C115", "there is a budget, but no rent of the site {id}", "write it under [rents], 0 if it has none"
)


def check_budget(file: ScenarioFile, before: World) -> Iterator[Fault]:
    """Hold the rents of the sites against the budget: first of those of the day that no change closes, then of more.

    Parameters
    ----------
    before
        The base day, before the changes.
    """
    sites = {site.id for site in before.day.problem.depots}
    opened = {change.keys.site: change for change in file.changes if change.kind == "open_site"}
    for site in file.rents:
        if site not in sites:
            values = {"id": quote_value(site), "known": list_known(sites)}
            yield file.at(RENT_OF_NOTHING, key=f"rents.{site}", values=values)
    if file.budget is None:
        return
    closed = {change.keys.site for change in file.changes if change.kind == "close_site"}
    fixed = sites - closed
    for site in sorted(fixed - file.rents.keys()):
        yield file.at(NO_RENT, key="budget", values={"id": quote_value(site)})
    cost = sum(file.rents.get(site, 0.0) for site in fixed)
    if cost > file.budget:
        values = {"cost": f"{cost:,.10g}", "budget": f"{file.budget:,.10g}"}
        yield file.at(BELOW_FIXED, key="budget", values=values)
        return
    for change in opened.values():
        cost += change.keys.rent
        if cost > file.budget:
            values = {"cost": f"{cost:,.10g}", "budget": f"{file.budget:,.10g}"}
            yield change.at(OVER_BUDGET, key="rent", values=values)


def sum_rents(file: ScenarioFile, after: World) -> float | None:
    """Rents of the sites that are open after the changes; None where the scenario knows of none."""
    opened: dict[str, float] = {
        change.keys.site: change.keys.rent for change in file.changes if change.kind == "open_site"
    }
    if not file.rents and not any(opened.values()):
        return None
    rents = {**file.rents, **opened}
    return sum(rents.get(site.id, 0.0) for site in after.day.problem.depots)
