"""Productions of days with the name of a month: "Friday, May 10th", "3.–5. Mai 2024", "Aug. 9 & 10", "8/Oct/2012".

Refuses to resolve: a production gives partial dates, in the order of the words.
"""

from __future__ import annotations

import re
from itertools import pairwise

from aggregator.when.captures import (
    THRU_LETTERS,
    WEEKDAY_LETTERS,
    Match,
    days_phrase,
    position,
    value,
    weekdays,
    year,
)
from aggregator.when.grammar import Production
from aggregator.when.kinds import KINDS
from aggregator.when.phrases import DateItem, PartialDate, Phrase
from aggregator.when.streets import begins_address
from aggregator.when.tokens import Tokens

_DAY_LETTERS = frozenset(KINDS[kind] for kind in ("num12", "num24", "num31", "ordinal", "ordinal_word"))
_VERBS = frozenset(("may", "march", "mar"))
"""Names of months that are other words in lower case."""


def _items(
    tokens: Tokens, first: int, last: int, month: int | None, written: tuple[int | None, bool]
) -> list[DateItem]:
    """The days and day ranges of "3, 10-12 and 17", each with the weekday that stands before it."""
    items: list[DateItem] = []
    thru, parted = False, _is_parted_by_dashes(tokens, first, last)
    weekday: int | None = None
    for at in range(first, last):
        letter = tokens.letters[at]
        if letter in _DAY_LETTERS and 1 <= tokens.values[at] <= 31:
            day = PartialDate(written[0], month, tokens.values[at], weekday, written[1])
            if thru and items:
                items[-1].end, items[-1].last = day, at
            else:
                items.append(DateItem(day, None, at, at))
            thru, weekday = False, None
        elif letter in WEEKDAY_LETTERS:
            weekday = tokens.values[at]
        elif letter in THRU_LETTERS:
            thru = not parted
    return items


def _is_parted_by_dashes(tokens: Tokens, first: int, last: int) -> bool:
    """Whether dashes only part three days or more ("3-10-17 novembre"): a range has two ends."""
    dashes = tokens.letters[first:last].count(KINDS["dash"])
    return dashes > 1 and dashes == sum(letter in _DAY_LETTERS for letter in tokens.letters[first:last]) - 1


def _give_weekdays(items: list[DateItem], names: list[int]) -> None:
    """Weekdays that stand before all days belong to them in order: "Fri & Sat, May 3 & 4", "Mon–Fri, July 8–12"."""
    days = [day for item in items for day in (item.start, item.end) if day is not None]
    if len(names) == 1 or len(names) == len(days):
        for day, weekday in zip(days, names, strict=False):
            day.weekday = weekday


def _month_and_days(tokens: Tokens, match: Match) -> Phrase | None:
    written = year(tokens, match, "y1")
    first, last = match.span("items")
    if written[0] is not None and _is_no_year(tokens, match.start("y1")):
        return None
    if written[1] and not _is_short_year(tokens, match.start("y1")):
        return None
    if (
        _is_street(tokens, match)
        or _is_next_sentence(tokens, match.start("m1"), first)
        or (written[0] is None and _is_impossible_year(tokens, match.end()))
        or _is_named_after(tokens, match)
        or (last == match.end() and (begins_address(tokens, last - 1) or _is_verb(tokens, match.start("m1"), last)))
        or _begins_hours(tokens, last)
    ):
        return None
    items = _items(tokens, first, last, value(tokens, match, "m1"), written)
    before = weekdays(tokens, match.start(), min(first, match.start("m1")))
    _give_weekdays(items, before or weekdays(tokens, max(last, match.end("m1")), match.end()))
    return days_phrase(tokens, match, items)


def _begins_hours(tokens: Tokens, end: int) -> bool:
    """Whether the last number is no day but an hour, as a dash right behind it and its meridiem show ("and 8-10pm")."""
    if end + 2 >= len(tokens.letters) or tokens.starts[end] > tokens.ends[end - 1]:
        return False
    return (
        tokens.letters[end - 2] == KINDS["and"]
        and tokens.letters[end] == KINDS["dash"]
        and tokens.letters[end + 2] == KINDS["meridiem"]
    )


def _is_next_sentence(tokens: Tokens, month: int, first: int) -> bool:
    """Whether the words behind a month and its full stop begin a sentence ("… in August. The second one …")."""
    stops = month + 1 < first and tokens.letters[month + 1] == KINDS["dot"]
    return stops and tokens.text[tokens.starts[month + 2]].isupper()


