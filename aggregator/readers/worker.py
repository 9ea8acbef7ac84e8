"""The process that reads pages for others, within bounds: what `Readers` starts.

    ← length, pickled (page, source, now, calendar)      → length, pickled (Extraction or Problem, is this the last)

Refuses to write anything but answers to its output, and to go on after a page that took much memory: a fresh process
then has all of it again. It ends when its input does, so none outlives whoever started it.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
from datetime import datetime
from typing import BinaryIO

from aggregator.model import Calendar, Extraction, Page, Problem, Source
from aggregator.readers.here import read_here
from aggregator.readers.limits import Limits, read_message, write_message

PAGES = 500
"""After so many a fresh process takes over, whatever libraries may have left behind in this one."""

LARGE_PAGE = 2_000_000
"""Bytes of a page after which a fresh process takes over: memory that was in pieces is whole again there."""


def main(limits: Limits) -> None:
    """Answer until the input ends, or a page was too much."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started this; it then closes the input
    _bound_memory(limits.memory_bytes)
    requests, answers = sys.stdin.buffer, _private_output()
    for number in range(1, PAGES + 1):
        request = read_message(requests)
        if request is None:
            return
        _bound_computing(limits.cpu_seconds)
        answer, spent = _answer(request)
        write_message(answers, pickle.dumps((answer, spent or number == PAGES), pickle.HIGHEST_PROTOCOL))
        if spent:
            return


def _answer(request: bytes) -> tuple[Extraction | Problem, bool]:
    """What a page says, and whether it was so large that the next page gets a fresh process."""
    page, source, now, calendar = _unpacked(request)
    return read_here(page, source, now, calendar), len(page.content) > LARGE_PAGE


def _unpacked(request: bytes) -> tuple[Page, Source, datetime, Calendar]:
    page, source, now, calendar = pickle.loads(request)  # noqa: S301 - written by the process that started this one
    return page, source, now, calendar


def _private_output() -> BinaryIO:
    """The output for answers alone; whatever a library prints goes where errors go."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _bound_memory(size: int) -> None:
    _lower(resource.RLIMIT_AS, size)
    _lower(resource.RLIMIT_CORE, 0)


def _bound_computing(seconds: int) -> None:
    """From now on; the kernel ends the process when it has computed longer."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def _lower(what: int, limit: int) -> None:
    """Set the soft limit, never above the hard one. Systems that do not know a limit go without it."""
    _, hard = resource.getrlimit(what)
    wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    try:
        resource.setrlimit(what, (wanted, hard))
    except (OSError, ValueError):
        return
