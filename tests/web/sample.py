"""A small events.db for the web tests, made through our own migrations: every state a page can show, in a few rows.

Refuses to depend on the stages before the web: rows are written as docs/schema.md describes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from aggregator.store.migrations import migrations
from aggregator.store.views import create_views

PLACE = ("venue", "address", "locality", "region", "postal_code", "country", "latitude", "longitude", "location")

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
"""A Friday, ten in the morning in Los Angeles: the moment the tests' pages are asked for."""

PACIFIC = "America/Los_Angeles"
EASTERN = "America/New_York"

ABOUT = {
    "name": "Bay & Valley Movement Calendar",
    "timezone": PACIFIC,
    "contact": "calendar@example.org",
    "generated_at": "2026-11-20T17:40:00Z",
}

SOURCES: Sequence[Mapping[str, Any]] = (
    {"slug": "tenants", "name": "Valley Tenants Union", "url": "https://tenants.example.org/calendar.ics"},
    {
        "slug": "climate",
        "name": "Climate Justice Hub",
        "url": "https://climate.example.org/events",
        "role": "aggregator",
    },
    {
        "slug": "library",
        "name": "Freedom Library",
        "url": "https://library.example.org/feed",
        "failures": 3,
        "result": "failed",
        "message": "The server answered 404 Not Found",
        "hint": "Look for the page's new address and change it in sources.toml.",
    },
    {"slug": "local", "name": "A file on this machine", "url": "samples/local.ics"},
)


def instant(text: str, zone: str) -> str:
    """The UTC text of a stored date (its midnight) or time."""
    moment = datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), time())
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def compact(start: str) -> str:
    """A recurrence_id: `20261124T190000`."""
    return start[:19].replace("-", "").replace(":", "")


def times(start: str, end: str | None, zone: str) -> dict[str, Any]:
    """The time columns, as docs/design.md §4.4 defines them."""
    all_day = "T" not in start
    last = (end or start)[:10]
    over = str(date.fromisoformat(last) + timedelta(days=1)) if all_day else (end or start)
    return {
        "start": start,
        "end": end,
        "start_date": start[:10],
        "end_date": last,
        "start_utc": instant(start, zone),
        "end_utc": instant(over, zone),
        "timezone": zone,
        "all_day": int(all_day),
    }


