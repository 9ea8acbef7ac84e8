"""Reading a page to events, by shape, size and stage, beside what its tree alone costs: BeautifulSoup with lxml.

    python benchmarks/pages.py [--rounds 3] [--largest 2000] [--shape cards]

Prints, for pages of growing size, the median milliseconds of `aggregator.extract`, those of building the tree alone,
their ratio, and what each stage takes; then the highest memory of both for a page of 500 kB. Every round reads another
page of the same make on another day, so that no cache knows its dates. Time in proportion to the size is the point:
the ratio must not grow.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from bs4 import BeautifulSoup
from made_pages import SHAPES, page

import aggregator

NOW = datetime(2026, 1, 1)  # noqa: DTZ001 - the page's own local time
SIZES = (20, 100, 500, 2000)

STAGES = {
    "decode": ("aggregator.extract.html", "decode"),
    "parse": ("aggregator.extract.html", "parse"),
    "structured": ("aggregator.extract.structured", "find_events"),
    "blocks": ("aggregator.extract.html", "read_page"),
    "dates": ("aggregator.extract.html", "read_dates"),
    "regions": ("aggregator.extract.html.records", "find_regions"),
    "fields": ("aggregator.extract.html.records", "read_fields"),
    "records": ("aggregator.extract.html", "find_records"),
    "prose": ("aggregator.extract.html", "find_told"),
    "combine": ("aggregator.extract.html.combine", "distinct"),
    "normalize": ("aggregator.normalize", "normalize_page"),
}
"""What is timed for each stage, without the stages inside it."""


class Stages:
    """Processor seconds of each stage, without those of the stages it calls."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.inner = [0.0]

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, on the clock."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self.inner.append(0.0)
            began = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                spent = time.process_time() - began
                self.seconds[name] += spent - self.inner.pop()
                self.inner[-1] += spent

        return run

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Every stage on the clock for as long as this lasts."""
        with ExitStack() as stack:
            for name, (place, attribute) in STAGES.items():
                owner = _owner(place)
                stack.enter_context(patch.object(owner, attribute, self.timed(name, getattr(owner, attribute))))
            yield


def _owner(place: str) -> Any:
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError:
        module, _, name = place.rpartition(".")
        return getattr(importlib.import_module(module), name)


def read(content: bytes, day: int) -> int:
    """How many events are read; `day` moves the page's clock."""
    return len(aggregator.extract(content, content_type="text/html", now=NOW + timedelta(days=day)).events)


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time: a busy machine says less of that."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def line(shape: str, size: int, rounds: int) -> str:
    """One line of the table."""
    stages, ours, peer, found = Stages(), [], [], 0
    for seed in range(rounds):
        content = page(shape, size * 1000, seed)
        peer.append(milliseconds(lambda content=content: BeautifulSoup(content, "lxml")))
        ours.append(milliseconds(lambda content=content, seed=seed: read(content, seed)))
    for seed in range(rounds, 2 * rounds):
        with stages.watched():
            found = read(page(shape, size * 1000, seed), seed)
    mine, theirs = statistics.median(ours), statistics.median(peer)
    spent = "".join(f"{stages.seconds[name] * 1000 / rounds:{len(name) + 2}.0f}" for name in STAGES)
    return f"{shape:12}{size:6}{found:8}{mine:8.0f}{theirs:6.0f}{mine / theirs:7.1f}  |{spent}"


def memory(work: Callable[[], object]) -> float:
    """The highest memory of some work, in MB."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="kB of the largest page (2000)")
    parser.add_argument("--shape", choices=SHAPES, action="append", help="only this one")
    options = parser.parse_args()
    read(page("cards", 10_000, 0), 0)  # what is loaded and compiled once
    print(f"{'shape':12}{'kB':>6}{'events':>8}{'ms':>8}{'tree':>6}{'ratio':>7}  |" + "".join(f"  {s}" for s in STAGES))
    for shape in options.shape or SHAPES:
        for size in SIZES:
            if size <= options.largest:
                print(line(shape, size, options.rounds), flush=True)
    print(f"\n{'memory':12}{'kB':>6}{'MB':>8}{'tree':>8}{'ratio':>7}")
    for shape in options.shape or SHAPES:
        content = page(shape, 500_000, 1)
        mine, theirs = memory(lambda c=content: read(c, 1)), memory(lambda c=content: BeautifulSoup(c, "lxml"))
        print(f"{shape:12}{500:6}{mine:8.1f}{theirs:8.1f}{mine / theirs:7.2f}")


if __name__ == "__main__":
    main()
