"""The program ``doorstep``: it loads the command line, which takes a moment in which Ctrl-C may come already."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it with 130, also before a command has begun."""
    try:
        from dispatch.cli import main as run  # noqa: PLC0415 - Ctrl-C is heard from here on

        run()
    except KeyboardInterrupt:
        sys.exit(130)
