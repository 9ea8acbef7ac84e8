"""Productions of days: "Friday, May 10th", "3.–5. Mai 2024", "Aug. 9 & 10", "5/16", "this Saturday", "June 2024".

Refuses to resolve: a production gives partial dates, in the order of the words.
"""

from __future__ import annotations

import re

from aggregator.when.grammar import Production, Table
from aggregator.when.notation import NOTATION
from aggregator.when.phrases import DateItem, MonthSpan, Moment, Nth, PartialDate, Phrase, WeekdayList
from aggregator.when.tokens import KINDS, Tokens

Match = re.Match[str]
_DAY_LETTERS = frozenset(KINDS[kind] for kind in ("num12", "num24", "num31", "ordinal", "ordinal_word"))
_THRU_LETTERS = frozenset(KINDS[kind] for kind in ("dash", "to", "until", "at_to"))
_WEEKDAY_LETTERS = frozenset(KINDS[kind] for kind in ("weekday", "weekdays"))
_STREETS = frozenset(
    "st street ave avenue av blvd boulevard rd road dr drive ln lane way pl place ct court hwy highway sq square "
    "pkwy parkway terrace ter plaza mall broadway alley".split()
)


# ------------------------------------------------------------------------------------------- reading captures


def _value(tokens: Tokens, match: Match, name: str) -> int | None:
    at = match.start(name)
    return tokens.values[at] if at >= 0 else None


def _at(match: Match, name: str) -> int:
    return match.start(name) if name in match.re.groupindex else -1


def _year(tokens: Tokens, match: Match, name: str) -> tuple[int | None, bool]:
    """The year captured, and whether it was written with two digits."""
    at = _at(match, name)
    if at < 0:
        return None, False
    return tokens.values[at], tokens.letters[at] != KINDS["year4"]


def _is_address(tokens: Tokens, at: int) -> bool:
    """Whether a number begins a street address: "May 3, 1932 Mission Street"."""
    for name in tokens.names[at + 1 : at + 5]:
        if name == "\n" or name.isdigit():
            return False
        if name in _STREETS:
            return True
    return False


def _weekdays(tokens: Tokens, first: int, last: int) -> list[int]:
    return [tokens.values[at] for at in range(first, last) if tokens.letters[at] in _WEEKDAY_LETTERS]


def _items(tokens: Tokens, first: int, last: int, month: int | None, year: tuple[int | None, bool]) -> list[DateItem]:
    """The days and day ranges of "3, 10-12 and 17", each with the weekday that stands before it."""
    items: list[DateItem] = []
    thru = False
    weekday: int | None = None
    for at in range(first, last):
        letter = tokens.letters[at]
        if letter in _DAY_LETTERS and 1 <= tokens.values[at] <= 31:
            day = PartialDate(year[0], month, tokens.values[at], weekday, year[1])
            if thru and items:
                items[-1].end = day
                items[-1].last = at
            else:
                items.append(DateItem(day, None, at, at))
            thru, weekday = False, None
        elif letter in _WEEKDAY_LETTERS:
            weekday = tokens.values[at]
        elif letter in _THRU_LETTERS:
            thru = True
    return items


def _give_weekdays(items: list[DateItem], weekdays: list[int]) -> None:
    """Weekdays that stand before all days belong to them in order: "Fri & Sat, May 3 & 4", "Mon–Fri, July 8–12"."""
    days = [day for item in items for day in (item.start, item.end) if day is not None]
    if len(weekdays) == 1 or len(weekdays) == len(days):
        for day, weekday in zip(days, weekdays, strict=False):
            day.weekday = weekday


def _language(tokens: Tokens, match: Match) -> str:
    """The language of the first word that is not English."""
    return next((tokens.languages[at] for at in range(match.start(), match.end()) if at in tokens.languages), "en")


