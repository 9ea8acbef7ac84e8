"""One value of a date field → a moment: ISO 8601 in all the forms seen, RFC 5322, JavaScript's, and words last.

Shared by the readers whose format has fields for time. Refuses to search: a field's whole value is the time, and
what is not one reads as None. Words are left to `aggregator.when`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Protocol, TypedDict
from zoneinfo import ZoneInfo

from aggregator import when
from aggregator.model import DateOrTime, Precision, RawEvent, TimezoneSource, When, day_of

YEARS = range(1900, 2201)
"""Years outside are what empty database fields look like (`0000-00-00`, `0001-01-01`), as is the day below."""

UNSET_DAY = date(1970, 1, 1)

_DAY = r"(?:(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})|(?P<compact>\d{8}))"
_CLOCK = r"(?P<hour>\d{1,2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,:]\d+)?)?)?\s*(?P<half>[ap]\.?m\b\.?)?"
_ISO = re.compile(rf"{_DAY}(?:(?P<t>[T ]|\s+)\s*{_CLOCK}(?P<rest>.*))?", re.I | re.S)
_OFFSET = re.compile(r"(?P<utc>Z|UTC|GMT)?(?P<sign>[+-])?(?:(?P<h>\d{1,2}):?(?P<m>[0-5]\d)?)?", re.I)
_BROKEN_OFFSET = re.compile(r"[+-]\d{2}:?\d{2}\S|[+-]\d{2}:?(?:[6-9]\d)?$|[+-]$|Z\S", re.I)
_ZONE_NAME = re.compile(r"\[?(?P<name>[A-Z]\w+/[\w/+-]+)\]?")
_MACHINE_MADE = re.compile(r"-?\d{4}[-/.]?\d|\d+$")
"""What begins like ISO 8601 and is none is a broken date, not words."""

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WEEK_DAY = re.compile(r"\d{4}-?W\d{2}-?[1-7]")
_MAIL = re.compile(r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}")
_JAVASCRIPT = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}) (?P<year>\d{4}) (?P<clock>\d\d:\d\d:\d\d)"
    r"(?: (?:GMT|UTC)(?P<offset>[+-]\d{4})?)?(?: \(.*\))?$"
)
_DURATION = re.compile(
    r"(?P<sign>[+-])?P(?:(?P<weeks>\d+)W)?(?:(?P<days>[\d.]+)D)?"
    r"(?:T(?:(?P<hours>[\d.]+)H)?(?:(?P<minutes>[\d.]+)M)?(?:(?P<seconds>[\d.]+)S)?)?$",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What one field says of time.

    start, end: as in `model`; an aware value has the fixed offset that was written. end only where the one field
        holds an interval. timezone: IANA name, where the value names one.
    rule: which form it was read as: iso-8601, rfc-5322, javascript or words.
    problems: what could not be read of it, as sentences.
    """

    start: DateOrTime
    end: DateOrTime | None = None
    precision: Precision = Precision.TIME
    timezone: str | None = None
    timezone_source: TimezoneSource | None = None
    rrule: str | None = None
    exdates: tuple[date, ...] = ()
    assumed: frozenset[str] = frozenset()
    rule: str = "iso-8601"
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Begin and end of one event, made from its fields by the rules of `span`; `rules` names those that applied."""

    start: DateOrTime
    end: DateOrTime | None
    precision: Precision
    rules: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read(text: str, *, now: datetime, context: when.Context | None = None) -> Moment | None:
    """The time a field's value gives, or None. Forms made for machines first, then words.

    now: for words without a year ("May 1, 7pm"). context: what else the page says of year and order.
    """
    exact = read_exact(text)
    return exact if exact is not None or _MACHINE_MADE.match(text.strip()) else _read_words(text.strip(), now, context)


def read_exact(text: str) -> Moment | None:
    """The time of a value in one of the forms made for machines (ISO 8601, RFC 5322, JavaScript), or None."""
    text = text.strip()
    forms: tuple[Callable[[str], Moment | None], ...] = (
        _read_interval,
        _read_iso,
        _read_month,
        _read_mail,
        _read_javascript,
    )
    for form in forms:
        try:
            moment = form(text)
        except (ValueError, OverflowError):
            continue
        if moment is not None:
            return moment if _is_set(moment.start) else None
    return None


def read_duration(text: str) -> timedelta | None:
    """An ISO 8601 duration of weeks, days and time. None for months, years, nothing, or what is no duration."""
    match = _DURATION.match(text.strip())
    if match is None or match["sign"] == "-":
        return None
    parts = {name: float(value) for name, value in match.groupdict().items() if value and name != "sign"}
    try:
        return timedelta(**parts) or None
    except (OverflowError, ValueError):
        return None


def span(start: Moment, end: Moment | None = None, duration: timedelta | None = None) -> Span:
    """Begin and end from the fields of one event.

    Never invents an end, and keeps none that does not lie after the start. A day is whole where the clock runs from
    midnight to the last minute (`midnight-to-last-minute`) or to a later midnight (`midnight-to-midnight`); where
    one side names an hour and the other only a later day, both are days (`days-only`). An offset on one side holds for
    both (`offset-shared`), but for a Z on the end alone: it says nothing of the start (`offset-of-end-alone-dropped`).
    """
    first, last = start.start, end.start if end is not None else start.end
    if end is not None and end.precision is Precision.MONTH:
        last = end.end
    if last is None and duration is not None:
        last = _after(first, duration)
    if start.precision is Precision.MONTH:
        return Span(start=first, end=max(start.end or first, last or first, key=day_of), precision=Precision.MONTH)
    if isinstance(first, datetime) and isinstance(last, datetime):
        return _span_of_times(first, last)
    if isinstance(first, datetime):
        return _span_from_time(first, last)
    return _span_of_days(first, day_of(last) if last is not None else None)


def _span_of_times(first: datetime, last: datetime) -> Span:
    rules: tuple[str, ...] = ()
    if (first.tzinfo is None) != (last.tzinfo is None):
        zone = first.tzinfo or (None if last.tzinfo is UTC else last.tzinfo)
        first, last = first.replace(tzinfo=zone), last.replace(tzinfo=zone)
        rules = ("offset-shared",) if zone else ("offset-of-end-alone-dropped",)
    days = _whole_days(first, last)
    if days is not None:
        return Span(start=first.date(), end=days[0], precision=Precision.DAY, rules=(*rules, days[1]))
    if last > first:
        return Span(start=first, end=last, precision=Precision.TIME, rules=rules)
    problems = (
        ()
        if last == first
        else (f"ends ({last.isoformat()}) before it starts ({first.isoformat()}); the end was left out",)
    )
    return Span(start=first, end=None, precision=Precision.TIME, rules=rules, problems=problems)


def _whole_days(first: datetime, last: datetime) -> tuple[date, str] | None:
    if first.time() != time(0) or last <= first:
        return None
    if (last.hour, last.minute) == (23, 59):
        return last.date(), "midnight-to-last-minute"
    if last.time() == time(0):
        return last.date() - timedelta(days=1), "midnight-to-midnight"
    return None


def _span_from_time(first: datetime, last: date | None) -> Span:
    if last is None or last <= first.date():
        return Span(start=first, end=None, precision=Precision.TIME)
    note = f"the end names only a day ({last.isoformat()}); the hour of the start ({first:%H:%M}) was left out"
    return Span(start=first.date(), end=last, precision=Precision.DAY, rules=("days-only",), problems=(note,))


def _span_of_days(first: date, last: date | None) -> Span:
    if last is not None and last < first:
        note = f"ends ({last.isoformat()}) before it starts ({first.isoformat()}); the end was left out"
        return Span(start=first, end=None, precision=Precision.DAY, problems=(note,))
    return Span(start=first, end=last, precision=Precision.DAY)


def _after(first: DateOrTime, duration: timedelta) -> DateOrTime | None:
    try:
        if isinstance(first, datetime):
            return first + duration
        return first + duration - timedelta(days=1) if duration >= timedelta(days=1) else None
    except OverflowError:
        return None


def _is_set(value: DateOrTime) -> bool:
    day = day_of(value)
    return day.year in YEARS and day != UNSET_DAY


def _read_interval(text: str) -> Moment | None:
    """ISO 8601 §5.5: `2026-05-01T10:00/2026-05-01T12:00`, `2026-05-01/P2D`."""
    first, slash, last = text.partition("/")
    if not slash or len(first) < 8:
        return None
    start = _read_iso(first.strip())
    if start is None:
        return None
    end = _read_iso(last.strip())
    duration = read_duration(last)
    if end is not None:
        return replace(start, end=end.start, problems=start.problems + end.problems)
    return replace(start, end=_after(start.start, duration)) if duration is not None else None


def _read_iso(text: str) -> Moment | None:
    if _WEEK_DAY.fullmatch(text):
        return Moment(start=date.fromisoformat(text), precision=Precision.DAY)
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    if match["compact"]:
        day = date.fromisoformat(match["compact"])
    else:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return Moment(start=day, precision=Precision.DAY)
    if not (match["minute"] or match["half"] or match["t"].upper() == "T"):
        return None
    return _with_offset(day, match, match["rest"].strip())


def _with_offset(day: date, match: re.Match[str], rest: str) -> Moment | None:
    clock = _clock(day, match)
    named = _ZONE_NAME.search(rest)
    zone = zone_name(named["name"]) if named else None
    if named:
        rest = rest[: named.start()].strip()
    offset = _offset(rest)
    if offset is not None:
        clock = clock.replace(tzinfo=offset)
    elif rest:
        note = f'its offset from UTC cannot be read ("{rest[:40]}"); only the clock time was kept'
        return Moment(start=clock, problems=(note,)) if _BROKEN_OFFSET.match(rest) else None
    source = TimezoneSource.EVENT if zone else None
    return Moment(start=clock, timezone=zone, timezone_source=source)


def _clock(day: date, match: re.Match[str]) -> datetime:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    if (hour, minute) == (24, 0):
        return datetime.combine(day, time(0)) + timedelta(days=1)
    return datetime.combine(day, time(hour, minute, min(int(match["second"] or 0), 59)))


def _offset(text: str) -> timezone | None:
    match = _OFFSET.fullmatch(text)
    if match is None or not text or (match["sign"] is None) != (match["h"] is None):
        return None
    if match["sign"] is None:
        return UTC
    shift = timedelta(hours=int(match["h"]), minutes=int(match["m"] or 0))
    if shift > timedelta(hours=14):
        return None
    return timezone(-shift if match["sign"] == "-" else shift)


def zone_name(name: str) -> str | None:
    """The name where it is one of an IANA zone, else None."""
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, KeyError):
        return None


def _read_month(text: str) -> Moment | None:
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    first = date(int(match[1]), int(match[2]), 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Moment(start=first, end=last, precision=Precision.MONTH)


def _read_mail(text: str) -> Moment | None:
    """RFC 5322 §3.3, as feeds write their dates."""
    if not _MAIL.match(text):
        return None
    try:
        return Moment(start=parsedate_to_datetime(text), rule="rfc-5322")
    except (TypeError, IndexError):
        return None


def _read_javascript(text: str) -> Moment | None:
    """ECMA-262 `Date.prototype.toString`."""
    match = _JAVASCRIPT.match(text)
    if match is None:
        return None
    mail = f"{match['day']} {match['month']} {match['year']} {match['clock']} {match['offset'] or '-0000'}"
    return Moment(start=parsedate_to_datetime(mail), rule="javascript")


def _read_words(text: str, now: datetime, context: when.Context | None) -> Moment | None:
    if not text or len(text) > 300:
        return None
    found = [each for each in when.find(text, now=now, context=context) if each.aside is None]
    return of_when(found[0]) if found else None


def of_when(found: When) -> Moment:
    """The moment of an expression found in words."""
    return Moment(
        start=found.start,
        end=found.end,
        precision=found.precision,
        timezone=found.timezone,
        timezone_source=found.timezone_source,
        rrule=found.rrule,
        exdates=found.exdates,
        assumed=found.assumed,
        rule="words",
        problems=found.problems,
    )


class TimeFields(TypedDict):
    """The fields of a RawEvent that an expression of time gives."""

    start: DateOrTime
    end: DateOrTime | None
    timezone: str | None
    timezone_source: TimezoneSource | None
    precision: Precision
    rrule: str | None
    exdates: tuple[date, ...]
    assumed: frozenset[str]
    problems: tuple[str, ...]


def fields_of(found: When) -> TimeFields:
    """What an expression found in words says of a RawEvent; of what was assumed, readers are told the year."""
    return TimeFields(
        start=found.start,
        end=found.end,
        timezone=found.timezone,
        timezone_source=found.timezone_source,
        precision=found.precision,
        rrule=found.rrule,
        exdates=found.exdates,
        assumed=found.assumed & {"year"},
        problems=found.problems,
    )


class HasSpan(Protocol):
    """What says from when to when: a When, a Span, a RawEvent."""

    @property
    def start(self) -> DateOrTime | None: ...
    @property
    def end(self) -> DateOrTime | None: ...
    @property
    def precision(self) -> Precision | None: ...


class HasZone(Protocol):
    """What says in which zone: a When, a Moment, a RawEvent."""

    @property
    def timezone(self) -> str | None: ...
    @property
    def timezone_source(self) -> TimezoneSource | None: ...


def at_time(event: RawEvent, span: HasSpan, zone: HasZone) -> RawEvent:
    """The event at the time that `span` says, in the zone of `zone`: the five fields of a time, always together."""
    return replace(
        event,
        start=span.start,
        end=span.end,
        precision=span.precision,
        timezone=zone.timezone,
        timezone_source=zone.timezone_source,
    )
