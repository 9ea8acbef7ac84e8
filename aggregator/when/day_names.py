"""Productions of days and months by name only: "tomorrow", "next Thursday", "Mondays", "first Wednesday", "June 2024".

Refuses to resolve, and to judge whether a name alone is a time at all: `expressions` looks at its neighbours.
"""

from __future__ import annotations

from aggregator.when.captures import (
    THRU_LETTERS,
    WEEKDAY_LETTERS,
    Match,
    days_phrase,
    language,
    value,
    weekdays,
    year,
)
from aggregator.when.clues import DAY_MARKS
from aggregator.when.grammar import Production
from aggregator.when.kinds import KINDS
from aggregator.when.phrases import DateItem, MonthSpan, Nth, PartialDate, Phrase, WeekdayList
from aggregator.when.tokens import Tokens

_ORDINALS = frozenset(KINDS[kind] for kind in ("ordinal", "ordinal_word", "last"))
_NUMBERS = frozenset((KINDS["num12"],))
_SATURDAY, _SUNDAY = 5, 6


def _relative(tokens: Tokens, match: Match) -> Phrase | None:
    day = PartialDate(relative=value(tokens, match, "relative"))
    return days_phrase(tokens, match, [DateItem(day, None, 0, 0)])


def _modifier(match: Match) -> str:
    return next(name for name in ("this", "next", "last") if match.start(name) >= 0)


def _named_weekday(tokens: Tokens, match: Match) -> Phrase | None:
    if tokens.text.startswith(_THAT, tokens.ends[match.end() - 1]):
        return None
    day = PartialDate(weekday=value(tokens, match, "weekday"), modifier=_modifier(match))
    return days_phrase(tokens, match, [DateItem(day, None, 0, 0)])


_THAT = ("-là", "‑là")
"""Behind a weekday that is one told before: "ce samedi-là"."""


def _week_later(tokens: Tokens, match: Match) -> Phrase | None:
    day = PartialDate(weekday=value(tokens, match, "weekday"), relative=value(tokens, match, "relative"), later=7)
    return days_phrase(tokens, match, [DateItem(day, None, 0, 0)])


def _weekend(tokens: Tokens, match: Match) -> Phrase | None:
    first, last = (PartialDate(weekday=day, modifier=_modifier(match)) for day in (_SATURDAY, _SUNDAY))
    return days_phrase(tokens, match, [DateItem(first, last, 0, 0)])


def _weekday_and_day(tokens: Tokens, match: Match) -> Phrase | None:
    names = weekdays(tokens, match.start(), match.end())
    first = tokens.slice(match.start(), match.start())
    if names and len(first) <= 3 and not first[0].isupper():
        return None
    day = PartialDate(day=value(tokens, match, "d1"), weekday=names[0] if names else None)
    return days_phrase(tokens, match, [DateItem(day, None, 0, 0)])


def _bracketed_day(tokens: Tokens, match: Match) -> Phrase | None:
    """ "na terça-feira (17)": not in English, where a number in brackets may be anything."""
    return _weekday_and_day(tokens, match) if match.start() in tokens.languages else None


def _day_at_hour(tokens: Tokens, match: Match) -> Phrase | None:
    """Before a bare hour only where the word between can be no "to": "domenica 22 alle 18"."""
    at = match.end()
    bare = tokens.letters[at + 1] in _HOURS and tokens.letters[at + 2 : at + 3] != [KINDS["hour_word"]]
    return None if bare and tokens.names[at] not in _AT_HOURS else _weekday_and_day(tokens, match)


_HOURS = frozenset((KINDS["num12"], KINDS["num24"]))
_AT_HOURS = frozenset(("alle", "alle ore", "per le", "a las", "às"))


def _numbered_day(tokens: Tokens, match: Match) -> Phrase | None:
    """Only behind the word for a day, where a language says one: "dia 15"."""
    return _weekday_and_day(tokens, match) if tokens.names[match.start("d1") - 1] in DAY_MARKS else None