def _finish(tokens: Tokens, match: Match, items: list[DateItem]) -> Phrase | None:
    """The phrase of a list of days: its first item begins, and its last ends, where the match does."""
    if not items:
        return None
    items[0].first, items[-1].last = match.start(), match.end() - 1
    kind = "span" if len(items) == 1 and items[0].end is not None else "days"
    return Phrase(kind, items, language=_language(tokens, match))


# ------------------------------------------------------------------------------------------------- month names


def _month_and_days(tokens: Tokens, match: Match) -> Phrase | None:
    year = _year(tokens, match, "y1")
    if year[0] is not None and _is_address(tokens, match.start("y1")):
        return None
    if year[1] and not _is_short_year(tokens, match, "y1"):
        return None
    first, last = match.span("items")
    if _is_address(tokens, last - 1) and last == match.end():
        return None
    items = _items(tokens, first, last, _value(tokens, match, "m1"), year)
    lead = min(first, match.start("m1"))
    _give_weekdays(items, _weekdays(tokens, match.start(), lead) or _weekdays(tokens, max(last, match.end("m1")), match.end()))
    return _finish(tokens, match, items)


def _is_short_year(tokens: Tokens, match: Match, name: str) -> bool:
    """Whether two digits after a day are a year: written '24, 07, 79, or after an ordinal or a month."""
    at = match.start(name)
    value, raw, before = tokens.values[at], tokens.names[at], tokens.letters[at - 1]
    if tokens.letters[at] == KINDS["short_year"] or value > 31:
        return True
    return len(raw) == 2 and (raw[0] == "0" or before in (KINDS["ordinal"], KINDS["month"]))


def _two_days(tokens: Tokens, match: Match) -> Phrase | None:
    """A range whose ends each name their month, or leave it to the other."""
    ends: list[PartialDate] = []
    bounds = (match.start(), match.start("thru"), match.end())
    for number, (first, last) in enumerate(zip(bounds, bounds[1:], strict=False), start=1):
        year, short = _year(tokens, match, f"y{number}")
        weekdays = _weekdays(tokens, first, last)
        month = _value(tokens, match, f"m{number}") if _at(match, f"m{number}") >= 0 else None
        ends.append(PartialDate(year, month, tokens.values[match.start(f"d{number}")], weekdays[0] if weekdays else None, short))
    start, end = ends
    start.month, end.month = start.month or end.month, end.month or start.month
    if _at(match, "y2") >= 0 and _is_address(tokens, match.start("y2")):
        return None
    return _finish(tokens, match, [DateItem(start, end, match.start(), match.end() - 1)])


def _tight(tokens: Tokens, match: Match) -> bool:
    """Whether the tokens of a match touch: "8/Oct/2012", "22-feb"."""
    return all(tokens.ends[at] == tokens.starts[at + 1] for at in range(match.start(), match.end() - 1))


def _tight_date(tokens: Tokens, match: Match) -> Phrase | None:
    if not _tight(tokens, match):
        return None
    year, short = _year(tokens, match, "y1")
    day = PartialDate(year, _value(tokens, match, "m1"), _value(tokens, match, "d1"), None, short)
    return _finish(tokens, match, [DateItem(day, None, 0, 0)])


def _single(tokens: Tokens, match: Match) -> Phrase | None:
    year, short = _year(tokens, match, "y1")
    weekdays = _weekdays(tokens, match.start(), match.end())
    day = PartialDate(
        year, _value(tokens, match, "m1"), _value(tokens, match, "d1"), weekdays[0] if weekdays else None, short
    )
    return _finish(tokens, match, [DateItem(day, None, 0, 0)])


def _single_without_month(tokens: Tokens, match: Match) -> Phrase | None:
    weekdays = _weekdays(tokens, match.start(), match.end())
    name = tokens.slice(match.start(), match.start())
    if weekdays and len(name) <= 3 and not name[0].isupper():
        return None
    day = PartialDate(day=_value(tokens, match, "d1"), weekday=weekdays[0] if weekdays else None)
    return _finish(tokens, match, [DateItem(day, None, 0, 0)])