class Sample:
    """Writes events with their listings, credits and occurrences into one database."""

    def __init__(self, path: Path) -> None:
        self.db = Database(path)
        self.db.enable_wal()
        migrations.apply(self.db)
        create_views(self.db)
        self.db.table("about").insert_all([{"key": key, "value": value} for key, value in ABOUT.items()])
        seen = {
            "enabled": 1,
            "result": "ok",
            "last_success_at": "2026-11-20T17:40:00Z",
            "next_fetch_at": "2026-11-20T23:40:00Z",
        }
        self.db.table("sources").insert_all(
            [{"role": "organizer", "failures": 0, **seen, **source} for source in SOURCES]
        )

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def event(
        self,
        id: str,
        title: str,
        start: str,
        end: str | None = None,
        *,
        zone: str = PACIFIC,
        sources: Mapping[str, str | None] | None = None,
        dates: Sequence[Mapping[str, Any]] = (),
        format: str = "ical",
        categories: Sequence[str] = (),
        evidence: Sequence[tuple[str, str, str]] = (),
        **columns: Any,
    ) -> None:
        """One event. sources: slug → link, the primary first. dates: the occurrences of a series, each at least
        `start`; none means one occurrence, at the event's own time. `own` in one of them: an override's own columns."""
        links = sources or {"tenants": f"https://tenants.example.org/{id}"}
        common = {
            "title": title,
            "timezone_source": "event",
            "precision": "day" if "T" not in start else "time",
            "status": "confirmed",
            "registration": "unknown",
            "confidence": 0.95,
            "content_hash": f"hash-{id}",
            "categories": json.dumps(list(categories)),
            **times(start, end, zone),
            **{key: value for key, value in columns.items() if key not in ("state", "sequence")},
        }
        self.db.table("events").insert(
            {
                "id": id,
                **common,
                "state": columns.get("state", "published"),
                "source": next(iter(links)),
                "sources_count": len(links),
                "uid": f"{id}@movement",
                "sequence": columns.get("sequence", 0),
                "created_at": "2026-10-01T12:00:00Z",
                "updated_at": "2026-11-18T08:00:00Z",
            }
        )
        for number, (source, url) in enumerate(links.items()):
            self._listing(id, source, url, number, format, common)
        self.db.table("evidence").insert_all(
            {"listing_id": f"{id}-0", "field": field, "text": text, "position": position, "rule": "test"}
            for field, text, position in evidence
        )
        for one in dates or ({"start": start, "end": end},):
            if "own" in one:
                self._override(
                    id, next(iter(links)), one, {**common, **times(one["start"], one["end"], zone), **one["own"]}
                )
            self._occurrence(id, title, zone, columns, one, repeats=bool(dates))

    def _override(self, id: str, source: str, one: Mapping[str, Any], columns: Mapping[str, Any]) -> None:
        """The listing of one date of a series that differs from it."""
        seen = {"first_seen_at": "2026-11-01T12:00:00Z", "last_seen_at": "2026-11-20T17:40:00Z"}
        recurrence_id = compact(one["start"])
        self.db.table("listings").insert(
            {
                "id": f"{id}-{recurrence_id}",
                "source": source,
                "uid": id,
                "recurrence_id": recurrence_id,
                "event_id": id,
                **columns,
                "format": "ical",
                "changed_at": "2026-11-18T08:00:00Z",
                **seen,
            }
        )

    def _listing(
        self, id: str, source: str, url: str | None, number: int, format: str, common: Mapping[str, Any]
    ) -> None:
        seen = "2026-11-20T17:40:00Z"
        self.db.table("listings").insert(
            {
                "id": f"{id}-{number}",
                "source": source,
                "uid": id,
                "recurrence_id": "",
                "event_id": id,
                **common,
                "format": format,
                "first_seen_at": "2026-10-01T12:00:00Z",
                "last_seen_at": seen,
                "changed_at": "2026-11-18T08:00:00Z",
            }
        )
        self.db.table("event_sources").insert(
            {
                "event_id": id,
                "listing_id": f"{id}-{number}",
                "source": source,
                "url": url,
                "is_primary": int(number == 0),
            }
        )

    def _occurrence(
        self, id: str, title: str, zone: str, columns: Mapping[str, Any], one: Mapping[str, Any], *, repeats: bool
    ) -> None:
        recurrence_id = compact(one["start"]) if repeats else None
        self.db.table("occurrences").insert(
            {
                "id": f"{id}-{recurrence_id}@movement" if repeats else f"{id}@movement",
                "event_id": id,
                "recurrence_id": recurrence_id,
                "title": one.get("title", title),
                **times(one["start"], one.get("end"), zone),
                "location": one.get("own", {}).get("location", columns.get("location")),
                "status": one.get("status", columns.get("status", "confirmed")),
                "listing_id": f"{id}-{recurrence_id}" if "own" in one else f"{id}-0",
                "sequence": columns.get("sequence", 0),
                "updated_at": columns.get("updated_at", "2026-11-18T08:00:00Z"),
            }
        )


ANNEX = {
    "location": "Annex, 12 Oak St, Fresno, CA",
    "venue": "Annex",
    "address": "12 Oak St",
    "locality": "Fresno",
    "region": "CA",
    "registration_url": "https://tenants.example.org/annex",
}
"""What one date of the series below says for itself."""