def _weekday_list(tokens: Tokens, match: Match) -> Phrase | None:
    days: list[int] = []
    plural = thru = ranged = False
    for at in range(match.start(), match.end()):
        letter = tokens.letters[at]
        if letter in WEEKDAY_LETTERS:
            if thru and days:
                days += [(days[-1] + step) % 7 for step in range(1, (tokens.values[at] - days[-1]) % 7)]
                ranged = True
            days.append(tokens.values[at])
            plural, thru = plural or letter == KINDS["weekdays"], False
        thru = thru or letter in THRU_LETTERS
    found = WeekdayList(tuple(dict.fromkeys(days)), plural, ranged and len(days) > 2)
    return Phrase("weekday_list", found, language=language(tokens, match))


def _weekday_group(tokens: Tokens, match: Match) -> Phrase | None:
    days = (0, 1, 2, 3, 4) if tokens.values[match.start()] == 5 else (_SATURDAY, _SUNDAY)
    return Phrase("weekday_list", WeekdayList(days, True), language=language(tokens, match))


def _numbered(tokens: Tokens, match: Match) -> Phrase | None:
    """Where a dot makes an ordinal of a number, which is where days come first."""
    return _nth(tokens, match, _NUMBERS) if tokens.vocabulary.day_first else None


def _nth_by_weekday(tokens: Tokens, match: Match) -> Phrase | None:
    """ "segunda terça-feira do mês": Portuguese counts its weekdays from Sunday, Monday is the second."""
    ordinal = tokens.values[match.start("first")] + 2
    nth = Nth((ordinal,), (tokens.values[match.start("weekday")],))
    return Phrase("nth", nth, language=language(tokens, match)) if 2 <= ordinal <= 5 else None


def _counted(tokens: Tokens, match: Match) -> Phrase | None:
    """The "last business day", the "last day": which month's is told by what follows."""
    at = match.end() - 1
    days = (0, 1, 2, 3, 4) if tokens.letters[at] == KINDS["workday"] else ()
    ordinals = tuple(tokens.values[n] for n in range(match.start(), at) if tokens.letters[n] in _ORDINALS)
    return Phrase("nth", Nth(ordinals, days), language=language(tokens, match))


def _nth(tokens: Tokens, match: Match, ordinal: frozenset[str] = _ORDINALS) -> Phrase | None:
    weekday = match.start("weekday")
    ordinals = tuple(tokens.values[at] for at in range(match.start(), weekday) if tokens.letters[at] in ordinal)
    if not all(-1 <= ordinal <= 5 for ordinal in ordinals):
        return None
    plural = tokens.letters[weekday] == KINDS["weekdays"]
    return Phrase("nth", Nth(ordinals, (tokens.values[weekday],), plural), language=language(tokens, match))


def _months(tokens: Tokens, match: Match) -> Phrase | None:
    if tokens.letters[match.end() - 1] == KINDS["year4"] and _are_hours(tokens, match.end()):
        return None
    month = tokens.values[match.start("m1")]
    last = value(tokens, match, "m2") or month
    first_year, last_year = year(tokens, match, "y1")[0], year(tokens, match, "y2")[0]
    bare = first_year is None and last_year is None
    span = MonthSpan(first_year, month, last_year, last, bare=bare)
    return Phrase("months", span, language=language(tokens, match))


def _are_hours(tokens: Tokens, at: int) -> bool:
    """Whether a dash and four more figures follow four: "12 Dec 1900-2100 hrs"."""
    following = tokens.letters[at : at + 3]
    if len(following) < 2 or following[0] != KINDS["dash"] or following[1] not in _FOUR_FIGURES:
        return False
    return following[2:] == [KINDS["hours_word"]]


_FOUR_FIGURES = frozenset((KINDS["num4"], KINDS["year4"]))


def _season(tokens: Tokens, match: Match) -> Phrase | None:
    """Three months by the meteorologists' reckoning; winter runs into the next year."""
    month, written = tokens.values[match.start("season")], year(tokens, match, "y1")[0]
    if written is None:
        return None
    last = (month + 1) % 12 + 1
    return Phrase("months", MonthSpan(written, month, written + (month > last), last))