# ------------------------------------------------------------------------------------------------------ numbers


def _numeric(tokens: Tokens, match: Match) -> Phrase | None:
    ends: list[PartialDate | None] = [None, None]
    for number in (1, 2):
        at = _at(match, f"n{number}")
        if at >= 0:
            ends[number - 1] = PartialDate(numeric=tokens.parts[at])
    if _at(match, "d2") >= 0:
        ends[1] = PartialDate(day=_value(tokens, match, "d2"))
    start, end = ends
    if start is None:
        return None
    weekdays = _weekdays(tokens, match.start(), match.end())
    if not weekdays and end is None and _is_no_date(tokens, match):
        return None
    if weekdays:
        start.weekday = weekdays[0]
        if end is not None and len(weekdays) > 1:
            end.weekday = weekdays[-1]
    return _finish(tokens, match, [DateItem(start, end, 0, 0)])


def _is_no_date(tokens: Tokens, match: Match) -> bool:
    """Whether numbers that stand alone are a fraction, a mark, "24/7" or a version rather than a day."""
    at = match.start("n1")
    parts = tokens.parts[at]
    if len(parts) == 3 and parts[1] == "/":
        first, second = int(parts[0]), int(parts[2])
        between = _PROSE & set(tokens.letters[max(0, at - 1) : at]) and _PROSE & set(tokens.letters[at + 1 : at + 2])
        fraction = first < second <= 10 and bool(between)
        return (first, second) == (24, 7) or fraction or bool(at and tokens.names[at - 1] in _MARKED)
    if len(parts) == 5 and parts[1] == "." and len(parts[4]) == 2:
        return not tokens.vocabulary.day_first and (len(parts[0]) < 2 or len(parts[2]) < 2)
    return False


_PROSE = frozenset(KINDS[kind] for kind in ("word", "of_only", "the", "and", "approximate"))
_MARKED = frozenset("rating rated score scored scores review reviews grade verdict note wertung".split())
"""Words before "8/10"."""


def _days_then_numeric(tokens: Tokens, match: Match) -> Phrase | None:
    """ "7.–9.5.2024", "15./16.2.": the first day has the month and year of the last."""
    at = match.start("n2")
    parts = tokens.parts[at]
    if parts[1] != ".":
        return None
    first = PartialDate(numeric=(tokens.names[match.start("d1")], *parts[1:]))
    last = PartialDate(numeric=parts)
    if match.start("thru") >= 0:
        return _finish(tokens, match, [DateItem(first, last, 0, 0)])
    return _finish(tokens, match, [DateItem(first, None, 0, match.start("d1")), DateItem(last, None, at, at)])


def _moment(tokens: Tokens, match: Match) -> Phrase | None:
    return Phrase("moment", Moment(tokens.names[match.start("iso")]))


# ------------------------------------------------------------------------------------- months, weekdays, relatives


def _months(tokens: Tokens, match: Match) -> Phrase | None:
    month, last = _value(tokens, match, "m1"), _value(tokens, match, "m2") if _at(match, "m2") >= 0 else None
    year, _ = _year(tokens, match, "y1")
    last_year, _ = _year(tokens, match, "y2")
    assert month is not None
    span = MonthSpan(year, month, last_year, last or month, bare=year is None and last_year is None)
    language = tokens.languages.get(match.start("m1"), "en")
    return Phrase("months", span, language=language)


def _season(tokens: Tokens, match: Match) -> Phrase | None:
    month = _value(tokens, match, "season")
    year, _ = _year(tokens, match, "y1")
    assert month is not None
    last = (month + 1) % 12 + 1
    return Phrase("months", MonthSpan(year, month, year + (month > last) if year else None, last, season=True))


