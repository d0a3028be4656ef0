"""How old the people of an invented day are."""

from __future__ import annotations

from random import Random

from scenarios.demand.catalogue import Catalogue
from scenarios.demand.orders import Orders


def draw_ages(rng: Random, catalogue: Catalogue, orders: Orders) -> None:
    """Give every person an age in whole years; meal points have none.

    Those who get care are drawn from older people than those who only get meals: ``[ages]`` of ``services.toml`` holds
    the weights of bands, and a year of a band is as likely as any other.
    """
    figures = catalogue.figures["ages"]
    care = {service.id for service in catalogue.care}
    bulk = catalogue.figures["bulk"]["id"][catalogue.short]
    cared_for = {row["client"] for row in orders.visits if row["service"] in care}
    meal_points = {row["client"] for row in orders.visits if row["service"] == bulk}
    for row in orders.clients:
        if row["client"] not in meal_points:
            weights = figures["cared_for" if row["client"] in cared_for else "meals_only"]
            first = rng.choices(figures["bands"], weights)[0]
            row["age"] = first + rng.randrange(figures["years"])
