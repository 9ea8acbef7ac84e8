"""What is asked of the database by the stages after it: listings, states, problems, and the occurrences to publish.

Refuses to write and to judge: which events are published was decided when they were saved.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from aggregator.model import Change, Evidence, Listing, Problem, PublishedOccurrence, Registration, Source, SourceState
from aggregator.store import sql
from aggregator.store.dates import OWN_FIELDS, PLACE_FIELDS
from aggregator.store.rows import Cell, read_listing, read_source, read_state, shared_fields
from aggregator.store.times import read_instant, read_moment, zone_of


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A row of `changes`."""

    at: datetime
    source: str
    change: Change


@dataclass(frozen=True, slots=True)
class RecordedProblem:
    """A row of `problems`. source is None for what concerns the run as a whole."""

    source: str | None
    problem: Problem
    first_seen_at: datetime
    last_seen_at: datetime


def read_listings(db: sqlite3.Connection, source: str | None = None) -> tuple[Listing, ...]:
    """All listings, or one source's, by source and uid; without their evidence, which only `read_evidence` loads.

    In that order merging walks over them: what lies together in memory is read a tenth faster than by id.
    """
    where, values = ("WHERE source = ?", (source,)) if source is not None else ("", ())
    query = f"SELECT * FROM listings {where} ORDER BY source, uid, recurrence_id"
    return tuple(read_listing(row) for row in db.execute(query, values))


def read_evidence(db: sqlite3.Connection, listing_id: str) -> tuple[Evidence, ...]:
    """The words a listing was read from, in the order they were read."""
    rows = db.execute("SELECT * FROM evidence WHERE listing_id = ? ORDER BY id", (listing_id,))
    return tuple(Evidence(row["field"], row["text"], row["position"], row["rule"] or "") for row in rows)


def read_last_run(db: sqlite3.Connection) -> datetime | None:
    """When a source was last asked."""
    last = sql.one(db, "SELECT max(last_fetch_at) FROM sources")
    return read_instant(str(last)) if last else None


WATCHED = """
WITH good AS (
    SELECT source, at, inserted + updated + withdrawn > 0 AS changed FROM fetches
    WHERE result <> 'failed' AND at >= strftime('%Y-%m-%dT%H:%M:%SZ', (SELECT max(at) FROM fetches), '-28 days')
), first AS (SELECT source, min(at) AS at, max(at) AS last FROM good GROUP BY source)
SELECT f.source, sum(g.changed AND g.at > f.at) AS changes, f.at AS first, f.last
FROM first AS f JOIN good AS g ON g.source = f.source GROUP BY f.source
"""
"""How often each source changed in the last four weeks of the diary, its first answer in them not counted."""


def read_states(db: sqlite3.Connection) -> dict[str, SourceState]:
    """What the next fetch must know of each source, by slug, as far as events.db knows it."""
    states = {row["slug"]: read_state(row) for row in db.execute("SELECT * FROM sources ORDER BY slug")}
    for row in db.execute(WATCHED):
        if row["source"] in states:
            watched = read_instant(row["last"]) - read_instant(row["first"])
            states[row["source"]] = replace(states[row["source"]], changes=row["changes"], watched=watched)
    return states


def read_sources(db: sqlite3.Connection) -> tuple[Source, ...]:
    """Every source that has a row, those no longer in sources.toml among them, as far as merging needs it."""
    return tuple(read_source(row) for row in db.execute("SELECT * FROM sources ORDER BY slug"))


def read_source_rows(db: sqlite3.Connection) -> tuple[dict[str, Cell], ...]:
    """The columns of `sources`, with the counts, health and what_to_do of `source_health`, those in need first."""
    query = """
        SELECT s.*, h.health, h.what_to_do, h.events AS events_now, h.upcoming AS upcoming_now
        FROM source_health AS h JOIN sources AS s ON s.slug = h.slug
    """
    found = []
    for row in db.execute(query):
        columns = sql.as_dict(row)
        columns["events"], columns["upcoming"] = columns.pop("events_now"), columns.pop("upcoming_now")
        found.append(columns)
    return tuple(found)


def read_problems(db: sqlite3.Connection, source: str | None = None) -> tuple[RecordedProblem, ...]:
    """What is wrong now, all of it or with one source; by source and place."""
    where, values = ("WHERE source = ?", (source,)) if source is not None else ("", ())
    rows = db.execute(f"SELECT * FROM problems {where} ORDER BY source, stage, position, id", values)
    return tuple(
        RecordedProblem(
            row["source"],
            Problem(row["stage"], row["position"], row["message"], row["hint"] or ""),
            read_instant(row["first_seen_at"]),
            read_instant(row["last_seen_at"]),
        )
        for row in rows
    )


def read_changes(db: sqlite3.Connection, listing_ids: Iterable[str]) -> tuple[RecordedChange, ...]:
    """The history of some listings, oldest first."""
    rows = []
    for chunk in sql.chunks(listing_ids):
        rows += db.execute(f"SELECT * FROM changes WHERE listing_id IN ({sql.marks(chunk)})", chunk).fetchall()
    return tuple(
        RecordedChange(
            read_instant(row["at"]),
            row["source"],
            Change(row["listing_id"], row["kind"], row["field"], row["old"], row["new"]),
        )
        for row in sorted(rows, key=lambda row: int(row["id"]))
    )


