"""Time zones as VTIMEZONE with yearly rules, for the years in which such a rule tells the truth. Knows no event.

Read from the POSIX rule at the foot of each file of the zone database (RFC 8536 §3.3), and checked against `zoneinfo`
year by year. Only the plain form `BYMONTH=3;BYDAY=2SU` is written: readers take the first of several RDATEs for all of
them, and Outlook knows no rule with BYMONTHDAY beside BYDAY. A year that no such rule describes, such as one in which
the law changes, gets None, and its times are published in UTC.
"""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

ANCHOR_YEAR = 1970
"""The year in which the rules begin. Fixed, so that the years a feed happens to hold never change its zones."""

_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
"""POSIX counts the days of the week from Sunday, 0."""

_NAME = r"(<[+-]?\w+>|[A-Za-z]+)"
_OFFSET = r"([+-]?\d+(?::\d\d)?)"
_ONSET = r"M(\d+)\.([1-5])\.([0-6])(?:/(-?\d+)(?::(\d\d))?)?"
_POSIX = re.compile(rf"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?,{_ONSET},{_ONSET})?")


class Onset(NamedTuple):
    """When an offset begins each year, on the clock before it. week: 1–5, 5 is the last; weekday: 0 is Sunday."""

    month: int
    week: int
    weekday: int
    hour: int
    minute: int

    def in_year(self, year: int) -> datetime:
        """The naive wall time of the onset in a year."""
        first = date(year, self.month, 1)
        day = first + timedelta(days=(self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1))
        if day.month != self.month:
            day -= timedelta(days=7)
        return datetime(day.year, day.month, day.day, self.hour, self.minute)  # noqa: DTZ001 - wall time


class Phase(NamedTuple):
    """One of the (at most two) offsets of a zone: its abbreviation, its offset from UTC, and when it begins."""

    name: str
    offset: timedelta
    before: timedelta
    onset: Onset | None

    def onset_utc(self, year: int) -> datetime:
        """The instant at which the phase begins in a year; its own beginning of time where it never changes."""
        wall = self.onset.in_year(year) if self.onset else datetime(year, 1, 1)  # noqa: DTZ001 - wall time
        return (wall - self.before).replace(tzinfo=UTC)


def known(zone: str) -> bool:
    """Whether the zone database here has a zone of this name."""
    try:
        zoneinfo.ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        return False
    return True


@cache
def component(zone: str) -> str | None:
    """The VTIMEZONE of an IANA zone with its line ends, or None where the zone database has no plain rule for it."""
    phases = _phases(zone)
    if not phases:
        return None
    lowest = min(phase.offset for phase in phases)
    parts = [
        _subcomponent("STANDARD" if phase.offset == lowest else "DAYLIGHT", phase)
        for phase in sorted(phases, key=lambda phase: phase.offset)
    ]
    return f"BEGIN:VTIMEZONE\r\nTZID:{zone}\r\n{''.join(parts)}END:VTIMEZONE\r\n"


@cache
def turning_days(zone: str, year: int) -> frozenset[date] | None:
    """The local dates of a year on which the clock is put forward or back; None where the rule fails in that year.

    None means that a wall time of that year has to be published in UTC. On a turning day a wall time
    may exist twice or not at all; on every other day it says one instant.
    """
    phases = _phases(zone)
    if not phases or not ANCHOR_YEAR < year < 9999 or not _holds(zone, phases, year):
        return None
    days: set[date] = set()
    for phase in phases:
        if phase.onset:
            turn = phase.onset_utc(year)
            days |= {(turn + phase.before).date(), (turn + phase.offset).date()}
    return frozenset(days)


@cache
def _phases(zone: str) -> tuple[Phase, ...]:
    """The offsets that the zone's POSIX rule names: one, two, or none where the rule is not of the plain form."""
    match = _POSIX.fullmatch(_footer(zone))
    if not match:
        return ()
    name, offset, summer_name, summer_offset = match.group(1, 2, 3, 4)
    standard = -_hours(offset)
    if not summer_name:
        return (Phase(name.strip("<>"), standard, standard, None),)
    summer = -_hours(summer_offset) if summer_offset else standard + timedelta(hours=1)
    to_summer, to_standard = _onset(match.groups()[4:9]), _onset(match.groups()[9:14])
    if not (to_summer and to_standard):
        return ()
    return (
        Phase(name.strip("<>"), standard, summer, to_standard),
        Phase(summer_name.strip("<>"), summer, standard, to_summer),
    )


