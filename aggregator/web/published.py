"""What a feed rendered on request is made from: the store's own reading of it, on Datasette's connection.

Refuses to render, and to read a row itself: an event in a selection is told by the same code, with the same UID and
SEQUENCE, as in the files that a refresh writes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from sqlite3 import Connection

from aggregator.model import PublishedOccurrence
from aggregator.store.reads import read_published
from aggregator.web.filters import Filters
from aggregator.web.occurrences import FROM

Reading = Callable[[Connection], tuple[PublishedOccurrence, ...]]


def selection(filters: Filters) -> Reading:
    """Reads the published occurrences of a reader's choice, all of them."""

    def read(connection: Connection) -> tuple[PublishedOccurrence, ...]:
        found = read_published(connection, filters.first or date.min, filters.last or date.max)
        if not filters.narrows:
            return found
        ids = chosen_ids(connection, filters)
        return tuple(occurrence for occurrence in found if occurrence.uid in ids)

    return read


def chosen_ids(connection: Connection, filters: Filters) -> frozenset[str]:
    """The ids of the published occurrences of a choice, its dates included; they are the UIDs of the feeds."""
    where, params = filters.where()
    return frozenset(row[0] for row in connection.execute(f"SELECT o.id {FROM}{where}", params))


def event(event_id: str) -> Reading:
    """Reads the published occurrences of one event."""
    return lambda connection: read_published(connection, date.min, date.max, event_id)
