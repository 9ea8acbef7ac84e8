"""Copies of one event on one page → the event once, with what each copy alone says.

Refuses to merge across pages or on likeness: `merge` does that. A copy has the same start and the same title.
"""

from __future__ import annotations

from dataclasses import fields, replace

from aggregator.extract.structured.graph import folded
from aggregator.model import RawEvent

MOST_TWINS = 50
"""How many events of one start and title are looked through: more are no list made for people."""


def distinct(events: list[RawEvent]) -> tuple[RawEvent, ...]:
    """The events without second copies: same start and title, and neither page nor place that sets them apart.

    The first copy stays, with what only the later ones say filled in. Made for one page: the same script twice, or
    JSON-LD and microdata of the same event.
    """
    kept: dict[tuple[object, ...], list[RawEvent]] = {}
    order: list[tuple[tuple[object, ...], int]] = []
    for event in events:
        key = (folded(event.title or ""), event.start, event.rrule)
        twins = kept.setdefault(key, [])
        match = next((n for n, twin in enumerate(twins[:MOST_TWINS]) if _is_copy(twin, event)), None)
        if match is None:
            order.append((key, len(twins)))
            twins.append(event)
        else:
            twins[match] = filled(twins[match], event)
    return tuple(kept[key][number] for key, number in order)


def _is_copy(one: RawEvent, other: RawEvent) -> bool:
    """Whether two events of one start and title are told apart by neither place nor, where no place is told, page."""
    if one.location and other.location:
        return _holds(one.location, other.location)
    return not one.url or not other.url or one.url == other.url


def _holds(one: str, other: str) -> bool:
    """Whether the words of one place stand in those of the other."""
    first, second = f" {folded(one)} ", f" {folded(other)} "
    return first in second or second in first


def filled(event: RawEvent, other: RawEvent) -> RawEvent:
    """The event, with the fields that are empty in it taken from its copy."""
    taken = {
        each.name: getattr(other, each.name)
        for each in fields(RawEvent)
        if getattr(event, each.name) in (None, ()) and each.name not in ("problems", "description")
    }
    if event.description is None:
        taken |= {"description": other.description, "description_html": other.description_html}
    words = tuple(each for each in other.evidence if each.field in taken)
    return replace(event, **taken | {"evidence": event.evidence + words})
