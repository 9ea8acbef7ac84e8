"""Productions of recurrences, and the RRULE they mean: "every second Tuesday of the month, 7–9pm", "Saturdays in May".

Refuses to expand a rule: beside the first occurrence it computes none; `aggregator.recur` does. RFC 5545 §3.3.10.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from aggregator.when.clocks import in_part
from aggregator.when.grammar import Production
from aggregator.when.kinds import KINDS
from aggregator.when.phrases import ClockReading, DateItem, MonthSpan, Nth, Phrase, WeekdayList
from aggregator.when.reading import Line
from aggregator.when.tokens import Tokens

Match = re.Match[str]
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FURTHEST = 800
"""Days within which the first occurrence of any rule of ours lies."""


@dataclass(slots=True)
class Recurrence:
    """What the words of a recurrence say. interval counts weeks or days.

    places: (ordinal, weekday) in the month; positions: which of all `weekdays` of the month ("the last business day");
    both are empty for a weekly rule. days_of_month: "the 1st and 15th of each month", -1 for the last.
    begin, until: items or months that bound it; except_, except_months: what it leaves out.
    hours: "Mon–Fri, 9–5", as opening hours are told. cadence: days from one to the next, where a word tells them.
    """

    weekdays: tuple[int, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    days_of_month: tuple[int, ...] = ()
    interval: int = 1
    daily: bool = False
    clocks: list[Phrase] = field(default_factory=list)
    begin: DateItem | MonthSpan | None = None
    until: DateItem | MonthSpan | None = None
    within: list[MonthSpan] = field(default_factory=list)
    except_: list[DateItem] = field(default_factory=list)
    except_months: list[int] = field(default_factory=list)
    first: int = 0
    last: int = 0
    hours: bool = False
    cadence: int = 0
    language: str = "en"

    @property
    def monthly(self) -> bool:
        """Whether its days are counted within the month."""
        return bool(self.places or self.positions or self.days_of_month)

    @property
    def vague(self) -> bool:
        """Whether it is said how often it is held, but not on which days."""
        return self.cadence == _QUARTERLY or (self.cadence == _TWICE_A_MONTH and not self.monthly)


_MODES = {
    **{KINDS[kind]: "until" for kind in ("until", "to", "dash", "at_to")},
    **{KINDS[kind]: "begin" for kind in ("from_only", "starting")},
    KINDS["of_from"]: "of",
    KINDS["except"]: "except",
}


def read_recurrence(line: Line, match: Match, *, recurs: bool = False) -> Recurrence | None:
    """Collect the parts of a matched recurrence; None where nothing in it says that it recurs.

    "Fridays" alone in a sentence says too little; alone in its block it is the title of what happens on Fridays.
    recurs: its shape says so already.
    """
    found = Recurrence(first=match.start(), last=match.end() - 1)
    tokens, mode = line.tokens, ""
    listed = match.span("days_of_month") if "days_of_month" in match.re.groupindex else (-1, -1)
    for at in range(match.start(), match.end()):
        item, letter = line.items[at], line.kinds[at]
        if listed[0] <= at < listed[1]:
            day = tokens.values[line.first_token(at)]
            found.days_of_month += (day,) if 1 <= day <= 31 else ()
        elif letter == KINDS["weak_clock"] and line.kinds[at + 1 : at + 2] in _COUNTED_UNITS:
            found.interval = tokens.values[line.first_token(at)]
        elif isinstance(item, Phrase):
            recurs = _take(found, item, mode) or recurs
            found.language = item.language if item.language != "en" else found.language
        elif letter in _MODES:
            mode = _MODES[letter]
        else:
            recurs = _take_word(found, letter, tokens.values[item], tokens.names[item]) or recurs
    bounded = found.begin or found.until or found.within or KINDS["every"] in line.kinds[match.start() : match.end()]
    timed = [phrase.payload for phrase in found.clocks if isinstance(phrase.payload, ClockReading)]
    found.hours = found.hours and not bounded and (not timed or any(clock.end is not None for clock in timed))
    if (at := line.kinds.find(KINDS["daypart"], match.start(), match.end())) >= 0:
        found.clocks = [_in_part(phrase, line.first_token(at), tokens) for phrase in found.clocks]
    recurs = recurs or (len(found.places) > 1 and bool(found.clocks))
    alone = match.end() - match.start() == 1 and len(line.items) > 2
    named = found.weekdays or found.monthly or (found.daily and found.clocks)
    if not recurs or alone or not named or not 1 <= found.interval <= LONGEST_INTERVAL:
        return None
    return found


_COUNTED_UNITS = (KINDS["unit_week"], KINDS["weekday_list"])
LONGEST_INTERVAL = 8
"""Weeks between two meetings; "every 20 Mondays" is something else."""


def _in_part(phrase: Phrase, at: int, tokens: Tokens) -> Phrase:
    """ "Thursday evenings at 7": a time behind the part of the day it lies in."""
    if not isinstance(phrase.payload, ClockReading) or phrase.first < at:
        return phrase
    return replace(phrase, payload=in_part(phrase.payload, tokens.values[at]))


def _take(found: Recurrence, phrase: Phrase, mode: str) -> bool:
    """Put a phrase in its place; whether it says by itself that the thing recurs."""
    payload = phrase.payload
    if isinstance(payload, WeekdayList) and mode == "except":
        found.weekdays = tuple(day for day in found.weekdays or range(7) if day not in payload.days)
    elif isinstance(payload, WeekdayList):
        found.weekdays = payload.days
        found.hours = payload.ranged
        return payload.plural or payload.ranged
    if isinstance(payload, Nth):
        _take_nth(found, payload)
        return payload.plural
    if isinstance(payload, ClockReading):
        found.clocks.append(phrase)
    elif isinstance(payload, MonthSpan):
        if payload.month != payload.last_month and mode in ("begin", "of", ""):
            found.within.append(payload)  # "from September to June"
        elif mode == "until":
            found.until = payload
        elif mode == "begin":
            found.begin = payload
        elif mode == "except":
            found.except_months += _months_of(payload)
        else:
            found.within.append(payload)
    elif isinstance(payload, list):
        _take_days(found, payload, mode)
    return False


def _take_nth(found: Recurrence, nth: Nth) -> None:
    if not nth.weekdays:
        found.days_of_month += nth.ordinals
    elif len(nth.weekdays) > 1:
        found.weekdays, found.positions = nth.weekdays, nth.ordinals
    else:
        found.places += tuple((ordinal, nth.weekdays[0]) for ordinal in nth.ordinals)


def leave_out(found: Recurrence, items: list[DateItem], months: MonthSpan | None) -> None:
    """Take days and months out of a rule that an expression of their own leaves out."""
    found.except_ += items
    if months is not None:
        found.except_months += _months_of(months)


def _months_of(span: MonthSpan) -> list[int]:
    return [(span.month - 1 + step) % 12 + 1 for step in range((span.last_month - span.month) % 12 + 1)]


def _take_days(found: Recurrence, items: list[DateItem], mode: str) -> None:
    if mode == "except":
        found.except_ += items
    elif mode == "until" and items[0].end is None:
        found.until = items[0]
    else:
        if not found.weekdays and items[0].start.weekday is not None:
            found.weekdays = (items[0].start.weekday,)
        found.begin = items[0]
        if items[0].end is not None:
            found.until = DateItem(items[0].end, None, items[0].first, items[0].last)


def _take_word(found: Recurrence, letter: str, value: int, name: str) -> bool:
    if letter == KINDS["every"]:
        return True
    if letter in _SECOND:
        found.interval = 2
        return letter == KINDS["one_in_two"]
    if letter == KINDS["unit_month"]:
        return found.monthly
    if letter == KINDS["unit_day"]:
        found.daily = True
    elif letter == KINDS["daypart"]:
        return name.endswith("s")
    elif letter == KINDS["cadence"]:
        found.daily = found.daily or value == _DAILY
        found.interval = 2 if value == _FORTNIGHTLY else found.interval
        found.cadence = value
        return True
    return False


_SECOND = frozenset((KINDS["other"], KINDS["one_in_two"]))
_DAILY, _FORTNIGHTLY, _TWICE_A_MONTH, _QUARTERLY = 1, 14, 15, 90
"""The days of a cadence, as the vocabularies have them."""


# ------------------------------------------------------------------------------------------------------ rules


def rule_text(found: Recurrence, until: str | None) -> str:
    """RECUR text, its parts in the order of RFC 5545's examples."""
    end = f";UNTIL={until}" if until else ""
    if found.except_months:
        kept = ",".join(str(month) for month in range(1, 13) if month not in found.except_months)
        end = f";BYMONTH={kept}{end}"
    interval = f";INTERVAL={found.interval}" if found.interval > 1 else ""
    if found.days_of_month:
        return f"FREQ=MONTHLY{interval};BYMONTHDAY={','.join(map(str, found.days_of_month))}{end}"
    if found.places:
        places = ",".join(f"{ordinal}{BYDAY[weekday]}" for ordinal, weekday in found.places)
        return f"FREQ=MONTHLY{interval};BYDAY={places}{end}"
    days = ",".join(BYDAY[day] for day in sorted(found.weekdays))
    if found.positions:
        return f"FREQ=MONTHLY{interval};BYDAY={days};BYSETPOS={','.join(map(str, found.positions))}{end}"
    return f"FREQ=WEEKLY{interval};BYDAY={days}{end}" if days else f"FREQ=DAILY{interval}{end}"


