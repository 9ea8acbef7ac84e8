"""How long true pages take: saved ones, as their sites sent them, beside what their trees alone cost.

    python benchmarks/saved.py [cases.jsonl …] [--least 60]

A line of a case file is a JSON object with `file` (relative to the case file), `media_type`, `url`, `now` and
`timezone`, as the labelled pages beside the project have them, which are read where none are named. Prints the
processor milliseconds that 500 kB take: for all pages, for those that list ten events or more, and for those of about
that size. The least of two rounds counts, the second read a second later, so that no cache knows its dates.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

import aggregator

BESIDE = Path(__file__).parents[2] / "shared" / "corpora" / "html"
MANY = 10
GOAL = 400.0
"""Milliseconds for a listing of 500 kB."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one page took. ours, tree: milliseconds."""

    kilobytes: float
    events: int
    ours: float
    tree: float

    @property
    def per_500_kilobytes(self) -> float:
        """Milliseconds at its own pace for 500 kB."""
        return self.ours / self.kilobytes * 500


def cases(files: Iterable[Path]) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Each page of the case files once, with what is known of it."""
    seen = set()
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            case = json.loads(line)
            path = file.parent / case["file"]
            if path not in seen and "html" in case["media_type"]:
                seen.add(path)
                yield path.read_bytes(), case


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time: a busy machine says less of that."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def spent_on(content: bytes, case: dict[str, Any]) -> Spent:
    """Read one page, twice."""
    now, found = datetime.fromisoformat(case["now"]), [0]

    def read(more: int) -> None:
        at = now + timedelta(seconds=more)
        page = aggregator.extract(
            content, content_type=case["media_type"], url=case["url"], now=at, timezone=case["timezone"]
        )
        found[0] = len(page.events)

    ours = min(milliseconds(lambda more=more: read(more)) for more in range(2))
    tree = min(milliseconds(lambda: BeautifulSoup(content, "lxml")) for _ in range(2))
    return Spent(len(content) / 1000, found[0], ours, tree)


def line(name: str, pages: list[Spent]) -> str:
    """One line of the table."""
    if not pages:
        return f"{name:28}{0:6}"
    pace = [one.per_500_kilobytes for one in pages]
    whole = sum(one.ours for one in pages) / sum(one.kilobytes for one in pages) * 500
    ratio = sum(one.ours for one in pages) / sum(one.tree for one in pages)
    within = sum(each <= GOAL for each in pace) / len(pace)
    return f"{name:28}{len(pages):6}{statistics.median(pace):8.0f}{whole:8.0f}{max(pace):8.0f}{within:9.0%}{ratio:8.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="case files (the labelled pages beside the project)")
    parser.add_argument("--least", type=int, default=60, help="kB from which a page is measured (60)")
    options = parser.parse_args()
    files = options.files or sorted(BESIDE.glob("*.jsonl"))
    if not files:
        print("No saved pages lie beside the project, and no case file is named: nothing to measure.")
        return
    pages = [spent_on(content, case) for content, case in cases(files) if len(content) >= 1000 * options.least]
    print(f"{'ms for 500 kB':28}{'pages':>6}{'median':>8}{'in all':>8}{'most':>8}{f'≤ {GOAL:.0f}':>9}{'× tree':>8}")
    print(line(f"of {options.least} kB or more", pages))
    print(line(f"with {MANY} events or more", [one for one in pages if one.events >= MANY]))
    print(line("of 300 to 800 kB", [one for one in pages if 300 <= one.kilobytes <= 800]))


if __name__ == "__main__":
    main()
