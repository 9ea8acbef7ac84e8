"""RECUR text → the local times it names (RFC 5545 §3.3.10), a period at a time, straight to the window asked for.

Knows no event, zone, exception or override, and refuses what it cannot bound: rules by the second or the minute.

dateutil walks from the first occurrence, and on past UNTIL to the year 9999 when nothing matches any more
(`FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30`). Here a period's number is computed, so that no rule, however old or senseless,
costs more than the periods of the window. The tests hold both against each other.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from aggregator.model import DateOrTime

WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")
REFUSED_FREQUENCIES = ("MINUTELY", "SECONDLY")
"""No gathering repeats so often, and one such rule fills any window."""
MAX_COUNTED_PERIODS = 40_000
"""How far COUNT is followed from the first occurrence: a daily rule for a century. It cannot be jumped."""
RANGES = {
    "BYSECOND": (0, 59),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (1, 31),
    "BYYEARDAY": (1, 366),
    "BYWEEKNO": (1, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (1, 366),
}
"""Least and greatest size of each number list."""
FROM_THE_END = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
"""The lists in which a negative number counts from the end of the period."""

_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A recurrence rule, read. Empty tuples stand for absent parts.

    until: inclusive; a date means the whole of that local day, an aware datetime is UTC, a naive one local.
    days: (ordinal, weekday), the ordinal 0 for every such weekday of the period; Monday is 0.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: DateOrTime | None = None
    week_start: int = 0
    days: tuple[tuple[int, int], ...] = ()
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    week_numbers: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()


def parse_rule(text: str) -> Rule:
    """Read RECUR text such as `FREQ=WEEKLY;BYDAY=TU`.

    Raises ValueError with a sentence for people when a part is missing, unknown, doubled or out of its range.
    """
    parts: dict[str, str] = {}
    for part in filter(None, text.split(";")):
        name, _, value = part.partition("=")
        if name in parts or not value:
            raise ValueError(f'"{part}" is doubled or has no value')
        parts[name] = value
    numbers = {name: _numbers(name, parts.pop(name, "")) for name in RANGES}
    rule = Rule(
        frequency=_frequency(parts.pop("FREQ", "")),
        interval=_positive("INTERVAL", parts.pop("INTERVAL", "1")),
        count=_positive("COUNT", parts.pop("COUNT")) if "COUNT" in parts else None,
        until=_until(parts.pop("UNTIL")) if "UNTIL" in parts else None,
        week_start=_weekday(parts.pop("WKST", "MO"))[1],
        days=tuple(_weekday(day) for day in parts.pop("BYDAY", "").split(",") if day),
        months=numbers["BYMONTH"],
        month_days=numbers["BYMONTHDAY"],
        year_days=numbers["BYYEARDAY"],
        week_numbers=numbers["BYWEEKNO"],
        positions=numbers["BYSETPOS"],
        hours=numbers["BYHOUR"],
        minutes=numbers["BYMINUTE"],
        seconds=numbers["BYSECOND"],
    )
    if parts:
        raise ValueError(f'"{next(iter(parts))}" is no part of a rule')
    return rule


def local_times(rule: Rule, start: datetime, *, first: date, last: date) -> Iterator[datetime]:
    """The naive local times of the rule from `start` on that fall on the days `first` to `last`, in order.

    `start` is always the first of them and counts towards COUNT, whether it fits the rule or not (§3.8.5.3).
    UNTIL is the caller's: it needs a zone. Raises ValueError when COUNT is not reached within MAX_COUNTED_PERIODS.
    """
    filled = _with_defaults(rule, start)
    walk = _PERIODS[rule.frequency]
    left = None if rule.count is None else rule.count - 1
    number = 0 if left is not None else max(0, walk.number(filled, start, first))
    if first <= start.date() <= last:
        yield start
    while left is None or left > 0:
        found = walk.times(filled, start, number)
        if found is None or found[0] > last:
            return
        for moment in found[1]:
            if moment <= start or (left is not None and left <= 0):
                continue
            left = left if left is None else left - 1
            if first <= moment.date() <= last:
                yield moment
        number += 1
        if left is not None and number > MAX_COUNTED_PERIODS:
            raise ValueError(f"COUNT={rule.count} is too far from the first date to be counted")


# ------------------------------------------------------------------------------------------------------ reading


def _frequency(text: str) -> str:
    if text in REFUSED_FREQUENCIES:
        raise ValueError(f"FREQ={text} would repeat it all day long")
    if text not in FREQUENCIES:
        raise ValueError(f'FREQ must be one of {", ".join(FREQUENCIES)}, not "{text}"')
    return text


def _positive(name: str, text: str) -> int:
    if not re.fullmatch(r"0*[1-9]\d{0,8}", text, re.A):
        raise ValueError(f'{name} must be a whole number above 0, not "{text[:40]}"')
    return int(text)


def _numbers(name: str, text: str) -> tuple[int, ...]:
    low, high = RANGES[name]
    numbers = []
    for item in filter(None, text.split(",")):
        if not re.fullmatch(r"[+-]?\d{1,3}", item, re.A):
            raise ValueError(f'{name} must hold whole numbers, not "{item[:40]}"')
        number = int(item)
        size = abs(number) if name in FROM_THE_END else number
        if not low <= size <= high:
            raise ValueError(f"{name}={number} is out of range ({low} to {high})")
        numbers.append(number)
    return tuple(sorted(set(numbers)))


def _weekday(text: str) -> tuple[int, int]:
    match = _DAY.fullmatch(text)
    if match is None or (match[1] and not 1 <= abs(int(match[1])) <= 53):
        raise ValueError(f'"{text[:40]}" is no weekday of a rule')
    return int(match[1] or 0), WEEKDAYS[match[2]]


def _until(text: str) -> DateOrTime:
    match = _UNTIL.fullmatch(text)
    if match is None:
        raise ValueError(f'UNTIL must be a date or a time, not "{text[:40]}"')
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return day
    clock = time(int(match[4]), int(match[5]), min(int(match[6]), 59))
    return datetime.combine(day, clock, UTC if match[7] else None)


def _with_defaults(rule: Rule, start: datetime) -> Rule:
    """The rule with what it leaves unsaid taken from the start ("derived from DTSTART", §3.3.10)."""
    rule = replace(
        rule,
        hours=rule.hours or (() if rule.frequency == "HOURLY" else (start.hour,)),
        minutes=rule.minutes or (start.minute,),
        seconds=rule.seconds or (start.second,),
    )
    bare = not (rule.days or rule.month_days or rule.year_days or rule.week_numbers)
    if rule.frequency == "YEARLY" and bare:
        return replace(rule, months=rule.months or (start.month,), month_days=(start.day,))
    if rule.frequency == "MONTHLY" and bare:
        return replace(rule, month_days=(start.day,))
    if (rule.frequency == "WEEKLY" and bare) or (rule.week_numbers and not rule.days):
        return replace(rule, days=((0, start.weekday()),))
    return rule


# ------------------------------------------------------------------------------------------------------ periods

Found = tuple[date, list[datetime]]
"""The first day of a period, and the rule's times in it, in order."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """How one frequency counts its periods.

    number: the index of the period that holds a day, in steps of INTERVAL from the start's own (index 0).
    times: the times in the period of an index; None past the end of the calendar (year 9999).
    """

    number: Callable[[Rule, datetime, date], int]
    times: Callable[[Rule, datetime, int], Found | None]


def _year_number(rule: Rule, start: datetime, day: date) -> int:
    return (day.year - start.year) // rule.interval


def _year_times(rule: Rule, start: datetime, number: int) -> Found | None:
    year = start.year + number * rule.interval
    if year > 9998:
        return None
    days = [day for month in rule.months or range(1, 13) for day in _days_of_month(year, month)]
    return date(year, 1, 1), _times_on(rule, [day for day in days if _fits(rule, day)])


def _month_number(rule: Rule, start: datetime, day: date) -> int:
    return ((day.year - start.year) * 12 + day.month - start.month) // rule.interval


def _month_times(rule: Rule, start: datetime, number: int) -> Found | None:
    year, month = divmod(start.year * 12 + start.month - 1 + number * rule.interval, 12)
    if year > 9998:
        return None
    if rule.months and month + 1 not in rule.months:
        return date(year, month + 1, 1), []
    days = [day for day in _days_of_month(year, month + 1) if _fits(rule, day)]
    return date(year, month + 1, 1), _times_on(rule, days)


def _week_start(rule: Rule, start: datetime) -> date:
    return start.date() - timedelta(days=(start.weekday() - rule.week_start) % 7)


def _week_number(rule: Rule, start: datetime, day: date) -> int:
    return (day - _week_start(rule, start)).days // (7 * rule.interval)


def _week_times(rule: Rule, start: datetime, number: int) -> Found | None:
    monday = _days_later(_week_start(rule, start), 7 * rule.interval * number)
    if monday is None:
        return None
    days = (monday + timedelta(days=offset) for offset in range(7))
    return monday, _times_on(rule, [day for day in days if _fits(rule, day)])


def _day_number(rule: Rule, start: datetime, day: date) -> int:
    return (day - start.date()).days // rule.interval


def _day_times(rule: Rule, start: datetime, number: int) -> Found | None:
    day = _days_later(start.date(), rule.interval * number)
    if day is None:
        return None
    return day, _times_on(rule, [day] if _fits(rule, day) else [])


def _hour_number(rule: Rule, start: datetime, day: date) -> int:
    return ((day - start.date()).days * 24 - start.hour) // rule.interval


def _hour_times(rule: Rule, start: datetime, number: int) -> Found | None:
    days, hour = divmod(start.hour + rule.interval * number, 24)
    day = _days_later(start.date(), days)
    if day is None:
        return None
    if (rule.hours and hour not in rule.hours) or not _fits(rule, day):
        return day, []
    return day, _at_positions(rule, [datetime.combine(day, clock) for clock in _clocks(rule, (hour,))])


_PERIODS = {
    "YEARLY": _Walk(_year_number, _year_times),
    "MONTHLY": _Walk(_month_number, _month_times),
    "WEEKLY": _Walk(_week_number, _week_times),
    "DAILY": _Walk(_day_number, _day_times),
    "HOURLY": _Walk(_hour_number, _hour_times),
}


def _days_later(day: date, days: int) -> date | None:
    """None for what lies past the calendar; a year is left so that a week or a long event still fits."""
    return day + timedelta(days=days) if days < (date(9998, 12, 31) - day).days else None


def _days_of_month(year: int, month: int) -> Iterator[date]:
    return (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))


# --------------------------------------------------------------------------------------------- inside a period


def _fits(rule: Rule, day: date) -> bool:
    """Whether a day passes every BY… part that speaks of days."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not _counted(day.day, monthrange(day.year, day.month)[1], rule.month_days):
        return False
    if rule.year_days and not _counted(_day_of_year(day), _days_in_year(day.year), rule.year_days):
        return False
    if rule.week_numbers and not _counted(*_week_of_year(day, rule.week_start), rule.week_numbers):
        return False
    return not rule.days or _fits_weekday(rule, day)


