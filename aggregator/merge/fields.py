"""One event from several listings: which listing speaks first, and what the others add, field by field.

Refuses to mix what belongs together: time is one listing's (another may only add a missing end), and so is place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, TypeAlias

from aggregator.merge.places import are_online_and_in_person
from aggregator.merge.states import is_publishable
from aggregator.merge.units import Unit
from aggregator.model import DateOrTime, Event, Registration

PLACE_FIELDS: Final = (
    *("location", "venue", "address", "locality", "region", "postal_code", "country", "latitude", "longitude"),
)
TIME_FIELDS: Final = (*("start", "end", "all_day", "timezone", "timezone_source", "timezone_assumed", "precision"),)
FILLED_FIELDS: Final = (
    *("attendance_mode", "url", "registration_url", "price", "register_by_date", "organizer", "description", "series"),
)
"""Fields that another listing fills where those before it say nothing."""
FILLED: Final = attrgetter(*FILLED_FIELDS)
TOLD: Final = attrgetter("end", *PLACE_FIELDS, *FILLED_FIELDS)
"""What makes one listing fuller than another."""

Provenance: TypeAlias = tuple[tuple[str, str], ...]


def ranked(units: Sequence[Unit]) -> list[Unit]:
    """The units of one event, the one that speaks for it first.

    What is still listed before what is not; what can be published before what waits for review; a series before its
    dates; an organizer's own before an aggregator's; a time of day before a day; a read title before a supplied one;
    the fuller; the one that changed last.
    """
    return sorted(units, key=_rank)


def _rank(unit: Unit) -> tuple[Any, ...]:
    event = unit.event
    needs_review = unit.source is not None and unit.source.review
    return (
        unit.echoes is not None,
        not unit.is_active,
        not is_publishable(event),
        needs_review,
        not unit.is_series,
        unit.is_aggregated,
        event.all_day,
        event.title_assumed,
        TOLD(event).count(None),
        -unit.head.changed_at.timestamp(),
        unit.key,
    )


def composed(units: Sequence[Unit]) -> tuple[Event, Provenance]:
    """The event that some ranked units tell together, and the listing id of each field not from the first.

    Who may add is whose source still lists the event; single dates add nothing to the series.
    """
    first = units[0].event
    if len(units) == 1:
        return first, ()
    others = [unit for unit in units[1:] if unit.is_active and unit.is_series == units[0].is_series]
    added: dict[str, tuple[Unit, Any]] = {}
    for unit in others:
        for name, value in _additions(first, unit.event):
            added.setdefault(name, (unit, value))
    added |= {**_hour(units[0], others), **_place(units[0], others), **_categories(first, others)}
    if not added:
        return first, ()
    event = replace(first, **{name: value for name, (_, value) in added.items()})
    return event, tuple(sorted((name, unit.head.id) for name, (unit, _) in added.items()))


def _hour(first: Unit, others: Sequence[Unit]) -> dict[str, tuple[Unit, Any]]:
    """The whole time of the first listing that tells the hour, where the first of all only tells the day."""
    if first.is_timed or first.is_series:
        return {}
    timed = next((unit for unit in others if unit.is_timed and unit.day == first.day), None)
    if timed is None:
        return {}
    values = {name: getattr(timed.event, name) for name in TIME_FIELDS}
    return {name: (timed, value) for name, value in values.items() if value != getattr(first.event, name)}


def _additions(first: Event, other: Event) -> Iterator[tuple[str, Any]]:
    """What another listing tells that the first does not, place and categories apart."""
    for name, ours, theirs in zip(FILLED_FIELDS, FILLED(first), FILLED(other), strict=True):
        if ours is None and theirs is not None:
            yield name, theirs
    if first.registration is Registration.UNKNOWN and other.registration is not Registration.UNKNOWN:
        yield "registration", other.registration
    if first.end is None and other.end is not None and first.start == other.start:
        yield "end", _in_zone_of(first.start, other.end)


def _in_zone_of(start: DateOrTime, end: DateOrTime) -> DateOrTime:
    """An end told in the zone of the start it goes with."""
    both_timed = isinstance(start, datetime) and isinstance(end, datetime)
    return end.astimezone(start.tzinfo) if both_timed else end  # type: ignore[union-attr]


def _place(first: Unit, others: Sequence[Unit]) -> dict[str, tuple[Unit, Any]]:
    """The whole place of the listing that tells it most exactly, where that is not the first; ties go to the first.

    Not the room that another still tells of what the first says is online by now.
    """
    told = [unit for unit in others if not are_online_and_in_person(first.place, unit.place)]
    best = max([first, *told], key=lambda unit: _exactness(unit.event))
    if best is first:
        return {}
    values = {name: getattr(best.event, name) for name in PLACE_FIELDS}
    return {name: (best, value) for name, value in values.items() if value != getattr(first.event, name)}


def _exactness(event: Event) -> int:
    """How exactly an event says where: nothing, some words, a town, a venue, an address."""
    if event.address or (event.latitude is not None and event.venue):
        return 4
    if event.venue:
        return 3
    return 2 if event.locality else int(event.location is not None)


def _categories(first: Event, others: Sequence[Unit]) -> dict[str, tuple[Unit, Any]]:
    """The topics of all, the first's first, if others add any; they are put down to the first who does."""
    known = {category.casefold(): category for category in first.categories}
    adders = []
    for unit in others:
        for category in unit.event.categories:
            if category.casefold() not in known:
                known[category.casefold()] = category
                adders.append(unit)
    return {"categories": (adders[0], tuple(known.values()))} if adders else {}
