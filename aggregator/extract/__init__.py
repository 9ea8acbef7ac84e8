"""Bytes → RawEvents: sniffs what a page is from its content and hands it to the one reader for that format.

No network, no clock, no disk. A format is one module with `read(page, *, now, timezone, source) -> Reading`, and
`explain` of the same arguments, registered by one line in `READERS`; readers never import each other. A reader raises
nothing for any bytes: what it cannot read is a Problem in the Reading.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from aggregator.extract.explanation import Explanation
from aggregator.extract.sniff import sniff
from aggregator.model import Format, Page, Reading, Source

VERSION = 8
"""Raised with every change that makes the same bytes read differently: an unchanged source is then read again."""

READERS: dict[Format, str] = {
    Format.ICAL: "aggregator.extract.ical",
    Format.FEED: "aggregator.extract.feed",
    Format.HTML: "aggregator.extract.html",
}
"""One line a format. Named, not imported: a run that sees no feed never loads feedparser."""


def read(page: Page, *, now: datetime, timezone: str | None = None, source: Source | None = None) -> Reading:
    """Read a page with the reader of its format.

    The format is the source's, where it names one, else what the content looks like.
    now: naive (local to the page) or aware. timezone: IANA name for what the page leaves unsaid.
    """
    reading: Reading = _reader(page, source).read(page, now=now, timezone=timezone, source=source)
    return reading


def explain(page: Page, *, now: datetime, timezone: str | None = None, source: Source | None = None) -> Explanation:
    """How `read` reads a page: what gave events, and what was turned down and why. Arguments as there."""
    told: Explanation = _reader(page, source).explain(page, now=now, timezone=timezone, source=source)
    return told


def _reader(page: Page, source: Source | None) -> Any:
    named = source.format if source is not None else None
    return import_module(READERS[named or sniff(page)])
