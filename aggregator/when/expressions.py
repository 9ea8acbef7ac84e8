"""The second reading: phrases → expressions, "Noon to 1 p.m. Eastern Time on Thursday, May 9, 2024" as one.

Refuses to resolve: an expression holds the partial dates and clocks that belong together, and where they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeAlias

from aggregator.when.captures import WEEKDAY_LETTERS
from aggregator.when.clocks import in_part
from aggregator.when.grammar import Production, Table
from aggregator.when.kinds import KINDS
from aggregator.when.notation import NOTATION
from aggregator.when.phrases import ClockReading, DateItem, Moment, MonthSpan, Nth, PartialDate, Phrase, WeekdayList
from aggregator.when.reading import Line
from aggregator.when.recurrence import PRODUCTIONS as RECURRENCES
from aggregator.when.recurrence import Recurrence

Match = re.Match[str]


@dataclass(slots=True)
class Expression:
    """Days and the times that belong to all of them.

    last_day: the day on which the second of two moments lies ("Oct 5, 8 pm to Oct 6, 2 am"); clocks then holds both.
    moments: ISO 8601 instants, at most a begin and an end, or a duration instead of it. months: where there is no day.
    faults: what the words get wrong, as sentences. week: the days are those of the week the day lies in.
    first, last: positions in the Line, both ends included.
    """

    items: list[DateItem] = field(default_factory=list)
    clocks: list[Phrase] = field(default_factory=list)
    last_day: DateItem | None = None
    moments: list[Moment] = field(default_factory=list)
    duration: timedelta | None = None
    months: MonthSpan | None = None
    faults: tuple[str, ...] = ()
    week: bool = False
    first: int = 0
    last: int = 0
    language: str = "en"


Found: TypeAlias = Expression | Recurrence


def _collect(line: Line, match: Match) -> Expression:
    found = Expression(first=match.start(), last=match.end() - 1)
    for at in range(match.start(), match.end()):
        phrase = line.items[at]
        if isinstance(phrase, int):
            _take_token(found, line.kinds[at], line.tokens.names[phrase])
            continue
        payload = phrase.payload
        if isinstance(payload, ClockReading):
            found.clocks.append(phrase)
        elif isinstance(payload, list):
            found.items += payload
        elif isinstance(payload, MonthSpan):
            found.months = payload
        elif isinstance(payload, Moment):
            found.moments.append(payload)
        if phrase.language != "en":
            found.language = phrase.language
    _tell_daypart(line, found, match)
    return found


def _tell_daypart(line: Line, found: Expression, match: Match) -> None:
    """ "Friday night at 8", "Saturday morning, 10-12": a part of the day that stands before a time tells its half."""
    at = line.kinds.find(KINDS["daypart"], match.start(), match.end())
    if at < 0 or not found.clocks or found.clocks[0].first < line.first_token(at):
        return
    part = line.tokens.values[line.first_token(at)]
    found.clocks = [
        replace(phrase, payload=in_part(phrase.payload, part)) if isinstance(phrase.payload, ClockReading) else phrase
        for phrase in found.clocks
    ]


def _take_token(found: Expression, letter: str, name: str) -> None:
    if letter == KINDS["bad_clock"]:
        found.faults = (f'"{name}" is no time of day',)
    elif letter == KINDS["duration"]:
        sizes = {unit: int(size) for size, unit in re.findall(r"(\d+)([WDHM])", name)}
        days, hours, minutes = sizes.get("D", 0) + 7 * sizes.get("W", 0), sizes.get("H", 0), sizes.get("M", 0)
        found.duration = timedelta(days=days, hours=hours, minutes=minutes)


def _days(line: Line, match: Match) -> Expression | None:
    """Days, with or without times; "tomorrow" is one only with a time beside it, else it is a manner of speaking."""
    found = _collect(line, match)
    found.items = [
        item
        for item, after in zip(found.items, [*found.items[1:], None], strict=True)
        if not _is_told(line, item, after)
    ]
    if all(item.start.relative is not None and item.end is None for item in found.items):
        stacked = any(letter in _LINE_BREAKS for letter in line.kinds[match.start() : match.end()])
        return None if stacked or not found.clocks else found
    return found


def _is_told(line: Line, item: DateItem, after: DateItem | None) -> bool:
    """Whether a day told from now is told again by its date: "tomorrow, May 6"."""
    start = item.start
    from_now = (
        start.day is None and start.numeric is None and (start.relative is not None or start.modifier is not None)
    )
    if after is None or not from_now or after.start.day is None or item.end is not None:
        return False
    return all(letter in _APPOSED for letter in line.tokens.letters[item.last + 1 : after.first])


_APPOSED = frozenset(KINDS[kind] for kind in ("comma", "opened", "dash", "the", "on"))


def _week_of(line: Line, match: Match) -> Expression | None:
    """ "the week of June 8": all its days, which hour it has is not said."""
    found = _collect(line, match)
    if len(found.items) != 1 or found.items[0].end is not None:
        return None
    found.week = True
    return found


def _day_to_day(line: Line, match: Match) -> Expression | None:
    """Two days told in forms that no production of the first reading joins."""
    found = _collect(line, match)
    if len(found.items) != 2:
        return None
    start, end = found.items
    found.items = [DateItem(start.start, end.start, start.first, end.last)]
    return found


_LINE_BREAKS = frozenset((KINDS["newline"], KINDS["blank"]))


def _two_moments(line: Line, match: Match) -> Expression | None:
    found = _collect(line, match)
    if len(found.items) != 2 or len(found.clocks) != 2:
        return None
    found.last_day = found.items.pop()
    return found


def _weekdays(line: Line, match: Match) -> Expression | None:
    """Weekdays without a date but with a time: the next ones. Those of "Thursday evenings" recur."""
    found = _collect(line, match)
    for at in range(match.start(), match.end()):
        item = line.items[at]
        if isinstance(item, int) and line.kinds[at] == KINDS["daypart"] and line.tokens.names[item].endswith("s"):
            return None
        if isinstance(item, Phrase) and isinstance(item.payload, WeekdayList):
            if item.payload.plural or len(item.payload.days) > 2:
                return None
            names = [at for at in range(item.first, item.last + 1) if line.tokens.letters[at] in WEEKDAY_LETTERS]
            found.items = [DateItem(PartialDate(weekday=line.tokens.values[at]), None, at, at) for at in names]
    return found


def _weekdays_listed(line: Line, match: Match) -> Expression | None:
    """ "tutti i venerdì 3-10-17 novembre", "every Friday: May 3, 10 and 17": the days, told one by one; all of them are
    that weekday, or the weekday is another matter."""
    found = _collect(line, match)
    listed = [p.payload for p in line.phrases(match.start(), match.end()) if isinstance(p.payload, WeekdayList)]
    if len(listed) != 1 or len(listed[0].days) != 1 or len(found.items) < 2:
        return None
    if any(item.end is not None or item.start.weekday not in (None, listed[0].days[0]) for item in found.items):
        return None
    found.items = [replace(item, start=replace(item.start, weekday=listed[0].days[0])) for item in found.items]
    return found


def _weekday_and_date(line: Line, match: Match) -> Expression | None:
    """ "Fri 10pm – 2am, May 17": the weekday is the date's."""
    found = _collect(line, match)
    listed = [p.payload for p in line.phrases(match.start(), match.end()) if isinstance(p.payload, WeekdayList)]
    if len(listed) != 1 or len(listed[0].days) != 1 or listed[0].plural:
        return None
    day = found.items[0]
    if day.start.weekday is None:
        found.items[0] = replace(day, start=replace(day.start, weekday=listed[0].days[0]))
    return found


