"""The schema of events.db, as a list of migrations; each runs in one transaction with the record that it ran.

Refuses to hold queries; views, which keep no data, are in `store.views`. A released migration is never edited: a change
of schema is a new function at the end. Every column is described in datasette_metadata.json, from which
docs/schema.md is generated; a test names what is missing.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database, Migrations

from aggregator.store.triggers import FTS_TRIGGERS, WAITING_TRIGGERS

migrations = Migrations("aggregator")

TIME_COLUMNS: dict[str, Any] = {
    "start": str,
    "end": str,
    "start_date": str,
    "end_date": str,
    "start_utc": str,
    "end_utc": str,
    "timezone": str,
    "all_day": int,
}
"""How time stands in every table that has it (docs/design.md §4.4)."""

EVENT_COLUMNS: dict[str, Any] = {
    "title": str,
    **TIME_COLUMNS,
    "timezone_source": str,
    "precision": str,
    "rrule": str,
    "rdates": str,
    "exdates": str,
    "location": str,
    "venue": str,
    "address": str,
    "locality": str,
    "region": str,
    "postal_code": str,
    "country": str,
    "latitude": float,
    "longitude": float,
    "attendance_mode": str,
    "url": str,
    "registration_url": str,
    "registration": str,
    "organizer": str,
    "status": str,
    "categories": str,
    "description": str,
    "series": str,
    "confidence": float,
    "timezone_assumed": int,
    "year_assumed": int,
    "title_assumed": int,
    "content_hash": str,
}
"""The fields of `model.Event` as columns, in the order they are shown; lists are JSON arrays."""

FTS_COLUMNS = ("title", "description", "location", "organizer")
"""What full-text search on events looks through."""


@migrations()
def m001_first_tables(db: Database) -> None:
    """Tables of the first release."""
    _create_about(db)
    _create_sources(db)
    _create_events(db)
    _create_listings(db)
    _create_occurrences(db)
    _create_event_sources(db)
    _create_evidence(db)
    _create_changes(db)
    _create_problems(db)
    _create_fetches(db)
    _create_indexes(db)
    db.table("events").enable_fts(FTS_COLUMNS, tokenize="porter unicode61 remove_diacritics 2")
    for statement in FTS_TRIGGERS:
        db.execute(statement)


def _create_about(db: Database) -> None:
    db.table("about").create({"key": str, "value": str}, pk="key", not_null={"key"})


def _create_sources(db: Database) -> None:
    db.table("sources").create(
        {
            "slug": str,
            "name": str,
            "url": str,
            "role": str,
            "format": str,
            "timezone": str,
            "region": str,
            "categories": str,
            "every_minutes": int,
            "enabled": int,
            "review": int,
            "result": str,
            "message": str,
            "hint": str,
            "events": int,
            "upcoming": int,
            "problems": int,
            "failures": int,
            "last_fetch_at": str,
            "last_success_at": str,
            "last_change_at": str,
            "next_fetch_at": str,
            "etag": str,
            "last_modified": str,
            "body_hash": str,
            "reader_version": int,
            "last_read_at": str,
            "complete": int,
            "settings_hash": str,
            "paused": int,
        },
        pk="slug",
        not_null={"name", "failures", "enabled"},
        defaults={"failures": 0, "enabled": 1, "events": 0, "upcoming": 0, "problems": 0, "paused": 0},
    )


def _create_events(db: Database) -> None:
    db.table("events").create(
        {
            "id": str,
            **EVENT_COLUMNS,
            "state": str,
            "source": str,
            "sources_count": int,
            "uid": str,
            "sequence": int,
            "provenance": str,
            "created_at": str,
            "updated_at": str,
        },
        pk="id",
        not_null={"title", "start", "start_date", "start_utc", "timezone", "status", "uid", "state", "sequence"},
        foreign_keys=[("source", "sources", "slug")],
    )


def _create_listings(db: Database) -> None:
    db.table("listings").create(
        {
            "id": str,
            "source": str,
            "uid": str,
            "recurrence_id": str,
            "original_start": str,
            "event_id": str,
            **EVENT_COLUMNS,
            "sequence": int,
            "uid_assumed": int,
            "position": str,
            "format": str,
            "rules": str,
            "state": str,
            "missed": int,
            "missing_since": str,
            "withdrawn_at": str,
            "first_seen_at": str,
            "last_seen_at": str,
            "changed_at": str,
        },
        pk="id",
        not_null={"source", "uid", "recurrence_id", "title", "start", "content_hash", "state", "missed"},
        defaults={"state": "listed", "missed": 0},
        foreign_keys=[("source", "sources", "slug"), ("event_id", "events", "id")],
    )


def _create_occurrences(db: Database) -> None:
    db.table("occurrences").create(
        {
            "id": str,
            "event_id": str,
            "recurrence_id": str,
            "title": str,
            **TIME_COLUMNS,
            "location": str,
            "status": str,
            "listing_id": str,
        },
        pk="id",
        not_null={"event_id", "title", "start", "start_date", "start_utc", "end_utc", "timezone"},
        foreign_keys=[("event_id", "events", "id"), ("listing_id", "listings", "id")],
    )


def _create_event_sources(db: Database) -> None:
    db.table("event_sources").create(
        {
            "event_id": str,
            "listing_id": str,
            "source": str,
            "url": str,
            "is_primary": int,
            "reasons": str,
        },
        pk=("event_id", "listing_id"),
        foreign_keys=[("event_id", "events", "id"), ("listing_id", "listings", "id"), ("source", "sources", "slug")],
    )


def _create_evidence(db: Database) -> None:
    db.table("evidence").create(
        {"id": int, "listing_id": str, "field": str, "text": str, "position": str, "rule": str},
        pk="id",
        foreign_keys=[("listing_id", "listings", "id")],
    )


def _create_changes(db: Database) -> None:
    db.table("changes").create(
        {
            "id": int,
            "at": str,
            "kind": str,
            "event_id": str,
            "listing_id": str,
            "source": str,
            "field": str,
            "old": str,
            "new": str,
        },
        pk="id",
        foreign_keys=[("event_id", "events", "id"), ("listing_id", "listings", "id"), ("source", "sources", "slug")],
    )


def _create_problems(db: Database) -> None:
    db.table("problems").create(
        {
            "id": str,
            "source": str,
            "stage": str,
            "position": str,
            "message": str,
            "hint": str,
            "first_seen_at": str,
            "last_seen_at": str,
        },
        pk="id",
        foreign_keys=[("source", "sources", "slug")],
    )


def _create_fetches(db: Database) -> None:
    db.table("fetches").create(
        {
            "id": int,
            "at": str,
            "source": str,
            "result": str,
            "http_status": int,
            "seconds": float,
            "bytes": int,
            "format": str,
            "seen": int,
            "inserted": int,
            "updated": int,
            "unchanged": int,
            "missing": int,
            "withdrawn": int,
            "problems": int,
            "message": str,
        },
        pk="id",
        foreign_keys=[("source", "sources", "slug")],
    )


INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "sources": (("next_fetch_at",),),
    "events": (("start_utc",), ("end_utc",), ("state",), ("source",)),
    "listings": (("event_id",), ("source", "end_utc")),
    "occurrences": (("event_id",), ("start_utc", "end_utc"), ("end_utc",), ("start_date",), ("listing_id",)),
    "event_sources": (("listing_id",), ("source",)),
    "evidence": (("listing_id",),),
    "changes": (("at",), ("event_id",), ("listing_id",), ("source",)),
    "problems": (("source",),),
    "fetches": (("source", "at"), ("at",)),
}
"""Indexes of the first release: what the views, the web pages, foreign keys and one source's transaction look up by."""