def _fits_weekday(rule: Rule, day: date) -> bool:
    """BYDAY. Ordinals count in the month, or in the year of a yearly rule without BYMONTH; elsewhere not at all."""
    weekday = day.weekday()
    within_year = rule.frequency == "YEARLY" and not rule.months
    ordinals_count = rule.frequency in ("MONTHLY", "YEARLY") and not rule.week_numbers
    for ordinal, wanted in rule.days:
        if wanted != weekday:
            continue
        if not ordinal or not ordinals_count:
            return True
        position = _day_of_year(day) if within_year else day.day
        length = _days_in_year(day.year) if within_year else monthrange(day.year, day.month)[1]
        if ordinal == ((position - 1) // 7 + 1 if ordinal > 0 else -((length - position) // 7 + 1)):
            return True
    return False


def _counted(position: int, length: int, wanted: tuple[int, ...]) -> bool:
    return position in wanted or position - length - 1 in wanted


def _day_of_year(day: date) -> int:
    return (day - date(day.year, 1, 1)).days + 1


def _days_in_year(year: int) -> int:
    return 337 + monthrange(year, 2)[1]


def _week_of_year(day: date, week_start: int) -> tuple[int, int]:
    """The number of a day's week and how many weeks its week-year has: the first week has four days in the year."""
    middle = day + timedelta(days=3 - (day.weekday() - week_start) % 7)
    weekday_of_first = (date(middle.year, 1, 1).weekday() - week_start) % 7
    weeks = 53 if weekday_of_first == 3 or (weekday_of_first == 2 and _days_in_year(middle.year) == 366) else 52
    return (_day_of_year(middle) - 1) // 7 + 1, weeks


def _clocks(rule: Rule, hours: tuple[int, ...]) -> list[time]:
    return [time(*clock) for clock in product(hours, rule.minutes, rule.seconds)]


def _times_on(rule: Rule, days: list[date]) -> list[datetime]:
    clocks = _clocks(rule, rule.hours)
    return _at_positions(rule, [datetime.combine(day, clock) for day in days for clock in clocks])


def _at_positions(rule: Rule, moments: list[datetime]) -> list[datetime]:
    if not rule.positions:
        return moments
    size = len(moments)
    return [moment for place, moment in enumerate(moments, 1) if _counted(place, size, rule.positions)]
