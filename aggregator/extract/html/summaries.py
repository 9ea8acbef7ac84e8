"""The day that one sentence of a page gives, and another one with its hour: told once.

Refuses to compare what records tell, and events with a name of their own: that is `combine`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from aggregator.extract.html.blocks import Block
from aggregator.extract.html.confidence import PUBLISHED
from aggregator.extract.html.context import Context
from aggregator.model import RawEvent, day_of


def without_summaries(page: Context, told: Sequence[tuple[Block, RawEvent]]) -> Iterator[RawEvent]:
    """The events of a page's sentences, without the bare days that only their heading names and of which another
    sentence below the same heading gives an hour ("Saturday is a day of rallies. At noon on Saturday we rally …")."""
    timed = {(_section(page, block), _day(event)) for block, event in told if _has_hour(event)}
    for block, event in told:
        if _is_bare(event) and (_section(page, block), _day(event)) in timed:
            page.notes.refused[event.position] = "told-with-its-hour"
        else:
            yield event


def _section(page: Context, block: Block) -> int:
    """The heading that a block stands under, -1 without one."""
    above = page.above[block.index]
    return above[-1].index if above else -1


def _has_hour(event: RawEvent) -> bool:
    return isinstance(event.start, datetime) and event.rrule is None and event.confidence >= PUBLISHED


def _is_bare(event: RawEvent) -> bool:
    """Whether an event is one day without an hour, named by no more than a heading."""
    named = any(each.field == "title" and each.rule == "title-from-heading" for each in event.evidence)
    alone = event.end in (None, event.start) and event.rrule is None
    return named and alone and not isinstance(event.start, datetime)


def _day(event: RawEvent) -> date | None:
    return None if event.start is None else day_of(event.start)
