"""All that the database knows of one event, for `aggregator explain`: down to the words each field was read from.

Refuses to print.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date

from aggregator.merge import Comparison, Disagreement, compared, disagreements
from aggregator.model import Listing, MergedEvent, PublishedOccurrence, State
from aggregator.store import sql
from aggregator.store.merged import read_merged
from aggregator.store.reads import (
    RecordedChange,
    read_changes,
    read_evidence,
    read_listings,
    read_published,
    read_sources,
)
from aggregator.store.rows import read_listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One event's path. listings: the members, primary first, each with its evidence; occurrences: those published.

    compared: with what its listings were compared, one another and others; disagreements: where they differ.
    """

    event: MergedEvent
    state: State
    listings: tuple[Listing, ...]
    changes: tuple[RecordedChange, ...]
    occurrences: tuple[PublishedOccurrence, ...]
    compared: tuple[Comparison, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def read_event(db: sqlite3.Connection, name: str) -> MergedEvent | None:
    """One event by its id or by that of one of its listings."""
    found = sql.one(db, "SELECT id FROM events WHERE id = ?", (name,))
    event_id = found or sql.one(db, "SELECT event_id FROM listings WHERE id = ?", (name,))
    if event_id is None:
        return None
    rows = db.execute("SELECT * FROM listings WHERE event_id = ? ORDER BY id", (event_id,))
    return next(read_merged(db, [read_listing(row) for row in rows], str(event_id)), None)


def read_explanation(db: sqlite3.Connection, name: str) -> Explanation | None:
    """The event, and everything about it."""
    event = read_event(db, name)
    if event is None:
        return None
    listings = tuple(
        replace(member, event=replace(member.event, evidence=read_evidence(db, member.id))) for member in event.members
    )
    published = read_published(db, date.min, date.max, event.id)
    return Explanation(
        event=event,
        state=State(str(sql.one(db, "SELECT state FROM events WHERE id = ?", (event.id,)))),
        listings=listings,
        changes=read_changes(db, [listing.id for listing in listings]),
        occurrences=published,
        compared=compared(read_listings(db), sources=read_sources(db), of=event),
        disagreements=disagreements(event),
    )