def _is_no_year(tokens: Tokens, at: int) -> bool:
    """Whether a number behind a day is not its year: a house number, the beginning of the next line's words, or the
    first of two military times ("December 12, 1900-2100")."""
    following = tokens.letters[at + 1 : at + 3]
    if len(following) == 2 and following[0] == KINDS["dash"] and following[1] in _FOUR_FIGURES:
        return True
    if tokens.letters[at - 1] == KINDS["newline"] and tokens.letters[at - 2] != KINDS["comma"]:
        following = tokens.letters[at + 1 : at + 2]
        if following and following[0] not in _BREAKS:
            return True
    return begins_address(tokens, at)


def _is_impossible_year(tokens: Tokens, at: int) -> bool:
    """Whether four figures that are neither a year of our time nor a round hour stand behind a day: "May 1, 1026"."""
    if tokens.letters[at : at + 2] != [KINDS["comma"], KINDS["num4"]]:
        return False
    figures, behind = tokens.values[at + 1], tokens.letters[at + 2 : at + 3]
    is_hour = figures % 5 == 0 and figures % 100 < 60 and figures <= 2400
    return not is_hour and (not behind or behind[0] in _ENDS)


_FOUR_FIGURES = frozenset((KINDS["num4"], KINDS["year4"]))
_BREAKS = frozenset((KINDS["newline"], KINDS["blank"]))
_ENDS = _BREAKS | {KINDS[kind] for kind in ("dot", "comma", "semicolon", "closed", "bar")}


def _is_street(tokens: Tokens, match: Match) -> bool:
    """Whether a day and the name of its month, with nothing behind, number a house: "7 May Street"."""
    at = match.end()
    return (
        tokens.letters[at - 1] == KINDS["month"]
        and tokens.names[at : at + 1] != []
        and tokens.names[at] in _PLAIN_STREETS
        and tokens.text[tokens.starts[at]].isupper()
        and tokens.letters[at - 2] != KINDS["ordinal"]
    )


def _is_named_after(tokens: Tokens, match: Match) -> bool:
    """Whether a street or square is named after the day: "Rua 25 de Março", "Straße des 17. Juni"."""
    if match.start("m1") not in tokens.languages:
        return False
    at = match.start() - 1
    if at > 0 and tokens.letters[at] in _JOINING:
        at -= 1
    if at > 0 and _ROMAN.fullmatch(tokens.names[at]):
        at -= 1
    return at >= 0 and tokens.names[at] in _NAMED_AFTER


_ROMAN = re.compile("[ivx]+")
_JOINING = frozenset(KINDS[kind] for kind in ("of_only", "of_from", "the"))
_NAMED_AFTER = frozenset(
    "calle avenida avda plaza paseo rua praça praca travessa rue boulevard quai via piazza piazzale viale corso "
    "strasse straße platz colonia barrio metro u-bahnhof".split()
)

_PLAIN_STREETS = frozenset("street avenue ave boulevard blvd road rd lane ln".split())


def _is_verb(tokens: Tokens, month: int, end: int) -> bool:
    """Whether "may 5 people" or "in May 10 people" tells a number of something rather than a day."""
    if end - month != 2 or tokens.letters[end - 1] == KINDS["ordinal"]:
        return False
    if tokens.letters[end : end + 1] != [KINDS["word"]]:
        return False
    lower = tokens.names[month] in _VERBS and tokens.text[tokens.starts[month]].islower()
    return lower or (month > 0 and tokens.letters[month - 1] == KINDS["in"])


def _is_short_year(tokens: Tokens, at: int) -> bool:
    """Whether two digits after a day are a year: written '24, 07, 79, or after an ordinal or a month."""
    number, raw, before = tokens.values[at], tokens.names[at], tokens.letters[at - 1]
    if tokens.letters[at] == KINDS["short_year"]:
        return True
    if tokens.letters[at + 1 : at + 2] == [KINDS["word"]]:
        return False
    if number > 31:
        return True
    return len(raw) == 2 and (raw[0] == "0" or before in (KINDS["ordinal"], KINDS["month"]))


def _two_days(tokens: Tokens, match: Match) -> Phrase | None:
    """A range whose ends each name their month, or leave it to the other."""
    if position(match, "y2") >= 0 and begins_address(tokens, match.start("y2")):
        return None
    ends: list[PartialDate] = []
    bounds = (match.start(), match.start("thru"), match.end())
    for number, (first, last) in enumerate(pairwise(bounds), start=1):
        ends.append(_end_of_range(tokens, match, number, weekdays(tokens, first, last)))
    start, end = ends
    start.month, end.month = start.month or end.month, end.month or start.month
    return days_phrase(tokens, match, [DateItem(start, end, 0, 0)])


def _end_of_range(tokens: Tokens, match: Match, number: int, names: list[int]) -> PartialDate:
    written, short = year(tokens, match, f"y{number}")
    month, day = value(tokens, match, f"m{number}"), value(tokens, match, f"d{number}")
    return PartialDate(written, month, day, names[0] if names else None, short)


