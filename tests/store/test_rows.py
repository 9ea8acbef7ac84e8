"""Records and rows: nothing is lost on the way, and every column has one home."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from aggregator.model import (
    AttendanceMode,
    Event,
    Format,
    Listing,
    Precision,
    Problem,
    Registration,
    Role,
    Source,
    Status,
    TimezoneSource,
)
from aggregator.store.migrations import migrations
from aggregator.store.rows import (
    EVENT_COLUMNS,
    LISTING_COLUMNS,
    event_row,
    listing_row,
    problem_row,
    read_listing,
    read_source,
    settings_hash,
    source_row,
)
from tests.listings import DAY, NOW, UNION, at, event, listing

FULL: dict[str, Any] = {
    "end": at(21, 21),
    "timezone_source": TimezoneSource.WORD,
    "rrule": "FREQ=WEEKLY;COUNT=4",
    "rdates": (at(25), date(2026, 11, 27)),
    "exdates": (at(28),),
    "location": "Lake Park Bandstand, 12 Grand Ave",
    "venue": "Lake Park Bandstand",
    "address": "12 Grand Ave",
    "locality": "Oakland",
    "region": "CA",
    "postal_code": "94612",
    "country": "US",
    "latitude": 37.8,
    "longitude": -122.27,
    "attendance_mode": AttendanceMode.MIXED,
    "url": "https://union.example.org/e/1",
    "registration_url": "https://signup.example.org/1",
    "registration": Registration.REQUIRED,
    "price": "$10–25 sliding scale",
    "register_by_date": date(2026, 11, 1),
    "organizer": "Tenants Union",
    "status": Status.TENTATIVE,
    "categories": ("housing", "vivienda “ñ”"),
    "description": "Two\nlines.",
    "series": "Autumn school",
    "sequence": 3,
    "confidence": 0.75,
    "rules": ("structured", "weekday agrees"),
    "uid_assumed": True,
    "timezone_assumed": True,
    "year_assumed": True,
    "title_assumed": True,
    "position": "VEVENT 3",
    "format": "ical",
}


def full_listing() -> Listing:
    made = event("s@union", "Class", at(21), name="20261120T190000", recurrence_id=at(20), **FULL)
    times = {"changed_at": NOW + DAY, "missing_since": NOW + DAY, "withdrawn_at": NOW + 2 * DAY}
    return listing(made, missed=2, event_id="abc", **times)


def test_a_full_listing_comes_back_whole() -> None:
    assert read_listing(listing_row(full_listing())) == full_listing()
    empty = [f.name for f in fields(Event) if getattr(full_listing().event, f.name) in (None, (), "", False, 0)]
    assert empty == ["all_day", "evidence"]  # a field added to Event must be added here


def test_a_bare_one_does_too() -> None:
    bare = listing(event(start=date(2026, 11, 21), precision=Precision.DAY))
    assert read_listing(listing_row(bare)) == bare


@settings(max_examples=50)
@given(
    st.builds(
        event,
        title=st.text(min_size=1),
        description=st.none() | st.text(),
        categories=st.lists(st.text(min_size=1), max_size=3).map(tuple),
        start=st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    )
)
def test_any_text_comes_back(made: Event) -> None:
    assert read_listing(listing_row(listing(made))).event == made


def test_the_columns_are_those_of_the_tables() -> None:
    db = Database(memory=True)
    migrations.apply(db)
    assert set(LISTING_COLUMNS) == set(db.table("listings").columns_dict) == set(listing_row(full_listing()))
    own = {"id", "state", "source", "sources_count", "uid", "sequence", "provenance", "created_at", "updated_at"}
    assert set(EVENT_COLUMNS) | own == set(db.table("events").columns_dict)
    assert set(event_row(event())) == set(EVENT_COLUMNS)
    assert set(source_row(UNION)) <= set(db.table("sources").columns_dict)
    row = problem_row("union", Problem("extract", "VEVENT 1", "no date"), first_seen_at="", last_seen_at="")
    assert set(row) == set(db.table("problems").columns_dict)


def test_a_source_comes_back_as_far_as_merging_needs_it() -> None:
    source = Source(
        slug="portal",
        name="Portal",
        url="https://portal.example.org/",
        format=Format.HTML,
        timezone="UTC",
        region="CA",
        role=Role.AGGREGATOR,
        categories=("a",),
        review=True,
        enabled=False,
    )
    assert read_source(source_row(source)) == source


@pytest.mark.parametrize(
    ("change", "is_read_again"),
    [
        ({"url": "https://union.example.org/new"}, True),
        ({"timezone": "UTC"}, True),
        ({"include": ("public",)}, True),
        ({"selectors": (("title", "h3"),)}, True),
        ({"name": "Union of Tenants"}, False),
        ({"every": timedelta(hours=1)}, False),
        ({"review": True}, False),
    ],
)
def test_settings_that_change_what_is_read(change: dict[str, Any], is_read_again: bool) -> None:
    assert (settings_hash(replace(UNION, **change)) != settings_hash(UNION)) == is_read_again
