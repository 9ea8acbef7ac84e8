"""Where the sources of one event say different things: "A says 18:00, B says 18:30".

Refuses to decide; `fields` did. A source that is less exact, or says nothing, disagrees with nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from aggregator.merge.dates import is_date_of
from aggregator.merge.moments import moment_of
from aggregator.merge.titles import are_words_apart
from aggregator.model import DateOrTime, Event, Listing, MergedEvent, Registration
from aggregator.normalize.identity import fold

Value: TypeAlias = DateOrTime | str


@dataclass(frozen=True, slots=True)
class Told:
    """One value, and who says so: slugs. timezone: of the listing, for times."""

    value: Value
    timezone: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field of which sources say different things; what is published comes first."""

    field: str
    told: tuple[Told, ...]


def disagreements(merged: MergedEvent) -> tuple[Disagreement, ...]:
    """The fields in which the listings that are credited differ, in the order of `FIELDS`."""
    by_id = {member.id: member for member in merged.members}
    credited = [by_id[credit.listing_id] for credit in merged.credits if credit.listing_id in by_id]
    listed = [one for one in credited if one.withdrawn_at is None and not is_date_of(one.event, credited[0].event)]
    found = ((field, _groups(value_of, listed, merged.event)) for field, value_of in FIELDS.items())
    return tuple(Disagreement(field, told) for field, told in found if len(told) > 1)


def _groups(
    value_of: Callable[[Event, Event], Value | None], listed: Sequence[Listing], shown: Event
) -> tuple[Told, ...]:
    """The different values of a field, each with the sources that say it; the published one first."""
    groups: list[tuple[Value, str, list[str]]] = []
    for listing in listed:
        event = listing.event
        value = value_of(event, shown)
        if value is None:
            continue
        same = next((group for group in groups if _is_same(group[0], value)), None)
        if same is None:
            groups.append((value, event.timezone, [event.key.source]))
        elif event.key.source not in same[2]:
            same[2].append(event.key.source)
    published = value_of(shown, shown)
    groups.sort(key=lambda group: published is None or not _is_same(group[0], published))
    return tuple(Told(value, timezone, tuple(sources)) for value, timezone, sources in groups)


def _is_same(a: Value, b: Value) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return a == b or not are_words_apart(fold(str(a)).split(), fold(str(b)).split())
    return moment_of(a) == moment_of(b)


def _start(event: Event, shown: Event) -> Value | None:
    """The beginning; a bare day says nothing of the hour."""
    return event.start if isinstance(event.start, datetime) == isinstance(shown.start, datetime) else None


def _end(event: Event, shown: Event) -> Value | None:
    """The end of those who agree on the beginning."""
    return event.end if moment_of(event.start) == moment_of(shown.start) else None


def _registration(event: Event, _: Event) -> Value | None:
    return None if event.registration is Registration.UNKNOWN else event.registration.value


FIELDS: Final[Mapping[str, Callable[[Event, Event], Value | None]]] = {
    "start": _start,
    "end": _end,
    "status": lambda event, _: event.status.value,
    "venue": lambda event, _: event.venue,
    "locality": lambda event, _: event.locality,
    "attendance_mode": lambda event, _: event.attendance_mode.value if event.attendance_mode else None,
    "registration": _registration,
}
"""What a reader who comes must know, and how it is read from a listing beside what is shown."""
