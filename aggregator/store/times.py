"""Times as they stand in columns, and back: ISO text, local days, UTC instants (docs/design.md §4.4).

Refuses to guess a zone or an end. Wall time and zone are what is true; the `_utc` columns are derived from them, so a
change of a country's clock law is met by deriving them anew.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from aggregator.model import DateOrTime

EARLIEST, LATEST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - bounds of naive UTC, inside any offset
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def time_columns(start: DateOrTime, end: DateOrTime | None, timezone: str) -> dict[str, str | int | None]:
    """All time columns of an event or occurrence.

    end_date and end_utc always have a value, so that windows need no special case: with no known end, whole days
    end with their first day, and a time of day is over when it begins (`end_utc` equals `start_utc`). An end at
    midnight belongs to the day before.
    """
    zone = zone_of(timezone)
    last = start if end is None else end
    begins, ends = utc_text(_wall_begin(start, zone)), utc_text(_wall_end(last, zone))
    return {
        "start": moment_text(start),
        "end": None if end is None else moment_text(end),
        "start_date": _day(start, zone).isoformat(),
        "end_date": max(_day(start, zone), _last_day(last, zone, start)).isoformat(),
        "start_utc": begins,
        "end_utc": max(begins, ends),
        "timezone": timezone,
        "all_day": int(not isinstance(start, datetime)),
    }


def moment_text(value: DateOrTime) -> str:
    """`2026-11-21`, or `2026-11-21T19:00:00-08:00`."""
    return value.isoformat()


def read_moment(text: str, zone: ZoneInfo) -> DateOrTime:
    """A date, or the wall time of the text in the zone. Its offset only tells which of an hour that occurs twice."""
    if len(text) == 10:
        return date.fromisoformat(text)
    stored = datetime.fromisoformat(text)
    value = stored.replace(tzinfo=zone)
    if value.utcoffset() != stored.utcoffset():
        second = value.replace(fold=1)
        return second if second.utcoffset() == stored.utcoffset() else value
    return value


def instant_text(value: datetime) -> str:
    """An aware instant as an `_at` column has it: `2026-11-21T03:00:00Z`, whole seconds."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def read_instant(text: str) -> datetime:
    """An `_at` column as an aware UTC instant."""
    return datetime.fromisoformat(text)


def utc_text(wall: datetime) -> str:
    """Aware wall time as a `_utc` column; years at the very edge of the calendar are clamped, not refused."""
    naive = wall.replace(tzinfo=None)
    offset = wall.utcoffset() or timedelta(0)
    if not EARLIEST <= naive <= LATEST:
        naive = min(max(naive, EARLIEST), LATEST)
    return (naive - offset).isoformat(timespec="seconds") + "Z"


@cache
def zone_of(timezone: str) -> ZoneInfo:
    """The zone of an IANA name; kept, because ten thousand rows name the same twenty."""
    return ZoneInfo(timezone)


def _wall_begin(value: DateOrTime, zone: ZoneInfo) -> datetime:
    """The aware moment at which a date or time begins."""
    return value if isinstance(value, datetime) else datetime.combine(value, time.min, zone)


def _wall_end(value: DateOrTime, zone: ZoneInfo) -> datetime:
    """The aware moment at which a date (its last day, inclusive) or time is over."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value + DAY if value < LATEST.date() else value, time.min, zone)


def _day(value: DateOrTime, zone: ZoneInfo) -> date:
    """The local calendar day of a start. Already wall time in its zone, as `model.Event` promises."""
    if not isinstance(value, datetime):
        return value
    return value.date() if value.tzinfo is zone else value.astimezone(zone).date()


def _last_day(value: DateOrTime, zone: ZoneInfo, start: DateOrTime) -> date:
    """The last local day, inclusive."""
    if isinstance(value, datetime) and isinstance(start, datetime) and value > start:
        return _day(value - INSTANT, zone)
    return _day(value, zone)
