"""A Dask scheduler and workers on this machine, as real processes, for as long as they are needed."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SECONDS_TO_START = 120.0
_SCHEDULER = "distributed.cli.dask_scheduler"
_WORKER = "distributed.cli.dask_worker"


@dataclass(frozen=True, kw_only=True)
class LocalDask:
    """Where the scheduler answers, and the processes of its workers."""

    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


@contextlib.contextmanager
def start_dask(workers: int) -> Iterator[LocalDask]:
    """Start a scheduler and workers that listen on 127.0.0.1 alone, without dashboards; end them all at last.

    Each worker is one process with one thread, without a nanny that would start it again.
    """
    running: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory(prefix="doorstep-") as name:
        folder = Path(name)
        found = folder / "scheduler.json"
        log = (folder / "log.txt").open("wb")
        here = ["--host", "127.0.0.1", "--no-dashboard"]

        def start(module: str, *options: str) -> subprocess.Popen[bytes]:
            environment = {**os.environ, "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "0"}
            line = [sys.executable, "-m", module, *here, *options]
            process = subprocess.Popen(line, stdout=log, stderr=log, env=environment, cwd=folder)  # noqa: S603
            running.append(process)
            return process

        try:
            start(_SCHEDULER, "--port", "0", "--scheduler-file", str(found))
            options = ["--scheduler-file", str(found), "--nthreads", "1", "--no-nanny", "--memory-limit", "0"]
            hands = tuple(start(_WORKER, *options, "--name", f"worker-{n}") for n in range(workers))
            address = _read_address(found, until=time.monotonic() + SECONDS_TO_START)
            yield LocalDask(address=address, workers=hands)
        finally:
            for process in reversed(running):
                process.kill()
            for process in running:
                process.wait()
            log.close()


def _read_address(found: Path, *, until: float) -> str:
    while time.monotonic() < until:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return str(json.loads(found.read_text(encoding="utf-8"))["address"])
        time.sleep(0.1)
    raise TimeoutError(f"no Dask scheduler within {SECONDS_TO_START:.0f} s")