def _single(tokens: Tokens, match: Match) -> Phrase | None:
    written, short = year(tokens, match, "y1")
    names = weekdays(tokens, match.start(), match.end())
    month, day = value(tokens, match, "m1"), value(tokens, match, "d1")
    partial = PartialDate(written, month, day, names[0] if names else None, short)
    return days_phrase(tokens, match, [DateItem(partial, None, 0, 0)])


def _tight(tokens: Tokens, match: Match) -> Phrase | None:
    """Only where the tokens touch: "8/Oct/2012", "22-feb"."""
    if any(tokens.ends[at] != tokens.starts[at + 1] for at in range(match.start(), match.end() - 1)):
        return None
    return _single(tokens, match)


_YEAR = "((comma newline? | newline)? of? y1=year)?"
_SHORT_YEAR = "comma? of? y1=two_digits no_time !thru !month"

PRODUCTIONS: tuple[Production[Phrase], ...] = (
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
    # June 14 of "June 14, 1932 Mission Street", where the longer reading does not hold
    Production("month and day", "weekday_lead m1=month dot? the? items=day no_time", _month_and_days),
    # 12 Dec of "12 Dec 1900-2100 hrs"
    Production(
        "day and month",
        "weekday_lead items=day dot? of? the? m1=month dot? !(comma? the? day no_time)",
        _month_and_days,
    ),
    # Sundays, June 2, 9 & 16
    Production(
        "plural weekday, month, days",
        f"weekdays (comma | colon | dash)? m1=month dot? items=(day day_tail) {_YEAR} !(comma? thru)",
        _month_and_days,
    ),
    # 3 May · the 5th of May 2024 · 3.–5. Mai · 3, 10 and 17 May
    Production(
        "days before month",
        "weekday_lead items=(day dot? ((thru | list_mark) on? weekday? dot? comma? the? day dot?){0,12}) of? the?"
        f" m1=month dot? {_YEAR} ((this | next) !(weekday | month | unit_week))? weekday_after",
        _month_and_days,
    ),
    # Tuesday 3, March
    Production(
        "weekday, day, month",
        f"weekday dot? comma? items=day comma m1=month dot? !(comma? the? day no_time) {_YEAR}",
        _month_and_days,
    ),
    Production(
        "day, month, two-digit year",
        f"weekday_lead items=day dot? of? m1=month dot? {_SHORT_YEAR}",
        _month_and_days,
    ),
    # April 29 – May 3, 2024 · December 30, 2024 – Thursday, January 2, 2025
    Production(
        "range of months before days",
        "weekday_lead m1=month dot? the? d1=day (comma? y1=year)? comma? from? thru=through weekday_lead m2=month dot?"
        " the? d2=day no_time (comma? y2=year)?",
        _two_days,
    ),
    Production(
        "between months before days",
        "<from weekday_lead m1=month dot? the? d1=day (comma? y1=year)? thru=and weekday_lead m2=month dot?"
        " the? d2=day (comma? y2=year)?",
        _two_days,
    ),
    # 29 April – 3 May 2024 · du 29 avril au 3 mai
    Production(
        "range of days before months",
        "weekday_lead d1=day dot? of? (m1=month dot? (comma? of? y1=year)?)? comma? from? thru=through weekday_lead"
        " the? d2=day dot? of? m2=month dot? (comma? of? y2=year)?",
        _two_days,
    ),
    Production(
        "range of days around one month",
        "weekday_lead d1=day dot? of? m1=month dot? thru=thru weekday dot? comma? the? d2=day dot? no_time",
        _two_days,
    ),
    # 2009 May 22nd · 8/Oct/2012 · 2012/Aug/10 · 22-feb · MAY↵3 · 3↵MAY
    Production("year before month", "y1=year4 dot? comma? m1=month dot? d1=day no_time", _single),
    Production(
        "written together", "d1=plain_day (slash | dash) m1=month ((slash | dash) y1=(year4 | two_digits))?", _tight
    ),
    Production("written together, year first", "y1=year4 (slash | dash) m1=month (slash | dash) d1=plain_day", _tight),
    Production(
        "written together, month first",
        "m1=month (slash | dash) d1=plain_day ((slash | dash) y1=year4)?",
        _tight,
    ),
    Production(
        "stacked, month above",
        "(weekday newline)? m1=month (newline | blank) d1=day !word !meridiem (newline y1=year4 | newline weekday)?",
        _single,
    ),
    Production(
        "stacked, day above", "(weekday newline)? d1=day newline m1=month !day (newline? comma? y1=year4)?", _single
    ),
)
