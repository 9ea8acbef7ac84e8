"""The time properties of one VEVENT → start, end, zone and recurrence, as RawEvent has them.

Refuses to settle what the event leaves open: floating times stay naive, and a rule is repaired here but expanded in
`aggregator.recur`. Raises ValueError when there is no start, for an event without one is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aggregator.extract.ical.draft import Draft
from aggregator.extract.ical.lines import Line, parameters_of
from aggregator.extract.ical.values import moment_of, parse_duration, read_moment, repair_rule
from aggregator.extract.ical.zones import Zone
from aggregator.model import DateOrTime, Precision, TimezoneSource

MAX_DATES = 2_000
"""RDATE or EXDATE values kept of one event: five years of days. The latest are kept, for they are still to come."""

_DAY = timedelta(days=1)
_MIDNIGHT = time()
_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date or time and the IANA zone its own TZID names. lost: there was a TZID, and nobody knows it."""

    moment: DateOrTime
    zone: str | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The time fields of a RawEvent, with the meanings they have there."""

    start: DateOrTime
    end: DateOrTime | None
    timezone: str | None
    timezone_source: TimezoneSource | None
    rrule: str | None
    rdates: tuple[DateOrTime, ...]
    exdates: tuple[DateOrTime, ...]
    recurrence_id: DateOrTime | None
    assumed: frozenset[str]

    @property
    def precision(self) -> Precision:
        """Whole days or times of day."""
        return Precision.TIME if isinstance(self.start, datetime) else Precision.DAY


def read_times(draft: Draft, find_zone: Callable[[str], Zone], *, floating: str | None) -> Times:
    """All times of one event.

    find_zone: TZID → Zone. floating: the zone of times without one, where it is not the reading's. Raises ValueError
    with a sentence when DTSTART or RECURRENCE-ID cannot be read.
    """
    line = draft.line("DTSTART")
    if line is None:
        raise ValueError("it has no DTSTART")
    start = _start(draft, line, find_zone)
    draft.quote("start", line)
    override = _recurrence_id(draft, start, find_zone)
    rrule = _rule(draft, start) if override is None else None
    rdates = _dates(draft, "RDATE", start, find_zone) if override is None else ()
    timezone, source = _timezone(start, floating, repeats=bool(rrule or rdates))
    return Times(
        start=start.moment,
        end=_end(draft, start, find_zone),
        timezone=timezone,
        timezone_source=source,
        rrule=rrule,
        rdates=rdates,
        exdates=_dates(draft, "EXDATE", start, find_zone),
        recurrence_id=override,
        assumed=frozenset({"timezone"}) if start.lost else frozenset(),
    )


# -------------------------------------------------------------------------------------------------------- start


def _stamp(line: Line, moment: DateOrTime, find_zone: Callable[[str], Zone]) -> Stamp:
    """A moment in its line's zone. An instant with a TZID becomes wall time there; a TZID that means UTC makes one."""
    parameters = parameters_of(line)
    zone = find_zone(parameters["TZID"]) if parameters.get("TZID") else Zone(None)
    if not isinstance(moment, datetime):
        return Stamp(moment, None if zone.is_utc else zone.name)
    if parameters.get("VALUE", "").upper() == "DATE" and moment.time() == _MIDNIGHT:
        return Stamp(moment.date(), None if zone.is_utc else zone.name)
    if zone.is_utc:
        return Stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if zone.name and moment.tzinfo:
        moment = moment.astimezone(ZoneInfo(zone.name)).replace(tzinfo=None)
    return Stamp(moment, zone.name, lost="TZID" in parameters and zone.name is None and moment.tzinfo is None)


def _start(draft: Draft, line: Line, find_zone: Callable[[str], Zone]) -> Stamp:
    start = _readable(line, find_zone)
    flag = draft.line("X-MICROSOFT-CDO-ALLDAYEVENT") or draft.line("X-FUNAMBOL-ALLDAY")
    declared = flag is not None and flag.value.strip().upper() in ("TRUE", "1")
    if declared and isinstance(start.moment, datetime) and start.moment.time() == _MIDNIGHT:
        return replace(start, moment=start.moment.date())
    return start


def _readable(line: Line, find_zone: Callable[[str], Zone]) -> Stamp:
    try:
        return _stamp(line, moment_of(line), find_zone)
    except ValueError as error:
        raise ValueError(f"cannot read {line.name}: {error}") from None


def _timezone(start: Stamp, floating: str | None, *, repeats: bool) -> tuple[str | None, TimezoneSource | None]:
    """The event's zone and how it is known. What repeats in UTC does so in UTC: its days are UTC's days."""
    if start.zone is not None:
        return start.zone, TimezoneSource.EVENT
    if isinstance(start.moment, datetime) and start.moment.tzinfo is not None:
        return ("UTC", TimezoneSource.EVENT) if repeats and start.moment.tzinfo is UTC else (None, None)
    return (floating, TimezoneSource.SOURCE) if floating is not None else (None, None)


# ---------------------------------------------------------------------------------------------------------- end


