"""Our own feed as a source, and another's that copies ours: nothing is counted twice, and nothing lives for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calendar_server import CalendarServer
from tests.test_refresh import MARCH, WEEKLY, Run, source, vcalendar

MERGED = "SELECT id, uid, sequence, updated_at, sources_count, state FROM events ORDER BY id"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def sources(server: CalendarServer) -> tuple[str, ...]:
    return (
        source("union", server.url("/c.ics")),
        source("ourselves", server.url("/back.ics"), 'role = "aggregator"'),
    )


def marked(feed: bytes) -> bytes:
    """The feed as a calendar program exports it: with properties of its own."""
    return feed.replace(b"END:VEVENT", b"X-COPIED-BY:somebody\r\nX-ORIGINAL-UID:1@x\r\nEND:VEVENT")


@pytest.mark.parametrize("copied", [bytes, marked], ids=["as it is", "with X-properties"])
def test_our_own_feed_changes_nothing(
    run: Run, calendar_server: CalendarServer, copied: Callable[[bytes], bytes]
) -> None:
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH))
    calendar_server.put("/back.ics", vcalendar())
    run.write(*sources(calendar_server))
    run.refresh()
    before, feed = run.rows(MERGED), run.feed()
    for _ in range(3):
        calendar_server.put("/back.ics", copied(run.feed()))
        report = run.refresh(days=0.1)
        assert report.events == 2
        assert run.rows(MERGED) == before
        assert run.rows("SELECT DISTINCT source FROM event_sources") == [("union",)]
    assert run.feed() == feed
    assert run.rows("SELECT count(*) > 50 FROM listings WHERE source = 'ourselves'") == [(1,)]


def test_what_its_source_drops_does_not_live_on_in_our_feed(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH))
    calendar_server.put("/back.ics", vcalendar())
    run.write(*sources(calendar_server))
    run.refresh()
    calendar_server.put("/back.ics", run.feed())
    run.refresh(days=0.1)
    calendar_server.put("/c.ics", vcalendar(WEEKLY))
    for _ in range(6):
        run.refresh(days=1)
        calendar_server.put("/back.ics", run.feed())
    assert run.rows("SELECT count(*) FROM events WHERE title LIKE 'March%' AND state = 'published'") == [(0,)]
    assert b"March" not in run.feed()


def test_a_moved_event_takes_its_echo_along(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    calendar_server.put("/back.ics", vcalendar())
    run.write(*sources(calendar_server))
    run.refresh()
    calendar_server.put("/back.ics", run.feed())
    run.refresh(days=0.1)
    calendar_server.put("/c.ics", vcalendar(MARCH.replace("20261205", "20261212").replace("clean", "living")))
    run.refresh(days=1)
    assert run.rows("SELECT title, start_date FROM events") == [("March for living rivers", "2026-12-12")]


def test_another_calendar_that_carries_the_sources_uids(run: Run, calendar_server: CalendarServer) -> None:
    """It reads the same source and passes its UIDs on: one event, two sources."""
    calendar_server.put("/c.ics", vcalendar(MARCH))
    calendar_server.put("/back.ics", vcalendar(MARCH.replace("March for clean rivers", "River march")))
    run.write(*sources(calendar_server))
    run.refresh()
    assert run.rows("SELECT sources_count, title FROM events") == [(2, "March for clean rivers")]
