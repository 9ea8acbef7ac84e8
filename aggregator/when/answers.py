"""Expressions → `model.When`: days, moments and months, each resolved and put in its zone.

Refuses recurrences, which `rules` resolves, and reads no words but those beside an expression that set it aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from aggregator.model import Precision, TimezoneSource, When
from aggregator.when.bearings import Bearings
from aggregator.when.build import Times, group_clocks, make_clock, meet, place_offset
from aggregator.when.expressions import Expression
from aggregator.when.frames import season
from aggregator.when.kinds import KINDS, NUMBERS
from aggregator.when.phrases import DateItem, PartialDate
from aggregator.when.reading import Line
from aggregator.when.records import Clock
from aggregator.when.resolve import Days, resolve_item, resolve_months
from aggregator.when.spans import Span, item_span, trim
from aggregator.when.tokens import Tokens


@dataclass(slots=True)
class Anchors:
    """The years a text tells on its way: of days, to which days without one are near, and of its headings.

    day, day_at: the last day with a written year and the token it stands at.
    years: token and year of each heading, and the second year of a school year.
    """

    day: date | None = None
    day_at: int = -1
    years: list[tuple[int, int, int | None]] = field(default_factory=list)

    def note(self, item: DateItem, days: Days, aside: str | None) -> None:
        """Keep a day whose year was written, unless it was mentioned aside."""
        written = item.start.year is not None or item.start.numeric is not None
        if written and "year" not in days.assumed and aside is None:
            self.day, self.day_at = days.end or days.start, item.first

    def years_above(self, token: int) -> tuple[int, int | None] | None:
        """The year or years of the last heading before a token, unless a day with a year stands between."""
        return next(((year, last) for at, year, last in reversed(self.years) if self.day_at < at < token), None)


def find_anchors(tokens: Tokens, now: datetime) -> Anchors:
    """Anchors of a text before its first day: the years of lines that are short or end in a colon."""
    anchors, at = Anchors(), -1
    while (at := tokens.kinds.find(KINDS["year4"], at + 1)) >= 0:
        year = tokens.values[at]
        last_year, until = season(tokens, at)
        if -YEARS_BEHIND <= year - now.year <= YEARS_AHEAD and _is_heading(tokens, at, until):
            anchors.years.append((until, year, last_year))
        at = until
    return anchors


YEARS_AHEAD, YEARS_BEHIND = 3, 30
"""How far from now the year of a heading may be."""

LONGEST_HEADING = 12
"""Tokens on either side of a year within which its line has to end, or a colon to stand, for it to be a heading."""


def _is_heading(tokens: Tokens, at: int, until: int) -> bool:
    """Whether years stand in a line that is a heading: short, without another number or a copyright mark."""
    ahead, behind = (
        tokens.letters[until + 1 : until + 1 + LONGEST_HEADING],
        tokens.letters[max(0, at - LONGEST_HEADING) : at],
    )
    stop = next((n for n, letter in enumerate(ahead) if letter in _ENDS_HEADING), None)
    if stop is None and len(ahead) == LONGEST_HEADING:
        return False
    start = next((n for n, letter in enumerate(reversed(behind)) if letter in _LINE_BREAKS), None)
    if start is None and len(behind) == LONGEST_HEADING:
        return False
    line = behind[len(behind) - start :] if start is not None else behind
    line = line + (ahead[:stop] if stop is not None else ahead)
    return _NO_HEADING.isdisjoint(line) and tokens.names[at - 1 : at] != ["©"]


_LINE_BREAKS = frozenset((KINDS["newline"], KINDS["blank"]))
_ENDS_HEADING = _LINE_BREAKS | {KINDS["dot"], KINDS["colon"]}
_NO_HEADING = frozenset(KINDS[kind] for kind in (*NUMBERS, "numeric2", "numeric3", "iso", "clock", "month"))


@dataclass(slots=True)
class Beside:
    """What the words beside an expression say of it: why it is set aside, and the tense of the verb."""

    aside: str | None = None
    tense: int = 0


def answer(line: Line, found: Expression, bearings: Bearings, anchors: Anchors, beside: Beside) -> Iterator[When]:
    """The Whens of one expression, in the order of their words."""
    if found.moments:
        return _moments(line, found, bearings, beside)
    if found.months is not None and not found.items:
        days = resolve_months(found.months, bearings, anchor=anchors.day)
        return iter(() if days is None else (_month(line, found, days, beside),))
    return _days(line, found, bearings, anchors, beside)


# --------------------------------------------------------------------------------------------------------- days


def _days(line: Line, found: Expression, bearings: Bearings, anchors: Anchors, beside: Beside) -> Iterator[When]:
    clocks, last_clock = _clocks(line, found, bearings)
    year = anchors.years_above(line.first_token(found.first))
    anchor = _following(found, bearings) or (anchors.day if year is None else None)
    for number, item in enumerate(_with_years(found.items)):
        under = _under_year(item, bearings, year)
        days = resolve_item(item, under, anchor=anchor, tense=beside.tense, timed=bool(clocks))
        if days is None:
            continue
        anchors.note(item, days, beside.aside)
        _add_last_day(days, found, bearings)
        days.problems += found.faults
        for order, clock in enumerate(clocks or [None]):
            span = item_span(line, found, number, clocks, order)
            if span is not None:
                times = meet(days, clock, last_clock=last_clock) if clock is not None else None
                yield _make(line.tokens.text, span, days, times, beside.aside, found.language)


def _under_year(item: DateItem, bearings: Bearings, year: tuple[int, int | None] | None) -> Bearings:
    """Bearings under a heading of the same text; its year does not count where the weekday contradicts it."""
    if year is None:
        return bearings
    under = replace(bearings, context=replace(bearings.context, year=year[0], last_year=year[1]))
    if item.start.weekday is not None:
        days = resolve_item(item, under)
        if days is not None and days.problems:
            return bearings
    return under


def _clocks(line: Line, found: Expression, bearings: Bearings) -> tuple[list[Clock], Clock | None]:
    """The times of each day, and the time of the last day where the expression tells two moments."""
    if found.last_day is None:
        return group_clocks(line.tokens, found.clocks, preferred=bearings.timezone), None
    first, last = (make_clock(line.tokens, phrase, preferred=bearings.timezone) for phrase in found.clocks)
    if last.zone_stated and not first.zone_stated:
        first = replace(first, timezone=last.timezone, offset=last.offset, zone_stated=True)
    return [first], last


def _with_years(items: Sequence[DateItem]) -> list[DateItem]:
    """The days of a list, those before the first that tells its year with the year they count up to it by: "March 17,
    June 16 and May 5, 2027" begins in 2026."""
    told = [*items]
    for at in range(len(told) - 2, -1, -1):
        start, following = told[at].start, told[at + 1].start
        if start.numeric is not None:
            told[at] = replace(
                told[at], start=replace(start, numeric=_numbers_before(start.numeric, following.numeric))
            )
        elif (year := _year_before(start, following)) is not None:
            told[at] = replace(told[at], start=replace(start, year=year))
    return told


