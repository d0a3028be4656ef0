"""The files a plan is kept in: plan.json whole, orders.csv to edit by hand, plan.geojson for other maps."""

from scenarios.plan_files.geojson import plan_geojson
from scenarios.plan_files.orders import format_orders, read_orders, write_orders
from scenarios.plan_files.plan_json import format_plan, read_plan, write_plan

__all__ = [
    "format_orders",
    "format_plan",
    "plan_geojson",
    "read_orders",
    "read_plan",
    "write_orders",
    "write_plan",
]
