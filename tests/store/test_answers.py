"""What one source's answer leaves in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.decide import decide, listing_id
from aggregator.extract import VERSION
from aggregator.model import (
    Calendar,
    Change,
    Evidence,
    Extraction,
    Format,
    Listing,
    Plan,
    Problem,
    Source,
    SourceState,
    Validators,
)
from aggregator.store import Store
from tests.listings import (
    DAY,
    NOW,
    PORTAL,
    UNION,
    answer,
    at,
    carried_out,
    event,
    failed,
    listing,
    outcome,
    unchanged,
)
from tests.store.conftest import CALENDAR, Reader

HOUR = timedelta(hours=1)
NEXT = NOW + 6 * HOUR
MISREAD = Problem("extract", "VEVENT 3", "no DTSTART; the event was skipped", "ask the group to add one")


def take_in(store: Store, extraction: Extraction, now: datetime = NOW, source: Source = UNION) -> Plan:
    plan = decide(store.listings(source.slug), extraction, source=source, now=now)
    store.apply(
        plan, outcome=outcome(extraction, slug=source.slug, now=now), source=source, now=now, next_fetch_at=NEXT
    )
    return plan


def source_row(store: Store, slug: str = "union") -> dict[str, object]:
    (row,) = [row for row in store.source_rows() if row["slug"] == slug]
    return dict(row)


# ------------------------------------------------------------------------------------------------------ a reading


def test_a_first_answer(store: Store, read: Reader) -> None:
    words = (Evidence("start", "Nov 21, 7 pm", "VEVENT 1", "ical"), Evidence("title", "Assembly", "VEVENT 1"))
    first, second = event("1@union", evidence=words), event("2@union", "March", at(22))
    take_in(store, answer(first, second, problems=(MISREAD,)))

    known = {replace(listing(first), event=replace(first, evidence=())), listing(second)}
    assert set(store.listings()) == known
    assert store.listings("portal") == ()
    assert store.states()["union"] == SourceState(
        slug="union",
        url=UNION.url,
        validators=Validators('"1"', None),
        body_hash="b0d1",
        reader_version=VERSION,
        last_fetch_at=NOW,
        last_success_at=NOW,
        next_fetch_at=NEXT,
        result="ok",
        format=Format.ICAL,
        archived=True,
    )
    assert read("SELECT listing_id, field, text, position, rule FROM evidence ORDER BY id") == [
        (listing_id(first.key), "start", "Nov 21, 7 pm", "VEVENT 1", "ical"),
        (listing_id(first.key), "title", "Assembly", "VEVENT 1", None),
    ]
    assert read("SELECT at, kind, source, listing_id, event_id FROM changes ORDER BY id") == [
        ("2026-11-01T12:00:00Z", "new", "union", listing_id(first.key), None),
        ("2026-11-01T12:00:00Z", "new", "union", listing_id(second.key), None),
    ]
    assert [(p.source, p.problem, p.first_seen_at) for p in store.problems()] == [("union", MISREAD, NOW)]
    row = source_row(store)
    assert (row["result"], row["message"], row["problems"]) == ("ok", "2 events: 2 new.", 1)
    assert read(
        "SELECT source, result, http_status, seconds, bytes, format, seen, inserted, updated, unchanged, missing,"
        " withdrawn, problems, message FROM fetches"
    ) == [("union", "ok", 200, 0.25, 15, "ical", 2, 2, 0, 0, 0, 0, 1, "2 events: 2 new.")]


def test_a_second_answer(store: Store, read: Reader) -> None:
    take_in(
        store, answer(event("1@union", evidence=(Evidence("title", "Old", "1"),)), event("2@union", "March", at(22)))
    )
    later = NOW + DAY
    moved = event("1@union", start=at(23), evidence=(Evidence("title", "New", "1"),))
    take_in(store, answer(moved, event("2@union", "March", at(22))), later)

    one, two = sorted(store.listings(), key=lambda listed: listed.event.title, reverse=True)
    assert (one.event.start, one.first_seen_at, one.last_seen_at, one.changed_at) == (at(23), NOW, later, later)
    assert (two.event.start, two.first_seen_at, two.last_seen_at, two.changed_at) == (at(22), NOW, later, NOW)
    assert read("SELECT text FROM evidence") == [("New",)]
    assert [(c[0], c[1]) for c in read("SELECT kind, field FROM changes ORDER BY id")] == [
        ("new", None),
        ("new", None),
        ("moved", "start"),
    ]
    assert source_row(store)["last_change_at"] == "2026-11-02T12:00:00Z"


def test_an_answer_without_news_has_no_change(store: Store) -> None:
    take_in(store, answer(event()))
    take_in(store, answer(event()), NOW + DAY)
    row = source_row(store)
    assert (row["message"], row["last_change_at"]) == ("1 event, all as before.", "2026-11-01T12:00:00Z")


def test_problems_keep_the_date_since_when_they_are(store: Store) -> None:
    other = replace(MISREAD, where="VEVENT 4")
    take_in(store, answer(event(), problems=(MISREAD, other)))
    take_in(store, answer(event(), problems=(MISREAD,)), NOW + DAY)
    assert [(p.problem, p.first_seen_at, p.last_seen_at) for p in store.problems("union")] == [
        (MISREAD, NOW, NOW + DAY)
    ]
    take_in(store, answer(event()), NOW + 2 * DAY)
    assert store.problems() == ()


def test_what_is_missing_withdrawn_and_back(store: Store, read: Reader) -> None:
    events = [event(f"{n}@union", f"Event {n}", at(2) + n * DAY) for n in range(4)]
    take_in(store, answer(*events))
    states = []
    for number, seen in enumerate((events[1:], events[1:], events), start=1):
        take_in(store, answer(*seen), NOW + number * HOUR)
        states += read("SELECT state, missed, missing_since, withdrawn_at FROM listings WHERE title = 'Event 0'")
    assert states == [
        ("missing", 1, "2026-11-01T13:00:00Z", None),
        ("withdrawn", 2, "2026-11-01T13:00:00Z", "2026-11-01T14:00:00Z"),
        ("listed", 0, None, None),
    ]
    assert [kind for (kind,) in read("SELECT kind FROM changes WHERE kind <> 'new' ORDER BY id")] == [
        "withdrawn",
        "back",
    ]


def test_a_sudden_collapse_is_said_where_people_look(store: Store) -> None:
    take_in(store, answer(*(event(f"{n}@union", f"Event {n}", at(2) + n * DAY) for n in range(6))))
    for number, is_new in enumerate((True, False), start=1):
        if is_new:
            take_in(store, answer(), NOW + number * HOUR)
        else:
            store.record_unchanged(unchanged(), now=NOW + number * HOUR, next_fetch_at=NEXT)
        row = source_row(store)
        assert (row["result"], row["health"]) == ("partial", "in doubt")
        assert row["message"] == "6 of 6 coming events are suddenly no longer listed."
        assert row["hint"] == row["what_to_do"] == store.problems()[0].problem.hint
    store.record_unchanged(unchanged(), now=NOW + 25 * HOUR, next_fetch_at=NEXT)
    row = source_row(store)
    assert (row["result"], row["hint"], store.problems()) == ("unchanged", None, ())
    assert all(one.withdrawn_at == NOW + 25 * HOUR for one in store.listings())


def test_a_page_that_goes_on_elsewhere_is_no_doubt(store: Store) -> None:
    take_in(store, answer(event(), complete=False))
    assert source_row(store)["result"] == "ok"
    store.record_unchanged(unchanged(), now=NOW + HOUR, next_fetch_at=NEXT)
    assert source_row(store)["result"] == "unchanged"


def test_a_page_that_was_cut_off_stays_in_doubt_until_it_is_read_whole(store: Store) -> None:
    take_in(store, answer(event(), event("2@union", "March", at(22))))
    take_in(store, answer(event(), complete=False, problems=(MISREAD,)), NOW + HOUR)
    store.record_failure(failed(), now=NOW + 2 * HOUR, next_fetch_at=NEXT)
    store.record_unchanged(unchanged(), now=NOW + 3 * HOUR, next_fetch_at=NEXT)
    row = source_row(store)
    assert (row["result"], row["complete"]) == ("partial", 0)
    assert "cut off" in str(row["message"])
    assert [one.missed for one in store.listings()] == [0, 0]


# ------------------------------------------------------------------------------------------- nothing new, and failure


def test_nothing_changed_touches_no_event(store: Store, read: Reader) -> None:
    take_in(store, answer(event(), problems=(MISREAD,)))
    tables = ("listings", "evidence", "changes", "problems", "events", "occurrences", "event_sources")
    before = [read(f"SELECT * FROM {table}") for table in tables]
    store.record_unchanged(unchanged(), now=NOW + HOUR, next_fetch_at=NEXT + HOUR)
    assert [read(f"SELECT * FROM {table}") for table in tables] == before
    state = store.states()["union"]
    assert (state.validators, state.body_hash) == (Validators('"1"', None), "b0d1")
    assert (state.last_success_at, state.next_fetch_at) == (NOW + HOUR, NEXT + HOUR)
    assert source_row(store)["result"] == "unchanged"
    assert read("SELECT result, http_status, seen FROM fetches ORDER BY id") == [
        ("ok", 200, 1),
        ("unchanged", 304, None),
    ]


def test_failures_count_and_leave_everything_else_alone(store: Store, read: Reader) -> None:
    take_in(store, answer(event(), problems=(MISREAD,)))
    before = read("SELECT * FROM listings")
    for number in (1, 2):
        store.record_failure(failed(), now=NOW + number * HOUR, next_fetch_at=NEXT + number * HOUR)
    assert read("SELECT * FROM listings") == before
    state = store.states()["union"]
    assert (state.failures, state.last_success_at, state.last_fetch_at) == (2, NOW, NOW + 2 * HOUR)
    assert state.validators == Validators('"1"', None)
    row = source_row(store)
    assert (row["result"], row["health"], row["message"]) == ("failed", "failing", "the server answered 503")
    assert (row["hint"], row["what_to_do"]) == ("try later", "try later")
    problems = {p.problem.message: (p.first_seen_at, p.last_seen_at) for p in store.problems()}
    assert problems == {
        "no DTSTART; the event was skipped": (NOW, NOW),
        "the server answered 503": (NOW + HOUR, NOW + 2 * HOUR),
    }
    assert read("SELECT result, http_status FROM fetches ORDER BY id")[1:] == [("failed", 503), ("failed", 503)]


def test_a_good_answer_ends_the_failing(store: Store) -> None:
    endings: tuple[Callable[[], object], ...] = (
        lambda: take_in(store, answer(event()), NOW + DAY),
        lambda: store.record_unchanged(unchanged(), now=NOW + DAY, next_fetch_at=NEXT),
    )
    for ending in endings:
        take_in(store, answer(event()))
        store.record_failure(failed(gone=True), now=NOW + HOUR, next_fetch_at=None)
        assert (store.states()["union"].paused, store.states()["union"].failures) == (True, 1)
        ending()
        assert (store.states()["union"].paused, store.states()["union"].failures) == (False, 0)
        assert store.problems() == ()


def test_a_failure_before_the_first_success(store: Store) -> None:
    store.record_failure(failed(), now=NOW, next_fetch_at=NEXT)
    assert source_row(store)["health"] == "failing"
    assert store.states()["union"].last_success_at is None


# -------------------------------------------------------------------------------------------------- configuration


def test_sources_are_what_is_configured(store: Store) -> None:
    assert store.about() == {
        "name": "Movement events",
        "timezone": "America/Los_Angeles",
        "contact": "calendar@example.org",
    }
    assert [source.slug for source in store.sources()] == ["portal", "union"]
    assert store.states()["portal"] == SourceState(slug="portal", url="https://portal.example.org/")
    assert source_row(store)["health"] == "never read"


def test_syncing_again_writes_nothing(store: Store, read: Reader) -> None:
    before = read.dump()
    store.sync_sources(CALENDAR, [PORTAL, UNION], now=NOW + DAY)
    assert read.dump() == before


def test_a_source_that_is_gone_is_switched_off_and_its_events_stay(store: Store) -> None:
    take_in(store, answer(event()))
    store.sync_sources(CALENDAR, [PORTAL], now=NOW)
    row = source_row(store)
    assert (row["enabled"], row["health"], row["message"]) == (0, "off", "It is no longer in sources.toml.")
    assert len(store.listings("union")) == 1
    store.sync_sources(CALENDAR, [PORTAL, UNION], now=NOW)
    row = source_row(store)
    assert (row["enabled"], row["message"]) == (1, None)


def test_what_is_read_differently_is_due_and_asked_for_anew(store: Store) -> None:
    take_in(store, answer(event()))
    store.sync_sources(CALENDAR, [PORTAL, replace(UNION, name="Union of Tenants", review=True)], now=NOW)
    assert store.states()["union"].body_hash == "b0d1"
    changed = replace(UNION, include=("public",))
    store.sync_sources(CALENDAR, [PORTAL, changed], now=NOW)
    state = store.states()["union"]
    assert (state.reader_version, state.body_hash, state.archived, state.next_fetch_at) == (None, "b0d1", True, None)
    store.sync_sources(CALENDAR, [PORTAL, replace(changed, url="https://union.example.org/new")], now=NOW)
    state = store.states()["union"]
    assert (state.validators, state.body_hash, state.archived, state.url) == (
        Validators(), None, False, "https://union.example.org/new"
    )  # fmt: skip


def test_a_table_that_cannot_be_used_is_told_until_it_is_mended(store: Store) -> None:
    take_in(store, answer(event()))
    complaint = Problem("config", "sources.toml: source.union.every", 'must be at least 15m, not "5m"', "write 15m")
    broken = {"union": (complaint,), "new-one": (complaint,)}
    store.sync_sources(CALENDAR, [PORTAL], broken=broken, now=NOW)
    for slug in broken:
        row = source_row(store, slug)
        assert (row["result"], row["health"], row["enabled"]) == ("failed", "failing", 1)
        assert (row["message"], row["what_to_do"]) == ('must be at least 15m, not "5m"', "write 15m")
    assert [p.source for p in store.problems()] == ["new-one", "union"]
    assert len(store.listings()) == 1
    take_in(store, answer(event(source="portal")), source=PORTAL)
    assert len(store.problems()) == 2  # another source's answer takes nothing back

    store.sync_sources(CALENDAR, [PORTAL, UNION], broken={}, now=NOW + DAY)
    row = source_row(store)
    assert (row["result"], row["message"], store.states()["union"].next_fetch_at) == (None, None, None)
    assert store.problems() == ()
    assert source_row(store, "new-one")["health"] == "off"


def test_facts_of_the_calendar_follow_the_file(store: Store) -> None:
    store.sync_sources(Calendar(name="Bay calendar", url="https://bay.example.org"), [UNION], now=NOW)
    store.note_feeds([("calendar.ics", "It reaches to May 1."), ("calendar.atom", "It has 50.")], now=NOW)
    assert store.about() == {
        "feed_note": "It reaches to May 1. It has 50.",
        "generated_at": "2026-11-01T12:00:00Z",
        "name": "Bay calendar",
        "timezone": "America/New_York",
        "url": "https://bay.example.org",
    }
    store.note_feeds([], now=NOW + DAY)
    assert store.about().get("feed_note") is None


def test_problems_of_a_run_replace_those_of_the_last(store: Store) -> None:
    take_in(store, answer(event(), problems=(MISREAD,)))
    first = Problem("publish", "calendar.ics", "did not read back")
    store.note_problems("publish", [first, replace(first, where="calendar.atom")], now=NOW)
    store.note_problems("expand", [Problem("expand", "union/1@union", "no end")], now=NOW)
    store.note_problems("publish", [first], now=NOW + DAY)
    found = [(p.source, p.problem.stage, p.problem.where, p.first_seen_at) for p in store.problems()]
    assert found == [
        (None, "expand", "union/1@union", NOW),
        (None, "publish", "calendar.ics", NOW),
        ("union", "extract", "VEVENT 3", NOW),
    ]


# ------------------------------------------------------------------------------------------------------------ law

PAGES = st.lists(
    st.lists(st.tuples(st.integers(0, 9), st.integers(19, 20)), max_size=10, unique_by=lambda pair: pair[0]),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(PAGES)
def test_what_a_plan_says_is_what_is_stored(pages: Sequence[Sequence[tuple[int, int]]]) -> None:
    expected: tuple[Listing, ...] = ()
    with TemporaryDirectory() as folder, Store(Path(folder) / "events.db") as store:
        store.sync_sources(CALENDAR, [UNION], now=NOW)
        for number, page in enumerate(pages):
            now = NOW + number * 13 * HOUR
            plan = take_in(store, answer(*(event(f"{n}@union", f"Event {n}", at(20, hour)) for n, hour in page)), now)
            expected = carried_out(expected, plan, now)
            assert store.listings() == expected


def test_changes_are_the_plans(store: Store) -> None:
    plan = take_in(store, answer(event()))
    assert plan.changes == (Change(listing_id(event().key), "new"),)