PRODUCTIONS: tuple[Production[Phrase], ...] = (
    # tomorrow · this Saturday · next Thursday · this weekend
    Production("relative day", "relative=(relative | tonight)", _relative),
    Production(
        "weekday from now",
        "(this=this{1,2} | next=next | last=last) weekday=weekday !(dot? in_of the? every? (month | unit_month)) dot?"
        " !(daypart? opened? comma? the? (month | numeric | day dot? in_of? month) | opened day closed)",
        _named_weekday,
    ),
    # samedi prochain · viernes próximo · sexta que vem: the next such day
    Production(
        "weekday to come",
        "weekday=weekday this=(this | next)"
        " !(weekday | month | unit_week | unit_month | unit_year | weekend | day dot? in_of? month)",
        _named_weekday,
    ),
    # Friday this week · Thursday of next week
    Production(
        "weekday of a week", "weekday=weekday comma? of? the? (this=this | next=next) unit_week", _named_weekday
    ),
    # a week from Friday · a week from tomorrow
    Production("a week from a day", "<!number unit_week from_only (weekday=weekday | relative=relative)", _week_later),
    Production("weekend", "(this=this{1,2} | next=next | last=last) weekend !dash", _weekend),
    # this Thursday (24), as Portuguese newspapers date
    Production(
        "weekday from now, its day in brackets",
        "(this{1,2} | next | last) weekday opened d1=day closed",
        _weekday_and_day,
    ),
    Production("weekday, its day in brackets", "weekday opened d1=plain_day closed", _bracketed_day),
    # Saturday 14 · Tue the 17th · on the 17th
    Production(
        "weekday and day",
        "weekday dot? (comma | newline)? the? d1=day no_time !thru !word !slash !nth_word",
        _weekday_and_day,
    ),
    Production(
        "on the day",
        "<!cadence on the d1=(ordinal | plain_day) no_time !thru !word !slash !any_weekday !(dot? in_of? month)"
        " !((list_mark the? ordinal)? in_of the? every unit_month)",
        _weekday_and_day,
    ),
    # dia 15, às 18 horas · el día 15 a las 18 h · il giorno 19 alle 9,30
    Production(
        "day by its number",
        "<!cadence the{1,2} d1=plain_day !meridiem !hour_word !dash !word !slash !any_weekday !(dot? in_of? month)"
        " !((list_mark the? ordinal)? in_of the? every unit_month)",
        _numbered_day,
    ),
    # samedi 7 à 20 h, where "à" is no "to"
    Production(
        "weekday, day, at an hour",
        "weekday dot? d1=plain_day &(at_to (clock | hour hour_word | dot_clock | hour))",
        _day_at_hour,
    ),
    # Mondays · Tuesday and Thursday · Mon–Fri · first and third Wednesday
    Production(
        "weekdays", "any_weekday dot? ((comma? and | comma | slash | thru) any_weekday dot?){0,6}", _weekday_list
    ),
    Production("weekday group", "weekday_group", _weekday_group),
    Production(
        "ordinal weekday",
        "nth_word ((comma? and | comma | slash) the? nth_word){0,4} weekday=any_weekday (dot &in_of)?",
        _nth,
    ),
    # segunda terça-feira do mês
    Production("weekday that counts a weekday", "first=weekday weekday=any_weekday &month_unit", _nth_by_weekday),
    # the last business day · the first day
    Production("ordinal day", "nth_word (workday | unit_day &month_unit)", _counted),
    # jeden 2. und 4. Mittwoch
    Production(
        "numbered weekday",
        "num12 dot ((comma? and | comma | slash)? the? num12 dot){0,4} weekday=any_weekday",
        _numbered,
    ),
    # June 2024 · June–August 2024 · Nov 2024 to Feb 2025 · Fall 2024 · May
    Production(
        "months",
        "m1=month dot? (comma | of | slash)? (y1=year)? (thru | and) m2=month dot? ((comma | of)? y2=year)?",
        _months,
    ),
    Production("month", "m1=month dot? ((comma | of | newline)? y1=year)?", _months),
    Production("season", "season=season of? comma? y1=year", _season),
)