def _months(line: Line, match: Match) -> Expression | None:
    """A month counts as a time only where it is more than a name: after "in", with a year, or alone in its text."""
    found = _collect(line, match)
    months = found.months
    if months is None:
        return None
    at = next(at for at in range(match.start(), match.end()) if isinstance(line.items[at], Phrase))
    name = line.tokens.text[line.tokens.starts[line.first_token(at)] :][:1]
    governed = at > match.start()
    if months.bare and (not governed or not name.isupper()):
        return None
    if months.bare and line.kinds[match.end() : match.end() + 1] in _FOLLOWING_NUMBERS:
        return None
    return found


_FOLLOWING_NUMBERS = frozenset(KINDS[kind] for kind in ("num12", "num24", "num31", "weak_clock", "dash"))


def _nth_of_month(line: Line, match: Match) -> Expression | None:
    found = _collect(line, match)
    nth = next(p.payload for p in line.phrases(match.start(), match.end()) if isinstance(p.payload, Nth))
    months, found.months = found.months, None
    if months is None or months.month != months.last_month or nth.plural or len(nth.weekdays) != 1:
        return None
    first, last = line.first_token(match.start()), line.last_token(match.end() - 1)
    found.items = [
        DateItem(PartialDate(months.year, months.month, None, nth.weekdays[0], nth=ordinal), None, first, last)
        for ordinal in nth.ordinals
    ]
    return found


def _until_now(line: Line, match: Match) -> Expression | None:
    """ "now through May 21", "between Jan 22 and now"."""
    found = _collect(line, match)
    if len(found.items) != 1 or found.items[0].end is not None:
        return None
    day, now = found.items[0].start, PartialDate(relative=0)
    leads = line.kinds[match.start()] == KINDS["now"]
    found.items = [DateItem(now, day, 0, 0) if leads else DateItem(day, now, 0, 0)]
    return found