@cache
def law(zone: str) -> bytes:
    """A digest of all that the zone database here says of a zone; of nothing where it knows none of this name."""
    return blake2b(_content(zone), digest_size=16).digest()


def _footer(zone: str) -> str:
    """The last line of the zone's TZif file; "" where there is none."""
    content = _content(zone)
    return content.rsplit(b"\n", 2)[1].decode() if content.startswith(b"TZif") else ""


def _content(zone: str) -> bytes:
    """The zone's TZif file, from where `zoneinfo` itself reads it; nothing where there is none."""
    if zone.startswith("/") or ".." in zone:
        return b""
    for folder in (*(Path(path) for path in zoneinfo.TZPATH), files("tzdata") / "zoneinfo"):
        file = folder.joinpath(*zone.split("/"))
        if file.is_file():
            return file.read_bytes()
    return b""


def _hours(text: str) -> timedelta:
    """POSIX `hh[:mm]`, counted westwards: the caller turns the sign."""
    hours, _, minutes = text.partition(":")
    length = timedelta(hours=abs(int(hours)), minutes=int(minutes or 0))
    return -length if text.startswith("-") else length


def _onset(fields: tuple[str | None, ...]) -> Onset | None:
    """An Onset from the five parts of `Mm.w.d/h:mm`; None for an hour outside the day itself (`/24`, `/-1`)."""
    month, week, weekday, hour, minute = fields
    hours = int(hour) if hour is not None else 2
    if not 0 <= hours < 24:
        return None
    return Onset(int(month or 0), int(week or 0), int(weekday or 0), hours, int(minute or 0))


def _holds(zone: str, phases: tuple[Phase, ...], year: int) -> bool:
    """Whether the rule gives the offset that `zoneinfo` gives at each half day of a year and around each change."""
    info = zoneinfo.ZoneInfo(zone)
    turns = sorted((phase.onset_utc(y), phase.offset) for phase in phases for y in (year - 1, year, year + 1))
    begin = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=2)
    samples = [begin + timedelta(hours=12 * n) for n in range(2 * 370)]
    samples += [turn + nudge for turn, _ in turns for nudge in (timedelta(seconds=-1), timedelta(0))]
    ends = (samples[0], samples[2 * 370 - 1])
    following, current = 0, turns[0][1]
    for sample in sorted(sample for sample in samples if ends[0] <= sample <= ends[1]):
        while following < len(turns) and turns[following][0] <= sample:
            current = turns[following][1]
            following += 1
        if sample.astimezone(info).utcoffset() != current:
            return False
    return True


def _subcomponent(kind: str, phase: Phase) -> str:
    """STANDARD or DAYLIGHT of one phase. DTSTART stands on the clock before the change (RFC 5545 §3.6.5)."""
    onset = phase.onset
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{_stamp(onset.in_year(ANCHOR_YEAR)) if onset else f'{ANCHOR_YEAR}0101T000000'}",
        f"TZOFFSETFROM:{_signed(phase.before)}",
        f"TZOFFSETTO:{_signed(phase.offset)}",
        f"TZNAME:{phase.name}",
    ]
    if onset:
        week = -1 if onset.week == 5 else onset.week
        lines.append(f"RRULE:FREQ=YEARLY;BYMONTH={onset.month};BYDAY={week}{_WEEKDAYS[onset.weekday]}")
    return "".join(f"{line}\r\n" for line in (*lines, f"END:{kind}"))


def _stamp(wall: datetime) -> str:
    """RFC 5545 local DATE-TIME."""
    return wall.isoformat().replace("-", "").replace(":", "")


def _signed(offset: timedelta) -> str:
    """RFC 5545 UTC-OFFSET: `-0500`, `+0545`."""
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