def _relative(tokens: Tokens, match: Match) -> Phrase | None:
    day = PartialDate(relative=tokens.values[match.start("relative")])
    return _finish(tokens, match, [DateItem(day, None, 0, 0)])


def _named_weekday(tokens: Tokens, match: Match) -> Phrase | None:
    modifier = next(name for name in ("this", "next", "last") if match.start(name) >= 0)
    day = PartialDate(weekday=_value(tokens, match, "weekday"), modifier=modifier)
    return _finish(tokens, match, [DateItem(day, None, 0, 0)])


def _weekday_list(tokens: Tokens, match: Match) -> Phrase | None:
    days: list[int] = []
    plural = thru = False
    for at in range(match.start(), match.end()):
        letter = tokens.letters[at]
        if letter in _WEEKDAY_LETTERS:
            if thru and days:
                days += [(days[-1] + step) % 7 for step in range(1, (tokens.values[at] - days[-1]) % 7)]
            days.append(tokens.values[at])
            plural, thru = plural or letter == KINDS["weekdays"], False
        thru = thru or letter in _THRU_LETTERS
    return Phrase("weekday_list", WeekdayList(tuple(dict.fromkeys(days)), plural), language=_language(tokens, match))


def _weekday_group(tokens: Tokens, match: Match) -> Phrase | None:
    days = (0, 1, 2, 3, 4) if tokens.values[match.start()] == 5 else (5, 6)
    return Phrase("weekday_list", WeekdayList(days, True), language=_language(tokens, match))


def _nth(tokens: Tokens, match: Match) -> Phrase | None:
    weekday = match.start("weekday")
    ordinals = tuple(
        tokens.values[at]
        for at in range(match.start(), weekday)
        if tokens.letters[at] in (KINDS["ordinal"], KINDS["ordinal_word"], KINDS["last"])
    )
    if not all(-1 <= ordinal <= 5 for ordinal in ordinals):
        return None
    plural = tokens.letters[weekday] == KINDS["weekdays"]
    return Phrase("nth", Nth(ordinals, tokens.values[weekday], plural), language=_language(tokens, match))


def _language(tokens: Tokens, match: Match) -> str:
    return next((tokens.languages[at] for at in range(match.start(), match.end()) if at in tokens.languages), "en")


_YEAR = "(comma? of? y1=year)?"
_SHORT_YEAR = "comma? of? y1=two_digits no_time !thru"