def _from_now_on(line: Line, match: Match) -> Expression | None:
    """ "from 2pm till tomorrow 4:30pm": where the last day is told from now, the first is now's."""
    found = _collect(line, match)
    if len(found.items) != 1 or len(found.clocks) != 2 or found.items[0].start.relative is None:
        return None
    found.last_day = found.items[0]
    found.items = [DateItem(PartialDate(relative=0), None, found.last_day.first, found.last_day.last)]
    return found


def _from_month(line: Line, match: Match) -> Expression | None:
    """ "between Jan 2019 and tomorrow": from the month's first day."""
    found = _collect(line, match)
    months, found.months = found.months, None
    if months is None or months.year is None or len(found.items) != 1 or found.items[0].end is not None:
        return None
    day = found.items[0]
    found.items = [DateItem(PartialDate(months.year, months.month, 1), day.start, day.first, day.last)]
    return found


def _year_last(line: Line, match: Match) -> Expression | None:
    """ "Thu Oct 26 11:00:09 2023", as programs print it. Days before the last count up to its year (`answers`)."""
    found = _collect(line, match)
    year = line.tokens.values[line.last_token(match.end() - 1)]
    if any(item.start.year is not None or item.start.month is None for item in found.items):
        return None
    last = found.items[-1]
    end = replace(last.end, year=year) if last.end else None
    found.items[-1] = replace(last, start=replace(last.start, year=year), end=end)
    return found


PRODUCTIONS: tuple[Production[Found], ...] = (
    # May 3, 7pm · May 3 and May 10 at 7 · Friday, May 10th from 6:30 to 8:30 p.m. · May 3 | 7 pm PT / 10 pm ET
    Production("days, then time", "any_days ((list_mark | bar) any_days){0,12} after_days?", _days),
    # 14-jun-2025 – 16-jun-2025 · this Saturday through May 3
    Production("day to day, then time", "days thru the? days after_days?", _day_to_day),
    # the week of June 8 · week commencing 8 June · semaine du 8 juin
    Production("week of a day", "unit_week (of | from | starting) the? days", _week_of),
    # 7pm on May 3 · Noon to 1 p.m. Eastern Time on Thursday, May 9, 2024
    Production("time, then days", "before_days any_days (list_mark any_days){0,8}", _days),
    # Oct 5 2024 8:00 PM to Oct 6 2024 2:00 AM
    Production(
        "two moments",
        "days link{0,3} clock_phrase closed? newline? (thru | ends){1,2} link{0,2} days link{0,3} clock_phrase closed?",
        _two_moments,
    ),
    Production(
        "two moments, time first",
        "from? clock_phrase link{0,2} days newline? (thru | ends){1,2} link{0,2} clock_phrase link{0,2} days",
        _two_moments,
    ),
    Production("two moments from now on", "clock_phrase thru days link{0,3} clock_phrase", _from_now_on),
    Production("from a month to a day", "<from months (thru | and) days", _from_month),
    Production("days, time, year", "any_days link{0,3} clock_phrase year4 !word", _year_last),
    # now through May 21
    Production("from now", "now (thru | and) days", _until_now),
    Production("until now", "<from days (thru | and) now", _until_now),
    # Fri 10pm – 2am, May 17
    Production("weekday, time, date", "weekday_list link{0,2} clocks link{1,3} any_days", _weekday_and_date),
    # tutti i venerdì 3-10-17 novembre · every Friday: May 3, 10 and 17
    Production(
        "every weekday and its days",
        "every the? weekday_list (comma | colon | dash | opened)? any_days (list_mark any_days){0,8} closed?"
        " after_days?",
        _weekdays_listed,
    ),
    # Tuesday at 7pm · 4pm on Monday and Wednesday · Monday 3-8
    Production("weekdays, then time", "weekday_list after_days", _weekdays),
    Production("time, then weekdays", "before_days the? weekday_list", _weekdays),
    # first Saturday of May, 10am
    Production("ordinal weekday of a month", "nth in_of? the? months after_days?", _nth_of_month),
    Production("time, then ordinal weekday of a month", "before_days the? nth in_of? the? months", _nth_of_month),
    # June 2024 · in July
    Production("months", "(in | this | next)? months", _months),
    # 2024-05-18T18:00:00-07:00
    Production("ISO 8601", "moment ((thru | slash) (moment | clock_phrase) | slash duration)?", _collect),
    *RECURRENCES,
)

EXPRESSIONS: Table[Found] = Table(NOTATION, PRODUCTIONS)
_STARTERS = re.compile("[" + re.escape("".join(sorted(EXPRESSIONS.starters))) + "]")


def read_expressions(line: Line) -> list[Found]:
    """All expressions of a line, in order, none touching another, each the longest that holds where it begins."""
    found: list[Found] = []
    at = 0
    while (starter := _STARTERS.search(line.kinds, at)) is not None:
        at = starter.start()
        for match, production in EXPRESSIONS.readings(line.kinds, at):
            expression = production.build(line, match)
            if expression is not None:
                found.append(expression)
                at = match.end()
                break
        else:
            at += 1
    return found