def _end(draft: Draft, start: Stamp, find_zone: Callable[[str], Zone]) -> DateOrTime | None:
    """DTEND, else DURATION; None where neither says more than the start. The last day, inclusive, of whole days."""
    line = draft.line("DTEND") or draft.line("DURATION")
    if line is None:
        return None
    try:
        if line.name == "DTEND":
            end = _given_end(_stamp(line, moment_of(line), find_zone), start)
        else:
            end = _end_after(start, *parse_duration(line.value))
    except (ValueError, OverflowError) as error:
        draft.note(f"cannot read {line.name}: {error}; the event has no end")
        return None
    if end == start.moment:
        return None
    if end < start.moment:
        draft.note(f'{line.name} "{line.value[:60]}" lies before DTSTART; the event has no end')
        return None
    draft.quote("end", line)
    return end


def _given_end(end: Stamp, start: Stamp) -> DateOrTime:
    """DTEND in the start's kind and zone. Raises ValueError when the two cannot be compared."""
    begin, moment = start.moment, end.moment
    if not isinstance(begin, datetime):
        last = moment.date() if isinstance(moment, datetime) else moment
        open_end = isinstance(moment, datetime) and moment.time() != _MIDNIGHT
        return last if open_end or last == begin else last - _DAY
    if not isinstance(moment, datetime):
        raise ValueError(f'"{moment:%Y%m%d}" is a day, and DTSTART a time')
    moment = _relative_time(moment, end, start)
    if moment.tzinfo is None or begin.tzinfo is not None:
        return moment
    if start.zone is None:
        raise ValueError("it has a zone, and DTSTART none")
    return moment.astimezone(ZoneInfo(start.zone)).replace(tzinfo=None)


def _end_after(start: Stamp, days: int, rest: timedelta) -> DateOrTime:
    """Nominal days keep the hour; hours and minutes pass on the clock of the zone."""
    if not isinstance(start.moment, datetime):
        return start.moment + timedelta(days=max(days + rest.days - 1, 0 if days >= 0 else days))
    later = start.moment + timedelta(days=days)
    if start.zone is None:
        return later + rest
    zone = ZoneInfo(start.zone)
    return (later.replace(tzinfo=zone).astimezone(UTC) + rest).astimezone(zone).replace(tzinfo=None, fold=0)


# --------------------------------------------------------------------------------------------------- recurrence


def _rule(draft: Draft, start: Stamp) -> str | None:
    lines = draft.lines("RRULE")
    if not lines:
        return None
    if draft.lines("EXRULE"):
        draft.note("EXRULE is not understood; the event was taken as happening once, on its first date")
        return None
    if len(lines) > 1:
        draft.note(f"the event has {len(lines)} rules; the first was read")
    try:
        rrule, notes = repair_rule(lines[0].value, start.moment)
    except ValueError as error:
        draft.note(f"cannot read RRULE: {error}; the event was taken as happening once, on its first date")
        return None
    for sentence in notes:
        draft.note(sentence)
    draft.quote("rrule", lines[0])
    return rrule


def _recurrence_id(draft: Draft, start: Stamp, find_zone: Callable[[str], Zone]) -> DateOrTime | None:
    line = draft.line("RECURRENCE-ID")
    if line is None:
        return None
    if parameters_of(line).get("RANGE", "").upper() == "THISANDFUTURE":
        draft.note("RECURRENCE-ID speaks for all later dates too; only this one was changed")
    if draft.lines("RRULE") or draft.lines("RDATE"):
        draft.note("a changed occurrence cannot repeat itself; its RRULE and RDATE were left out")
    draft.quote("recurrence_id", line)
    return _relative(_readable(line, find_zone), start)


def _dates(draft: Draft, name: str, start: Stamp, find_zone: Callable[[str], Zone]) -> tuple[DateOrTime, ...]:
    """The values of all RDATE or EXDATE lines, each once, in the order of the file; of a period its start."""
    texts = [(line, text) for line in draft.lines(name) for text in line.value.split(",") if text.strip()]
    if len(texts) > MAX_DATES:
        draft.note(f"{name} has {len(texts)} values; the latest {MAX_DATES} were read")
        texts = sorted(texts, key=lambda pair: _DIGITS.sub("", pair[1]))[-MAX_DATES:]
    found: dict[DateOrTime, None] = {}
    for line, text in texts:
        begin, slash, _ = text.partition("/")
        if slash:
            draft.note(f"{name} gives a period; its start was read, its end taken from the event")
        try:
            found[_relative(_stamp(line, read_moment(begin.strip()), find_zone), start)] = None
        except ValueError as error:
            draft.note(f"cannot read {name}: {error}; the value was skipped")
    for line in draft.lines(name)[:1]:
        draft.quote(f"{name.lower()}s", line)
    return tuple(found)


def _relative(stamp: Stamp, start: Stamp) -> DateOrTime:
    """A time as the event would write it: naive in the event's own zone, an instant from any other."""
    moment = stamp.moment
    return _relative_time(moment, stamp, start) if isinstance(moment, datetime) else moment


def _relative_time(moment: datetime, stamp: Stamp, start: Stamp) -> datetime:
    if moment.tzinfo is not None:
        return moment
    if stamp.zone is not None and stamp.zone != start.zone:
        return moment.replace(tzinfo=ZoneInfo(stamp.zone)).astimezone(UTC)
    begins = start.moment
    if stamp.zone is None and isinstance(begins, datetime) and begins.tzinfo is not None:
        return moment.replace(tzinfo=begins.tzinfo)
    return moment
