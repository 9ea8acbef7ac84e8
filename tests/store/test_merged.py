"""The merged calendar in the database: what is written, what is left alone, and what comes out to publish."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.decide import decide, listing_id
from aggregator.merge import dated_events, merge_all
from aggregator.model import (
    AttendanceMode,
    Change,
    Event,
    Evidence,
    MergedEvent,
    Occurrence,
    PublishedOccurrence,
    Registration,
    Source,
    State,
    Status,
)
from aggregator.recur import expand
from aggregator.store import RecordedChange, Store
from tests.listings import DAY, NOW, PORTAL, UNION, answer, at, event, outcome, unchanged
from tests.store.conftest import CALENDAR, Reader

HOUR = timedelta(hours=1)
FIRST, LAST = date(2026, 10, 2), date(2027, 12, 6)
PARK: dict[str, Any] = {"venue": "Lake Park", "location": "Lake Park, Oakland", "locality": "Oakland", "region": "CA"}


def take_in(store: Store, *events: Event, now: datetime = NOW, source: Source = UNION) -> None:
    extraction = answer(*events)
    plan = decide(store.listings(source.slug), extraction, source=source, now=now)
    store.apply(
        plan, outcome=outcome(extraction, slug=source.slug, now=now), source=source, now=now, next_fetch_at=None
    )


def save(store: Store, now: datetime = NOW) -> tuple[MergedEvent, ...]:
    """Merge, expand and save, as a run does."""
    merged = merge_all(store.listings(), sources=store.sources(), known=store.known_events(), now=now)
    occurrences = {one.id: expand(dated_events(one), start=FIRST, end=LAST).occurrences for one in merged.events}
    store.save_merge(merged, occurrences, now=now)
    return merged.events


def saved(merged: MergedEvent) -> MergedEvent:
    """As it comes back: its listings know where they belong."""
    return replace(merged, members=tuple(replace(member, event_id=merged.id) for member in merged.members))


def written(store: Store, now: datetime) -> int:
    """How many rows a second run writes, in the tables of events."""
    before = store._db.total_changes
    save(store, now)
    return store._db.total_changes - before


# ---------------------------------------------------------------------------------------------------------- writing


def test_two_sources_one_event(store: Store, read: Reader) -> None:
    take_in(store, event("1@union", "Rent strike assembly", **PARK))
    take_in(
        store, event("9", "Rent strike assembly", source="portal", url="https://portal.example.org/9"), source=PORTAL
    )
    (merged,) = save(store)
    assert read(
        "SELECT id, title, state, source, sources_count, uid, sequence, provenance, created_at FROM events"
    ) == [
        (
            merged.id,
            "Rent strike assembly",
            "published",
            "union",
            2,
            merged.uid,
            0,
            '{"url": "' + listing_id(merged.members[1].event.key) + '"}',
            "2026-11-01T12:00:00Z",
        )
    ]
    assert read("SELECT source, url, is_primary, reasons FROM event_sources ORDER BY is_primary DESC") == [
        ("union", "https://union.example.org/events", 1, None),
        ("portal", "https://portal.example.org/9", 0, '["same title", "title of its own"]'),
    ]
    assert read("SELECT id, event_id, recurrence_id, title, start, status, listing_id FROM occurrences") == [
        (
            merged.uid,
            merged.id,
            None,
            "Rent strike assembly",
            "2026-11-21T19:00:00-08:00",
            "confirmed",
            merged.members[0].id,
        )
    ]
    assert {row[0] for row in read("SELECT event_id FROM listings UNION ALL SELECT event_id FROM changes")} == {
        merged.id
    }
    assert read("SELECT slug, events, upcoming FROM sources ORDER BY slug") == [("portal", 1, 1), ("union", 1, 1)]
    assert store.merged_events() == (saved(merged),)
    assert store.event(merged.id) == store.event(merged.members[1].id) == saved(merged)
    assert store.event("nothing") is None


def test_an_unchanged_run_writes_no_event_row(store: Store, read: Reader) -> None:
    take_in(
        store,
        event("1@union", "Rent strike assembly", **PARK),
        event("2@union", "Class", at(3), rrule="FREQ=WEEKLY;COUNT=4"),
    )
    save(store)
    store.record_unchanged(unchanged(), now=NOW + HOUR, next_fetch_at=None)
    assert written(store, NOW + HOUR) == 0
    take_in(store, *(listed.event for listed in store.listings()), now=NOW + 2 * HOUR)
    assert written(store, NOW + 2 * HOUR) == 0


def test_one_changed_event_writes_one(store: Store, read: Reader) -> None:
    events = [event(f"{n}@union", f"Assembly of ward {n}", at(2) + n * DAY) for n in range(20)]
    take_in(store, *events)
    save(store)
    take_in(store, *events[1:], event("0@union", "Assembly of ward 0", at(2), description="New."), now=NOW + HOUR)
    before = read("SELECT id, updated_at FROM events")
    save(store, NOW + HOUR)
    changed = set(read("SELECT id, updated_at FROM events")) - set(before)
    assert changed == {(listing_id(events[0].key), "2026-11-01T13:00:00Z")}


def test_full_text_search_follows(store: Store, read: Reader) -> None:
    def found(words: str) -> list[str]:
        query = "SELECT e.title FROM events_fts JOIN events AS e ON e.rowid = events_fts.rowid WHERE events_fts MATCH ?"
        return sorted(title for (title,) in read(query, words))

    take_in(store, event("1@union", "Evictions clinic", organizer="Unión"), event("2@union", "March", at(22)))
    save(store)
    assert [found(words) for words in ("eviction", "union", "march", "clin*")] == [
        ["Evictions clinic"],
        ["Evictions clinic"],
        ["March"],
        ["Evictions clinic"],
    ]
    take_in(store, event("1@union", "Legal clinic"), event("2@union", "March", at(22)), now=NOW + HOUR)
    save(store, NOW + HOUR)
    assert [found(words) for words in ("eviction", "union", "legal")] == [[], [], ["Legal clinic"]]
    read_only = "INSERT INTO events_fts (events_fts) VALUES ('integrity-check')"
    with closing(sqlite3.connect(store.path)) as db:
        db.execute(read_only)


@pytest.mark.parametrize("vacuum", ["VACUUM", "VACUUM INTO ?"])
def test_full_text_search_survives_a_vacuum(store: Store, read: Reader, vacuum: str, tmp_path: Path) -> None:
    """Its rows are found by rowid, which a VACUUM may number anew where a table has no integer key."""
    take_in(store, *(event(f"{n}@union", f"Assembly {n}", at(2) + n * DAY) for n in range(9)))
    save(store)
    take_in(store, *(event(f"{n}@union", f"Assembly {n}", at(2) + n * DAY) for n in range(5, 9)), now=NOW + DAY)
    save(store, NOW + DAY)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("DELETE FROM occurrences WHERE title = 'Assembly 0'")
        db.execute("DELETE FROM event_sources WHERE listing_id = ?", (listing_id(event("0@union").key),))
        db.execute("UPDATE listings SET event_id = NULL WHERE title = 'Assembly 0'")
        db.execute("UPDATE changes SET event_id = NULL")
        db.execute("DELETE FROM events WHERE title = 'Assembly 0'")
        copy = tmp_path / "copy.db"
        db.execute(vacuum, (str(copy),) if "?" in vacuum else ())
    with closing(sqlite3.connect(copy if "?" in vacuum else store.path)) as db:
        query = (
            "SELECT e.title FROM events_fts JOIN events AS e ON e.rowid = events_fts.rowid WHERE events_fts MATCH '7'"
        )
        assert db.execute(query).fetchall() == [("Assembly 7",)]
        db.execute("INSERT INTO events_fts (events_fts, rank) VALUES ('integrity-check', 1)")


def test_two_events_that_become_one_keep_the_older_name(store: Store, read: Reader) -> None:
    take_in(store, event("9", "Assembly of the strike", source="portal", **PARK), source=PORTAL)
    (older,) = save(store)
    take_in(store, event("1@union", "Rent strike assembly", at(22), **PARK), now=NOW + HOUR)
    assert len(save(store, NOW + HOUR)) == 2
    younger = store.event(listing_id(event("1@union").key))
    assert younger is not None
    take_in(store, event("1@union", "Assembly of the strike", **PARK), now=NOW + 2 * HOUR)
    (one,) = save(store, NOW + 2 * HOUR)
    assert (one.id, one.uid) == (older.id, older.uid)
    assert read("SELECT id FROM events") == [(older.id,)]
    assert {row[0] for row in read("SELECT event_id FROM changes")} == {older.id}
    assert store.event(younger.id) == saved(one)  # an address that was handed out still leads there


def test_what_no_source_lists_is_withdrawn_and_keeps_its_row(store: Store, read: Reader) -> None:
    events = [event(f"{n}@union", f"Assembly of ward {n}", at(2) + n * DAY) for n in range(5)]
    take_in(store, *events)
    save(store)
    for number in (1, 2):
        take_in(store, *events[1:], now=NOW + number * HOUR)
        save(store, NOW + number * HOUR)
    assert read("SELECT state FROM events WHERE title = 'Assembly of ward 0'") == [("withdrawn",)]
    assert [one.title for one in store.published(FIRST, LAST)] == [f"Assembly of ward {n}" for n in range(1, 5)]
    take_in(store, *events, now=NOW + 3 * HOUR)
    (back,) = [one for one in save(store, NOW + 3 * HOUR) if one.event.title == "Assembly of ward 0"]
    assert back.sequence == 0
    assert len(store.published(FIRST, LAST)) == 5


def test_what_a_person_hid_stays_hidden(store: Store) -> None:
    take_in(store, event("1@union"))
    save(store)
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute("UPDATE events SET state = ?", (State.HIDDEN,))
    take_in(store, event("1@union", description="New."), now=NOW + HOUR)
    (merged,) = save(store, NOW + HOUR)
    explained = store.explain(merged.id)
    assert explained is not None
    assert (explained.state, store.published(FIRST, LAST)) == (State.HIDDEN, ())


def test_a_source_under_review_publishes_nothing(store: Store, read: Reader) -> None:
    store.sync_sources(CALENDAR, [replace(UNION, review=True)], now=NOW)
    take_in(store, event("1@union"))
    save(store)
    assert read("SELECT state FROM events") == [("review",)]


# -------------------------------------------------------------------------------------------------------- to publish


def series() -> Sequence[Event]:
    return (
        event(
            "s@union",
            "Class",
            at(3),
            end=at(3, 21),
            rrule="FREQ=WEEKLY;COUNT=3",
            url="https://union.example.org/class",
            registration=Registration.OPEN,
            **PARK,
        ),
        event(
            "s@union",
            "Class, in the hall",
            at(11),
            name="20261110T190000",
            recurrence_id=at(10),
            venue="Hall",
            locality="Fresno",
        ),
        event("s@union", "Class", at(17), name="20261117T190000", recurrence_id=at(17), status=Status.CANCELLED),
    )


def test_the_dates_of_a_series(store: Store) -> None:
    take_in(store, *series())
    (merged,) = save(store)
    found = [
        (
            o.uid.removeprefix(merged.uid),
            o.title,
            o.start,
            o.end,
            o.status,
            o.location,
            o.venue,
            o.locality,
            o.region,
            o.url,
        )
        for o in store.published(FIRST, LAST)
    ]
    page = "https://union.example.org/class"
    lake = ("Lake Park, Oakland", "Lake Park", "Oakland", "CA")
    assert found == [
        ("-20261103T190000", "Class", at(3), at(3, 21), Status.CONFIRMED, *lake, page),
        (
            "-20261110T190000",
            "Class, in the hall",
            at(11),
            None,
            Status.CONFIRMED,
            "Lake Park, Oakland",
            "Hall",
            "Fresno",
            None,
            page,
        ),
        ("-20261117T190000", "Class", at(17), None, Status.CANCELLED, *lake, page),
    ]
    assert {o.registration for o in store.published(FIRST, LAST)} == {Registration.OPEN}


def test_one_occurrence_says_all_of_it(store: Store) -> None:
    take_in(
        store,
        event(
            "1@union",
            "Rent strike assembly",
            end=at(21, 21),
            attendance_mode=AttendanceMode.MIXED,
            address="12 Grand Ave",
            country="US",
            latitude=37.8,
            longitude=-122.27,
            url="https://union.example.org/1",
            registration_url="https://signup.example.org/1",
            registration=Registration.REQUIRED,
            organizer="Tenants Union",
            categories=("housing", "rent"),
            description="Come.",
            series="Autumn",
            **PARK,
        ),
    )
    take_in(store, event("9", "Rent strike assembly", source="portal", **PARK), source=PORTAL)
    (merged,) = save(store)
    store.record_unchanged(unchanged(), now=NOW + HOUR, next_fetch_at=None)
    assert store.published(FIRST, LAST) == (
        PublishedOccurrence(
            uid=merged.uid,
            event_id=merged.id,
            title="Rent strike assembly",
            start=at(21),
            end=at(21, 21),
            timezone="America/Los_Angeles",
            all_day=False,
            status=Status.CONFIRMED,
            sequence=0,
            created_at=NOW,
            updated_at=NOW,
            location="Lake Park, Oakland",
            venue="Lake Park",
            address="12 Grand Ave",
            locality="Oakland",
            region="CA",
            country="US",
            latitude=37.8,
            longitude=-122.27,
            attendance_mode=AttendanceMode.MIXED,
            url="https://union.example.org/1",
            registration_url="https://signup.example.org/1",
            registration=Registration.REQUIRED,
            organizer="Tenants Union",
            categories=("housing", "rent"),
            description="Come.",
            series="Autumn",
            sources=(("Tenants Union", "https://union.example.org/1"), ("City Portal", "https://portal.example.org/")),
            last_seen_at=NOW + HOUR,
        ),
    )


WINDOWS = [
    (date(2026, 11, 21), date(2026, 11, 21), ["evening", "three days"]),
    (date(2026, 11, 22), date(2026, 11, 30), ["three days"]),
    (date(2026, 11, 23), date(2026, 11, 30), []),
    (date(2026, 11, 1), date(2026, 11, 20), ["three days"]),
    (date.min, date.max, ["three days", "evening"]),
]


@pytest.mark.parametrize(("first", "last", "expected"), WINDOWS)
def test_the_window_is_of_local_days(store: Store, first: date, last: date, expected: list[str]) -> None:
    take_in(
        store, event("1@union", "evening"), event("2@union", "three days", date(2026, 11, 20), end=date(2026, 11, 22))
    )
    save(store)
    assert sorted(one.title for one in store.published(first, last)) == sorted(expected)


def test_an_event_without_occurrences_given_has_its_own(store: Store) -> None:
    take_in(store, event("1@union"), event("2@union", "Class", rrule="FREQ=WEEKLY"))
    store.save_merge(merge_all(store.listings(), sources=store.sources(), now=NOW), {}, now=NOW)
    assert [one.title for one in store.published(FIRST, LAST)] == ["Tenants assembly"]


def test_a_date_claimed_twice_is_shown_once(store: Store) -> None:
    take_in(store, event("s@union", "Class", rrule="FREQ=WEEKLY"))
    merged = merge_all(store.listings(), sources=store.sources(), now=NOW)
    (only,) = merged.events
    twice = (Occurrence(event=only.event, start=at(21), recurrence_id=at(21)),) * 2
    store.save_merge(merged, {only.id: twice}, now=NOW)
    assert len(store.published(FIRST, LAST)) == 1


def test_explain_knows_the_way_down_to_the_words(store: Store) -> None:
    words = (Evidence("start", "Nov 21, 7 pm", "VEVENT 1", "ical"),)
    take_in(store, event("1@union", evidence=words))
    save(store)
    take_in(store, event("1@union", start=at(22), evidence=words), now=NOW + HOUR)
    (merged,) = save(store, NOW + HOUR)
    explained = store.explain(merged.members[0].id)
    assert explained is not None
    assert explained.event == saved(merged)
    assert explained.state is State.PUBLISHED
    assert [one.event.evidence for one in explained.listings] == [words]
    assert explained.changes == (
        RecordedChange(NOW, "union", Change(merged.id, "new")),
        RecordedChange(
            NOW + HOUR,
            "union",
            Change(merged.id, "moved", "start", "2026-11-21T19:00:00-08:00", "2026-11-22T19:00:00-08:00"),
        ),
    )
    assert [one.start for one in explained.occurrences] == [at(22)]
    assert store.explain("nothing") is None


def test_the_diary_forgets_after_ninety_days(store: Store, read: Reader) -> None:
    for number in (0, 1, 91):
        take_in(store, event("1@union"), now=NOW + number * DAY)
    save(store, NOW + 91 * DAY)
    assert read("SELECT at FROM fetches ORDER BY id") == [("2026-11-02T12:00:00Z",), ("2027-01-31T12:00:00Z",)]
