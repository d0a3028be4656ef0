"""What may change in a day: one module for each family of changes, each a pure function from world to world."""

from scenarios.changes.apply import apply_change, apply_changes
from scenarios.changes.change import Change
from scenarios.changes.read import KINDS, read_change
from scenarios.changes.world import World, make_world

__all__ = ["KINDS", "Change", "World", "apply_change", "apply_changes", "make_world", "read_change"]