def read_about(db: sqlite3.Connection) -> dict[str, str]:
    """The facts of the calendar itself that are known, by key."""
    return {row["key"]: row["value"] for row in db.execute("SELECT * FROM about WHERE value IS NOT NULL ORDER BY key")}


# ------------------------------------------------------------------------------------------------ to publish

PUBLISHED = """
SELECT
    o.id AS occurrence_id, o.title AS occurrence_title, o.start AS occurrence_start, o."end" AS occurrence_end,
    o.timezone AS occurrence_timezone, o.all_day AS occurrence_all_day, o.status AS occurrence_status,
    o.location AS occurrence_location, o.listing_id AS occurrence_listing,
    o.sequence AS occurrence_sequence, o.updated_at AS occurrence_updated_at, e.*
FROM occurrences AS o JOIN events AS e ON e.id = o.event_id
WHERE e.state = 'published' AND o.start_date <= :last AND o.end_date >= :first AND (:event IS NULL OR e.id = :event)
ORDER BY o.start_utc, o.id
"""


def read_published(
    db: sqlite3.Connection, first: date, last: date, event_id: str | None = None
) -> tuple[PublishedOccurrence, ...]:
    """Every published occurrence that touches the local days `first` to `last`, inclusive; by start, then UID.

    event_id: only this event's. Cancelled ones are among them: they stay, marked, as long as the window reaches back.
    """
    window = {"first": first.isoformat(), "last": last.isoformat(), "event": event_id}
    credits = _credits(db, window)
    confirmed = {row["event_id"]: row["at"] for row in db.execute(LAST_CONFIRMED, window)}
    overrides = {row["id"]: row for row in db.execute(TOLD_BY_ITSELF, window)}
    found = []
    for row in db.execute(PUBLISHED, window):
        fields = shared_fields(row, zone_of(row["timezone"]))
        override = overrides.get(row["occurrence_listing"])
        if override is not None:
            _overlay(fields, override)
        seen = confirmed.get(row["id"])
        found.append(_occurrence(row, fields, credits.get(row["id"], ()), seen))
    return tuple(found)


LAST_CONFIRMED = """
SELECT event_id, max(last_confirmed_at) AS at FROM confirmed
WHERE :event IS NULL OR event_id = :event GROUP BY event_id
"""

TOLD_BY_ITSELF = """
SELECT * FROM listings WHERE (recurrence_id <> '' OR (
    rrule IS NULL AND rdates IS NULL AND id IN (SELECT listing_id FROM event_sources WHERE NOT is_primary)
)) AND (:event IS NULL OR id IN (SELECT listing_id FROM occurrences WHERE event_id = :event))
"""
"""Listings that may speak for one date of a series: its own source's, and another's single event (merge/dates.py)."""


def _credits(db: sqlite3.Connection, window: Mapping[str, str | None]) -> dict[str, tuple[tuple[str, str | None], ...]]:
    """Name and link of the sources of each event: the shown one first, then organizers, then by name."""
    query = """
        SELECT es.event_id, s.name, es.url FROM event_sources AS es JOIN sources AS s ON s.slug = es.source
        WHERE :event IS NULL OR es.event_id = :event
        ORDER BY es.is_primary DESC, s.role = 'organizer' DESC, s.name, es.listing_id
    """
    found: defaultdict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for row in db.execute(query, window):
        found[row["event_id"]].append((row["name"], row["url"]))
    return {event_id: tuple(dict.fromkeys(credits)) for event_id, credits in found.items()}


def _overlay(fields: dict[str, Any], override: Mapping[str, Any]) -> None:
    """Let the listing of one date of a series speak for it, its place as a whole."""
    own = shared_fields(override, zone_of(override["timezone"]))
    if any(own[name] is not None for name in (*PLACE_FIELDS, "location")):
        fields.update({name: own[name] for name in PLACE_FIELDS})
    fields.update({name: own[name] for name in OWN_FIELDS if own[name] not in (None, Registration.UNKNOWN)})


def _occurrence(
    row: Mapping[str, Any], fields: Mapping[str, Any], credits: tuple[tuple[str, str | None], ...], seen: str | None
) -> PublishedOccurrence:
    zone = zone_of(row["occurrence_timezone"])
    end = row["occurrence_end"]
    status = type(fields["status"])(row["occurrence_status"])
    later = row["updated_at"] if row["updated_at"] > row["occurrence_updated_at"] else None
    return PublishedOccurrence(
        uid=row["occurrence_id"],
        event_id=row["id"],
        title=row["occurrence_title"],
        start=read_moment(row["occurrence_start"], zone),
        end=None if end is None else read_moment(end, zone),
        timezone=row["occurrence_timezone"],
        all_day=bool(row["occurrence_all_day"]),
        status=status,
        sequence=row["occurrence_sequence"],
        created_at=read_instant(row["created_at"]),
        updated_at=read_instant(row["occurrence_updated_at"]),
        location=row["occurrence_location"],
        categories=fields["categories"],
        series=fields["series"],
        sources=credits,
        last_seen_at=None if seen is None else read_instant(seen),
        event_updated_at=None if later is None else read_instant(later),
        **{name: fields[name] for name in (*PLACE_FIELDS, *OWN_FIELDS)},
    )
