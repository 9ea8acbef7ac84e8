"""What a feed rendered on request is made from: the store's own reading of it, on Datasette's connection.

Refuses to render, and to read a row itself: an event in a selection is told by the same code, with the same UID and
SEQUENCE, as in the files that a refresh writes.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from aggregator.model import PublishedOccurrence
from aggregator.store.reads import read_published
from aggregator.web.filters import Filters
from aggregator.web.occurrences import FROM


async def selected(database: Any, filters: Filters) -> tuple[PublishedOccurrence, ...]:
    """The published occurrences of a reader's choice, all of them."""
    first, last = filters.first or date.min, filters.last or date.max
    found = await database.execute_fn(lambda connection: read_published(connection, first, last))
    if not filters.narrows:
        return tuple(found)
    where, params = filters.where()
    chosen = await database.execute(f"SELECT o.id {FROM}{where}", params)
    ids = {row["id"] for row in chosen.rows}
    return tuple(occurrence for occurrence in found if occurrence.uid in ids)


async def of_event(database: Any, event_id: str) -> tuple[PublishedOccurrence, ...]:
    """The published occurrences of one event."""
    found = await database.execute_fn(lambda connection: read_published(connection, date.min, date.max, event_id))
    return tuple(found)
