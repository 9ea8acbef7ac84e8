"""What is counted and noted beside each source after a merge: listings, what is ahead, how often something is on.

Refuses to count all where little changed: a source whose events were not touched, and none of whose dates passed since,
counts as before.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from aggregator.decide.rhythm import LOOKED_AT, rhythm
from aggregator.store import sql
from aggregator.store.times import instant_text, read_instant


def count(db: sqlite3.Connection, now: datetime, slugs: Iterable[str] | None = None) -> None:
    """Count anew beside all sources, or beside these. Inside the caller's transaction."""
    chosen = None if slugs is None else sorted(slugs)
    if chosen is None:
        _count_all(db, now)
    else:
        db.executemany(COUNT_ONE, [{"slug": slug, "now": instant_text(now)} for slug in chosen])
    _note_rhythms(db, now.date(), None if chosen is None else ("slug", chosen))


def passed_since(db: sqlite3.Connection, last: datetime, now: datetime) -> set[str]:
    """The sources of which something ended between two moments."""
    query = (
        "SELECT DISTINCT es.source FROM occurrences AS o JOIN event_sources AS es ON es.event_id = o.event_id"
        " WHERE o.end_utc >= ? AND o.end_utc < ?"
    )
    earlier, later = sorted((last, now))  # a clock that was set back
    return {row["source"] for row in db.execute(query, (instant_text(earlier), instant_text(later)))}


COUNT_ONE = """
UPDATE sources SET events = counted.events, upcoming = counted.upcoming FROM (
    SELECT
        (SELECT count(*) FROM listings WHERE source = :slug AND state <> 'withdrawn') AS events,
        (SELECT count(*) FROM event_sources AS es JOIN occurrences AS o ON o.event_id = es.event_id
         WHERE es.source = :slug AND o.end_utc >= :now) AS upcoming
) AS counted
WHERE sources.slug = :slug AND (sources.events, sources.upcoming) IS NOT (counted.events, counted.upcoming)
"""


def _count_all(db: sqlite3.Connection, now: datetime) -> None:
    """Each table is read once, however many sources there are."""
    db.execute(
        """
        WITH listed AS (SELECT source, count(*) AS n FROM listings WHERE state <> 'withdrawn' GROUP BY source),
        ahead AS (
            SELECT es.source, count(*) AS n FROM occurrences AS o JOIN event_sources AS es ON es.event_id = o.event_id
            WHERE o.end_utc >= ? GROUP BY es.source
        )
        UPDATE sources SET events = counted.events, upcoming = counted.upcoming FROM (
            SELECT s.slug, coalesce(listed.n, 0) AS events, coalesce(ahead.n, 0) AS upcoming FROM sources AS s
            LEFT JOIN listed ON listed.source = s.slug LEFT JOIN ahead ON ahead.source = s.slug
        ) AS counted
        WHERE sources.slug = counted.slug
          AND (sources.events, sources.upcoming) IS NOT (counted.events, counted.upcoming)
        """,
        (instant_text(now),),
    )


def _note_rhythms(db: sqlite3.Connection, today: date, among: sql.Among) -> None:
    """How often each source has something on."""
    days: defaultdict[str, list[str]] = defaultdict(list)
    query = (
        "SELECT DISTINCT es.source, o.start_date FROM occurrences AS o JOIN event_sources AS es"
        " ON es.event_id = o.event_id WHERE o.start_date BETWEEN ? AND ?"
    )
    span = (str(today - LOOKED_AT), str(today + LOOKED_AT))
    asked = [(query, span)] if among is None else [(f"{query} AND es.source = ?", (*span, slug)) for slug in among[1]]
    for text, values in asked:
        for row in db.execute(text, values):
            days[row["source"]].append(row["start_date"])
    columns = ["slug", "last_change_at", "rhythm_days", "quiet_until_date"]
    for row in list(sql.selected(db, "sources", columns, among)):
        changed = read_instant(row["last_change_at"]).date() if row["last_change_at"] else None
        found = rhythm(map(date.fromisoformat, days[row["slug"]]), today=today, changed_on=changed)
        told = (found.every_days, str(found.quiet_until)) if found else (None, None)
        if told != (row["rhythm_days"], row["quiet_until_date"]):
            db.execute("UPDATE sources SET rhythm_days = ?, quiet_until_date = ? WHERE slug = ?", (*told, row["slug"]))
