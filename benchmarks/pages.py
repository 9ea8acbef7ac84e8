"""Reading a page to events, beside what its tree alone costs: BeautifulSoup with lxml, in the same process.

    python benchmarks/pages.py [--rounds 3]

Prints for listings of growing size the median milliseconds of `aggregator.extract` and of parsing alone, and the ratio.
Time in proportion to the rows is the point: the last column must not grow.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import datetime

from bs4 import BeautifulSoup

import aggregator

NOW = datetime(2026, 1, 1)  # noqa: DTZ001 - the page's own local time
SIZES = (100, 500, 1000, 5000)


def table(rows: int) -> bytes:
    """A table of meetings: date, hour, name, place."""
    row = "<tr><td>May {day}, 2026</td><td>6 pm</td><td>Assembly {n}</td><td>Union Hall</td></tr>"
    return ("<table>" + "".join(row.format(day=n % 28 + 1, n=n) for n in range(rows)) + "</table>").encode()


def cards(rows: int) -> bytes:
    """Cards with a heading, a line of time and place, a sentence and a link."""
    card = (
        "<article><h3>Assembly number {n}</h3>"
        "<p>Saturday, May {day}, 2026, 2-5 pm, Union Hall, 12 Main St, Oakland, CA</p>"
        '<p>Bring a neighbor and a dish.</p><a href="https://forms.example.org/{n}">Register here</a></article>'
    )
    days = (2, 9, 16, 23, 30)
    return ("<main>" + "".join(card.format(day=days[n % 5], n=n) for n in range(rows)) + "</main>").encode()


def median(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000


def main() -> None:
    """Print one line a page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    print(f"{'page':14}{'kB':>6}{'events':>8}{'ms':>9}{'bs4+lxml ms':>13}{'ratio':>7}{'ms/event':>10}")
    for make in (table, cards):
        for rows in SIZES:
            page = make(rows)
            found = len(aggregator.extract(page, content_type="text/html", now=NOW).events)
            ours = median(lambda page=page: aggregator.extract(page, content_type="text/html", now=NOW), rounds)
            peer = median(lambda page=page: BeautifulSoup(page, "lxml"), rounds)
            name = f"{make.__name__} {rows}"
            print(
                f"{name:14}{len(page) / 1000:6.0f}{found:8}{ours:9.0f}{peer:13.0f}{ours / peer:7.1f}{ours / rows:10.2f}"
            )


if __name__ == "__main__":
    main()
