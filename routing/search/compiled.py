"""Compiles the search with numba, and keeps the machine code from one run to the next.

The cache folder is named after the sources, numba and Python, so a new release never meets old code. A cache that
cannot be read or written is left alone: the plan only starts later.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core.caching import FunctionCache, NullCache

from routing.cache import cache_folder
from routing.errors import FaultKind, say_why
from routing.search.ready import CODE_MISSING

CODE_BROKEN = FaultKind(
    "R060", "compiled code in {folder} cannot be read ({why})", "nothing: the search is compiled anew"
)
CODE_NOT_KEPT = FaultKind(
    "R061",
    "compiled code cannot be kept in {folder} ({why})",
    "nothing for this plan, but each run takes half a minute more; DOORSTEP_CACHE can name another folder",
)

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)


class _ForgivingCache(FunctionCache):
    """A cache whose faults cost time, never a plan."""

    def load_overload(self, sig: object, target_context: object) -> object:
        try:
            found = super().load_overload(sig, target_context)
        except Exception as fault:  # noqa: BLE001  # a broken file may raise anything when it is unpickled
            _log.warning("%s", CODE_BROKEN.at(values={"folder": self.cache_path, "why": say_why(fault)}))
            found = None
        if found is None:
            CODE_MISSING.set()
        return found

    def save_overload(self, sig: object, data: object) -> None:
        try:
            super().save_overload(sig, data)
        except Exception as fault:  # noqa: BLE001  # a full disk, a read-only folder, a file in the way
            _log.warning("%s", CODE_NOT_KEPT.at(values={"folder": self.cache_path, "why": say_why(fault)}))


class _NoCache(NullCache):
    """Keeps nothing."""

    def load_overload(self, sig: object, target_context: object) -> None:  # noqa: ARG002
        CODE_MISSING.set()


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function for use by other compiled functions."""
    return cast("Callable[P, R]", numba.njit(nogil=True, error_model="numpy", _nrt=False)(function))


def entry(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that Python calls, with everything it calls, and keep its machine code."""
    dispatcher: Any = numba.njit(nogil=True, error_model="numpy", _nrt=False)(function)
    dispatcher._cache = _NoCache()  # noqa: SLF001  # enable_caching() takes no class
    folder = code_folder()
    if folder is not None:
        before = numba.config.CACHE_DIR
        try:
            numba.config.CACHE_DIR = str(folder)
            dispatcher._cache = _ForgivingCache(dispatcher.py_func)  # noqa: SLF001
        except (OSError, RuntimeError) as fault:
            _log.warning("%s", CODE_NOT_KEPT.at(values={"folder": folder, "why": say_why(fault)}))
        finally:
            numba.config.CACHE_DIR = before
    return cast("Callable[P, R]", dispatcher)


def code_folder() -> Path | None:
    """Folder for the compiled code of exactly these sources; None where the user wants nothing kept."""
    root = cache_folder()
    if root is None:
        return None
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return root / f"search-{digest.hexdigest()[:16]}"
