"""RECUR text → the local times it names (RFC 5545 §3.3.10): checked here, unrolled by dateutil.

Knows no event, zone, exception or override, and refuses what it cannot bound: rules by the second or the minute.

dateutil is given no rule as it stands. It walks from the first date, so an old rule is begun anew near the window, at
the beginning of one of its own periods. It looks at its end only when it has found a time, so a rule that names no day
at all (`FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30`) is walked to the year 9999: that is kept near. And it makes the
intersection of `BYDAY=1MO,FR`, and expects a first date that fits.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, HOURLY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

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
    if last < start.date():
        return
    if first <= start.date():
        yield start
    if rule.count is None:
        later = _unrolled(rule, start, first=first, last=last)
    else:
        later = _counted(rule, start, rule.count, last=last)
    yield from (moment for moment in later if first <= moment.date())


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


# ---------------------------------------------------------------------------------------------------- unrolling


@dataclass(frozen=True, slots=True)
class _Period:
    """What a frequency counts. code, unit: dateutil's names for it; hours: its greatest length."""

    code: int
    unit: str
    hours: int


_PERIODS = {
    "YEARLY": _Period(YEARLY, "years", 366 * 24),
    "MONTHLY": _Period(MONTHLY, "months", 31 * 24),
    "WEEKLY": _Period(WEEKLY, "weeks", 7 * 24),
    "DAILY": _Period(DAILY, "days", 24),
    "HOURLY": _Period(HOURLY, "hours", 1),
}


def _unrolled(rule: Rule, start: datetime, *, first: date, last: date) -> Iterator[datetime]:
    """The rule's times after `start` and up to the day `last`; all those from the day `first` on are among them."""
    period = _PERIODS[rule.frequency]
    passed = max(0, (first - start.date()).days - 1) * 24 // (period.hours * rule.interval)
    near = start + relativedelta(**{period.unit: passed * rule.interval})
    years = _years_later(near.year, last.year)
    begin = _beginning(rule, near.replace(year=near.year + years))
    end = datetime.combine(last.replace(year=last.year + years), time(23, 59, 59))
    for found in _rrule(_with_defaults(rule, start), period.code, begin, end):
        moment = found.replace(year=found.year - years)
        if moment > start:
            yield moment


def _counted(rule: Rule, start: datetime, count: int, *, last: date) -> Iterator[datetime]:
    """The times after `start` that COUNT allows. They are counted from the first, for COUNT cannot be jumped."""
    reach = _PERIODS[rule.frequency].hours * rule.interval * MAX_COUNTED_PERIODS // 24
    far = min(reach, (last - start.date()).days)
    until = start.date() + timedelta(days=far)
    number = 0
    for moment in islice(_unrolled(rule, start, first=start.date(), last=until), count - 1):
        number += 1
        yield moment
    if number < count - 1 and until < last:
        raise ValueError(f"COUNT={count} is too far from the first date to be counted")


def _rrule(rule: Rule, code: int, begin: datetime, end: datetime) -> Iterator[datetime]:
    """dateutil's rule, with every part named, so that `begin` need not be a date of the rule."""
    days = _weekdays(rule)
    if rule.days and not days:
        return
    try:
        yield from rrule(
            code,
            dtstart=begin,
            until=end,
            interval=rule.interval,
            wkst=rule.week_start,
            bymonth=rule.months or None,
            bymonthday=rule.month_days or None,
            byyearday=rule.year_days or None,
            byweekno=rule.week_numbers or None,
            byweekday=days or None,
            bysetpos=rule.positions or None,
            byhour=rule.hours or None,
            byminute=rule.minutes,
            bysecond=rule.seconds,
        )
    except ValueError:
        return  # the parts were checked: INTERVAL steps over every BYHOUR, or the next time lies past the year 9999


def _weekdays(rule: Rule) -> list[weekday]:
    """BYDAY as dateutil takes it: all with ordinals or none, and no ordinal past the end of the month or year.

    Ordinals count in the month, or in the year of a yearly rule without BYMONTH; elsewhere not at all (§3.3.10).
    """
    if rule.frequency not in ("MONTHLY", "YEARLY") or rule.week_numbers or not any(n for n, _ in rule.days):
        return [weekday(day) for _, day in rule.days]
    most = 53 if rule.frequency == "YEARLY" and not rule.months else 5
    found = []
    for ordinal, day in rule.days:
        found += [weekday(day, n) for n in ([ordinal] if ordinal else range(1, most + 1)) if abs(n) <= most]
    return found


def _beginning(rule: Rule, moment: datetime) -> datetime:
    """The first moment of the period that a moment lies in: BYSETPOS counts from there, not from the first date."""
    if rule.frequency == "HOURLY":
        return moment.replace(minute=0, second=0)
    midnight = moment.replace(hour=0, minute=0, second=0)
    if rule.frequency == "YEARLY":
        return midnight.replace(month=1, day=1)
    if rule.frequency == "MONTHLY":
        return midnight.replace(day=1)
    since = (midnight.weekday() - rule.week_start) % 7 if rule.frequency == "WEEKLY" else 0
    return midnight - timedelta(days=since)


@lru_cache(maxsize=1024)
def _years_later(first: int, last: int) -> int:
    """After how many years the calendar of these years comes again for the last time before dateutil's end of time.

    Weekdays and leap years fall alike then, so that every rule names the same days, and one that names none has few
    years left to be walked. 0 at the end itself.
    """
    years = range(max(first - 1, 1), last + 1)
    later = (
        shift
        for shift in range(MAXYEAR - 1 - last, 0, -1)
        if all(_shape(year) == _shape(year + shift) for year in years)
    )
    return next(later, 0)


def _shape(year: int) -> tuple[int, bool]:
    return date(year, 1, 1).weekday(), isleap(year)
