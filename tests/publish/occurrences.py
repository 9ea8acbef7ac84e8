"""Occurrences to publish, made short for the tests of `aggregator.publish`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aggregator.model import Calendar, PublishedOccurrence, Status
from aggregator.publish.feeds import Feed
from aggregator.publish.pieces import Layout, Text

CALENDAR = Calendar(
    name="Harbor events",
    url="https://calendar.example.org",
    timezone="America/New_York",
    description="What allied groups announce.",
)
CREATED = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
UPDATED = datetime(2026, 10, 2, 8, 30, tzinfo=UTC)


def at(zone: str, *parts: int, fold: int = 0) -> datetime:
    """An aware wall time: `at("Europe/Berlin", 2026, 5, 1, 18)`."""
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[arg-type, misc]


def occurrence(uid: str = "a1", **fields: Any) -> PublishedOccurrence:
    """An evening meeting in New York; any field can be given otherwise."""
    values: dict[str, Any] = {
        "event_id": f"e-{uid}",
        "title": "Tenants' assembly",
        "start": at("America/New_York", 2026, 11, 24, 19),
        "end": at("America/New_York", 2026, 11, 24, 21),
        "timezone": "America/New_York",
        "all_day": False,
        "status": Status.CONFIRMED,
        "sequence": 0,
        "created_at": CREATED,
        "updated_at": UPDATED,
        **fields,
    }
    return PublishedOccurrence(uid=uid, **values)


def saying(feed: Feed, data: bytes) -> Feed:
    """The feed of a writer that makes another file of the same pieces."""
    return replace(feed, text=Text(Layout(b"", b"", b"", b"", feed.layout.whole), data, ()))


def lines(data: bytes) -> list[str]:
    """The unfolded content lines of a feed."""
    return data.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def values(data: bytes, name: str) -> list[str]:
    """What follows a property's name, its parameters included, each time it stands there."""
    return [line[len(name) :] for line in lines(data) if line.startswith((f"{name}:", f"{name};"))]
