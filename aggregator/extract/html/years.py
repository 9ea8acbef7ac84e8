"""The year of a day that is written without one, told by the same day in full elsewhere on the page.

Refuses to guess: two years for one day tell nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from aggregator.extract.html.weekdays import weekday_of
from aggregator.model import When, day_of


def as_stamped(found: When, day: date) -> When:
    """The same date with what its words leave open in the stamp around them: the year, or month and year of a day that
    only a number tells ("Fri 6"); as it is where they tell another day."""
    if "month" not in found.assumed or found.start.day != day.day:
        return in_year(found, day)
    shift = day - day_of(found.start)
    end = found.end + shift if found.end else None
    return replace(found, start=found.start + shift, end=end, assumed=found.assumed - {"year", "month"}, problems=())


def in_year(found: When, day: date) -> When:
    """The same date in the year of a stamp that names its month and day; as it is where it names another."""
    start = found.start
    if "year" not in found.assumed or (start.month, start.day) != (day.month, day.day):
        return found
    shift = day.year - start.year
    try:
        end = found.end.replace(year=found.end.year + shift) if found.end else None
        return replace(
            found, start=start.replace(year=day.year), end=end, assumed=found.assumed - {"year"}, problems=()
        )
    except ValueError:
        return found


def in_year_of(found: When, others: Iterable[When]) -> When | None:
    """A day in the year of the same day in full ("DEC" over "17", and "Saturday, December 17, 2022, 11 am"); None where
    no other tells it, or two tell different years. A recurring date has none of its own, and the weekday beside a day
    must be that of its year."""
    days = {day_of(each.start) for each in others if "year" not in each.assumed}
    told = {number for word in found.text.split() if (number := weekday_of(word)) is not None}
    days = {day for day in days if not told or found.problems or day.weekday() in told}
    same = {read.start: read for day in days if (read := in_year(found, day)) is not found}
    return next(iter(same.values())) if len(same) == 1 and found.rrule is None else None
