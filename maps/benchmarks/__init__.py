"""Commands that time the parts of this package: ``python -m maps.benchmarks.NAME``."""
