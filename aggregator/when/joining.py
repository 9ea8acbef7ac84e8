"""A date from one block and a time from another, put together.

Refuses to look for either; `find` and `find_clocks` do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from aggregator.model import Precision, When
from aggregator.when.build import meet
from aggregator.when.records import Clock
from aggregator.when.resolve import Days


def join(date_when: When, clock: Clock, *, timezone: str | None = None) -> When:
    """The days of one expression at the times of a clock; span and text stay those of the date.

    timezone: the source's IANA name, where neither the clock nor the date names a zone. A date that has a time already
    loses it to the clock. A recurrence keeps its rule.
    """
    start, end = _day(date_when.start), _day(date_when.end)
    if clock.timezone is None and clock.offset is None:
        clock = replace(clock, timezone=timezone)
    times = meet(Days(start or date.min, end, set(date_when.assumed), list(date_when.problems)), clock)
    return replace(
        date_when,
        start=times.start,
        end=times.end,
        timezone=times.timezone,
        timezone_source=times.source,
        precision=Precision.TIME,
        assumed=date_when.assumed | times.assumed,
        problems=(*date_when.problems, *times.problems),
    )


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment
