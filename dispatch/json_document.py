"""What ``--json`` prints: one document on stdout."""

from __future__ import annotations

import json
import sys

import typer


def print_json(document: object) -> None:
    """Print a document; where stdout is not Unicode, as on Chinese Windows into a file, in ASCII escapes."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    typer.echo(json.dumps(document, ensure_ascii=not is_unicode, indent=2))
