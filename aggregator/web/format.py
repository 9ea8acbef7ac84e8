"""Times in words for people: "Tuesday 24 November · 7:00–9:00 pm PST". Pure: text in, text out.

Refuses to move an event into another zone unasked: wall time stands in the event's own zone, because people go there.
Day and month names are English, as the pages are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

ELSEWHERE = (
    ("Pacific", "America/Los_Angeles"),
    ("Mountain", "America/Denver"),
    ("Central", "America/Chicago"),
    ("Eastern", "America/New_York"),
    ("UTC", "UTC"),
)
"""The zones an online event is also told in, west to east."""

LATE_NIGHT = timedelta(hours=12)
"""What ends on the next day within this time is one evening, not an event of two days."""

DateOrTime = date | datetime


@dataclass(frozen=True, slots=True)
class Span:
    """When an event is: as stored, read back. A date end is inclusive; a datetime is aware, in its own zone."""

    start: DateOrTime
    end: DateOrTime | None
    timezone: str

    @classmethod
    def read(cls, start: str, end: str | None, timezone: str) -> Span:
        """From the `start`, `end` and `timezone` columns. Raises ValueError where `start` is not ISO 8601."""
        return cls(read_iso(start, timezone), read_iso(end, timezone) if end else None, timezone)

    @property
    def all_day(self) -> bool:
        """Whether only days are known."""
        return not isinstance(self.start, datetime)

    @property
    def first_day(self) -> date:
        """The local day on which it begins."""
        return _day(self.start)

    @property
    def last_day(self) -> date:
        """The local day on which it ends; a party until 2 am belongs to its evening, midnight to the day before it."""
        if self.end is None:
            return self.first_day
        if isinstance(self.start, datetime) and isinstance(self.end, datetime):
            if self.end - self.start < LATE_NIGHT:
                return self.first_day
            return _day(self.end - timedelta(microseconds=1))
        return max(_day(self.end), self.first_day)


def read_iso(text: str, timezone: str) -> DateOrTime:
    """A date, or a datetime in `timezone`; where that zone is unknown here, in the offset it was stored with."""
    if len(text) <= len("2026-11-24"):
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def read_instant(text: str) -> datetime:
    """An `_at` column: an aware UTC instant. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(value: DateOrTime) -> date:
    return value.date() if isinstance(value, datetime) else value


def day_words(day: date, *, year: bool = False) -> str:
    """As in "Tuesday 24 November", with the year where asked."""
    words = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if year else words


def month_words(day: date) -> str:
    """As in "November 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def near_words(day: date, today: date) -> str | None:
    """Either "Today", "Tomorrow", or None for any other day."""
    return {0: "Today", 1: "Tomorrow"}.get((day - today).days)


def days_words(first: date, last: date, *, year: bool = False) -> str:
    """As in "Friday 27 – Sunday 29 November"; the month and year once where they are the same."""
    if last <= first:
        return day_words(first, year=year)
    if (first.year, first.month) == (last.year, last.month):
        head = f"{WEEKDAYS[first.weekday()]} {first.day}"
    else:
        head = day_words(first, year=year and first.year != last.year)
    return f"{head} – {day_words(last, year=year or first.year != last.year)}"


def clock_words(moment: datetime, *, half: bool = True) -> str:
    """As in "7:00 pm", "noon", "midnight"; without am and pm where `half` is False."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    text = f"{moment.hour % 12 or 12}:{moment.minute:02}"
    return f"{text} {'pm' if moment.hour >= 12 else 'am'}" if half else text


def zone_words(moment: datetime) -> str:
    """The zone as people there say it ("PST"); "UTC+03:00" where the zone database has only a number."""
    name = moment.tzname() or ""
    if name.isalpha():
        return name
    return f"UTC{moment.isoformat()[-6:]}".replace("-", "−")


def time_words(span: Span) -> str:
    """The time within one day: "7:00–9:00 pm PST", "10:00 pm – 2:00 am (Saturday) PST"."""
    clocks = clocks_words(span)
    return f"{clocks} {zone_words(span.start)}" if isinstance(span.start, datetime) else clocks


def clocks_words(span: Span, *, no_time: str = "All day") -> str:
    """The time without its zone: "7:00–9:00 pm"; what lasts for days names the last one: "until Sunday 6 December".

    no_time: what to say where only one day is known.
    """
    start, end = span.start, span.end
    until = f"until {day_words(span.last_day)}"
    if not isinstance(start, datetime):
        return until if span.last_day > span.first_day else no_time
    if not isinstance(end, datetime) or end <= start:
        return clock_words(start)
    if span.last_day > span.first_day:
        return f"{clock_words(start)} {until}"
    if end.date() > start.date() and clock_words(end) != "midnight":
        return f"{clock_words(start)} – {clock_words(end)} ({WEEKDAYS[end.weekday()]})"
    same_half = (start.hour < 12) == (end.hour < 12) and clock_words(start)[0].isdigit()
    return f"{clock_words(start, half=not same_half)}–{clock_words(end)}"


def when_words(span: Span, *, year: bool = False) -> str:
    """The whole of it in one line: "Tuesday 24 November · 7:00–9:00 pm PST"."""
    return " · ".join(when_parts(span, year=year)).replace("– · ", "– ")


def when_parts(span: Span, *, year: bool = False) -> Sequence[str]:
    """The whole of it in pieces that are better not broken: day and time, or beginning and end."""
    start, end = span.start, span.end
    days = days_words(span.first_day, span.last_day, year=year)
    if not isinstance(start, datetime):
        return (days,)
    if span.first_day == span.last_day or not isinstance(end, datetime):
        return (days, time_words(span))
    return (
        f"{day_words(span.first_day, year=year)}, {clock_words(start)} –",
        f"{day_words(span.last_day, year=year)}, {clock_words(end)} {zone_words(end)}",
    )


def elsewhere(start: DateOrTime) -> Sequence[tuple[str, str]]:
    """(zone, time) of one instant in the zones of `ELSEWHERE`: "Eastern", "10:00 pm"; nothing for whole days.

    The weekday stands beside the time where the day is another one there.
    """
    if not isinstance(start, datetime):
        return ()
    there = [(name, start.astimezone(ZoneInfo(zone))) for name, zone in ELSEWHERE]
    return tuple(
        (name, clock_words(m) if m.date() == start.date() else f"{clock_words(m)} {WEEKDAYS[m.weekday()]}")
        for name, m in there
    )


def machine_words(value: DateOrTime) -> str:
    """For `<time datetime>`: ISO 8601 with the offset, to the minute."""
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def ago_words(then: datetime, now: datetime) -> str:
    """As in "just now", "20 minutes ago", "2 days ago"; a time to come reads "in 3 hours"."""
    seconds = (now - then).total_seconds()
    amount = _amount(abs(seconds))
    if amount is None:
        return "just now"
    return f"{amount} ago" if seconds > 0 else f"in {amount}"


def _amount(seconds: float) -> str | None:
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return None
