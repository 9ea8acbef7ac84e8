"""The UTC offsets that a VTIMEZONE gives, or that stand in a zone's name, on sample days of a year.

Knows nothing of IANA zones, and reads no more than that: yearly changes by weekday and single changes, broken offsets
left out. Bounded by construction, whatever rules a block holds. icalendar reads the values of the blocks and never the
VTIMEZONE whole: it would unroll any rule there, and keep the zone under its name for all files that come after.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from dateutil.rrule import YEARLY, rrule, weekday
from icalendar import vRecur, vUTCOffset

from aggregator.extract.ical.lines import Component
from aggregator.extract.ical.values import read_moment

Offsets: TypeAlias = list[tuple[datetime, timedelta]]
"""Local times, and what is to be added to UTC to get them."""

MAX_OBSERVANCES = 400
"""STANDARD and DAYLIGHT blocks read of one zone: two changes a year since 1826."""

_OFFSET = re.compile(r"([+-])(\d{1,2})[:.]?(\d\d)?(?!\d)", re.A)
_OFFSET_NAME = re.compile(r"^\(?(?:UTC|GMT)?\s*[+-][\d:.\s/+-]+\)?(?!\w)", re.I | re.A)
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
                change = _yearly(self.rule, year, self.onset.hour, self.onset.minute)
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
        onset = read_moment(start.value.strip(), years=range(1, 3000))
    except ValueError:
        return None
    earlier = _utc_offset(before.value) if before else None
    line = block.first("RRULE")
    rule = _recur(line.value) if line else {}
    until = next(iter(rule.get("UNTIL", [])), None)
    return _Observance(
        onset=_wall(*onset.timetuple()[:5]),
        before=offset if earlier is None else earlier,
        after=offset,
        rule=_yearly_rule(rule),
        until_year=until.year if isinstance(until, date) else 9999,
    )


def _utc_offset(text: str) -> timedelta | None:
    """`-0500`, `-05:00`, `+013030`, `0100`; a broken one (`+5730`) is None.

    icalendar takes no colon, and of a number without a sign the first digit for one.
    """
    text = text.strip().replace(":", "")
    try:
        offset: timedelta = vUTCOffset.from_ical(  # type: ignore[no-untyped-call]
            text if text[:1] in ("+", "-") else f"+{text}"
        )
    except ValueError:
        return None
    return offset if abs(offset) < timedelta(hours=15) else None


def _recur(text: str) -> Mapping[str, Any]:
    try:
        rule: vRecur = vRecur.from_ical(text)
    except ValueError:
        return {}
    return rule


def _yearly_rule(rule: Mapping[str, Any]) -> tuple[int, int, int] | None:
    """Month, ordinal and weekday of a yearly change; None for any other rule."""
    days, months = rule.get("BYDAY", []), rule.get("BYMONTH", [])
    if len(days) != 1 or len(months) != 1 or not 1 <= months[0] <= 12:
        return None
    ordinal = days[0].relative or _ordinal(rule.get("BYMONTHDAY", []))
    return (int(months[0]), ordinal, _WEEKDAYS.index(days[0].weekday)) if 1 <= abs(ordinal) <= 5 else None


def _ordinal(month_days: Sequence[int]) -> int:
    """`BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14` is the second Sunday; without days, the first."""
    return (min(month_days) - 1) // 7 + 1 if month_days else 1


@lru_cache(maxsize=4096)
def _yearly(rule: tuple[int, int, int], year: int, hour: int, minute: int) -> datetime:
    """The nth weekday of the month, at the onset's hour."""
    month, ordinal, day = rule
    change: datetime = rrule(
        YEARLY, dtstart=_wall(year, 1, 1, hour, minute), count=1, bymonth=month, byweekday=weekday(day, ordinal)
    )[0]
    return change
