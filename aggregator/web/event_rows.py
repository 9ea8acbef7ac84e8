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
from aggregator.web.format import Span, read_instant, read_iso, when_words
from aggregator.web.links import safe_url

MOST_CHANGES = 50
MOST_EVIDENCE = 200

FIELDS = {
    "start": "Start",
    "end": "End",
    "timezone": "Time zone",
    "location": "Place",
    "attendance_mode": "In person or online",
    "registration_url": "Sign-up link",
    "registration": "Sign-up",
    "register_by_date": "Sign up by",
    "url": "Page",
    "rrule": "Repeats",
    "rdates": "Further dates",
    "exdates": "Dates left out",
    "postal_code": "Postal code",
    "locality": "Town",
}
"""Fields whose name is not simply the word people use."""

KINDS = {
    "new": "Listed for the first time",
    "changed": "Changed",
    "moved": "Moved",
    "cancelled": "Cancelled",
    "withdrawn": "No longer listed",
    "back": "Listed again",
}


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
    """One change, in words."""

    at: datetime
    kind: str
    field: str | None
    old: str | None
    new: str | None
    source: str | None


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
        SELECT s.name, es.url, s.url AS calendar_url, es.is_primary, c.last_confirmed_at
        FROM event_sources AS es JOIN sources AS s ON s.slug = es.source
        LEFT JOIN confirmed AS c ON c.listing_id = es.listing_id
        WHERE es.event_id = :id
        ORDER BY es.is_primary DESC, s.role = 'organizer' DESC, s.name, c.last_confirmed_at DESC
    """
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
    """What changed in the listings of the event, newest first; what a series and its dates have alike, once."""
    sql = """
        SELECT c.at, c.kind, c.field, c.old, c.new, s.name AS source, e.timezone
        FROM changes AS c JOIN events AS e ON e.id = c.event_id LEFT JOIN sources AS s ON s.slug = c.source
        WHERE c.event_id = :id ORDER BY c.at DESC, c.id DESC LIMIT :limit
    """
    result = await database.execute(sql, {"id": event_id, "limit": MOST_CHANGES})
    happened = (
        Happened(
            read_instant(row["at"]),
            KINDS.get(row["kind"], row["kind"]),
            field_words(row["field"]) if row["field"] else None,
            value_words(row["field"], row["old"], row["timezone"]),
            value_words(row["field"], row["new"], row["timezone"]),
            row["source"],
        )
        for row in result.rows
    )
    return tuple(dict.fromkeys(happened))


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


def field_words(field: str) -> str:
    """The name of a field as people say it: "Sign-up link" for `registration_url`."""
    return FIELDS.get(field, field.replace("_", " ").capitalize())


def told_words(told: Told) -> str:
    """What a source says of a field, for people: times in words."""
    if isinstance(told.value, str):
        return told.value
    return when_words(Span(told.value, None, told.timezone))


def value_words(field: str | None, value: str | None, timezone: str) -> str | None:
    """A stored value for people: times in words, everything else as it is."""
    if not value or field not in ("start", "end"):
        return value or None
    try:
        return when_words(Span(read_iso(value, timezone), None, timezone), year=True)
    except ValueError:
        return value
