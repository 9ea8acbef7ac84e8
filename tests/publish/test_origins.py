"""Whatever changes of an event changes its own lines and no others, and what they are known to be made from."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from aggregator.model import AttendanceMode, Calendar, PublishedOccurrence, Registration, Status
from aggregator.publish import atom, ics, jsonfeed
from aggregator.publish.origins import origins
from tests.publish.occurrences import CALENDAR, UPDATED, at, lines, occurrence

NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
SEEN = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 1)
FULL = occurrence(
    "m",
    location="Union Hall",
    venue="Hall",
    address="12 Main St",
    locality="Oakland",
    region="CA",
    country="US",
    latitude=37.8,
    longitude=-122.27,
    attendance_mode=AttendanceMode.OFFLINE,
    url="https://ally.example.org/e",
    registration_url="https://ally.example.org/r",
    registration=Registration.OPEN,
    price="free",
    register_by_date=date(2026, 11, 20),
    organizer="Tenants",
    categories=("Housing",),
    description="Words.",
    series="Assemblies",
    sources=(("Ally", "https://ally.example.org"),),
    last_seen_at=SEEN,
)
CHANGES: dict[str, Any] = {
    "uid": "n",
    "event_id": "e-n",
    "title": "Another assembly",
    "start": at(NEW_YORK, 2026, 11, 24, 18),
    "end": at(NEW_YORK, 2026, 11, 24, 22),
    "timezone": BERLIN,
    "all_day": True,
    "status": Status.CANCELLED,
    "sequence": 1,
    "created_at": UPDATED - timedelta(days=1),
    "updated_at": UPDATED + timedelta(days=1),
    "location": "Library",
    "venue": "Room 2",
    "address": "13 Main St",
    "locality": "Berkeley",
    "region": "NY",
    "country": "CA",
    "latitude": 37.9,
    "longitude": -122.28,
    "attendance_mode": AttendanceMode.MIXED,
    "url": "https://ally.example.org/f",
    "registration_url": "mailto:group@example.org",
    "registration": Registration.REQUIRED,
    "price": "5 to 20",
    "register_by_date": date(2026, 11, 21),
    "organizer": "Tenants and friends",
    "categories": ("Housing", "Legal aid"),
    "description": "Other words.",
    "series": "Other assemblies",
    "sources": (("Ally", "https://ally.example.org"), ("List", None)),
    "last_seen_at": SEEN - timedelta(days=30),
    "event_updated_at": UPDATED + timedelta(days=2),
}
OTHERS = [
    occurrence("a", last_seen_at=SEEN, start=at(BERLIN, 2026, 11, 20, 18), end=None, timezone=BERLIN),
    occurrence("z", last_seen_at=SEEN, updated_at=UPDATED + timedelta(days=9)),
]


def test_every_field_is_tried() -> None:
    assert [field.name for field in fields(PublishedOccurrence)] == list(CHANGES)


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_field_changes_the_lines_of_its_event_alone(field: str) -> None:
    changed = replace(FULL, **{field: CHANGES[field]})
    before = ics.blocks(CALENDAR, [*OTHERS, FULL])
    after = ics.blocks(CALENDAR, [*OTHERS, changed])
    assert [b for b in after if b.uid in "az"] == [b for b in before if b.uid in "az"]
    heads = [ics.assemble(CALENDAR, found).head for found in (before, after)]
    assert heads[0] == heads[1], "the calendar's own LAST-MODIFIED is that of the latest event"
    for render, name in ((jsonfeed.render, "calendar.json"), (atom_of, "calendar.atom")):
        old, new = (render(CALENDAR, [*OTHERS, one], name=name).split(b"\n") for one in (FULL, changed))
        untouched = {line for line in old if b'"id": "a"' in line or b'"id": "z"' in line}
        assert untouched <= set(new)
        assert len(set(old) - set(new)) <= (1 if name.endswith("json") else 12)


def atom_of(calendar: Calendar, occurrences: list[PublishedOccurrence], *, name: str) -> bytes:
    return atom.render(calendar, occurrences, today=TODAY, name=name)


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_field_is_another_origin_for_that_event_alone(field: str) -> None:
    changed = replace(FULL, **{field: CHANGES[field]})
    before, after = origins(CALENDAR, [FULL, *OTHERS]), origins(CALENDAR, [changed, *OTHERS])
    assert before[1:] == after[1:]
    assert before[0] != after[0]


def test_a_changed_date_of_the_calendar_is_that_of_its_latest_event() -> None:
    later = replace(FULL, updated_at=UPDATED + timedelta(days=30))
    before, after = (set(lines(ics.render(CALENDAR, [*OTHERS, one]))) for one in (FULL, later))
    assert before - after == {"LAST-MODIFIED:20261011T083000Z", *(f"{n}:20261002T083000Z" for n in STAMPS)} - after
    assert after - before == {f"{n}:20261101T083000Z" for n in STAMPS}


STAMPS = ("DTSTAMP", "LAST-MODIFIED")

SAME = {
    "instants": at(BERLIN, 2026, 11, 25, 1),
    "the two hours of autumn": at(NEW_YORK, 2026, 11, 1, 1, 30, fold=1),
    "the first of them": at(NEW_YORK, 2026, 11, 1, 1, 30),
    "an hour that is skipped": at(NEW_YORK, 2027, 3, 14, 2, 30),
    "the hour it falls on": at(NEW_YORK, 2027, 3, 14, 3, 30),
    "a fixed offset": FULL.start.astimezone(UTC) if isinstance(FULL.start, datetime) else FULL.start,
    "its day": date(2026, 11, 24),
    "itself": FULL.start,
}


def test_starts_that_python_takes_for_equal_are_told_apart() -> None:
    found = {name: origins(CALENDAR, [replace(FULL, start=start, end=None)])[0] for name, start in SAME.items()}
    assert len(set(found.values())) == len(SAME)


def test_what_one_says_is_not_what_two_say() -> None:
    """Nothing runs together at the edges of fields."""
    found = {
        origins(CALENDAR, [replace(FULL, title=title, location=place, venue=venue)])[0]
        for title, place, venue in permutations(["ab", "a", "b", "None", "a\x00b"], 3)
    } | {origins(CALENDAR, [replace(FULL, title="ab", location=None, venue="b")])[0]}
    assert len(found) == 61


def test_another_address_of_the_calendar_is_another_origin() -> None:
    moved = replace(CALENDAR, url="https://other.example.org")
    assert origins(moved, [FULL]) != origins(CALENDAR, [FULL])


def test_a_confirmation_counts_only_where_it_is_told() -> None:
    fresh = [replace(FULL, last_seen_at=SEEN + timedelta(hours=n)) for n in (0, 5)]
    assert origins(CALENDAR, fresh)[0] == origins(CALENDAR, fresh)[1]
