"""The views, as people read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from aggregator.model import Precision, Problem, Status
from aggregator.store import Store
from aggregator.store.migrations import migrations
from aggregator.store.times import instant_text
from aggregator.store.views import VIEWS, create_views, outdated_views
from tests.listings import DAY, PORTAL, UNION, event, failed, unchanged
from tests.store.conftest import CALENDAR, Reader
from tests.store.test_merged import save, take_in

TODAY = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
"""The views ask SQLite for the time, so these tests go by the real day."""
HOUR = timedelta(hours=1)
LOCAL = ZoneInfo("America/Los_Angeles")


def on(after: timedelta) -> datetime:
    return (TODAY + after).astimezone(LOCAL)


def test_upcoming_has_what_is_not_over_since_twelve_hours(store: Store, read: Reader) -> None:
    take_in(
        store,
        event("1@union", "tomorrow", on(DAY), end=on(DAY + HOUR)),
        event("2@union", "this morning", on(-11 * HOUR)),
        event("3@union", "yesterday", on(-30 * HOUR), end=on(-13 * HOUR)),
        event("4@union", "since three days", on(-3 * DAY).date(), end=on(DAY).date()),
        event("5@union", "doubtful", on(DAY), confidence=0.2),
        event("6@union", "cancelled", on(2 * DAY), status=Status.CANCELLED),
        now=TODAY,
    )
    save(store, TODAY)
    assert read("SELECT title, status, source, event_id IS NOT NULL FROM upcoming") == [
        ("since three days", "confirmed", "Tenants Union", 1),
        ("this morning", "confirmed", "Tenants Union", 1),
        ("tomorrow", "confirmed", "Tenants Union", 1),
        ("cancelled", "cancelled", "Tenants Union", 1),
    ]


def test_calendar_speaks_icalendar(store: Store, read: Reader) -> None:
    day = on(DAY).date()
    take_in(
        store,
        event("1@union", "whole days", day, end=day + DAY),
        event("2@union", "evening", on(3 * DAY), end=on(3 * DAY + HOUR), status=Status.TENTATIVE),
        event("3@union", "long over", on(-40 * DAY)),
        now=TODAY,
    )
    save(store, TODAY)
    assert read(
        "SELECT event_name, event_dtstart, event_dtend, event_tzid, event_status, event_all_day FROM calendar"
    ) == [
        ("whole days", str(day), str(day + 2 * DAY), "America/Los_Angeles", "CONFIRMED", 1),
        ("evening", on(3 * DAY).isoformat(), on(3 * DAY + HOUR).isoformat(), "America/Los_Angeles", "TENTATIVE", 0),
    ]
    assert read("SELECT count(DISTINCT event_uid) FROM calendar") == [(2,)]


def test_needs_review_says_why(store: Store, read: Reader) -> None:
    store.sync_sources(CALENDAR, [UNION, replace(PORTAL, review=True)], now=TODAY)
    month = on(DAY).date()
    take_in(
        store,
        event("1@union", "some day", month, precision=Precision.MONTH),
        event("2@union", "doubt", on(DAY), confidence=0.456),
        event("3@union", "sure", on(DAY)),
        now=TODAY,
    )
    take_in(store, event("9", "from a portal", on(DAY), source="portal"), now=TODAY, source=PORTAL)
    save(store, TODAY)
    assert sorted(read("SELECT title, why FROM needs_review")) == [
        ("doubt", "read with little confidence (0.46)"),
        ("from a portal", "its source is set to be reviewed before anything is published"),
        ("some day", "only the month is known"),
    ]


def test_source_health_puts_those_in_need_first(store: Store, read: Reader) -> None:
    slugs = ["fails", "fine", "fresh", "gone", "off", "quiet"]
    sources = [replace(UNION, slug=slug, name=slug) for slug in slugs]
    store.sync_sources(CALENDAR, sources, now=TODAY)
    by_slug = {source.slug: source for source in sources}
    for slug, after in (("fine", DAY), ("quiet", -DAY), ("off", DAY), ("fails", DAY)):
        take_in(store, event(f"1@{slug}", f"Day of {slug}", on(after), source=slug), now=TODAY, source=by_slug[slug])
    store.record_failure(failed(slug="fails"), now=TODAY, next_fetch_at=TODAY)
    store.record_failure(failed(slug="gone", gone=True), now=TODAY, next_fetch_at=None)
    save(store, TODAY)
    store.sync_sources(CALENDAR, [source for source in sources if source.slug != "off"], now=TODAY)
    query = "SELECT source, health, upcoming, events, problems, what_to_do <> '' FROM source_health WHERE url = ?"
    found = [row for row in read(query, UNION.url) if row[0] in slugs]
    assert found == [
        ("fails", "failing", 1, 1, 1, 1),
        ("gone", "paused", 0, 0, 1, 1),
        ("fresh", "never read", 0, 0, 0, 1),
        ("fine", "ok", 1, 1, 0, 1),
        ("quiet", "quiet", 0, 1, 0, 1),
        ("off", "off", 1, 1, 0, 1),
    ]


def test_a_weekly_group_is_silent_after_five_weeks_and_a_monthly_one_is_not(store: Store, read: Reader) -> None:
    every = {"weekly": 7, "monthly": 30, "irregular": None, "asleep": 7}
    sources = {slug: replace(UNION, slug=slug, name=slug) for slug in every}
    store.sync_sources(CALENDAR, list(sources.values()), now=TODAY)
    for slug, gap in every.items():
        last = 35 if slug != "asleep" else 20
        days = [last + (gap or 40) * n for n in range(5 if gap else 2)]
        events = [event(f"{day}@{slug}", "Meeting", on(-day * DAY), source=slug) for day in days]
        take_in(store, *events, now=TODAY - last * DAY, source=sources[slug])
        store.record_unchanged(replace(unchanged(), slug=slug), now=TODAY, next_fetch_at=None)
    save(store, TODAY)
    query = "SELECT slug, health, rhythm_days, message FROM source_health ORDER BY slug"
    expected_by = (TODAY - 14 * DAY).date()
    assert [row for row in read(query) if row[0] in every] == [
        ("asleep", "quiet", 7, "Nothing changed since it was last read."),
        ("irregular", "quiet", None, "Nothing changed since it was last read."),
        ("monthly", "quiet", 30, "Nothing changed since it was last read."),
        (
            "weekly",
            "silent",
            7,
            f"It usually has something every 7 days, and something new was expected by {expected_by}.",
        ),
    ]


def test_confirmed_counts_an_unchanged_answer(store: Store, read: Reader) -> None:
    take_in(store, event("1@union", start=on(DAY)), event("2@union", "over and gone", on(-DAY)), now=TODAY - 2 * DAY)
    take_in(store, event("1@union", start=on(DAY)), now=TODAY - DAY)
    store.record_unchanged(unchanged(), now=TODAY, next_fetch_at=None)
    query = "SELECT l.title, c.last_confirmed_at FROM confirmed AS c JOIN listings AS l ON l.id = c.listing_id"
    assert dict(read(query)) == {
        "Tenants assembly": instant_text(TODAY),
        "over and gone": instant_text(TODAY - 2 * DAY),
    }


def test_views_are_made_anew_only_when_their_text_changed() -> None:
    db = Database(memory=True)
    migrations.apply(db)
    create_views(db)
    before = db.execute("PRAGMA schema_version").fetchone()
    create_views(db)
    assert db.execute("PRAGMA schema_version").fetchone() == before
    db.create_view("upcoming", "SELECT 1 AS old", replace=True)
    assert outdated_views(db) == ["upcoming"]
    create_views(db)
    assert outdated_views(db) == []
    assert "title" in db.view("upcoming").columns_dict
    assert set(db.view_names()) == set(VIEWS)


def test_problems_of_nobody_break_no_view(store: Store, read: Reader) -> None:
    store.note_problems("publish", [Problem("publish", "calendar.ics", "did not read back")], now=TODAY)
    assert len(read("SELECT * FROM source_health")) == 2