def _year_before(day: PartialDate, following: PartialDate) -> int | None:
    """The year of a day right before another that has its year; None where its weekday denies it, or it is no day."""
    if day.year or not (day.month and day.day and following.month and following.day and following.year):
        return None
    year = following.year - ((day.month, day.day) > (following.month, following.day))
    try:
        weekday = date(year, day.month, day.day).weekday()
    except ValueError:
        return None
    return year if day.weekday in (None, weekday) else None


def _numbers_before(day: tuple[str, ...], following: tuple[str, ...] | None) -> tuple[str, ...]:
    """A day in two numbers with the year up to which it counts to the day in three behind it ("3/4" of "3/4 and
    3/11/2027"), where it is clear whichever of its numbers is the month."""
    if following is None or len(day) != NUMBERS_OF_DAY or len(following) != NUMBERS_OF_DAY + 2:
        return day
    pairs = (int(day[0]), int(day[2])), (int(following[0]), int(following[2]))
    orders = [[pair[::step] for pair in pairs] for step in (1, -1)]
    later = {ours > theirs for ours, theirs in orders if ours[0] <= DECEMBER and theirs[0] <= DECEMBER}
    if len(later) != 1:
        return day
    digits = len(following[-1])
    year = f"{(int(following[-1]) - later.pop()) % 10**digits:0{digits}}"
    return (*day, following[-2], year)


DECEMBER = 12
NUMBERS_OF_DAY = 3
"""Two numbers and what stands between; a year adds two more."""


def _following(found: Expression, bearings: Bearings) -> date | None:
    """A day of a list that has its year: "July 13th and July 14th, 2014"."""
    if len(found.items) < 2:
        return None
    for item in found.items:
        days = resolve_item(item, bearings) if item.start.year is not None else None
        if days is not None:
            return days.start
    return None


def _add_last_day(days: Days, found: Expression, bearings: Bearings) -> None:
    if found.week:
        days.start -= timedelta(days=days.start.weekday() if days.start.weekday() < SUNDAY else 0)
        days.end = days.start + timedelta(days=6)
        days.assumed.add("end")
    if found.last_day is None:
        return
    last = resolve_item(found.last_day, bearings, anchor=days.start)
    if last is not None:
        days.end = last.start if last.start != days.start else None
        days.problems += last.problems


