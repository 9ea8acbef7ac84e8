"""The year of a day that is written without one, told by the same day in full elsewhere on the page, or in the address
of a link beside it.

Refuses to guess: two years for one day tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import takewhile
from urllib.parse import unquote, urlsplit

from aggregator import when
from aggregator.extract.html.blocks import Block, SpanKind
from aggregator.extract.html.broken_dates import find
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


ENTRY = 6
"""Lines of a box that is one entry of a list: a day, its name, its papers."""

_IN_ADDRESS = re.compile(
    r"(?<!\d)(?:(?P<year>20\d\d)[-_./]?(?P<month>\d\d)[-_./]?(?P<day>\d\d)"
    r"|(?P<one>\d\d?)(?P<mark>[-_.])(?P<other>\d\d?)(?P=mark)(?P<late>20\d\d)"
    r"|(?P<first>\d\d)(?P<second>\d\d)(?P<last>20\d\d))(?!\d)"
)
"""A day in the address of a file or page ("2025-09-11", "9-11-2025", "09112025"); "5-24-25" may be two days of May."""


def in_year_of_links(found: When, blocks: Sequence[Block], at: int) -> When | None:
    """A day in the year that the address of a link in its line or entry tells for it ("Sep 11" beside
    "/minutes/2025-09-11.pdf"); None where none tells it. at: the index of its block."""
    boxes = takewhile(lambda box: box.stop - box.first <= ENTRY, blocks[at].box.ancestors())
    first, stop = max(
        ((box.first, box.stop) for box in boxes), key=lambda held: held[1] - held[0], default=(at, at + 1)
    )
    linked = (span.value for block in blocks[first:stop] for _, span in block.of(SpanKind.LINK))
    return in_year_of(found, (When(text="", span=(0, 0), start=day) for url in linked for day in _days_in(url)))


def _days_in(url: str) -> Iterator[date]:
    """The days that an address can tell, its numbers read with the month first and with the day first."""
    for told in _IN_ADDRESS.finditer(unquote(urlsplit(url).path)):
        year = int(told["year"] or told["last"] or told["late"])
        pair = [int(told[name]) for name in ("month", "day", "one", "other", "first", "second") if told[name]]
        for month, day in [pair] if told["year"] else [pair, pair[::-1]]:
            try:
                yield date(year, month, day)
            except ValueError:
                continue


def in_year_beside(found: Sequence[When], text: str, now: datetime, context: when.Context) -> Sequence[When]:
    """The dates of a text, those that their weekday contradicts in the one year that another of them tells, where that
    mends it ("Saturday, 4.11. and Sunday, 5.11.2023")."""
    if len(found) < 2 or not any(each.problems and "year" in each.assumed for each in found):
        return found
    told = {each.start.year for each in found if "year" not in each.assumed}
    if len(told) != 1:
        return found
    again = find(text, now=now, context=replace(context, year=told.pop()))
    mended = sum(map(len, (each.problems for each in again))) < sum(map(len, (each.problems for each in found)))
    return again if mended and len(again) == len(found) else found
