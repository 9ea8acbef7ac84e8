"""What changed in the published calendar, one record for what one answer of a source changed in one event.

Refuses to put it into words (`web.news`), and to tell what readers never saw: events that wait for review or are
hidden, and what a source changed in a listing that does not speak for the event.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from aggregator.model import Change, DateOrTime
from aggregator.store.times import instant_text, read_instant, read_moment, zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one answer changed in one event.

    at: when it was read. title, start, end, timezone, status, rrule: as the event is told now; where one date of a
    series differs from it, those of that date, and recurrence_id names it (`20261124T190000`), else it is None.
    joined: the listing is new and the event was known before. withdrawn: no source lists the event any more.
    """

    at: datetime
    listing_id: str
    event_id: str
    recurrence_id: str | None
    source: str
    source_name: str
    title: str
    start: DateOrTime
    end: DateOrTime | None
    timezone: str
    status: str
    rrule: str | None
    joined: bool
    withdrawn: bool
    changes: tuple[Change, ...]


NEWS = """
SELECT
    c.at, c.kind, c.field, c.old, c.new, coalesce(c.listing_id, '') AS listing_id, c.event_id, c.source,
    coalesce(s.name, c.source) AS source_name, e.state, e.provenance, e.status AS event_status, e.rrule,
    e.created_at, e.sources_count, coalesce(l.recurrence_id, '') AS recurrence_id, es.is_primary,
    CASE WHEN l.recurrence_id <> '' THEN l.title ELSE e.title END AS title,
    CASE WHEN l.recurrence_id <> '' THEN l.start ELSE e.start END AS start,
    CASE WHEN l.recurrence_id <> '' THEN l."end" ELSE e."end" END AS "end",
    CASE WHEN l.recurrence_id <> '' THEN l.timezone ELSE e.timezone END AS timezone,
    CASE WHEN l.recurrence_id <> '' THEN l.status ELSE e.status END AS status
FROM changes AS c JOIN events AS e ON e.id = c.event_id
LEFT JOIN listings AS l ON l.id = c.listing_id
LEFT JOIN sources AS s ON s.slug = c.source
LEFT JOIN event_sources AS es ON es.event_id = c.event_id AND es.listing_id = c.listing_id
WHERE e.state IN ('published', 'withdrawn')
"""

ASKED = {
    "first": "c.at >= :first",
    "last": "c.at < :last",
    "source": "c.source = :source",
    "event": "c.event_id = :event",
}
"""What narrows them. Only what is asked for stands in the query: else no index is used, and each event reads all."""

NEWEST_FIRST = " ORDER BY c.at DESC, c.event_id, c.listing_id, c.id"


def read_news(
    db: sqlite3.Connection,
    *,
    first: datetime | None = None,
    last: datetime | None = None,
    source: str | None = None,
    event_id: str | None = None,
) -> Iterator[News]:
    """What changed from `first` on and before `last` (aware instants), newest first; of one source or event."""
    given = {"first": _instant(first), "last": _instant(last), "source": source, "event": event_id}
    asked = {name: value for name, value in given.items() if value is not None}
    rows = db.execute(NEWS + "".join(f" AND {ASKED[name]}" for name in asked) + NEWEST_FIRST, asked)
    for _, group in groupby(rows, key=lambda row: (row["at"], row["event_id"], row["listing_id"])):
        found = list(group)
        changes = tuple(_change(row) for row in found if _is_told(row))
        if changes:
            yield _news(found[0], changes)


def _is_told(row: Mapping[str, Any]) -> bool:
    """Whether readers of the calendar saw it: the listing speaks for the event, or for this field of it."""
    if row["kind"] == "withdrawn":
        return bool(row["recurrence_id"]) or row["state"] == "withdrawn"
    if row["kind"] == "new" or row["is_primary"] is None or row["is_primary"]:
        return True  # no row in event_sources: one date of a series, which speaks for itself
    if row["field"] == "status":
        return bool(row["new"] == row["event_status"])
    provenance = json.loads(row["provenance"] or "{}")
    return row["field"] is not None and provenance.get(row["field"]) == row["listing_id"]


def _news(row: Mapping[str, Any], changes: tuple[Change, ...]) -> News:
    zone = zone_of(row["timezone"])
    return News(
        at=read_instant(row["at"]),
        listing_id=row["listing_id"],
        event_id=row["event_id"],
        recurrence_id=row["recurrence_id"] or None,
        source=row["source"],
        source_name=row["source_name"],
        title=row["title"],
        start=read_moment(row["start"], zone),
        end=None if row["end"] is None else read_moment(row["end"], zone),
        timezone=row["timezone"],
        status=row["status"],
        rrule=row["rrule"],
        joined=row["at"] > row["created_at"],
        withdrawn=row["state"] == "withdrawn",
        changes=changes,
    )


def _change(row: Mapping[str, Any]) -> Change:
    return Change(row["listing_id"], row["kind"], row["field"], row["old"], row["new"])


def _instant(value: datetime | None) -> str | None:
    return None if value is None else instant_text(value)
