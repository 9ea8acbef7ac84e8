"""What events.db does by itself when a row is written, as the migrations create it.

Refuses to be edited once released, as they do: another trigger is another constant, and another migration.
"""

from __future__ import annotations

FTS_TRIGGERS = (
    """
    CREATE TRIGGER events_fts_insert AFTER INSERT ON events BEGIN
        INSERT INTO events_fts (rowid, title, description, location, organizer)
        VALUES (new.rowid, new.title, new.description, new.location, new.organizer);
    END
    """,
    """
    CREATE TRIGGER events_fts_delete AFTER DELETE ON events BEGIN
        INSERT INTO events_fts (events_fts, rowid, title, description, location, organizer)
        VALUES ('delete', old.rowid, old.title, old.description, old.location, old.organizer);
    END
    """,
    """
    CREATE TRIGGER events_fts_update AFTER UPDATE OF title, description, location, organizer ON events BEGIN
        INSERT INTO events_fts (events_fts, rowid, title, description, location, organizer)
        VALUES ('delete', old.rowid, old.title, old.description, old.location, old.organizer);
        INSERT INTO events_fts (rowid, title, description, location, organizer)
        VALUES (new.rowid, new.title, new.description, new.location, new.organizer);
    END
    """,
)
"""They keep the index of words in step whoever writes; an update of other columns leaves it alone."""

WAITING_TRIGGERS = (
    """
    CREATE TRIGGER listings_wait_insert AFTER INSERT ON listings BEGIN
        INSERT INTO merge_waiting (source, uid) VALUES (new.source, new.uid);
    END
    """,
    """
    CREATE TRIGGER listings_wait_delete AFTER DELETE ON listings BEGIN
        INSERT INTO merge_waiting (source, uid) VALUES (old.source, old.uid);
    END
    """,
    """
    CREATE TRIGGER listings_wait_update
    AFTER UPDATE OF source, uid, recurrence_id, title, start, "end", timezone, all_day, precision, rrule,
        rdates, exdates, location, venue, address, locality, region, postal_code, country, latitude,
        longitude, attendance_mode, url, registration_url, registration, organizer, status, categories, description,
        series, price, register_by_date, confidence, title_assumed, content_hash, first_seen_at, changed_at ON listings
    BEGIN
        INSERT INTO merge_waiting (source, uid) VALUES (old.source, old.uid);
        INSERT INTO merge_waiting (source, uid) SELECT new.source, new.uid
        WHERE (new.source, new.uid) IS NOT (old.source, old.uid);
    END
    """,
    """
    CREATE TRIGGER listings_wait_withdrawn AFTER UPDATE OF withdrawn_at ON listings
    WHEN new.withdrawn_at IS NOT old.withdrawn_at
    BEGIN
        INSERT INTO merge_waiting (source, uid) VALUES (old.source, old.uid);
    END
    """,
    """
    CREATE TRIGGER sources_wait AFTER UPDATE OF name, url, role, review ON sources
    WHEN (new.name, new.url, new.role, new.review) IS NOT (old.name, old.url, old.role, old.review)
    BEGIN
        INSERT INTO merge_waiting (source, uid) SELECT DISTINCT source, uid FROM listings WHERE source = new.slug;
    END
    """,
)
"""Whoever writes what merging reads, the next merge knows; being seen, or missed once, is nothing to it."""
