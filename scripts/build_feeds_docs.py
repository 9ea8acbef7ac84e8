"""Show every fixture feed to every calendar program that is here, and write the matrix into docs/feeds.md.

    scripts/install_readers.sh && python scripts/build_feeds_docs.py [--random 500]

A cell is the number of differences between what the program shows and what the database holds: 0 is right. Those with a
star are, each of them, what a quirk of the program makes of what is due (tests/conformance/quirks.py).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from aggregator import zone_laws  # noqa: E402
from aggregator.model import PublishedOccurrence  # noqa: E402
from tests.conformance.compare import COMPARED, compared  # noqa: E402
from tests.conformance.fixtures import FIXTURES, random_events  # noqa: E402
from tests.conformance.quirks import QUIRKS  # noqa: E402
from tests.conformance.readers import Reader, readers  # noqa: E402

PAGE = ROOT / "docs" / "feeds.md"
BEGIN, END = "<!-- matrix: written by scripts/build_feeds_docs.py -->\n", "<!-- end of matrix -->\n"

Fixtures = dict[str, Callable[[], Sequence[PublishedOccurrence]]]


def main() -> None:
    """Run everything and replace the matrix in the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--random", type=int, default=500)
    options = arguments.parse_args()
    zone_laws.choose()
    fixtures: Fixtures = {**FIXTURES, f"{options.random:,} random": partial(random_events, options.random)}
    heads = [f"{name} ({len(make())})" for name, make in fixtures.items()]
    rows = [
        f"| reader | who uses it | compared | {' | '.join(heads)} |\n",
        f"| --- | --- | --- |{' ---: |' * len(heads)}\n",
    ]
    notes: list[str] = []
    for reader in readers():
        print(reader.name, reader.missing or "", file=sys.stderr)
        rows.append(_row(reader, fixtures, notes))
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{''.join(rows)}\n{''.join(notes)}{END}{after}")


def _row(reader: Reader, fixtures: Fixtures, notes: list[str]) -> str:
    """One program's cells; what it is known for goes into the notes."""
    cells = [_cell(reader, name, make, notes) for name, make in fixtures.items()]
    return f"| {reader.name} | {reader.who} | {COMPARED[reader.name]} | {' | '.join(cells)} |\n"


def _cell(reader: Reader, name: str, make: Callable[[], Sequence[PublishedOccurrence]], notes: list[str]) -> str:
    """How many differences, and how many of them the reader's quirks do not explain."""
    if reader.missing:
        return "not here"
    try:
        differing, unexplained = compared(reader, make())
    except Exception as error:  # noqa: BLE001 - a program that fails is a result
        return f"fails ({type(error).__name__})"
    print(f"  {name}: {len(differing)} differ, {len(unexplained)} unexplained", *unexplained[:3], file=sys.stderr)
    if not differing:
        return "0"
    notes += (note for note in _notes(reader) if note not in notes)
    return f"{len(differing):,} *" if not unexplained else f"{len(differing):,}, {len(unexplained):,} unexplained"


def _notes(reader: Reader) -> list[str]:
    return [f"* {reader.name}: {quirk.why}\n" for quirk in QUIRKS.get(reader.name, ())]


if __name__ == "__main__":
    main()
