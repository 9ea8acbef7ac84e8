"""Whether time grows with the text only: senseless repetitions, and the same four times as long.

    python benchmarks/growth.py [--size 50000]

Prints for each reader and repetition the CPU seconds of both and their ratio; about 4 is linear, 16 a square. The peer
is the text itself, a quarter as long, in the same process.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import datetime

from aggregator import extract
from aggregator.when import find, find_clocks
from aggregator.where import find_place, find_places_in

NOW = datetime(2026, 1, 1)  # noqa: DTZ001 - the page's own local time
ROW = "<tr><td>May 3, 2026</td><td>6 pm</td><td>Assembly</td></tr>"
SPANNED = "<tr><td rowspan=900>May 3, 2026</td><td>A</td></tr><tr><td>Assembly</td></tr>"
EVENT = "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTART:20260503T180000Z\r\nSUMMARY:x\r\nEND:VEVENT\r\n"

READERS: dict[str, tuple[Callable[[str], object], tuple[str, ...]]] = {
    "when": (
        lambda text: (find(text, now=NOW), find_clocks(text)),
        ("May 3, ", "3, ", "7:00 ", "7-", "May 3 (", "Mon, ", "first ", "every ", "1.", "a.m. ", "12/", "9"),
    ),
    "where": (
        lambda text: (find_places_in(text, region="CA"), find_place(text)),
        ("12 Main St and ", "Oakland, CA ", "in South LA ", "5 ", "(", "A, ", "corner of "),
    ),
    "page": (
        lambda text: extract(text.encode(), content_type="text/html", now=NOW),
        (
            *(
                ROW,
                "<div>",
                "<ul><li>",
                "<b>",
                "<a ",
                "<p>May 3, 6 pm",
                "the members meet on May 3 at 6 pm in the hall. ",
            ),
            *(
                "the members talk of rent ",
                '<a href="/e">Page</a> ',
                "May 3, 6 pm Assembly<br>",
                "<h2>May 3, 2026</h2>",
            ),
            *("<div class=vevent>", '<div itemscope itemtype="https://schema.org/Event" itemprop="event">', SPANNED),
            *('<script type="application/ld+json">{', "var a = {'start': 1};", '<script>events: [{ "start": '),
        ),
    ),
    "ical": (
        lambda text: extract(
            f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n".encode(), content_type="text/calendar", now=NOW
        ),
        (EVENT, "BEGIN:VEVENT\r\n", "\r\n ", '";"', "DTSTART;TZID=a"),
    ),
}


def seconds(read: Callable[[str], object], text: str) -> float:
    """CPU seconds of one reading."""
    began = time.process_time()
    read(text)
    return time.process_time() - began


def main() -> None:
    """Print one line a repetition."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=50_000, help="characters of the shorter text")
    size = parser.parse_args().size
    print(f"{'reader':8}{'repeated':34}{'s':>8}{'4 x as long':>13}{'ratio':>7}")
    for name, (read, units) in READERS.items():
        for unit in units:
            short = seconds(read, unit * (size // len(unit)))
            long = seconds(read, unit * (4 * size // len(unit)))
            print(f"{name:8}{unit[:30]!r:34}{short:8.3f}{long:13.3f}{long / max(short, 0.001):7.1f}")


if __name__ == "__main__":
    main()
