"""Runs search processes and hears what they find."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from routing.errors import DoorstepError, FaultKind
from routing.ortools_model.messages import Found, Task

CRASH = FaultKind(
    "P902", "a search process ended with {code}: {words}", "report this fault of ours with the day's files"
)

SECONDS_BETWEEN_LOOKS = 0.05


@dataclass(frozen=True)
class _Ended:
    code: int
    words: str


def run_tasks(tasks: Sequence[Task], *, go_on: Callable[[], bool]) -> Generator[Found]:
    """Run each task in a process of its own and yield every plan they find, as they find them.

    Ends when all are done, or soon after ``go_on`` says no. Closing the iterator ends it at any other moment; it
    leaves no process behind.

    Raises
    ------
    DoorstepError
        Where a process ends in an error: a fault of ours (P902).
    """
    inbox: SimpleQueue[Found | _Ended] = SimpleQueue()
    with contextlib.ExitStack() as ending:
        for task in tasks:
            ending.callback(_Search(task, inbox).close)
        running = len(tasks)
        while running and go_on():
            try:
                message = inbox.get(timeout=SECONDS_BETWEEN_LOOKS)
            except Empty:
                continue
            if isinstance(message, Found):
                yield message
            elif message.code:
                raise DoorstepError(CRASH.at(values={"code": message.code, "words": message.words}))
            else:
                running -= 1


class _Search:
    """A search process at work on a task, and the thread that listens to it."""

    def __init__(self, task: Task, inbox: SimpleQueue[Found | _Ended]) -> None:
        message = pickle.dumps(task)  # here, where a task that cannot be told is the caller's error
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        # The process finds the same packages as this one, and Ctrl-C at the terminal is this one's to answer.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "routing.ortools_model.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            process_group=0,
        )
        self._listener = threading.Thread(target=self._listen, args=(message, inbox), daemon=True)
        self._listener.start()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._listener.join()
        self._errors.close()

    def _listen(self, message: bytes, inbox: SimpleQueue[Found | _Ended]) -> None:
        """Hand over the task, pass on what is found, and say how it ended, whatever happens."""
        try:
            with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError), self._process as process:
                if process.stdin is not None and process.stdout is not None:
                    process.stdin.write(message)
                    process.stdin.close()
                    while True:
                        inbox.put(pickle.load(process.stdout))  # noqa: S301  both ends of the pipe are ours
        finally:
            code = self._process.wait()
            self._errors.seek(0)
            lines = self._errors.read().decode(errors="replace").splitlines()
            inbox.put(_Ended(code, lines[-1] if lines else ""))