def first_occurrence(found: Recurrence, since: date, phase: date | None) -> date | None:
    """The first day of the rule on or after `since`. phase: a day from which every other week is counted."""
    day = phase if phase is not None and found.interval > 1 else since
    for _ in range(_FURTHEST):
        if day >= since and _falls_on(found, day, phase):
            return day
        day += timedelta(days=1)
    return None


def _falls_on(found: Recurrence, day: date, phase: date | None) -> bool:
    if day.month in found.except_months:
        return False
    if found.days_of_month:
        is_last = (day + timedelta(days=1)).month != day.month
        return day.day in found.days_of_month or (is_last and -1 in found.days_of_month)
    if found.places:
        nth = (day.day - 1) // 7 + 1
        is_last = (day + timedelta(days=7)).month != day.month
        return (nth, day.weekday()) in found.places or (is_last and (-1, day.weekday()) in found.places)
    if found.weekdays and day.weekday() not in found.weekdays:
        return False
    if found.positions:
        return _is_at_position(found, day)
    if phase is not None and found.interval > 1:
        weeks = (day - (phase - timedelta(days=phase.weekday()))).days // 7
        return weeks % found.interval == 0
    return True


def _is_at_position(found: Recurrence, day: date) -> bool:
    """Whether a day is, of all the month's days on the rule's weekdays, one of those counted."""
    month = (day.replace(day=number) for number in range(1, monthrange(day.year, day.month)[1] + 1))
    days = [each for each in month if each.weekday() in found.weekdays]
    places = [position - 1 if position > 0 else len(days) + position for position in found.positions]
    return days.index(day) in places