def _create_indexes(db: Database) -> None:
    """Create the indexes; a listing is unique by its key, which is the identity of an event within its source."""
    db.table("listings").create_index(["source", "uid", "recurrence_id"], unique=True)
    # A handful of rows at any time: what an unchanged answer must count once more (`answers.record_unchanged`).
    db.execute("CREATE INDEX idx_listings_missing ON listings (source) WHERE missed > 0 AND withdrawn_at IS NULL")
    for table, indexes in INDEXES.items():
        for columns in indexes:
            db.table(table).create_index(columns)


@migrations()
def m002_price_and_last_day_to_sign_up(db: Database) -> None:
    """What an event costs, in its source's words, and until when one signs up."""
    for table in ("events", "listings"):
        db.table(table).add_column("price", str)
        db.table(table).add_column("register_by_date", str)


@migrations()
def m003_rhythm_of_sources(db: Database) -> None:
    """How often a source has something on, until when its silence is nothing unusual, and a quick way to count."""
    db.table("sources").add_column("rhythm_days", int)
    db.table("sources").add_column("quiet_until_date", str)
    # What is ahead of each source is counted from these two alone, without touching a row.
    db.execute("DROP INDEX idx_occurrences_end_utc")
    db.table("occurrences").create_index(["end_utc", "event_id"])
    db.table("event_sources").create_index(["event_id", "source"])


@migrations()
def m004_scores_of_merges(db: Database) -> None:
    """How surely a listing is one event with the others."""
    db.table("event_sources").add_column("score", int)


@migrations()
def m005_changes_of_single_dates(db: Database) -> None:
    """What changed of one date of a series is told of that date alone; so far it was told of all."""
    dates = db.table("occurrences")
    dates.add_column("sequence", int)
    dates.add_column("updated_at", str)
    dates.add_column("content_hash", str)
    db.execute(
        "UPDATE occurrences SET (sequence, updated_at) ="
        " (SELECT e.sequence, e.updated_at FROM events AS e WHERE e.id = occurrences.event_id)"
    )


@migrations()
def m006_units_at_rest(db: Database) -> None:
    """What merging keeps of each unit and what changed since, so that one change is merged without all others."""
    numbers = {"day": int, "moment": str, "is_active": int, "own_uid": int, "name": int, "sitting": int}
    columns: dict[str, Any] = {"id": int, "source": str, "uid": str, "listings": str, "component": str, **numbers}
    db.table("merge_units").create({**columns, "addresses": str, "marks": str}, pk="id")
    db.table("merge_units").create_index(["component"])
    db.table("merge_units").create_index(["day"])
    db.execute("CREATE TABLE merge_marks (mark INTEGER, unit INTEGER, PRIMARY KEY (mark, unit)) WITHOUT ROWID")
    db.table("merge_waiting").create({"id": int, "source": str, "uid": str}, pk="id")
    db.table("merge_notes").create({"key": str, "value": str}, pk="key")
    db.table("events").create_index(["uid"])
    for statement in WAITING_TRIGGERS:
        db.execute(statement)
