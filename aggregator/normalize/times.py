"""Which zone an event's times are in, and those times as aware instants (docs/design.md §5, "Time zone").

Refuses to read text: extractors give dates, wall times and instants; this module only places them in a zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from aggregator.model import DateOrTime, RawEvent, TimezoneSource

FALLBACK_ZONE = "UTC"
"""Where nothing at all tells the zone; such an event carries `timezone_assumed`."""

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA zone and how it was found."""

    name: str
    source: TimezoneSource

    @property
    def info(self) -> ZoneInfo:
        """The zone's rules."""
        return ZoneInfo(self.name)


@dataclass(frozen=True, slots=True)
class Times:
    """An event's start and end in its zone, and what had to be said about them."""

    start: DateOrTime
    end: DateOrTime | None
    zone: Zone
    problems: tuple[str, ...] = ()


def zone_or_none(name: str | None) -> str | None:
    """The name, when it is one of a zone; a folder of the zone database ("US") is none."""
    if not name:
        return None
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
    return name


def resolve_times(raw: RawEvent, candidates: tuple[Zone, ...]) -> Times:
    """Place a raw event's start and end in a zone.

    candidates: the zones that hold where the event itself names none, most telling first; may be empty.
    Dates stay dates; datetimes come out aware in the zone. An end before its start is dropped and told in `problems`.
    Raises ValueError for an event without a start.
    """
    if raw.start is None:
        raise ValueError("no start")
    own = zone_or_none(raw.timezone)
    zone, problems = _choose_zone(raw, own, candidates)
    start = place(raw.start, zone.info, trust_wall_time=bool(problems))
    end = None if raw.end is None else place(raw.end, zone.info, trust_wall_time=bool(problems))
    end, fault = _checked_end(start, end)
    return Times(start, end, zone, (*problems, *fault))


def place(value: DateOrTime, zone: ZoneInfo, *, trust_wall_time: bool = False) -> DateOrTime:
    """A date as it is; a datetime aware in the zone. A wall time that the clocks skip is moved on (RFC 5545 §3.3.5).

    trust_wall_time: keep the wall time of an aware datetime and drop its offset, which is known to be wrong.
    """
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None or trust_wall_time:
        aware = value.replace(tzinfo=zone)
        return aware.astimezone(UTC).astimezone(zone) if not _exists(aware) else aware
    return value.astimezone(zone)


def _exists(aware: datetime) -> bool:
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None) == aware.replace(tzinfo=None)


def _choose_zone(raw: RawEvent, own: str | None, candidates: tuple[Zone, ...]) -> tuple[Zone, tuple[str, ...]]:
    if own:
        return Zone(own, raw.timezone_source or TimezoneSource.EVENT), ()
    start = raw.start
    if isinstance(start, datetime) and start.utcoffset() is not None:
        return _zone_for_offset(start, candidates)
    return (candidates[0] if candidates else Zone(FALLBACK_ZONE, TimezoneSource.ASSUMED)), ()


def _zone_for_offset(start: datetime, candidates: tuple[Zone, ...]) -> tuple[Zone, tuple[str, ...]]:
    """The zone for a start that carries an offset: the first candidate that agrees with it.

    Z says nothing of where the event is: the instant holds and the first candidate shows it. An offset an hour off the
    first candidate's is the common fault of sites that write winter time all year: the wall time holds, and is told.
    """
    offset = start.utcoffset()
    if not offset and candidates:
        return candidates[0], ()
    for zone in candidates:
        if start.astimezone(zone.info).utcoffset() == offset:
            return zone, ()
    if candidates and offset is not None:
        believed = start.replace(tzinfo=candidates[0].info).utcoffset()
        if believed is not None and abs(believed - offset) == _HOUR and _keeps_summer_time(candidates[0].info, start):
            said = start.isoformat()
            fault = (
                f"the offset of {said} is not the one {candidates[0].name} keeps on that day; its wall time was kept"
            )
            return candidates[0], (fault,)
    return Zone(fixed_zone(offset or timedelta()), TimezoneSource.EVENT), ()


def _keeps_summer_time(zone: ZoneInfo, moment: datetime) -> bool:
    offsets = {datetime(moment.year, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)}
    return len(offsets) > 1


def fixed_zone(offset: timedelta) -> str:
    """The zone database's name for a whole-hour offset (`Etc/GMT+5` is five hours *behind* UTC); UTC for others."""
    hours, rest = divmod(offset, _HOUR)
    if rest or not hours or not -12 <= hours <= 14:
        return FALLBACK_ZONE
    return f"Etc/GMT{-hours:+d}"


def _checked_end(start: DateOrTime, end: DateOrTime | None) -> tuple[DateOrTime | None, tuple[str, ...]]:
    """The end, when it can be one for this start; a mismatch of kind is settled by the start's."""
    if end is None:
        return None, ()
    if isinstance(start, datetime) and not isinstance(end, datetime):
        return None, () if end == start.date() else (f"the end {end} is only a date; it was left out",)
    if not isinstance(start, datetime) and isinstance(end, datetime):
        end = end.date()
    if end < start:
        return None, (f"the end {_short(end)} comes before the start {_short(start)}; it was left out",)
    return (None if end == start else end), ()


def _short(value: date) -> str:
    return value.isoformat()
