"""OR-Tools' routing model of a day: what the rules ask for, how it is built, searched and read back.

Only this package imports OR-Tools; ``docs/ortools.md`` lists the traps it is built around.
"""
