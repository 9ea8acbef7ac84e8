"""Recurring Events → their Occurrences in a window of days: RRULE, RDATE, EXDATE and overrides together.

Refuses to read rules of its own making (that is `rule.py`), to decide what is published, and to let one broken
series touch another: what cannot be expanded keeps its first date and becomes a Problem.

A series is expanded as wall time in its own zone: a meeting at 18:00 stays at 18:00 when the clocks change. A local
time that does not exist is read with the offset before the gap, one that exists twice is the first of the two
(RFC 5545 §3.3.5). Lengths are wall time too: what lasts from 22:00 to 02:00 does so on every date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

from aggregator.model import DateOrTime, Event, Occurrence, Problem
from aggregator.recur.rule import Rule, local_times, parse_rule

MAX_OCCURRENCES = 2_000
"""The most occurrences a series may have in one window: five a day for a year. More is a fault at the source."""
MAX_DAYS = 366
"""The longest a repeated event may last: how far before the window an occurrence may begin."""

_DAY = timedelta(days=1)
_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Expansion:
    """Occurrences ordered by start and key, and what could not be expanded."""

    occurrences: tuple[Occurrence, ...] = ()
    problems: tuple[Problem, ...] = ()


def expand(events: Sequence[Event], *, start: date, end: date) -> Expansion:
    """Every occurrence that touches one of the days `start` to `end`, both inclusive, in the event's own zone.

    Events that share source and uid are one series with its overrides: an event with a `recurrence_id` replaces the
    occurrence of that name, even when it moves it into or out of the window; without its series it stands
    alone. The order of the events does not matter. Raises nothing.
    """
    window = _Window(start, end)
    groups: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        groups[event.key.source, event.key.uid].append(event)
    occurrences: list[Occurrence] = []
    problems: list[Problem] = []
    for members in groups.values():
        overrides = [event for event in members if event.recurrence_id is not None]
        occurrences.extend(_once(event) for event in overrides if window.touches(event.start, event.end))
        for event in members:
            if event.recurrence_id is None:
                occurrences.extend(_occurrences_of(event, overrides, window, problems))
    return Expansion(
        tuple(sorted(occurrences, key=_order)),
        tuple(sorted(problems, key=lambda problem: (problem.where, problem.message))),
    )


@dataclass(frozen=True, slots=True)
class _Window:
    first: date
    last: date

    def touches(self, begin: DateOrTime, end: DateOrTime | None) -> bool:
        """Whether a day of the occurrence lies in the window. A timed end at midnight belongs to the day before."""
        return _day_of(begin) <= self.last and _last_day(begin, end) >= self.first


def _once(event: Event) -> Occurrence:
    return Occurrence(event=event, start=event.start, end=event.end, recurrence_id=event.recurrence_id)


def _occurrences_of(event: Event, overrides: list[Event], window: _Window, problems: list[Problem]) -> list[Occurrence]:
    """An event's own occurrences in the window, without those that an override replaces.

    Of a series that cannot be expanded, the first.
    """
    repeats = bool(event.rrule or event.rdates)
    if not repeats and not overrides:
        return [_once(event)] if window.touches(event.start, event.end) else []
    try:
        found = list(islice(_instances(event, overrides, window), MAX_OCCURRENCES + 1))
    except Exception as error:  # noqa: BLE001 - the one boundary: a series must not cost its neighbours
        fault = f'cannot repeat by "{(event.rrule or "RDATE")[:200]}": {error}; only the first date is listed'
        problems.append(Problem("expand", str(event.key), fault, "correct the repetition at the source"))
        first = Occurrence(event=event, start=event.start, end=event.end, recurrence_id=event.start)
        return [first] if window.touches(event.start, event.end) else []
    if len(found) > MAX_OCCURRENCES:
        fault = f"repeats more than {MAX_OCCURRENCES} times from {window.first} to {window.last}; the rest is left out"
        problems.append(Problem("expand", str(event.key), fault, "a rule this dense is rarely meant"))
    return found[:MAX_OCCURRENCES] if repeats else [_once(event) for _ in found]


# -------------------------------------------------------------------------------------------------- one series


def _instances(event: Event, overrides: list[Event], window: _Window) -> Iterator[Occurrence]:
    """Occurrences that touch the window, in order, none excluded or replaced. Raises ValueError for a bad rule."""
    zone = ZoneInfo(event.timezone)
    begin = _local(event.start, zone)
    whole_days = not isinstance(event.start, datetime)
    length = _length(event, zone)
    first = window.first - timedelta(days=min(length.days + 1, (window.first - date.min).days))
    gone = {_name(exdate, zone, whole_days=whole_days) for exdate in event.exdates}
    for override in overrides:
        if override.recurrence_id is not None:
            gone.add(_name(override.recurrence_id, zone, whole_days=whole_days))
    for moment in _starts(event, begin, zone, first=first, last=window.last, limit=MAX_OCCURRENCES + 1 + len(gone)):
        start: DateOrTime = moment.date() if whole_days else _aware(moment, zone)
        if not gone or gone.isdisjoint(_names(start)):
            end = _end(event, start, moment, length, zone)
            if window.touches(start, end):
                yield Occurrence(event=event, start=start, end=end, recurrence_id=start)


def _starts(event: Event, begin: datetime, zone: ZoneInfo, *, first: date, last: date, limit: int) -> list[datetime]:
    """The first `limit` naive local starts between two days, of the rule and of RDATE, in order, each once."""
    listed = {_local(rdate, zone) if isinstance(rdate, datetime) else _combine(rdate, begin) for rdate in event.rdates}
    rule = parse_rule(event.rrule) if event.rrule else parse_rule("FREQ=DAILY;COUNT=1")
    ruled = _until(
        local_times(rule, begin, first=first, last=last),
        rule,
        begin,
        zone,
        whole_days=not isinstance(event.start, datetime),
    )
    return sorted({*islice(ruled, limit), *(moment for moment in listed if first <= moment.date() <= last)})


def _until(
    moments: Iterable[datetime], rule: Rule, begin: datetime, zone: ZoneInfo, *, whole_days: bool
) -> Iterator[datetime]:
    """Stop after UNTIL. The first date always stands."""
    for moment in moments:
        if rule.until is not None and moment != begin and _is_past(moment, rule.until, zone, whole_days=whole_days):
            return
        yield moment


def _is_past(moment: datetime, until: DateOrTime, zone: ZoneInfo, *, whole_days: bool) -> bool:
    """A date means all of that local day, and so does a midnight for whole days, whatever zone it is written in."""
    if not isinstance(until, datetime) or (whole_days and until.time() == _MIDNIGHT):
        return moment.date() > _day_of(until)
    return _instant(moment, zone) > _instant(until, zone)


def _length(event: Event, zone: ZoneInfo) -> timedelta:
    """Wall time from start to end; for whole days, the days after the first. Raises ValueError above MAX_DAYS."""
    if event.end is None:
        return timedelta(0)
    length = max(_local(event.end, zone) - _local(event.start, zone), timedelta(0))
    if length.days > MAX_DAYS:
        raise ValueError(f"each occurrence would last {length.days} days")
    return length


def _end(event: Event, start: DateOrTime, moment: datetime, length: timedelta, zone: ZoneInfo) -> DateOrTime | None:
    if event.end is None:
        return None
    if not isinstance(start, datetime):
        return (moment + length).date()
    end = _aware(moment + length, zone)
    if end.astimezone(UTC) > start.astimezone(UTC):
        return end
    return (start.astimezone(UTC) + length).astimezone(zone)  # the start was moved out of a gap, past its end


# ------------------------------------------------------------------------------------------------- days and names


def _local(moment: DateOrTime, zone: ZoneInfo) -> datetime:
    """Naive wall time in the zone; a date is its midnight, a naive time is already local."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, _MIDNIGHT)
    return moment.astimezone(zone).replace(tzinfo=None, fold=0) if moment.tzinfo else moment


