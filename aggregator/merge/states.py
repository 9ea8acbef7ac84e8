"""Whether an event stands in the feeds, and if not, why not.

Refuses to hide anything on its own: `hidden` is a person's word, and the store keeps it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from aggregator.model import Event, MergedEvent, Precision, State

PUBLISHED_CONFIDENCE: Final = 0.5
"""From this confidence on an event is published (docs/design.md §4.1)."""


def is_publishable(event: Event) -> bool:
    """Whether it was read surely and exactly enough: a month is no date to keep free."""
    return event.confidence >= PUBLISHED_CONFIDENCE and event.precision is not Precision.MONTH


def state_of(merged: MergedEvent, *, reviewed: Collection[str]) -> State:
    """Where an event stands. reviewed: slugs of the sources whose events wait for a person.

    It is withdrawn when none of its sources lists it any more; its first member speaks for it otherwise.
    """
    if merged.members[0].withdrawn_at is not None:
        return State.WITHDRAWN
    if merged.event.key.source in reviewed or not is_publishable(merged.event):
        return State.REVIEW
    return State.PUBLISHED
