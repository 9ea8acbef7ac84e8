"""The day on which a page was written, as it says itself: in its metadata, or in a line "Posted on May 3, 2026".

Refuses a day to come, and two lines that disagree. "Tomorrow" counts from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from aggregator import when
from aggregator.extract.html.blocks import Block, Document, Zone
from aggregator.extract.html.words import BYLINE, POSTED, POSTED_HINTS
from aggregator.model import day_of

LONGEST_BYLINE, FIRST_BLOCKS = 90, 40

_find = lru_cache(maxsize=256)(when.find)


def written_on(document: Document, now: datetime) -> date | None:
    """The day of writing, or None where the page does not say it, or says two."""
    days = set(_stated(document)) or {day for block in _bylines(document) for day in _days(block, now)}
    known = {day for day in days if day <= now.date()}
    return known.pop() if len(known) == 1 == len(days) else None


def _stated(document: Document) -> Iterator[date]:
    try:
        yield date.fromisoformat((document.published or "")[:10])
    except ValueError:
        return


def _bylines(document: Document) -> Iterator[Block]:
    """The short lines near the top of the page's own part that speak of posting."""
    main = (block for block in document.blocks if block.zone is Zone.MAIN)
    for block in islice(main, FIRST_BLOCKS):
        if len(block.text) > LONGEST_BYLINE or block.level or not any(map(str.isdecimal, block.text)):
            continue
        if POSTED.search(block.text) or BYLINE.match(block.text) or block.hints & POSTED_HINTS:
            yield block


def _days(block: Block, now: datetime) -> Iterator[date]:
    for found in _find(block.text, now=now):
        if "year" not in found.assumed and "day" not in found.assumed and found.end is None:
            yield day_of(found.start)
