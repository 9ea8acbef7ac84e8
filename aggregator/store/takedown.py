"""Making an event vanish from the files: its rows, the words about it elsewhere, and the bytes SQLite leaves behind.

Refuses to decide what is taken down, and to leave a trace of its words: what stays is an id, a UID and a count, in
archive.db (`store.lasting`), so that SEQUENCE goes on should the takedown be taken back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from aggregator.model import KnownEvent
from aggregator.store import sql
from aggregator.store.archive import Archive
from aggregator.store.connection import emptied, immediate
from aggregator.store.merged import read_known
from aggregator.store.rows import Row
from aggregator.store.sources import ASK_ANEW

BY_LISTING = (
    ("evidence", "listing_id"),
    ("changes", "listing_id"),
    ("event_sources", "listing_id"),
    ("occurrences", "listing_id"),
)
"""Tables with rows of a listing, in the order in which foreign keys let them go; `listings` itself is last."""

BY_EVENT = (
    ("occurrences", "event_id"),
    ("event_sources", "event_id"),
    ("changes", "event_id"),
)

SPEAKING = (("fetches", "message"), ("sources", "message"), ("sources", "hint"))
"""Columns that may quote an event, beside `problems`."""

LEAST_QUOTE = 5
"""Letters of the shortest words that are looked for: shorter ones stand everywhere."""


def take_down(db: sqlite3.Connection, archive: Archive, listing_ids: Sequence[str]) -> None:
    """Remove listings, if they are stored, and the pages they stood on; what outlasts their events is kept first."""
    slugs = sources_of(db, listing_ids)
    if slugs:
        archive.keep_taken_down(affected(db, listing_ids))
        archive.drop(slugs)
        with immediate(db):
            remove(db, listing_ids)


def forget_bytes(db: sqlite3.Connection, archive: Archive) -> bool:
    """Write both files anew, where something was removed from them; False where a reader kept a log from being emptied.

    The removed words may then stand in it until the next run.
    """
    if archive.is_anything_unforgotten():
        if not _write_anew(db) or not archive.forget_bytes():
            return False
        archive.forgot()
    return True


def affected(db: sqlite3.Connection, listing_ids: Sequence[str]) -> tuple[KnownEvent, ...]:
    """The events, as far as the next merge must know them, that hold any of these listings."""
    wanted = set(listing_ids)
    return tuple(event for event in read_known(db) if not wanted.isdisjoint(event.listing_ids))


def sources_of(db: sqlite3.Connection, listing_ids: Sequence[str]) -> list[str]:
    """The slugs of who lists them."""
    found: set[str] = set()
    for chunk in sql.chunks(listing_ids):
        rows = db.execute(f"SELECT source FROM listings WHERE id IN ({sql.marks(chunk)})", chunk)
        found.update(row["source"] for row in rows)
    return sorted(found)


def remove(db: sqlite3.Connection, listing_ids: Sequence[str]) -> None:
    """Remove listings and all that was read with them; an event goes with its last listing. In the caller's
    transaction."""
    keys = [(listing_id,) for listing_id in listing_ids]
    quotes = _quotes(db, listing_ids)
    events = {row["event_id"] for one in keys for row in db.execute("SELECT event_id FROM listings WHERE id = ?", one)}
    for table, column in BY_LISTING:
        db.executemany(f"DELETE FROM {table} WHERE {column} = ?", keys)
    db.executemany("DELETE FROM listings WHERE id = ?", keys)
    left = {row["event_id"] for row in db.execute("SELECT DISTINCT event_id FROM listings")}
    for event_id in sorted(events - left - {None}):
        for table, column in BY_EVENT:
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (event_id,))
        db.execute("DELETE FROM events WHERE id = ?", (event_id,))
    _unquote(db, quotes)


def _write_anew(db: sqlite3.Connection) -> bool:
    """Write the file anew, its index of words and statistics too, outside a transaction; whether its log is empty."""
    db.execute("INSERT INTO events_fts (events_fts) VALUES ('rebuild')")
    db.execute("ANALYZE")
    db.execute("VACUUM")
    db.execute("INSERT INTO events_fts (events_fts) VALUES ('rebuild')")  # VACUUM may number rows anew
    return emptied(db)


def ask_anew(db: sqlite3.Connection, slugs: Iterable[str]) -> None:
    """Have sources asked for their whole page at the next run."""
    sql.update(db, "sources", "slug", [{"slug": slug, **ASK_ANEW} for slug in slugs])


def _quotes(db: sqlite3.Connection, listing_ids: Sequence[str]) -> list[str]:
    """What a problem or a message would quote of these listings: title, uid, address, place on the page."""
    found: set[str] = set()
    for chunk in sql.chunks(listing_ids):
        where = f"WHERE id IN ({sql.marks(chunk)})"
        for row in db.execute(f"SELECT title, uid, url, location, position FROM listings {where}", chunk):
            found.update(text for text in row if text and len(text) >= LEAST_QUOTE)
    return sorted(found)


def _unquote(db: sqlite3.Connection, quotes: Sequence[str]) -> None:
    said = "position || ' ' || message || ' ' || coalesce(hint, '')"
    db.executemany(f"DELETE FROM problems WHERE instr({said}, ?)", [(quote,) for quote in quotes])
    for table, column in SPEAKING:
        rows: list[Row] = [{"quote": quote} for quote in quotes]
        db.executemany(f"UPDATE {table} SET {column} = NULL WHERE instr({column}, :quote)", rows)
