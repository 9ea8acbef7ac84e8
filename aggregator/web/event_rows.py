"""The rows behind one event's page: the event, who lists it, what changed, and the words it was read from.

Refuses to know about HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aggregator.merge import Told, disagreements
from aggregator.store.explain import read_event
from aggregator.store.news import read_news
from aggregator.web.format import Span, read_instant, when_words
from aggregator.web.links import safe_url
from aggregator.web.news import KINDS, field_words, said

MOST_CHANGES = 50
MOST_EVIDENCE = 200
LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """One source that lists the event. url: its page of it, else its calendar. confirmed_at: when it last did."""

    name: str
    url: str | None
    is_primary: bool
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field of which the sources say different things: what each says, with the names of those who say it."""

    field: str
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One change, in words; where they do not tell the values, those as they stood. label: of its kind."""

    at: datetime
    label: str
    text: str
    old: str | None
    new: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Read:
    """The words one field was read from, and where they stand."""

    field: str
    text: str
    position: str | None
    source: str | None


async def event(database: Any, event_id: str) -> Mapping[str, Any] | None:
    """The row of `events`, None where there is none."""
    result = await database.execute("SELECT * FROM events WHERE id = :id", {"id": event_id})
    row = result.first()
    return dict(row) if row else None


async def listed_by(database: Any, event_id: str) -> Sequence[Listed]:
    """Every source that lists the event, each once: the one it is told by first, then organizers, then by name."""
    sql = """
        SELECT s.name, es.url, s.url AS calendar_url, es.is_primary,
            (SELECT c.last_confirmed_at FROM confirmed AS c WHERE c.listing_id = es.listing_id) AS last_confirmed_at
        FROM event_sources AS es JOIN sources AS s ON s.slug = es.source
        WHERE es.event_id = :id
        ORDER BY es.is_primary DESC, s.role = 'organizer' DESC, s.name, last_confirmed_at DESC
    """  # a LEFT JOIN would read the whole view for each event
    result = await database.execute(sql, {"id": event_id})
    found: dict[str, Listed] = {}
    for row in result.rows:
        confirmed_at = read_instant(row["last_confirmed_at"]) if row["last_confirmed_at"] else None
        url = safe_url(row["url"]) or safe_url(row["calendar_url"])
        found.setdefault(row["name"], Listed(row["name"], url, bool(row["is_primary"]), confirmed_at))
    return tuple(found.values())


async def disputes(database: Any, event_id: str) -> Sequence[Dispute]:
    """Where those who list the event differ, the published word first; nothing where rows are not as we write them."""
    try:
        merged = await database.execute_fn(lambda connection: read_event(connection, event_id))
    except (ValueError, TypeError, LookupError):
        return ()
    if merged is None:
        return ()
    names = {credit.source: credit.name for credit in merged.credits}
    return tuple(
        Dispute(
            field_words(one.field),
            tuple((", ".join(names.get(slug, slug) for slug in told.sources), told_words(told)) for told in one.told),
        )
        for one in disagreements(merged)
    )


async def changes(database: Any, event_id: str) -> Sequence[Happened]:
    """What changed in the listings of the event, newest first; what several say alike, once.

    Nothing where rows are not as we write them.
    """
    try:
        found = await database.execute_fn(lambda connection: tuple(read_news(connection, event_id=event_id)))
    except (ValueError, TypeError, LookupError):
        return ()
    happened = (
        Happened(news.at, KINDS[one.kind], one.text, _shown(one.old), _shown(one.new), news.source_name)
        for news in found
        for one in said(news)
    )
    return tuple(dict.fromkeys(happened))[:MOST_CHANGES]


async def evidence(database: Any, event_id: str) -> Sequence[Read]:
    """The words each field was read from, the primary listing's first."""
    sql = """
        SELECT v.field, v.text, v.position, s.name AS source
        FROM event_sources AS es JOIN evidence AS v ON v.listing_id = es.listing_id
        LEFT JOIN sources AS s ON s.slug = es.source
        WHERE es.event_id = :id ORDER BY es.is_primary DESC, es.listing_id, v.id LIMIT :limit
    """
    result = await database.execute(sql, {"id": event_id, "limit": MOST_EVIDENCE})
    return tuple(
        Read(field_words(row["field"]), row["text"], row["position"] or None, row["source"]) for row in result.rows
    )


def told_words(told: Told) -> str:
    """What a source says of a field, for people: times in words."""
    if isinstance(told.value, str):
        return told.value
    return when_words(Span(told.value, None, told.timezone))


def _shown(value: str | None) -> str | None:
    return value if value is None or len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"