PRODUCTIONS = (
    # May 3 · Friday, May 3rd, 2024 · Aug. 9th & 10th, 2024 · Mon–Fri, July 8–12 · May 3, 10 and 17
    Production(
        "month before days",
        f"weekday_lead m1=month dot? the? items=(day (thru later_day)? day_tail) {_YEAR} weekday_after",
        _month_and_days,
    ),
    Production(
        "month before ranges of days",
        f"weekday_lead m1=month dot? the? items=(day thru day day_range_tail) {_YEAR}",
        _month_and_days,
    ),
    Production("month, day, two-digit year", f"weekday_lead m1=month dot? items=day {_SHORT_YEAR}", _month_and_days),
    # 3 May · the 5th of May 2024 · 3.–5. Mai · 3, 10 and 17 May
    Production(
        "days before month",
        "weekday_lead items=(day dot? ((thru | list_mark) on? weekday? dot? comma? the? day dot?){0,12}) of? the? m1=month dot?"
        f" {_YEAR} weekday_after",
        _month_and_days,
    ),
    Production(
        "day, month, two-digit year", f"weekday_lead items=day dot? of? m1=month dot? {_SHORT_YEAR}", _month_and_days
    ),
    # April 29 – May 3, 2024 · December 30, 2024 – Thursday, January 2, 2025
    Production(
        "range of months before days",
        "weekday_lead m1=month dot? the? d1=day (comma? y1=year)? comma? from? thru=thru weekday_lead m2=month dot? the?"
        " d2=day no_time (comma? y2=year)?",
        _two_days,
    ),
    Production(
        "between months before days",
        "<from weekday_lead m1=month dot? the? d1=day (comma? y1=year)? thru=and weekday_lead m2=month dot? the? d2=day"
        " (comma? y2=year)?",
        _two_days,
    ),
    Production(
        "range of days before months",
        "weekday_lead d1=day dot? of? (m1=month dot? (comma? of? y1=year)?)? comma? from? thru=thru weekday_lead d2=day dot?"
        " of? m2=month dot? (comma? of? y2=year)?",
        _two_days,
    ),
    Production(
        "range of days around one month",
        "weekday_lead d1=day dot? of? m1=month dot? thru=thru weekday dot? comma? the? d2=day dot? no_time",
        _two_days,
    ),
    # 2009 May 22nd · 8/Oct/2012 · 2012/Aug/10 · 22-feb · MAY↵3 · 3↵MAY
    Production("year before month", "y1=year4 dot? comma? m1=month dot? d1=day no_time", _single),
    Production("written together", "d1=plain_day (slash | dash) m1=month ((slash | dash) y1=(year4 | two_digits))?", _tight_date),
    Production("written together, year first", "y1=year4 (slash | dash) m1=month (slash | dash) d1=plain_day", _tight_date),
    Production("written together, month first", "m1=month (slash | dash) d1=plain_day ((slash | dash) y1=year4)?", _tight_date),
    Production(
        "stacked, month above", "(weekday newline)? m1=month (newline | blank) d1=day !word !meridiem (newline y1=year4 | newline weekday)?", _single
    ),
    Production("stacked, day above", "(weekday newline)? d1=day newline m1=month !day (newline? comma? y1=year4)?", _single),
    # Saturday 14 · Tue the 17th · on the 17th
    Production(
        "weekday and day", "weekday dot? (comma | newline)? the? d1=day no_time !thru !word !slash !nth_word", _single_without_month
    ),
    Production("on the day", "on the d1=(ordinal | plain_day) no_time !thru !word !slash !any_weekday", _single_without_month),
    # 5/16 · Thursday 5/16/24 · 2024-05-18 · 18.5.2024 · 5/1-5/7/2020 · 7/8-12
    Production(
        "numbers", "weekday_lead n1=numeric (comma? thru weekday_lead n2=numeric | weekday_after)", _numeric
    ),
    Production(
        "days before numbers", "weekday_lead d1=plain_day dot (thru=thru | slash | and) weekday_lead n2=numeric", _days_then_numeric
    ),
    Production("numbers to a day", "weekday_lead n1=numeric2 thru d2=plain_day no_time !slash", _numeric),
    Production("ISO 8601", "iso=iso", _moment),
    # tomorrow · this Saturday · next Thursday
    Production("relative day", "relative=(relative | tonight)", _relative),
    Production(
        "weekday from now", "(this=this{1,2} | next=next | last=last) weekday=weekday dot? !(comma? (month | numeric))", _named_weekday
    ),
    # Mondays · Tuesday and Thursday · Mon–Fri · first and third Wednesday
    Production(
        "weekdays", "any_weekday dot? ((comma? and | comma | slash | thru) any_weekday dot?){0,6}", _weekday_list
    ),
    Production("weekday group", "weekday_group", _weekday_group),
    Production("ordinal weekday", "nth_word ((comma? and | comma | slash) the? nth_word){0,4} weekday=any_weekday", _nth),
    # June 2024 · June–August 2024 · Nov 2024 to Feb 2025 · Fall 2024 · May
    Production(
        "months", "m1=month dot? (comma | of | slash)? (y1=year)? (thru | and) m2=month dot? ((comma | of)? y2=year)?", _months
    ),
    Production("month", "m1=month dot? ((comma | of | newline)? y1=year)?", _months),
    Production("season", "season=season of? comma? y1=year", _season),
)

DATES: Table[Phrase] = Table(NOTATION, PRODUCTIONS)
