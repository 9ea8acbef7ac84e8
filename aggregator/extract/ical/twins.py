"""Events of one file that claim the same identity → which of them stand, and as what.

Refuses to lose one in silence: each that gives way is a Problem, and events that merely share a UID are all kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from aggregator.model import DateOrTime, Problem, RawEvent

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def settle_twins(events: list[RawEvent]) -> tuple[list[RawEvent], list[Problem]]:
    """The events that stand, in their order, and a Problem for each that does not.

    Of those with the same UID and RECURRENCE-ID the highest SEQUENCE stands (RFC 5546 §2.1.4), then the last modified.
    Events without RECURRENCE-ID that start at different times only share a name, for some programs write out a series
    so: each gets its own start as RECURRENCE-ID, and with it an identity that stays while the list moves on. The one
    that repeats keeps the UID; a second one gets its start added to it.
    """
    problems: list[Problem] = []
    events = _settle_all(events, lambda event: event.recurrence_id is None, problems)
    events = _settle_all(events, lambda event: event.recurrence_id is not None, problems)
    return events, problems


def _settle_all(
    events: list[RawEvent], concerned: Callable[[RawEvent], bool], problems: list[Problem]
) -> list[RawEvent]:
    groups: defaultdict[tuple[str, DateOrTime | None], list[RawEvent]] = defaultdict(list)
    for event in events:
        if event.uid is not None and concerned(event):
            groups[event.uid, event.recurrence_id].append(event)
    settled: dict[str, RawEvent | None] = {}
    for group in groups.values():
        if len(group) > 1:
            settled |= dict.fromkeys((event.position for event in group), None)
            for event in _tell_apart(_latest(group, problems), problems):
                settled[event.position] = event
    standing = (settled.get(event.position, event) for event in events)
    return [event for event in standing if event is not None]


def _latest(group: list[RawEvent], problems: list[Problem]) -> list[RawEvent]:
    """The newest version of each event among those of one UID; of changed occurrences there is only one."""
    highest = max(event.sequence or 0 for event in group)
    newest: dict[DateOrTime | None, RawEvent] = {}
    for event in group:
        if (event.sequence or 0) < highest:
            problems.append(_left_out(event, "an older version of another event with its UID"))
            continue
        key = event.start if event.recurrence_id is None else event.recurrence_id
        other = newest.setdefault(key, event)
        if other is event:
            continue
        kept, dropped = (event, other) if _age(event) >= _age(other) else (other, event)
        problems.append(_left_out(dropped, f"the same event as {kept.position}"))
        newest[key] = kept
    return list(newest.values())


def _tell_apart(events: list[RawEvent], problems: list[Problem]) -> list[RawEvent]:
    """Give each of several events with one UID an identity of its own."""
    if len(events) == 1:
        return events
    uid = (events[0].uid or "")[:100]
    fault = f"{len(events)} events at different times have this UID; each was read as an event of its own"
    problems.append(Problem("extract", f"uid {uid}", fault, "give each event a UID of its own"))
    series = [event for event in events if event.rrule or event.rdates]
    if not series:  # nothing they could be single dates of: each stands for itself, and stays when others pass
        return [replace(event, uid=f"{event.uid} {event.start}") for event in events]
    told = [replace(event, recurrence_id=event.start) for event in events if event not in series]
    return told + series[:1] + [replace(event, uid=f"{event.uid} {event.start}") for event in series[1:]]


def _left_out(event: RawEvent, reason: str) -> Problem:
    where = f"{event.position} (uid {(event.uid or '')[:100]})"
    return Problem("extract", where, f"it is {reason}; it was left out", "list each event once")


def _age(event: RawEvent) -> datetime:
    return event.last_modified or _LONG_AGO
