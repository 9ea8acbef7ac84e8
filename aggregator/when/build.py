"""A day + a clock + a zone → start and end; the one place where wall time becomes aware.

Refuses to read words: days are resolved, clocks settled and zones named before they come here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from aggregator.model import TimezoneSource
from aggregator.when.clocks import settle
from aggregator.when.phrases import ClockReading, Phrase
from aggregator.when.records import Clock, ZonedTime
from aggregator.when.resolve import Days
from aggregator.when.tokens import Tokens
from aggregator.when.zones import fixed_name, read_zone


@dataclass(slots=True)
class Times:
    """Start and end of an expression with a time, in its zone, and what was assumed or is wrong."""

    start: datetime
    end: datetime | None = None
    timezone: str | None = None
    source: TimezoneSource | None = None
    assumed: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def make_clock(tokens: Tokens, phrase: Phrase, *, preferred: str | None) -> Clock:
    """The Clock of a phrase. preferred: the source's zone, for zone words of several meanings."""
    reading = phrase.payload
    if not isinstance(reading, ClockReading):
        raise TypeError(f"not a time of day: {phrase}")
    start, end, guessed = settle(reading, twenty_four=tokens.vocabulary.twenty_four)
    zone = read_zone(reading.zone, preferred) if reading.zone else None
    assumed = {"meridiem"} if guessed else set()
    if zone is not None and zone.ambiguous:
        assumed.add("timezone")
    stated = zone is not None and (zone.name is not None or zone.offset is not None)
    return Clock(
        text=tokens.slice(phrase.first, phrase.last),
        span=(tokens.starts[phrase.first], tokens.ends[phrase.last]),
        start=start,
        end=end,
        timezone=zone.name if zone is not None and stated else preferred,
        offset=zone.offset if zone is not None else None,
        zone_stated=stated,
        assumed=frozenset(assumed),
        language=phrase.language,
    )


def group_clocks(tokens: Tokens, phrases: list[Phrase], *, preferred: str | None) -> list[Clock]:
    """Clocks in order; one that tells the time before it for another zone is folded into that one's `elsewhere`."""
    clocks: list[Clock] = []
    for phrase in phrases:
        clock, *others = _clocks_of(tokens, phrase, preferred)
        if clocks and clock.zone_stated and clocks[-1].zone_stated and _zone_key(clock) != _zone_key(clocks[-1]):
            clocks[-1] = _with_elsewhere(tokens, clocks[-1], clock)
        else:
            clocks += [clock, *others]
    return clocks


def _clocks_of(tokens: Tokens, phrase: Phrase, preferred: str | None) -> list[Clock]:
    """The clock of a phrase, or one for each of the times it tells in one breath."""
    first = make_clock(tokens, phrase, preferred=preferred)
    others = phrase.payload.others if isinstance(phrase.payload, ClockReading) else ()
    if not others:
        return [first]
    clocks = [_standing(tokens, first, (first.span[0], tokens.ends[phrase.first]), first.start)]
    for number, (face, at) in enumerate(others, start=1):
        end = tokens.ends[at] if number < len(others) else first.span[1]
        clocks.append(
            _standing(tokens, first, (tokens.starts[at], end), settle(ClockReading(face), twenty_four=False)[0])
        )
    return clocks


def _standing(tokens: Tokens, clock: Clock, span: tuple[int, int], start: time) -> Clock:
    return replace(clock, text=tokens.text[span[0] : span[1]], span=span, start=start)


def _zone_key(clock: Clock) -> tuple[str | None, timedelta | None]:
    return clock.timezone, clock.offset


def _with_elsewhere(tokens: Tokens, first: Clock, other: Clock) -> Clock:
    span = (first.span[0], other.span[1])
    told = ZonedTime(start=other.start, end=other.end, timezone=other.timezone, offset=other.offset, words=other.text)
    text = tokens.text[span[0] : span[1]]
    return replace(first, text=text, span=span, elsewhere=(*first.elsewhere, told))


# ------------------------------------------------------------------------------------------------------- meeting


def meet(days: Days, clock: Clock, *, last_clock: Clock | None = None) -> Times:
    """The times of a clock on a day or a range of days.

    last_clock: the time on the last day, where it is another than the first day's. Of a range of days with a start time
    only, the last day's time is assumed to be the same.
    """
    times = Times(datetime.combine(days.start, clock.start), None, None, None, set(clock.assumed), list(clock.problems))
    ending = last_clock.start if last_clock is not None else clock.end
    last_day = days.end or days.start
    if ending is not None:
        overnight = last_clock is None and ending <= clock.start
        times.end = datetime.combine(last_day + timedelta(days=overnight), ending)
    elif days.end is not None:
        times.end = datetime.combine(days.end, clock.start)
        times.assumed.add("end")
    _place(times, clock, last_clock)
    if times.end is not None and times.end < times.start:
        times.problems.append(f"it ends ({times.end.isoformat()}) before it begins ({times.start.isoformat()})")
        times.end = None
    times.problems += _disagreements(times, clock)
    return times


def _place(times: Times, clock: Clock, last_clock: Clock | None) -> None:
    zone, times.timezone, times.source = place(times.start, clock)
    if zone is None:
        return
    times.start = times.start.replace(tzinfo=zone)
    if times.end is not None:
        last_zone = place(times.end, last_clock)[0] if last_clock is not None and last_clock.zone_stated else zone
        times.end = times.end.replace(tzinfo=last_zone or zone)


def place(start: datetime, clock: Clock) -> tuple[tzinfo | None, str | None, TimezoneSource | None]:
    """Zone, its IANA name, and how it is known, for a naive start."""
    if clock.offset is not None:
        return place_offset(start, clock.offset, clock.timezone)
    if clock.timezone is None:
        return None, None, None
    source = TimezoneSource.WORD if clock.zone_stated else TimezoneSource.SOURCE
    return ZoneInfo(clock.timezone), clock.timezone, source


def place_offset(
    start: datetime, offset: timedelta, preferred: str | None
) -> tuple[tzinfo, str | None, TimezoneSource]:
    """A bare offset: the source's zone where that has it at this instant, else a zone of whole hours, else none."""
    if preferred is not None and ZoneInfo(preferred).utcoffset(start) == offset:
        return ZoneInfo(preferred), preferred, TimezoneSource.EVENT
    name = fixed_name(offset)
    return (ZoneInfo(name) if name else timezone(offset)), name, TimezoneSource.EVENT


def _disagreements(times: Times, clock: Clock) -> list[str]:
    """Times told for other zones that are not the same moment."""
    if times.start.tzinfo is None:
        return []
    found = []
    for other in clock.elsewhere:
        naive = datetime.combine(times.start.date(), other.start)
        zone = timezone(other.offset) if other.offset is not None else ZoneInfo(other.timezone or "UTC")
        apart = (naive.replace(tzinfo=zone) - times.start) % timedelta(days=1)
        if apart:
            found.append(f'"{clock.text}" gives two different moments: {times.start.isoformat()} is not {other.words}')
    return found


def day_bounds(day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """The first and last second of a day."""
    return datetime.combine(day, time(), zone), datetime.combine(day, time(23, 59, 59), zone)
