"""Questions to the calendar as data, offered on the database's page as saved queries. Data alone: asks nothing itself.

docs/schema.md shows the same ones (scripts/build_schema_docs.py). Names like `:town` become fields of a form; a field
that is left empty gives everything, or nothing where everything would say little.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Question(NamedTuple):
    """title: the question in words. sql: its answer, in the columns of docs/schema.md."""

    title: str
    sql: str


QUESTIONS: Mapping[str, Question] = {
    "on-in-a-town": Question(
        "What is coming up in a town?",
        """
SELECT start, "end", title, location, timezone, url, event_id
FROM upcoming
WHERE :town = '' OR locality = :town COLLATE NOCASE
ORDER BY start_utc
""",
    ),
    "with-words": Question(
        "Which events have these words in them?",
        """
SELECT e.start, e.title, e.id AS event_id
FROM events_fts JOIN events AS e ON e.rowid = events_fts.rowid
WHERE events_fts MATCH '"' || replace(replace(:words, '"', ''), ' ', '" "') || '"'
ORDER BY e.start_utc
""",
    ),
    "moved-or-called-off": Question(
        "What moved or was called off in the last week?",
        """
SELECT c.at, c.kind, e.title, c.old, c.new, c.event_id
FROM changes AS c JOIN events AS e ON e.id = c.event_id
WHERE c.kind IN ('moved', 'cancelled', 'postponed') AND c.at > date('now', '-7 days')
ORDER BY c.id DESC
""",
    ),
    "listed-by-several": Question(
        "Which events do several groups list, and why do we think they are one?",
        """
SELECT e.title, es.source, es.reasons, e.id AS event_id
FROM events AS e JOIN event_sources AS es ON es.event_id = e.id
WHERE e.sources_count > 1
ORDER BY e.start_utc, e.id, es.is_primary DESC
""",
    ),
    "where-from": Question(
        "From which words was each field of an event read?",
        """
SELECT l.source, v.field, v.text, v.position, v.rule
FROM evidence AS v JOIN listings AS l ON l.id = v.listing_id
WHERE l.event_id = :event_id
ORDER BY l.source, v.field
""",
    ),
    "topics": Question(
        "Which topics come up most?",
        """
SELECT category.value AS topic, count(*) AS events
FROM events, json_each(events.categories) AS category
WHERE events.state = 'published'
GROUP BY category.value
ORDER BY count(*) DESC
""",
    ),
    "by-month-and-place": Question(
        "How much happens where, month by month?",
        """
SELECT substr(o.start_date, 1, 7) AS month, e.country, e.region, count(*) AS dates, count(DISTINCT e.id) AS events
FROM occurrences AS o JOIN events AS e ON e.id = o.event_id
WHERE e.state = 'published'
GROUP BY month, e.country, e.region
ORDER BY month, dates DESC
""",
    ),
}
"""By the name that stands in the query's address, `/events/<name>`; it stays."""
