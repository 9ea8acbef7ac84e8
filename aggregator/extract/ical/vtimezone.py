"""The UTC offsets that a VTIMEZONE gives, or that stand in a zone's name, on sample days of a year.

Knows nothing of IANA zones, and reads no more than that: yearly changes by weekday and single changes, broken offsets
left out. Bounded by construction, whatever rules a block holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from aggregator.extract.ical.lines import Component
from aggregator.extract.ical.values import parse_moment

Offsets: TypeAlias = list[tuple[datetime, timedelta]]
"""Local times, and what is to be added to UTC to get them."""

MAX_OBSERVANCES = 400
"""STANDARD and DAYLIGHT blocks read of one zone: two changes a year since 1826."""

_OFFSET = re.compile(r"([+-])(\d{1,2})[:.]?(\d\d)?(?!\d)", re.A)
_OFFSET_NAME = re.compile(r"^\(?(?:UTC|GMT)?\s*[+-][\d:.\s/+-]+\)?(?!\w)", re.I | re.A)
_UTC_OFFSET = re.compile(r"^([+-]?)(\d\d):?(\d\d)(?::?\d\d)?$", re.A)
_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _wall(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - local time, of which only the offset is asked


def named_offsets(tzid: str, year: int) -> Offsets:
    """Offsets written in the name: `GMT-05.00/-04.00` is winter and summer, `GMT-0500` all year; else nothing.

    Windows labels, `(GMT -05:00)`, give the winter offset only.
    """
    if not _OFFSET_NAME.match(tzid):
        return []
    offsets = [
        timedelta(hours=int(hours), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
        for sign, hours, minutes in _OFFSET.findall(tzid)
    ]
    if not offsets or max(map(abs, offsets)) > timedelta(hours=14):
        return []
    winter, summer = (_wall(year, 1, 1), offsets[0]), (_wall(year, 7, 1), offsets[-1])
    return [winter] if len(offsets) == 1 and tzid.startswith("(") else [winter, summer]


@dataclass(frozen=True, slots=True)
class _Observance:
    """A STANDARD or DAYLIGHT block. rule: (month, ordinal, weekday) of a yearly change."""

    onset: datetime
    before: timedelta
    after: timedelta
    rule: tuple[int, int, int] | None
    until_year: int

    def latest(self, moment: datetime) -> datetime | None:
        """The last change at or before a local time."""
        if self.rule is not None:
            for year in (moment.year, moment.year - 1):
                change = _yearly(self.rule, year, self.onset)
                if self.onset.year <= year <= self.until_year and change <= moment:
                    return change
        return self.onset if self.onset <= moment else None


def defined_offsets(definition: Component, year: int) -> Offsets | None:
    """The offset a VTIMEZONE gives on the 1st, 10th and 20th of each month of a year; None when it cannot be read."""
    observances = [
        found for child in definition.children[:MAX_OBSERVANCES] if (found := _observance(child)) is not None
    ]
    if not observances:
        return None
    moments = [_wall(year, month, day) for month in range(1, 13) for day in (1, 10, 20)]
    return [(moment, _offset_at(observances, moment)) for moment in moments]


def _offset_at(observances: list[_Observance], moment: datetime) -> timedelta:
    changes = [(change, each) for each in observances if (change := each.latest(moment)) is not None]
    if changes:
        return max(changes, key=lambda pair: pair[0])[1].after
    return min(observances, key=lambda each: each.onset).before


def _observance(block: Component) -> _Observance | None:
    """A STANDARD or DAYLIGHT block; None when it cannot be read."""
    start, before, after = block.first("DTSTART"), block.first("TZOFFSETFROM"), block.first("TZOFFSETTO")
    offset = _utc_offset(after.value) if after else None
    if start is None or offset is None:
        return None
    try:
        onset = parse_moment(start.value, years=range(1, 3000))
    except ValueError:
        return None
    earlier = _utc_offset(before.value) if before else None
    rule = block.first("RRULE")
    until = re.search(r"UNTIL=(\d{4})", rule.value) if rule else None
    return _Observance(
        onset=_wall(*onset.timetuple()[:5]),
        before=offset if earlier is None else earlier,
        after=offset,
        rule=_yearly_rule(rule.value) if rule else None,
        until_year=int(until[1]) if until else 9999,
    )


def _utc_offset(text: str) -> timedelta | None:
    """`-0500`, `-05:00`, `+013030`; a broken one (`+5730`) is None."""
    match = _UTC_OFFSET.match(text.strip())
    if match is None or int(match[2]) > 14 or int(match[3]) > 59:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -size if match[1] == "-" else size


def _yearly_rule(text: str) -> tuple[int, int, int] | None:
    parts = dict(part.partition("=")[::2] for part in text.upper().split(";"))
    day = _DAY.fullmatch(parts.get("BYDAY", ""))
    month = parts.get("BYMONTH", "")
    if day is None or not re.fullmatch(r"0?[1-9]|1[0-2]", month):
        return None
    ordinal = int(day[1]) if day[1] else _ordinal(parts.get("BYMONTHDAY", ""))
    return int(month), ordinal, _WEEKDAYS.index(day[2])


def _ordinal(month_days: str) -> int:
    """`BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14` is the second Sunday; without days, the first."""
    numbers = [int(number) for number in re.findall(r"\d+", month_days)]
    return (min(numbers) - 1) // 7 + 1 if numbers else 1


def _yearly(rule: tuple[int, int, int], year: int, onset: datetime) -> datetime:
    """The nth weekday of the month, at the onset's hour."""
    month, ordinal, weekday = rule
    if ordinal > 0:
        first = _wall(year, month, 1, onset.hour, onset.minute)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (ordinal - 1))
    after = _wall(year + month // 12, month % 12 + 1, 1, onset.hour, onset.minute)
    last = after - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-ordinal - 1))
