"""Pages read in processes of their own, so that one that never ends, or wants all memory, costs one source.

Refuses to fork: reading processes are started anew (the same on every system, whatever threads run here) and kept for
the next page; one that goes beyond its limits is killed, and the page becomes a Problem.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from types import TracebackType
from typing import BinaryIO, Self, cast

from aggregator.config.address import shown_address
from aggregator.model import Calendar, Extraction, Page, Problem, Source
from aggregator.readers.limits import HINT, Limits, read_message, write_message

START = """
import sys
sys.path[:] = {path!r}
from aggregator.readers import Limits, worker
worker.main(Limits(**{limits!r}))
"""
"""What a reading process runs: it finds our code and the libraries where this process did."""


class Readers:
    """As many reading processes as there are processors, started when they are first needed. A `Reader`.

    Use it as a context manager. May be called from several threads; each call is one page. Raises nothing.
    """

    def __init__(self, limits: Limits | None = None, *, count: int | None = None) -> None:
        self.limits = limits or Limits()
        self._free = threading.Semaphore(count or os.cpu_count() or 1)
        self._idle: list[_Worker] = []

    def __enter__(self) -> Self:
        """The readers themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Let the processes go."""
        self.close()

    def close(self) -> None:
        """Let the processes go; the next page would start a new one."""
        while self._idle:
            self._idle.pop().stop()

    def __call__(self, page: Page, source: Source, now: datetime, calendar: Calendar) -> Extraction | Problem:
        """What a page says, or why it could not be read within the limits."""
        with self._worker() as worker:
            answer = worker.ask(pickle.dumps((page, source, now, calendar), pickle.HIGHEST_PROTOCOL))
            return answer if answer is not None else worker.why(source)

    @contextmanager
    def _worker(self) -> Iterator[_Worker]:
        """One for this thread alone, kept afterwards if it can go on."""
        with self._free:
            try:
                worker = self._idle.pop()
            except IndexError:
                worker = _Worker(self.limits)
            try:
                yield worker
            except BaseException:
                worker.kill()
                raise
            finally:
                if worker.is_spent:
                    worker.stop()
                else:
                    self._idle.append(worker)


class _Worker:
    """One reading process. is_spent: it can read no further page."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.is_spent = False
        self._out_of_time = False
        code = START.format(path=sys.path, limits=asdict(limits))
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)

    def ask(self, request: bytes) -> Extraction | Problem | None:
        """Its answer; None where it ended, or had to be, before it gave one."""
        watch = threading.Timer(self.limits.seconds, self._give_up)
        watch.daemon = True
        watch.start()
        try:
            message = self._exchange(request)
        finally:
            watch.cancel()
        if message is None:
            self.kill()
            return None
        answer, last = pickle.loads(message)  # noqa: S301 - written by our own process
        self.is_spent = last or self._out_of_time
        read: Extraction | Problem = answer
        return read

    def why(self, source: Source) -> Problem:
        """Why there was no answer, as a Problem. For a process that has ended."""
        where, code = f"[{source.slug}] {shown_address(source)}", self._process.wait()
        if self._out_of_time:
            message = f"reading it took longer than {self.limits.seconds:.0f} seconds; it was given up"
        elif code == -signal.SIGXCPU:
            message = f"reading it took more than {self.limits.cpu_seconds} seconds of computing; it was given up"
        else:
            name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            message = f"the process that read it ended before it was done ({name})"
        return Problem("extract", where, message, HINT)

    def kill(self) -> None:
        """End it now."""
        self.is_spent = True
        self._process.kill()

    def stop(self) -> None:
        """Close its input, which ends it, and what we hold of it."""
        for stream in (self._requests, self._answers):
            with suppress(OSError):  # what it did not take any more
                stream.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _exchange(self, request: bytes) -> bytes | None:
        try:
            write_message(self._requests, request)
            return read_message(self._answers)
        except OSError:  # it has ended
            return None

    def _give_up(self) -> None:
        self._out_of_time = True
        self._process.kill()
