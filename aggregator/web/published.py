"""Rows → `PublishedOccurrence`: what a feed rendered on request is made from.

Refuses to render. An event in a selection has the UID, the SEQUENCE and the time that it has in the whole calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregator.model import AttendanceMode, PublishedOccurrence, Registration, Status
from aggregator.web.filters import Filters
from aggregator.web.format import Span, read_instant
from aggregator.web.occurrences import JOINED, PUBLISHED, read_credits, read_list

COLUMNS = """
    o.id, o.event_id, o.title, o.start, o."end", o.timezone, o.all_day, o.status, o.location,
    e.sequence, e.created_at, e.updated_at, e.location AS event_location, e.venue, e.address, e.locality, e.region,
    e.country, e.latitude, e.longitude, e.attendance_mode, e.url, e.registration_url, e.registration, e.organizer,
    e.categories, e.description, e.series,
    (SELECT max(l.last_seen_at) FROM listings AS l WHERE l.event_id = e.id) AS last_seen_at,
    (SELECT json_group_array(json_array(name, url)) FROM (
        SELECT s.name, es.url FROM event_sources AS es JOIN sources AS s ON s.slug = es.source
        WHERE es.event_id = e.id ORDER BY es.is_primary DESC, s.name)) AS credits
"""

SELECT = f"SELECT {COLUMNS} {JOINED} WHERE e.state = '{PUBLISHED}'"
ORDER = "ORDER BY o.start_utc, o.id"


async def selected(database: Any, filters: Filters) -> tuple[PublishedOccurrence, ...]:
    """The published occurrences of a reader's choice, all of them."""
    where, params = filters.where()
    result = await database.execute(f"{SELECT}{where} {ORDER}", params)
    return tuple(from_row(row) for row in result.rows)


async def of_event(database: Any, event_id: str) -> tuple[PublishedOccurrence, ...]:
    """The published occurrences of one event."""
    result = await database.execute(f"{SELECT} AND e.id = :id {ORDER}", {"id": event_id})
    return tuple(from_row(row) for row in result.rows)


def from_row(row: Mapping[str, Any]) -> PublishedOccurrence:
    """One row of `COLUMNS`. An occurrence's id is its UID; the parts of a place go only with that place."""
    span = Span.read(row["start"], row["end"], row["timezone"])
    elsewhere = row["location"] is not None and row["location"] != row["event_location"]
    place = {
        key: None if elsewhere else row[key]
        for key in ("venue", "address", "locality", "region", "country", "latitude", "longitude")
    }
    return PublishedOccurrence(
        uid=row["id"],
        event_id=row["event_id"],
        title=row["title"],
        start=span.start,
        end=span.end,
        timezone=row["timezone"],
        all_day=bool(row["all_day"]),
        status=Status(row["status"] or "confirmed"),
        sequence=row["sequence"],
        created_at=read_instant(row["created_at"]),
        updated_at=read_instant(row["updated_at"]),
        location=row["location"] or row["event_location"],
        attendance_mode=AttendanceMode(row["attendance_mode"]) if row["attendance_mode"] else None,
        url=row["url"],
        registration_url=row["registration_url"],
        registration=Registration(row["registration"] or "unknown"),
        organizer=row["organizer"],
        categories=read_list(row["categories"]),
        description=row["description"],
        series=row["series"],
        sources=tuple((credit.name, credit.url) for credit in read_credits(row["credits"])),
        last_seen_at=read_instant(row["last_seen_at"]) if row["last_seen_at"] else None,
        **place,
    )