SUNDAY = 6
"""A week told by its Sunday begins with it, else with its Monday."""


def _make(text: str, span: Span, days: Days, times: Times | None, aside: str | None, language: str) -> When:
    return When(
        text=text[span[0] : span[1]],
        span=span,
        start=times.start if times else days.start,
        end=times.end if times else days.end,
        timezone=times.timezone if times else None,
        timezone_source=times.source if times else None,
        precision=Precision.TIME if times else Precision.DAY,
        assumed=frozenset(days.assumed | times.assumed if times else days.assumed),
        aside=aside,
        problems=(*days.problems, *times.problems) if times else tuple(days.problems),
        language=language,
    )


# ------------------------------------------------------------------------------------------------ months, moments


def _month(line: Line, found: Expression, days: Days, beside: Beside) -> When:
    span = trim(line, found.first, found.last)
    when = _make(line.tokens.text, span, days, None, beside.aside, found.language)
    return replace(when, precision=Precision.MONTH)


def _moments(line: Line, found: Expression, bearings: Bearings, beside: Beside) -> Iterator[When]:
    """ISO 8601 in one piece, to the minute; an offset is kept, Z is UTC."""
    try:
        moments = [_moment(moment.text) for moment in found.moments]
    except ValueError:
        return
    start, end = moments[0], moments[1] if len(moments) > 1 else None
    span = trim(line, found.first, found.last)
    if "T" not in found.moments[0].text:
        yield _make(line.tokens.text, span, Days(start.date()), None, beside.aside, found.language)
        return
    name, source = None, None
    offset = start.utcoffset()
    if offset is not None:
        zone, name, source = place_offset(start.replace(tzinfo=None), offset, bearings.timezone)
        start = start.replace(tzinfo=zone)
    elif bearings.zone is not None:
        start, name, source = start.replace(tzinfo=bearings.zone), bearings.timezone, TimezoneSource.SOURCE
    try:
        end = _end_of_moment(line, found, start, end)
    except OverflowError:  # it ends after the year 9999
        return
    days = Days(start.date())
    if end is not None and end < start:
        days.problems.append(f"it ends ({end.isoformat()}) before it begins ({start.isoformat()})")
        end = None
    yield _make(line.tokens.text, span, days, Times(start, end, name, source), beside.aside, found.language)


def _end_of_moment(line: Line, found: Expression, start: datetime, end: datetime | None) -> datetime | None:
    """The end by its length, by the hour beside it, or as it stands there; in the zone of the start."""
    if found.duration is not None:
        return start + found.duration
    if found.clocks:
        clock = make_clock(line.tokens, found.clocks[0], preferred=None)
        same_day = datetime.combine(start.date(), clock.start, start.tzinfo)
        return same_day + timedelta(days=same_day <= start)
    if end is None:
        return None
    return end.astimezone(start.tzinfo) if end.tzinfo and start.tzinfo else end.replace(tzinfo=start.tzinfo)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(",", ".")).replace(second=0, microsecond=0)


def mark_hours(text: str, whens: list[When]) -> list[When]:
    """Weekdays with times, four or more in one text, are a table of opening hours, not so many events; and what is only
    joined on to opening hours ("open Wednesdays 5-8 and Saturdays 10-2") belongs to them."""
    whens = _with_joined_hours(text, whens)
    weekly = [when for when in whens if "day" in when.assumed and when.rrule is None]
    days = {when.start.weekday() for when in weekly}
    if len(days) < LEAST_TABLE:
        return whens
    return [replace(when, aside=when.aside or "hours") if when in weekly else when for when in whens]


def _with_joined_hours(text: str, whens: list[When]) -> list[When]:
    marked: list[When] = []
    for each in whens:
        before = marked[-1] if marked else None
        weekly = each.aside is None and (each.rrule is not None or "day" in each.assumed)
        if weekly and before is not None and before.aside == "hours":
            between = text[before.span[1] : each.span[0]]
            marked.append(replace(each, aside="hours") if _JOINED.fullmatch(between) else each)
        else:
            marked.append(each)
    return marked


_JOINED = re.compile(r"[\s,;&/|·]*(?:[^\W\d_]{1,3}\s+)?")
"""Between two things of one list: marks, and at most one short word ("and", "y", "und")."""

LEAST_TABLE = 4
"""Different weekdays from which on a text is a table of hours."""