def _monthly(line: Line, match: Match) -> Recurrence | None:
    """Only what is monthly has days of the month."""
    monthly = line.tokens.values[line.first_token(match.start("cadence"))] == 30
    return read_recurrence(line, match) if monthly else None


def _in_some_months(line: Line, match: Match) -> Recurrence | None:
    """ "second Monday of February, May, August and November": each year, or in the one that is told."""
    found = read_recurrence(line, match, recurs=True)
    if found is None or len(found.within) < 2:
        return None
    months, found.within = found.within, []
    named = {month for span in months for month in (span.month, span.last_month)}  # "August and November" are one span
    found.except_months += [month for month in range(1, 13) if month not in named]
    year = months[-1].last_year or months[-1].year
    if year is not None:
        found.begin = MonthSpan(year, months[0].month, year, months[0].month)
        found.until = MonthSpan(year, months[-1].last_month, year, months[-1].last_month)
    return found


_DAY_OF_MONTH = "(ordinal | ordinal_word | num24 | num31 | weak_clock)"
_DAYS_OF_MONTH = f"({_DAY_OF_MONTH} (list_mark the? {_DAY_OF_MONTH}){{0,5}})"
_ORDINALS = "((ordinal | ordinal_word) (list_mark the? (ordinal | ordinal_word)){0,5})"
_TIME_FIRST = "(clocks repeat_link{0,2})?"

PRODUCTIONS = (
    # every Tuesday · every other Friday · every two weeks on Mondays · every day
    Production(
        "every",
        f"{_TIME_FIRST} every (other | cadence | weak_clock (unit_week (on | at_word | comma){{0,2}})?)? the?"
        " (weekday_list | unit_day) repeat_tail{0,5}",
        read_recurrence,
    ),
    # every Thursday, June 5 – July 31, 6:30pm
    Production("every, in a span", f"{_TIME_FIRST} every other? any_days repeat_tail{{0,5}}", read_recurrence),
    # every second Tuesday of the month, 7–9pm · first and third Wednesdays · the second Tuesday of each month
    Production(
        "ordinal weekdays",
        f"{_TIME_FIRST} every? the? nth (list_mark the? nth){{0,3}} month_unit? repeat_tail{{0,5}}",
        read_recurrence,
    ),
    # second Monday of February, May, August and November at 2 pm
    Production(
        "ordinal weekdays of some months",
        f"{_TIME_FIRST} every? the? nth (list_mark the? nth){{0,3}} in_of the? months (list_mark the? months){{1,11}}"
        " repeat_tail{0,5}",
        _in_some_months,
    ),
    # weekly on Thursdays through June 12 · monthly on the third Tuesday · daily from noon to midnight
    Production(
        "cadence",
        f"{_TIME_FIRST} cadence (comma | on | at_word | the | colon | every){{0,3}} (weekday_list | nth)?"
        " repeat_tail{0,5}",
        read_recurrence,
    ),
    # Mondays 7pm · Saturdays in May · Tuesdays, May 7 – June 11
    Production("plural weekdays", f"{_TIME_FIRST} weekday_list repeat_tail{{0,5}}", read_recurrence),
    # un mardi sur deux à 19 h
    Production("weekday, every other", f"{_TIME_FIRST} weekday_list one_in_two repeat_tail{{0,5}}", read_recurrence),
    # the 15th of each month · el 1 y el 15 de cada mes · on the 1st and 15th of every month at 6 pm
    Production(
        "days of each month",
        f"{_TIME_FIRST} (on | the){{0,2}} days_of_month={_DAYS_OF_MONTH} in_of? the? every unit_month"
        " repeat_tail{0,5}",
        read_recurrence,
    ),
    # monthly on the 15th
    Production(
        "cadence on days",
        f"{_TIME_FIRST} cadence=cadence (on | the){{1,3}} days_of_month={_ORDINALS} repeat_tail{{0,5}}",
        _monthly,
    ),
)
