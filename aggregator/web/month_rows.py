"""The occurrences of one month as far as a page shows them: however many there are, a day has a few, and a count.

Refuses to read a whole month: of thousands of occurrences only three columns are looked at, and the rest of those that
are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aggregator.web import occurrences
from aggregator.web.database import rows
from aggregator.web.filters import Filters
from aggregator.web.occurrences import FROM, ORDER, Day, Shown

MOST_IN_CELL = 4
"""Events that a day of the month grid shows; the rest are one link away."""

MOST_A_DAY = 20
"""Events that a day of the list below it shows."""

BEFORE = date.min
"""Stands for all days before those that are asked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the month grid. inside: whether it belongs to the month. hidden: how many more there are."""

    date: date
    inside: bool
    shown: tuple[Shown, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Days:
    """Some days and what of them is shown, in order. touching, beginning: how many occurrences do so on each day."""

    shown: tuple[Shown, ...]
    touching: Mapping[date, int]
    beginning: Mapping[date, int]

    def cell(self, day: date, month: int) -> Cell:
        """One day of the grid of a month."""
        here = [one for one in self.shown if one.span.first_day <= day <= one.span.last_day]
        count = self.touching.get(day, 0)
        kept = here if count <= MOST_IN_CELL else here[: MOST_IN_CELL - 1]
        return Cell(day, day.month == month, tuple(kept), count - len(kept))

    def listed(self, first: date, last: date, filters: Filters) -> Iterator[Day]:
        """What begins on each of the days from first to last; where there is more, the way to all of that day."""
        for day in occurrences.days(one for one in self.shown if first <= one.span.first_day <= last):
            rest = "/calendar" + filters.within(day.date, day.date).query()
            yield Day(day.date, day.shown, self.beginning[day.date] - len(day.shown), rest)


async def between(database: Any, filters: Filters, first: date, last: date) -> Days:
    """What touches the days from first to last, inclusive, whatever dates the filters name."""
    where, params = filters.within(first, last).where()
    found = await rows(database, f"SELECT o.rowid, o.start_date, o.end_date {FROM}{where} {ORDER}", params)
    touching: Counter[date] = Counter()
    beginning: Counter[date] = Counter()
    chosen: list[int] = []
    for rowid, start, end in found:
        begins = date.fromisoformat(start)
        day = begins if begins >= first else BEFORE
        days = _days(max(begins, first), min(date.fromisoformat(end), last))
        if beginning[day] < MOST_A_DAY or any(touching[one] < MOST_IN_CELL for one in days):
            chosen.append(rowid)
        touching.update(days)
        beginning[day] += 1
    return Days(await occurrences.of_rows(database, chosen), touching, beginning)


def _days(first: date, last: date) -> list[date]:
    """From the first to the last, inclusive."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
