"""Do many things at once: on this machine with joblib, on many with Dask; the same functions, the same results.

A crew works out shared things once each and keeps them, then does tasks that use them and gives each result as soon as
it is there. What a task raises is given as its result, so that one that fails takes no other with it.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import pickle
import re
import signal
import socket
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from routing.cores import count_cores
from routing.errors import FaultKind, InputError, say_why

NO_DASK = FaultKind("C160", "Dask is not installed here", "install it: pip install 'doorstep[cluster]'")
NO_SCHEDULER = FaultKind(
    "C161", "no Dask scheduler answers at {address} ({why})", "start one: dask scheduler; and give its address"
)
NO_WORKERS = FaultKind(
    "C162", "the Dask scheduler at {address} has no workers", "start some: dask worker {address} --nthreads 1"
)
OTHER_RELEASE = FaultKind(
    "C163", "the Dask worker {worker} has Doorstep {found}, this is {here}", "install the same release on all machines"
)
NO_TEMPORARY = FaultKind(
    "C165", "nothing can be kept in the temporary folder {path} ({why})", "make room there, or name another in TMPDIR"
)

_ADDRESS = re.compile(r"(?:(tcp|tls|ws|wss|ucx)://)?\[?([^/\s\[\]]+)\]?:(\d{1,5})")
SECONDS_TO_ANSWER = 20.0
"""How long a scheduler may take to answer, and its first worker to come."""
CHAINS = 2
"""Threads of a plan whose rounds are counted: so many fewer are planned at once than the machine has cores."""

_ONE_AT_A_TIME = threading.Lock()
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failure:
    """What a task raised, as text: an exception may not survive the way back."""

    kind: str
    message: str


class Crew(Protocol):
    """Somebody who does tasks."""

    @property
    def is_caller(self) -> bool:
        """Whether tasks are done in the caller's own process, in its thread."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def warm(self, function: Callable[[], object]) -> None:
        """Do something once on every machine before all else, such as compiling."""
        ...

    def share(self, function: Callable[..., object], tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Work out things that many tasks use; what is given stands for them among the arguments of :meth:`run`."""
        ...

    def run(self, function: Callable[..., object], tasks: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Any]]:
        """Do tasks; give the number of each and its result, or :class:`Failure`, as soon as it is done."""
        ...


def count_jobs() -> int:
    """How many plans are made at once where nobody says: as many as keep the cores busy."""
    return max(1, count_cores() // CHAINS)


@dataclass(frozen=True)
class _Kept:
    """A shared thing in a file."""

    path: str


@dataclass(frozen=True)
class _NotKept:
    """Why a shared thing is in no file, by the number of the system's error."""

    number: int


class LocalCrew:
    """Processes on this machine, by joblib; with one job this very process.

    Raises
    ------
    InputError
        Where the temporary folder takes no shared things.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    @property
    def is_caller(self) -> bool:
        """As :attr:`Crew.is_caller`."""
        return self.jobs == 1

    def __enter__(self) -> Self:
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="doorstep-")
        except OSError as error:
            # Where none of the folders it knows takes files, tempfile has settled on none.
            path = tempfile.tempdir or os.environ.get("TMPDIR", os.curdir)
            raise _refuse_temporary(path, error.errno) from None
        self._count = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.jobs > 1:
            from joblib.externals.loky import get_reusable_executor  # noqa: PLC0415 - joblib is slow to import

            get_reusable_executor().shutdown(wait=error is None, kill_workers=error is not None)
        self._folder.cleanup()

    def warm(self, function: Callable[[], object]) -> None:
        """As :meth:`Crew.warm`."""
        list(self.run(function, [()]))

    def share(self, function: Callable[..., object], tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
        """As :meth:`Crew.share`."""
        kept = [_Kept(str(Path(self._folder.name) / str(self._count + number))) for number in range(len(tasks))]
        self._count += len(tasks)
        for _, failure in self.run(_keep, [(one.path, function, *task) for one, task in zip(kept, tasks, strict=True)]):
            if isinstance(failure, _NotKept):
                raise _refuse_temporary(Path(self._folder.name).parent, failure.number)
            if isinstance(failure, Failure):
                _log.warning("a shared part of the scenarios failed: %s: %s", failure.kind, failure.message)
        return kept

    def run(self, function: Callable[..., object], tasks: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Any]]:
        """As :meth:`Crew.run`."""
        from joblib import Parallel, delayed  # noqa: PLC0415 - joblib is slow to import

        here = os.getpid()
        # Arrays are not mapped into memory: mapped ones are of another kind, for which nothing is compiled.
        pool = Parallel(n_jobs=self.jobs, return_as="generator_unordered", max_nbytes=None, pre_dispatch="2*n_jobs")
        yield from pool(delayed(_do)(number, function, task, here) for number, task in enumerate(tasks))


class DaskCrew:
    """The workers of a Dask scheduler. What a lost worker had done or begun, another one does again."""

    is_caller = False

    def __init__(self, address: str) -> None:
        self.address = address

    def __enter__(self) -> Self:
        self._client = _connect(self.address)
        try:
            self._check_workers()
        except BaseException:
            self._client.close(timeout=1)
            raise
        self._count = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):
            self._client.close(timeout=5)

    def _check_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
        except TimeoutError:
            raise InputError(NO_WORKERS.at(values={"address": self.address})) from None
        here = version("doorstep")
        found = self._client.run(_read_release, on_error="return")
        faults = [
            OTHER_RELEASE.at(
                values={"worker": worker, "found": release if isinstance(release, str) else "–", "here": here}
            )
            for worker, release in found.items()
            if release != here
        ]
        if faults:
            raise InputError(faults)

    def warm(self, function: Callable[[], object]) -> None:
        """As :meth:`Crew.warm`."""
        hosts: dict[str, str] = {}
        for worker in self._client.scheduler_info(n_workers=-1)["workers"]:
            hosts.setdefault(worker.rpartition(":")[0], worker)
        self._client.run(function, workers=list(hosts.values()), on_error="ignore")

    def share(self, function: Callable[..., object], tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
        """As :meth:`Crew.share`."""
        return self._submit(function, tasks)

    def run(self, function: Callable[..., object], tasks: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Any]]:
        """As :meth:`Crew.run`."""
        from distributed import as_completed  # noqa: PLC0415 - an optional dependency

        futures = self._submit(function, tasks)
        number_of = {future.key: number for number, future in enumerate(futures)}
        coming: Any = as_completed(futures, loop=self._client.loop)  # type: ignore[no-untyped-call]
        # Results that were handed over need not stay with the workers.
        del futures
        for future in coming:
            try:
                result = future.result()
            except Exception as error:  # noqa: BLE001 - a worker killed again and again, a scheduler that is lost
                result = _say_failure(error)
            yield number_of[future.key], result

    def _submit(self, function: Callable[..., object], tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
        with warnings.catch_warnings():
            # A city's streets are large, and sent once for each that differ.
            warnings.filterwarnings("ignore", message="Sending large graph", category=UserWarning)
            return [self._client.submit(_do_alone, function, *task, pure=False) for task in tasks]


def _connect(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415 - an optional dependency
    except ImportError:
        raise InputError(NO_DASK.at()) from None
    try:
        _knock(address)
    except OSError as error:
        values = {"address": address, "why": say_why(error)}
        raise InputError(NO_SCHEDULER.at(values=values)) from None
    # Lost workers are told by the library in tracebacks; here they cost nothing but time.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        values = {"address": address, "why": (str(error) or type(error).__name__).splitlines()[0]}
        raise InputError(NO_SCHEDULER.at(values=values)) from None


def _knock(address: str) -> None:
    """Raise OSError where nobody listens: Dask itself would go on trying, and then wait once more to give up."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise OSError(errno.EINVAL, "no address such as tcp://10.0.0.5:8786")
    with socket.create_connection((found[2], min(int(found[3]), 65535)), timeout=SECONDS_TO_ANSWER):
        pass


def _do_alone(function: Callable[..., object], *arguments: object) -> object:
    """Do one task at a time in a process: a plan keeps several cores busy, whatever threads a worker has."""
    with _ONE_AT_A_TIME:
        return _guard(function, *arguments)


def _guard(function: Callable[..., object], *arguments: object) -> object:
    """Do a task, unless a shared part of it failed; give what it raises as a result."""
    failed = next((argument for argument in arguments if isinstance(argument, Failure)), None)
    if failed is not None:
        return failed
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in one task must not end the others
        return _say_failure(error)


def _say_failure(error: Exception) -> Failure:
    return Failure(kind=type(error).__name__, message=str(error))


def _do(number: int, function: Callable[..., object], task: tuple[Any, ...], caller: int) -> tuple[int, object]:
    if os.getpid() != caller:
        # Ctrl-C reaches every process of a terminal; who called ends the others.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return number, _guard(function, *(_fetch(part) if isinstance(part, _Kept) else part for part in task))


def _keep(path: str, function: Callable[..., object], *task: object) -> Failure | _NotKept | None:
    result = _guard(function, *task)
    content = pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        return _NotKept(error.errno or errno.EIO)
    return result if isinstance(result, Failure) else None


@lru_cache(maxsize=2)
def _fetch(kept: _Kept) -> object:
    # Written by our own processes, into a folder nobody else may write.
    return pickle.loads(Path(kept.path).read_bytes())  # noqa: S301


def _refuse_temporary(path: Path | str, number: int | None) -> InputError:
    return InputError(NO_TEMPORARY.at(values={"path": path, "why": os.strerror(number or errno.EIO)}))


def _read_release() -> str:
    return version("doorstep")