def fill(sample: Sample) -> None:
    """A few weeks of a calendar: in person and online, merged, cancelled, postponed, series, all-day, several days."""
    sample.event(
        "assembly",
        "Tenant assembly: stop the Bayview evictions",
        "2026-11-24T19:00:00-08:00",
        "2026-11-24T21:00:00-08:00",
        sources={
            "tenants": "https://tenants.example.org/assembly",
            "climate": "https://climate.example.org/e/77",
        },
        location="Union Hall, 2500 Alameda St, Oakland, CA",
        venue="Union Hall",
        address="2500 Alameda Street",
        locality="Oakland",
        region="CA",
        postal_code="94601",
        country="US",
        latitude=37.7749,
        longitude=-122.2194,
        attendance_mode="offline",
        url="https://tenants.example.org/assembly",
        registration_url="https://tenants.example.org/assembly/rsvp",
        registration="open",
        organizer="Valley Tenants Union",
        categories=("Housing", "Assembly"),
        description="Bring a neighbour.\n\nChildcare and Spanish interpretation. More: https://tenants.example.org/faq.",
        evidence=(("start", "Tues Nov 24, 7–9pm", "VEVENT 1"), ("location", "Union Hall, 2500 Alameda St", "VEVENT 1")),
    )
    sample.event(
        "webinar",
        "Heat pumps and good jobs: a webinar",
        "2026-12-02T14:00:00-08:00",
        "2026-12-02T15:30:00-08:00",
        sources={"climate": None},
        attendance_mode="online",
        registration_url="https://climate.example.org/signup",
        registration="required",
        organizer="Climate Justice Hub",
        categories=("Climate",),
        series="Just Transition Fridays",
        format="jsonld",
        timezone_source="word",
    )
    sample.event(
        "march",
        "March for a free library",
        "2026-11-28",
        sources={"library": "https://library.example.org/march"},
        location="Civic Center Plaza, San Francisco",
        locality="San Francisco",
        region="CA",
        attendance_mode="offline",
        status="cancelled",
        format="prose",
        categories=("Libraries",),
        sequence=2,
    )
    sample.event(
        "gathering",
        "Winter organizers’ gathering",
        "2026-12-04",
        "2026-12-06",
        zone=EASTERN,
        sources={"climate": "https://climate.example.org/winter"},
        location="Riverside Center, Pittsburgh, PA",
        venue="Riverside Center",
        locality="Pittsburgh",
        region="PA",
        attendance_mode="mixed",
        registration="full",
        registration_url="https://climate.example.org/winter/register",
        categories=("Climate", "Training"),
    )
    thursdays = [f"2026-11-{day}" for day in ("19", "26")] + [
        f"2026-12-{day}" for day in ("03", "10", "17", "24", "31")
    ]
    sample.event(
        "clinic",
        "Know-your-rights clinic",
        "2026-11-19T17:30:00-08:00",
        "2026-11-19T19:00:00-08:00",
        location="Freedom Library, Fresno, CA",
        venue="Freedom Library",
        locality="Fresno",
        region="CA",
        attendance_mode="offline",
        rrule="FREQ=WEEKLY;BYDAY=TH",
        registration="none",
        categories=("Legal aid", "Housing"),
        dates=[
            {
                "start": f"{day}T17:30:00-08:00",
                "end": f"{day}T19:00:00-08:00",
                **({"status": "cancelled"} if day.endswith("-26") else {}),
                **({"own": {**dict.fromkeys(PLACE), **ANNEX}} if day.endswith("12-10") else {}),
            }
            for day in thursdays
        ],
    )
    sample.event(
        "phonebank",
        "Phone bank for rent control",
        "2026-11-20T18:00:00-08:00",
        "2026-11-20T20:00:00-08:00",
        attendance_mode="online",
        status="postponed",
        registration_url="https://tenants.example.org/phones",
        categories=("Housing",),
    )
    sample.event(
        "exhibit",
        "Posters of the farm workers’ strike",
        "2026-11-10",
        "2026-11-29",
        sources={"library": "https://library.example.org/posters"},
        location="Freedom Library, Fresno, CA",
        locality="Fresno",
        region="CA",
    )
    sample.event("gone", "Withdrawn reading group", "2026-12-08T18:00:00-08:00", state="withdrawn")
    sample.event("doubtful", "Maybe a picnic", "2026-12-09", state="review", confidence=0.3, format="prose")
    sample.event("vague", "A session in July", "2027-07-01", "2027-07-31", state="review", precision="month")
    sample.event("secret", "Taken down on request", "2026-12-10", state="hidden")
    sample.event("past", "Last month’s meeting", "2026-10-20T18:00:00-07:00", "2026-10-20T20:00:00-07:00")
    sample.db.table("changes").insert_all(
        [
            {"at": "2026-10-01T12:00:00Z", "kind": "new", "event_id": "assembly", "source": "tenants"},
            {
                "at": "2026-11-18T08:00:00Z",
                "kind": "moved",
                "event_id": "assembly",
                "source": "tenants",
                "field": "start",
                "old": "2026-11-23T19:00:00-08:00",
                "new": "2026-11-24T19:00:00-08:00",
            },
        ]
    )


def build(path: Path) -> Path:
    """The filled sample at a path."""
    sample = Sample(path)
    fill(sample)
    sample.close()
    return path
