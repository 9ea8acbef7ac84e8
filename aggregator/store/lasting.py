"""What outlasts events.db: id, UID and SEQUENCE of each event, kept in archive.db and read where events are missing.

Refuses to know more than a merge needs to name an event as before, should it come back after a takedown, or after the
database was lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from aggregator.merge.identity import uid_of
from aggregator.model import KnownEvent
from aggregator.store import merged, sql
from aggregator.store.archive import Archive


def is_new(db: sqlite3.Connection) -> bool:
    """Whether there is no event yet."""
    return sql.one(db, "SELECT 1 FROM events LIMIT 1") is None


def outlasted(db: sqlite3.Connection, archive: Archive) -> tuple[KnownEvent, ...]:
    """Events without a row that were taken down or lost; all that ever were, where the database is new."""
    return tuple(merged.without_rows(db, archive.known(only_gone=not is_new(db))))


def remember(
    db: sqlite3.Connection,
    archive: Archive,
    changed: Iterable[KnownEvent],
    *,
    gone: Sequence[str],
    found: Iterable[str] | None,
) -> None:
    """Keep what a merge made of events. gone: ids of those that are no more. found: of those in a new database."""
    if found is not None:
        found = set(found)
        parts = list(_lost_parts(db, archive.known(), found))
        archive.keep_known(parts)
        archive.keep_lost(found)
    if not archive.knows_any():
        changed = merged.read_known(db)
    changed = tuple(changed)
    if changed or gone:
        archive.keep_known(changed, without=gone)


def _lost_parts(db: sqlite3.Connection, known: Sequence[KnownEvent], found: Set[str]) -> Iterator[KnownEvent]:
    """What a new database lacks of the events it found again: each listing as the event it may come back as, when what
    was merged is taken apart, so that its SEQUENCE goes on. Younger than the whole, whose name it never takes."""
    there = {row["id"] for row in db.execute("SELECT id FROM listings")} | {event.id for event in known}
    for event in known:
        for listing_id in event.listing_ids if event.id in found else ():
            if listing_id not in there:
                yield replace(
                    event,
                    id=listing_id,
                    uid=uid_of(listing_id),
                    listing_ids=(listing_id,),
                    created_at=event.updated_at,
                    content_hash="",
                )
