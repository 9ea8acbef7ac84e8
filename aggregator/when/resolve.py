"""Partial dates → days: the order of numbers, the year rule, what "next Thursday" is.

Refuses to read words: it is given partial dates and the bearings of a text. The year rule is docs/design.md §5: on the
date; else beside it in the same text; else above it (`Context.year`); else from the page's date, by weekday where there
is one, and near the page's date, rather ahead than behind, where there is none.
"""

from __future__ import annotations

from calendar import day_name, monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from aggregator.when.bearings import Bearings
from aggregator.when.phrases import DateItem, MonthSpan, PartialDate

PAST_WEIGHT = 1.6
"""How much farther than a day ahead a day behind counts when a date names neither year nor weekday: behind by at most
140 days, ahead by at most 225. What is doubtful becomes past, where it does no harm."""

FIT_AHEAD, FIT_BEHIND = 430, 730
"""Days ahead of and behind the page's date in which a year may be chosen for its weekday: nobody announces farther
ahead, and few pages are staler. Beyond, the weekday is wrong, which is told as a problem."""

NEAR_AHEAD, NEAR_BEHIND = 75, 32
"""Days ahead and behind in which a weekday and a day of the month have to meet to stand for a date."""

CENTURY_AHEAD = 30
"""A year of two digits lies at most so many years ahead of now."""


@dataclass(slots=True)
class Days:
    """A resolved day or range of days, with what was assumed and what contradicts itself."""

    start: date
    end: date | None = None
    assumed: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def resolve_item(
    item: DateItem, bearings: Bearings, *, anchor: date | None = None, tense: int = 0, timed: bool = False
) -> Days | None:
    """The days of an item, or None where there is no such day (30 February).

    anchor: a day with a year in the neighbourhood of the item. tense: -1 where a verb beside it is in the past, 1 where
    one is in the future. timed: a time stands with it, so that "on the 17th" is more than a number.
    """
    assumed: set[str] = set()
    start = _settle_numbers(item.start, bearings, assumed)
    end = _settle_numbers(item.end, bearings, assumed) if item.end is not None else None
    if start is None or (item.end is not None and end is None):
        return None
    if end is not None:
        _share(start, end)
    if start.month is None and start.day is not None:
        _find_month(start, bearings, assumed, timed)
    first = _resolve_day(start, bearings, assumed, anchor, tense)
    if first is None:
        return None
    days = Days(first, None, assumed)
    _check_weekday(start, first, days)
    if end is not None:
        _resolve_end(start, end, first, days, bearings)
    return days


# ------------------------------------------------------------------------------------------------------ ranges


def _share(start: PartialDate, end: PartialDate) -> None:
    """What one end of a range leaves to the other: the month, and the year, which may turn between them."""
    start.month, end.month = start.month or end.month, end.month or start.month
    if start.month is None or end.month is None or start.day is None or end.day is None:
        return
    turns = (start.month, start.day) > (end.month, end.day)
    if start.year is None and end.year is not None:
        start.year = end.year - turns
        start.short_year = end.short_year
    elif end.year is None and start.year is not None:
        end.year = start.year + turns


def _resolve_end(start: PartialDate, end: PartialDate, first: date, days: Days, bearings: Bearings) -> None:
    if end.day is None or end.month is None:
        other = _resolve_day(end, bearings, set(), first, 0)
    else:
        other = _date(end.year or first.year, end.month, end.day)
        if other is not None and other < first and end.year is None:
            other = _date(first.year + 1, end.month, end.day)
    if other is None:
        days.problems.append(f"the range beginning on {first.isoformat()} ends on a day that does not exist")
    elif other < first:
        days.problems.append(f"the range ends ({other.isoformat()}) before it begins ({first.isoformat()})")
    else:
        days.end = other if other != first else None
        _check_weekday(end, other, days)


def _check_weekday(partial: PartialDate, day: date, days: Days) -> None:
    if (
        partial.weekday is not None
        and partial.modifier is None
        and partial.nth is None
        and day.weekday() != partial.weekday
    ):
        days.problems.append(f"{day.isoformat()} is a {day_name[day.weekday()]}, not a {day_name[partial.weekday]}")


# ------------------------------------------------------------------------------------------------------ numbers


