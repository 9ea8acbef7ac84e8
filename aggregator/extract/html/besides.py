"""Paragraphs beside the records of a page: which of them may tell of another event, and what proves it.

Refuses to read sentences: that is `prose`.
"""

from __future__ import annotations

from datetime import date

from aggregator.extract.html import words
from aggregator.extract.html.context import Context
from aggregator.extract.html.dates import LONGEST_LINE, Dated
from aggregator.model import RawEvent, day_of

UNBOXED = frozenset(("sole", "flat"))
"""Shapes of regions that no box bounds: paragraphs in them may tell of something else."""


def may_tell_another(page: Context, dated: Dated) -> bool:
    """Whether a block that a record covers is a paragraph of a region without a box of its own."""
    if dated.strong or dated.block.level or len(dated.block.text) <= LONGEST_LINE:
        return False  # before looking at every region: in a table of thousands of dates that took a twentieth
    at = dated.block.index
    return not any(each.first <= at < each.stop and each.shape not in UNBOXED for each in page.notes.regions)


def announces_several(page: Context) -> bool:
    """Whether the page's heading announces several events, and all its records are lines of its text without boxes:
    its paragraphs tell others."""
    top, regions = page.document.main_heading, page.notes.regions
    if top is None or not words.announces(top.text):
        return False
    lines = all(not page.document.blocks[each.anchors[0]].level for each in regions)
    return lines and all(each.shape in UNBOXED for each in regions)


def is_another(event: RawEvent, days: frozenset[date], *, listed: bool) -> bool:
    """Whether a sentence within a record tells of something else: another day to come, with its hour and noun; of a
    rule with its place, too. listed: the page announces several; then a noun and a day to come will do."""
    signs = {"occasion", "future"} if listed else {"time-of-day", "occasion", "future"}
    if event.rrule is not None and not listed:
        signs = signs | {"place", "invites"}
    called = listed or not {"invites", "planned"}.isdisjoint(event.rules)
    return called and set(event.rules) >= signs and event.start is not None and day_of(event.start) not in days