def _combine(day: date, begin: datetime) -> datetime:
    """A day listed by RDATE happens at the series' hour."""
    return datetime.combine(day, begin.time())


def _aware(local: datetime, zone: ZoneInfo) -> datetime:
    """Wall time that exists: through UTC, so that a time in a gap becomes the one the clocks show."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _instant(moment: datetime, zone: tzinfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _day_of(moment: DateOrTime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _last_day(begin: DateOrTime, end: DateOrTime | None) -> date:
    if end is None:
        return _day_of(begin)
    if isinstance(end, datetime) and end.time() == _MIDNIGHT and end.date() > _day_of(begin):
        return end.date() - _DAY
    return max(_day_of(end), _day_of(begin))


def _name(moment: DateOrTime, zone: ZoneInfo, *, whole_days: bool) -> DateOrTime:
    """What an EXDATE or RECURRENCE-ID points at: a day for a series of whole days, else an instant in UTC.

    For a timed series a date, or a local midnight, still names the whole day: sources write both for evening events.
    """
    if not isinstance(moment, datetime):
        return moment
    local = _local(moment, zone)
    return local.date() if whole_days or local.time() == _MIDNIGHT else _instant(moment, zone)


def _names(start: DateOrTime) -> tuple[DateOrTime, ...]:
    """All that an EXDATE or RECURRENCE-ID may call an occurrence."""
    return (start.astimezone(UTC), start.date()) if isinstance(start, datetime) else (start,)


def _order(occurrence: Occurrence) -> tuple[datetime, str, str]:
    """By instant, a whole day by its zone's midnight; then by key. A zone nobody knows counts as UTC."""
    start, key = occurrence.start, occurrence.event.key
    try:
        zone: tzinfo = ZoneInfo(occurrence.event.timezone)
    except (KeyError, OSError, ValueError):
        zone = UTC
    moment = start if isinstance(start, datetime) else datetime.combine(start, _MIDNIGHT)
    return _instant(moment, zone), str(key), str(occurrence.recurrence_id or "")