def _settle_numbers(partial: PartialDate, bearings: Bearings, assumed: set[str]) -> PartialDate | None:
    """A copy with year, month and day in place of "5/16/24"; None where no order of the numbers is a day."""
    partial = partial.copied()
    if partial.numeric is None:
        if partial.short_year and partial.year is not None:
            partial.year = _century(partial.year, bearings, assumed)
        return partial
    numbers = [int(part) for part in partial.numeric[::2]]
    separator = partial.numeric[1]
    readings = _orders(partial.numeric[::2], numbers, separator == "." or bearings.day_first, bearings, assumed)
    if not readings:
        return None
    if len(readings) > 1:
        readings = [r for r in readings if _fits(partial, r, bearings, likely=r is readings[0])] or readings
    if len(readings) > 1 and not bearings.order_known and separator != ".":
        assumed.add("order")
    partial.year, partial.month, partial.day = readings[0]
    return partial


def _fits(partial: PartialDate, reading: tuple[int | None, int, int], bearings: Bearings, *, likely: bool) -> bool:
    """Whether a reading agrees with the weekday beside it: in its year; where neither year nor order is known, the
    likely order in any year near the page's date, the other in the nearest ("Fri 4/10" where 10 April is a Thursday).
    """
    year, month, day = reading
    if partial.weekday is None or (year is None and bearings.order_known):
        return True
    if year is None:
        year = bearings.context.year_of(month) or bearings.context.year
    if year is None and likely:
        return bool(_near_by_weekday(month, day, partial.weekday, bearings.today))
    found = _date(year, month, day) if year is not None else _year_by_page(month, day, None, bearings, None, 0)
    return found is not None and found.weekday() == partial.weekday


def _orders(
    parts: tuple[str, ...], numbers: list[int], day_first: bool, bearings: Bearings, assumed: set[str]
) -> list[tuple[int | None, int, int]]:
    """Every order of the numbers that is a day, the likeliest first."""
    year: int | None = None
    if len(parts[0]) == 4:
        year, first, second = numbers
        pairs = [(first, second), (second, first)] if first > 12 else [(first, second)]
    else:
        if len(numbers) == 3:
            year = numbers[2] if len(parts[2]) == 4 else _century(numbers[2], bearings, assumed)
        pairs = [(numbers[1], numbers[0]), (numbers[0], numbers[1])]
        if not day_first:
            pairs.reverse()
    found = [(year, month, day) for month, day in pairs if _date(year or 2000, month, day) is not None]
    return list(dict.fromkeys(found))


def _century(year: int, bearings: Bearings, assumed: set[str]) -> int:
    assumed.add("century")
    full = bearings.now.year // 100 * 100 + year
    if full > bearings.now.year + CENTURY_AHEAD:
        return full - 100
    return full + 100 if full <= bearings.now.year + CENTURY_AHEAD - 100 else full


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------------ the year


def _resolve_day(
    partial: PartialDate, bearings: Bearings, assumed: set[str], anchor: date | None, tense: int
) -> date | None:
    if partial.relative is not None:
        return bearings.day_of_words + timedelta(days=partial.relative + partial.later)
    if partial.month is None and partial.day is None and partial.weekday is not None:
        assumed.update(() if partial.modifier or partial.later else {"day"})
        return _weekday_from(bearings.day_of_words, partial.weekday, partial.modifier) + timedelta(days=partial.later)
    if partial.day is None or partial.month is None:
        return _nth_day(partial, bearings, assumed, anchor)
    if partial.year is not None:
        return _date(partial.year, partial.month, partial.day)
    assumed.add("year")
    if anchor is None and bearings.context.year is not None:
        return _date(bearings.context.year_of(partial.month) or bearings.context.year, partial.month, partial.day)
    return _year_by_page(partial.month, partial.day, partial.weekday, bearings, anchor, tense)


def _nth_day(partial: PartialDate, bearings: Bearings, assumed: set[str], anchor: date | None) -> date | None:
    """The "first Saturday of May"."""
    if partial.month is None or partial.nth is None or partial.weekday is None:
        return None
    year = partial.year
    if year is None:
        assumed.add("year")
        year = bearings.context.year_of(partial.month) or _month_year(partial.month, anchor or bearings.today)
    days = [day for number in range(1, 32) if (day := _date(year, partial.month, number))]
    days = [day for day in days if day.weekday() == partial.weekday]
    place = partial.nth if partial.nth < 0 else partial.nth - 1
    return days[place] if -1 <= place < len(days) else None


