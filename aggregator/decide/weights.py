"""How much speaks for a seen event being a stored listing, by title, day and place: what `assignment` adds up.

Refuses to say that they are one: which pairs are possible at all, `identity` and `moved` say.

A title that is the same on the same day counts more than one that was corrected, and that more than another day. Within
one of these the place decides, then nearness in time: squared, so that of two that are an hour late none is two.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from aggregator.decide.likeness import day, instant
from aggregator.model import Event, Listing
from aggregator.normalize.identity import fold

SAME_MOMENT: Final = 4_000_000
SAME_DAY: Final = 3_000_000
CORRECTED: Final = 2_000_000
ANOTHER_DAY: Final = 1_000_000
"""What pairs count for, of which the following is taken: never so much that one kind becomes another."""

OTHER_CONTENT: Final = 400_000
OTHER_PLACE: Final = 200_000
PLACE_UNKNOWN: Final = 100_000
OTHER_KEY: Final = 50_000
WITHDRAWN: Final = 25_000
QUARTER: Final = timedelta(minutes=15)
FARTHEST: Final = 100
"""Quarters of an hour, days or points beyond which it is all the same."""


def same_moment(event: Event, listing: Listing) -> int:
    """Of two that have title and moment in common."""
    known = listing.event
    other = (known.content_hash != event.content_hash) * OTHER_CONTENT + (known.key != event.key) * OTHER_KEY
    return SAME_MOMENT - other - _doubt(event, listing)


def same_day(event: Event, listing: Listing) -> int:
    """Of two that have title and day in common."""
    return SAME_DAY - _square(abs(instant(event) - instant(listing.event)) // QUARTER) - _doubt(event, listing)


def corrected(event: Event, listing: Listing, alike: float) -> int:
    """Of two that have the moment in common. alike: their titles, of 100."""
    return CORRECTED - _square(round(100 - alike)) - _doubt(event, listing)


def another_day(event: Event, listing: Listing) -> int:
    """Of two that have the title in common."""
    return ANOTHER_DAY - _square(abs((day(event.start) - day(listing.event.start)).days)) - _doubt(event, listing)


def _doubt(event: Event, listing: Listing) -> int:
    """What the place takes away, and that it was thought gone."""
    ours, theirs = _place(event), _place(listing.event)
    place = PLACE_UNKNOWN if not ours or not theirs else OTHER_PLACE if ours.isdisjoint(theirs) else 0
    return place + (listing.withdrawn_at is not None) * WITHDRAWN


def _place(event: Event) -> set[str]:
    return {fold(name) for name in (event.venue, event.address, event.location) if name}


def _square(apart: int) -> int:
    return min(apart, FARTHEST) ** 2
