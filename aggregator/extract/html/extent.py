"""How much of a calendar a page shows: the span it states, and whether there is more elsewhere.

Refuses to guess: a span is one that a heading names and that every event of the page lies in.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime

from aggregator import when
from aggregator.extract.html.blocks import Document, SpanKind, Zone
from aggregator.model import RawEvent

_MORE = re.compile(
    r"\W*(?:next(?: page| events?| month)?|(?:load|show|see|view) more(?: events?)?|older(?: events?)?|more "
    r"events|page \d+|"
    r"siguiente|suivant|nächste(?: seite)?|weiter)\W*|[›»]",
    re.I,
)
FEWEST = 2
"""Events a page must list before the way on to a next page means that its list goes on."""


def is_complete(document: Document, events: Sequence[RawEvent]) -> bool:
    """False when a list of events ends in a link to more of it."""
    if len(events) < FEWEST:
        return True
    return not any(_MORE.fullmatch(text) for block in document.blocks for text, _ in block.of(SpanKind.LINK))


def covers(document: Document, events: Sequence[RawEvent], now: datetime) -> tuple[date, date] | None:
    """First and last day of the month, or months, that a heading names and all events lie in; else None."""
    days = [event.start.date() if isinstance(event.start, datetime) else event.start for event in events]
    if not days or any(day is None for day in days):
        return None
    for block in document.blocks:
        if not (block.level or block.kind == "caption") or block.zone is not Zone.MAIN:
            continue
        for frame in when.find_frames(block.text, now=now):
            if frame.year is None or frame.month is None:
                continue
            last = frame.last_month or frame.month
            year = frame.year + (last < frame.month)
            span = date(frame.year, frame.month, 1), date(year, last, calendar.monthrange(year, last)[1])
            if all(day is not None and span[0] <= day <= span[1] for day in days):
                return span
    return None