def _find_month(partial: PartialDate, bearings: Bearings, assumed: set[str], timed: bool) -> None:
    """A day without a month: the heading's; else where its weekday fits, near the page; else the next one, if timed."""
    assumed.add("month")
    if bearings.context.month is not None:
        partial.month = bearings.context.month
        return
    if partial.weekday is None and not timed:
        return
    for ahead in (*range(NEAR_AHEAD), *range(-1, -NEAR_BEHIND, -1)):
        day = bearings.today + timedelta(days=ahead)
        if day.day == partial.day and partial.weekday in (None, day.weekday()):
            partial.year, partial.month = day.year, day.month
            assumed.add("year")
            return


def _weekday_from(today: date, weekday: int, modifier: str | None) -> date:
    """ "Saturday" and "this Saturday" are the next one, today included; "next Saturday" is that of next week."""
    ahead = (weekday - today.weekday()) % 7
    if modifier == "next":
        return today + timedelta(days=7 - today.weekday() + weekday)
    if modifier == "last":
        return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    return today + timedelta(days=ahead)


def _year_by_page(
    month: int, day: int, weekday: int | None, bearings: Bearings, anchor: date | None, tense: int
) -> date | None:
    """The year of a day without one: the neighbouring day's, the weekday's, else near the page's date."""
    today = bearings.today
    if anchor is not None:
        near = [d for year in (anchor.year - 1, anchor.year, anchor.year + 1) if (d := _date(year, month, day))]
        near = [d for d in near if weekday is None or d.weekday() == weekday]
        if near:
            return min(near, key=lambda d: abs((d - anchor).days) * (1.0 if d >= anchor else 1.5))
    candidates = _in_years_around(month, day, today)
    fitting = _near_by_weekday(month, day, weekday, today)
    if tense:
        fitting = [d for d in fitting if (d - today).days * tense >= 0] or fitting
        candidates = [d for d in candidates if (d - today).days * tense >= 0] or candidates
    chosen = fitting or candidates
    return min(chosen, key=lambda d: (d - today).days if d >= today else (today - d).days * PAST_WEIGHT, default=None)


def _in_years_around(month: int, day: int, today: date) -> list[date]:
    """A day of the year in the years around the page's date."""
    behind, ahead = (8, 8) if (month, day) == (2, 29) else (3, 2)
    return [d for year in range(today.year - behind, today.year + ahead + 1) if (d := _date(year, month, day))]


def _near_by_weekday(month: int, day: int, weekday: int | None, today: date) -> list[date]:
    """Of these, those on a weekday in which a year may be chosen for it."""
    around = _in_years_around(month, day, today)
    return [d for d in around if d.weekday() == weekday and -FIT_BEHIND <= (d - today).days <= FIT_AHEAD]


# ------------------------------------------------------------------------------------------------------ months


def resolve_months(span: MonthSpan, bearings: Bearings, *, anchor: date | None = None) -> Days | None:
    """First and last day of a span of months; a month without a year is the one near the page's date."""
    assumed: set[str] = set()
    year, last_year = span.year, span.last_year
    turns = span.month > span.last_month
    if year is None and last_year is not None:
        year = last_year - turns
    if year is None:
        assumed.add("year")
        year = bearings.context.year_of(span.month) or _season_year(span, turns, anchor or bearings.today)
    last_year = last_year if last_year is not None else year + turns
    try:
        start, end = (
            date(year, span.month, 1),
            date(last_year, span.last_month, monthrange(last_year, span.last_month)[1]),
        )
    except ValueError:
        return None
    return Days(start, end, assumed) if end >= start else None


def _season_year(span: MonthSpan, turns: bool, today: date) -> int:
    """The year in which several months begin: this season's while it lasts ("May through October", read in October)."""
    year = _month_year(span.month, today)
    last = (year - 1 + turns, span.last_month)
    return year - 1 if span.month != span.last_month and last >= (today.year, today.month) else year


def _month_year(month: int, today: date) -> int:
    ahead = (month - today.month) % 12
    return today.year + (1 if month < today.month else 0) - (1 if ahead > 8 else 0)
