"""The views of events.db: what people and programs read first, in columns that need no explanation.

Refuses to hold data: views are made anew whenever their text changed, so they need no migration. "Now" in them is the
moment of reading (UTC), because a view is asked by others long after we wrote.
"""

from __future__ import annotations

from sqlite_utils import Database

GRACE_HOURS = 12
"""How long an occurrence stays in `upcoming` after its end: "today" is over at another moment in each zone, and an
event whose end nobody stated is over, for all we know, when it begins."""

NOW = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"

UPCOMING = f"""
SELECT
    o.start, o."end", o.title, o.location, e.locality, e.region, e.attendance_mode, o.status,
    e.registration, e.registration_url, e.register_by_date, e.price, e.url, e.organizer, e.categories,
    s.name AS source, e.sources_count, o.event_id, o.id AS occurrence_id, o.recurrence_id,
    o.timezone, o.all_day, o.start_date, o.end_date, o.start_utc, o.end_utc
FROM occurrences AS o
JOIN events AS e ON e.id = o.event_id
LEFT JOIN sources AS s ON s.slug = e.source
WHERE e.state = 'published'
  AND o.end_utc >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-{GRACE_HOURS} hours')
ORDER BY o.start_utc, o.title, o.id
"""

CALENDAR = """
SELECT
    o.title AS event_name,
    o.start AS event_dtstart,
    CASE WHEN o.all_day THEN date(o.end_date, '+1 day') ELSE o."end" END AS event_dtend,
    o.timezone AS event_tzid,
    o.id AS event_uid,
    o.location AS event_location,
    e.description AS event_description,
    e.url AS event_url,
    upper(o.status) AS event_status,
    e.categories AS event_categories,
    o.sequence AS event_sequence,
    o.updated_at AS event_last_modified,
    e.latitude AS event_latitude,
    e.longitude AS event_longitude,
    o.all_day AS event_all_day,
    o.event_id,
    o.start_utc
FROM occurrences AS o
JOIN events AS e ON e.id = o.event_id
WHERE e.state = 'published'
  AND o.end_utc >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-30 days')
ORDER BY o.start_utc, o.id
"""

SOURCE_HEALTH = f"""
WITH coming AS (
    SELECT es.source, count(*) AS dates FROM occurrences AS o JOIN event_sources AS es ON es.event_id = o.event_id
    WHERE o.end_utc >= {NOW} GROUP BY es.source
), counted AS (
    SELECT
        s.*,
        coalesce(coming.dates, 0) AS ahead,
        (SELECT count(*) FROM problems AS p WHERE p.source = s.slug) AS faults,
        CASE
            WHEN NOT s.enabled THEN 'off'
            WHEN s.paused THEN 'paused'
            WHEN s.failures > 0 OR s.result = 'failed' THEN 'failing'
            WHEN s.last_success_at IS NULL THEN 'never read'
            WHEN s.result = 'partial' THEN 'in doubt'
            ELSE 'ok'
        END AS reached
    FROM sources AS s LEFT JOIN coming ON coming.source = s.slug
), judged AS (
    SELECT *, CASE
            WHEN reached <> 'ok' OR ahead > 0 THEN reached
            WHEN quiet_until_date < date(last_success_at) THEN 'silent'
            ELSE 'quiet'
        END AS health
    FROM counted
)
SELECT
    name AS source,
    health,
    last_success_at, next_fetch_at, failures, events, ahead AS upcoming, faults AS problems,
    CASE
        WHEN health = 'silent' THEN 'It usually has something every '
            || CASE rhythm_days WHEN 1 THEN 'day' ELSE rhythm_days || ' days' END
            || ', and something new was expected by ' || quiet_until_date || '.'
        ELSE message
    END AS message,
    CASE
        WHEN hint <> '' THEN hint
        WHEN reached = 'off' THEN 'Nothing: it is not asked any more, and its past events stay.'
        WHEN reached = 'paused' THEN 'Ask the group for the new address, and change it in sources.toml.'
        WHEN reached = 'failing' THEN 'Open the address in a browser; if it moved, change it in sources.toml.'
        WHEN reached = 'never read' THEN 'Run: aggregator refresh ' || slug
        WHEN reached = 'in doubt' THEN 'Compare the page with its events here; its row in problems says what was kept.'
        WHEN health = 'silent' THEN
            'Open the address: if it shows events, tell us; if the group has moved, change it in sources.toml.'
        WHEN ahead = 0 THEN 'Nothing is announced there. If the page shows events, tell us with its address.'
        WHEN faults > 0 THEN 'Read its rows in problems: each says what was skipped and what would mend it.'
        ELSE 'Nothing.'
    END AS what_to_do,
    slug, url, last_fetch_at, last_change_at, rhythm_days, quiet_until_date
FROM judged
ORDER BY
    CASE health WHEN 'failing' THEN 0 WHEN 'paused' THEN 1 WHEN 'in doubt' THEN 2 WHEN 'never read' THEN 3
        WHEN 'silent' THEN 4 WHEN 'off' THEN 6 ELSE 5 END,
    name
"""

NEEDS_REVIEW = """
SELECT
    e.start, e.title,
    CASE
        WHEN e.precision = 'month' THEN 'only the month is known'
        WHEN e.confidence < 0.5 THEN 'read with little confidence (' || printf('%.2f', e.confidence) || ')'
        ELSE 'its source is set to be reviewed before anything is published'
    END AS why,
    e.confidence, e.precision, e.location, e.url, s.name AS source, e.id AS event_id, e.updated_at
FROM events AS e
LEFT JOIN sources AS s ON s.slug = e.source
WHERE e.state = 'review'
ORDER BY e.start_utc, e.id
"""

CONFIRMED = """
SELECT
    l.event_id,
    l.id AS listing_id,
    l.source,
    CASE WHEN l.last_seen_at >= s.last_read_at THEN max(l.last_seen_at, s.last_success_at) ELSE l.last_seen_at END
        AS last_confirmed_at
FROM listings AS l
JOIN sources AS s ON s.slug = l.source
WHERE l.withdrawn_at IS NULL
"""

VIEWS = {
    "upcoming": UPCOMING,
    "calendar": CALENDAR,
    "source_health": SOURCE_HEALTH,
    "needs_review": NEEDS_REVIEW,
    "confirmed": CONFIRMED,
}
"""Name → query, in the order they are shown."""


def outdated_views(db: Database) -> list[str]:
    """The views that are missing or say something else than above."""
    stored = {row[0]: row[1] for row in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'")}
    return [name for name, query in VIEWS.items() if not stored.get(name, "").endswith(query.strip())]


def create_views(db: Database) -> None:
    """Make the views as they are written above; those that are so already are left untouched."""
    for name, query in VIEWS.items():
        db.create_view(name, query.strip(), replace=True)
