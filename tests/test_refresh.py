"""Whole runs against a real server on loopback: what is stored and published, and what a failing source costs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream

from aggregator import config as configuration
from aggregator.errors import StoreError
from aggregator.fetch import FetchSettings
from aggregator.model import RunReport, SourceReport
from aggregator.readers import read_here
from aggregator.refresh import Options, refresh
from aggregator.store import Store
from tests.calendar_server import LOOPBACK, CalendarServer
from tests.fetch.test_manners import Slept

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SETTINGS = FetchSettings(allowed_networks=LOOPBACK, host_delay_seconds=0, seconds=5, connect_seconds=2)


def vevent(uid: str, title: str, day: str, *lines: str) -> str:
    head = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART;TZID=America/Chicago:{day}T190000"]
    return "\r\n".join([*head, f"DTEND;TZID=America/Chicago:{day}T210000", f"SUMMARY:{title}", *lines, "END:VEVENT"])


def vcalendar(*vevents: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *vevents, "END:VCALENDAR", ""]).encode()


WEEKLY = vevent("weekly@example.org", "Tenants' clinic", "20261124", "RRULE:FREQ=WEEKLY")
MARCH = vevent("march@example.org", "March for clean rivers", "20261205", "LOCATION:River Plaza\\, Springfield\\, IL")
VIGIL = vevent("vigil@example.org", "Vigil", "20261206")
SERIES_DATES = 57  # Tuesdays from 24 November to 26 December of the next year, 400 days ahead


class Run:
    """A folder with a sources.toml, refreshed again and again at moments that the test chooses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.now = NOW

    def write(self, *tables: str) -> None:
        head = '[calendar]\nname = "Test"\ntimezone = "America/Chicago"\n'
        (self.folder / "sources.toml").write_text("\n".join([head, *tables]), encoding="utf-8")

    def refresh(self, *, days: float = 0, options: Options | None = None) -> RunReport:
        self.now += timedelta(days=days, minutes=1)
        config = configuration.load(self.folder / "sources.toml")
        options = options or Options(everything=True)
        with Store(self.data / "events.db") as store:
            return refresh(config, store, self.data, now=self.now, options=options, settings=SETTINGS, reader=read_here)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.data / "events.db")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def feed(self) -> bytes:
        return (self.data / "calendar.ics").read_bytes()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def source(slug: str, url: str, *lines: str) -> str:
    return "\n".join([f"[source.{slug}]", f'url = "{url}"', *lines])


def by_slug(report: RunReport) -> dict[str, SourceReport]:
    return {source.slug: source for source in report.sources}


def test_what_a_source_lists_is_stored_and_published(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH))
    run.write(source("union", calendar_server.url("/c.ics"), 'name = "Union"'))
    report = run.refresh()
    (told,) = report.sources
    assert (told.result, told.seen, told.inserted, told.problems) == ("ok", 2, 2, ())
    assert (report.events, report.occurrences) == (2, SERIES_DATES + 1)
    assert run.rows("SELECT title, locality, region, timezone FROM events ORDER BY title") == [
        ("March for clean rivers", "Springfield", "IL", "America/Chicago"),
        ("Tenants' clinic", None, None, "America/Chicago"),
    ]


def test_the_feed_reads_back_as_exactly_the_occurrences_of_the_database(
    run: Run, calendar_server: CalendarServer
) -> None:
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH))
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    stored = sorted((str(title), str(start)) for title, start in run.rows("SELECT title, start_utc FROM occurrences"))
    calendar = icalendar.Calendar.from_ical(run.feed())
    assert isinstance(calendar, icalendar.Calendar)
    shown = sorted(
        (str(e["SUMMARY"]), e.decoded("DTSTART").astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        for e in calendar.walk("VEVENT")
    )
    assert shown == stored
    strict = IcsCalendarStream.calendar_from_ics(run.feed().decode())
    assert sorted(event.summary or "" for event in strict.events) == [title for title, _ in shown]


EVENT_TABLES = ("events", "listings", "occurrences", "event_sources", "evidence", "changes")


def dump(run: Run) -> dict[str, list[tuple[object, ...]]]:
    return {table: run.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in EVENT_TABLES}


@pytest.mark.parametrize("validators", [{"etag": '"1"'}, {}], ids=["answers 304", "sends the same body"])
def test_an_unchanged_source_costs_nothing(
    run: Run, calendar_server: CalendarServer, validators: dict[str, Any]
) -> None:
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH), **validators)
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    before, feed, written_at = dump(run), run.feed(), (run.data / "calendar.ics").stat().st_mtime_ns
    report = run.refresh()
    assert [source.result for source in report.sources] == ["unchanged"]
    assert dump(run) == before
    assert (run.feed(), (run.data / "calendar.ics").stat().st_mtime_ns) == (feed, written_at)
    assert report.published == ()


def test_a_change_of_sources_toml_is_read_although_the_page_is_the_same(
    run: Run, calendar_server: CalendarServer
) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH), etag='"1"')
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    run.write(source("union", calendar_server.url("/c.ics"), 'categories = ["rivers"]'))
    assert by_slug(run.refresh())["union"].updated == 1
    assert run.rows("SELECT categories FROM events") == [('["rivers"]',)]


def test_a_changed_event_keeps_its_uid_and_raises_its_sequence(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    ((uid, sequence),) = run.rows("SELECT uid, sequence FROM events")
    calendar_server.put("/c.ics", vcalendar(MARCH.replace("20261205", "20261212")))
    assert by_slug(run.refresh())["union"].updated == 1
    assert run.rows("SELECT uid, start_date FROM events") == [(uid, "2026-12-12")]
    ((raised,),) = run.rows("SELECT sequence FROM events")
    assert isinstance(sequence, int)
    assert raised == sequence + 1
    assert ("moved",) in run.rows("SELECT DISTINCT kind FROM changes")


BREAKAGES = {
    "404": {"status": 404, "body": b"not here"},
    "500": {"status": 500, "body": b"oh no"},
    "html": {"body": b"<html><body><h1>Log in</h1></body></html>", "content_type": "text/html"},
    "empty": {"body": b""},
    "cut": {"body": vcalendar(WEEKLY, MARCH)[:-40]},
    "cut on the wire": {"body": vcalendar(WEEKLY, MARCH), "truncate": 200},
}


@pytest.mark.parametrize("breakage", BREAKAGES.values(), ids=BREAKAGES)
def test_a_source_that_breaks_costs_only_itself_and_loses_nothing(
    run: Run, calendar_server: CalendarServer, breakage: dict[str, Any]
) -> None:
    calendar_server.put("/good.ics", vcalendar(WEEKLY))
    calendar_server.put("/bad.ics", vcalendar(MARCH, VIGIL))
    run.write(source("good", calendar_server.url("/good.ics")), source("bad", calendar_server.url("/bad.ics")))
    run.refresh()
    options = dict(breakage)
    calendar_server.put("/bad.ics", options.pop("body"), **options)
    calendar_server.put("/good.ics", vcalendar(WEEKLY, vevent("new@example.org", "New", "20261207")))
    for _ in range(4):
        told = by_slug(run.refresh(days=1))
        assert told["bad"].result in ("failed", "partial")
    assert told["good"].result == "unchanged"
    titles = {title for (title,) in run.rows("SELECT title FROM events WHERE state = 'published'")}
    assert titles == {"Tenants' clinic", "March for clean rivers", "Vigil", "New"}
    assert {line for line in run.feed().split(b"\r\n") if line.startswith(b"SUMMARY:")} == {
        f"SUMMARY:{title}".encode() for title in titles
    }
    ((health, message),) = run.rows("SELECT health, message FROM source_health WHERE slug = 'bad'")
    assert health != "ok"
    assert message


def test_a_host_that_cannot_be_reached_and_a_wrong_key_are_told_with_what_to_do(
    run: Run, calendar_server: CalendarServer
) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    run.write(
        source("good", calendar_server.url("/c.ics")),
        source("nowhere", "http://127.0.0.1:9/c.ics"),
        source("typo", calendar_server.url("/c.ics"), 'timezne = "UTC"'),
        source("lost", "no-such-file.ics"),
    )
    told = by_slug(run.refresh())
    assert {slug: report.result for slug, report in told.items()} == {
        "good": "ok",
        "nowhere": "failed",
        "typo": "failed",
        "lost": "failed",
    }
    for slug in ("nowhere", "typo", "lost"):
        assert told[slug].problems[0].hint
    rows = run.rows("SELECT slug, health FROM source_health WHERE health = 'failing' ORDER BY slug")
    assert rows == [("lost", "failing"), ("nowhere", "failing"), ("typo", "failing")]


def test_one_bad_event_costs_one_event(run: Run, calendar_server: CalendarServer) -> None:
    broken = MARCH.replace("20261205T190000", "2026-13-01").replace("march@", "broken@")
    calendar_server.put("/c.ics", vcalendar(broken, MARCH))
    run.write(source("union", calendar_server.url("/c.ics")))
    told = by_slug(run.refresh())["union"]
    assert told.seen == 1
    assert "broken@example.org" in " ".join(problem.where + problem.message for problem in told.problems)
    assert run.rows("SELECT count(*) FROM problems WHERE source = 'union'") == [(len(told.problems),)]


def test_an_event_no_longer_listed_leaves_after_two_complete_answers_and_stays_in_the_database(
    run: Run, calendar_server: CalendarServer
) -> None:
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH, VIGIL))
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH))
    assert by_slug(run.refresh())["union"].missing == 1
    assert b"SUMMARY:Vigil" in run.feed()
    run.refresh(days=1)
    assert b"SUMMARY:Vigil" not in run.feed()
    assert run.rows("SELECT state FROM events WHERE title = 'Vigil'") == [("withdrawn",)]
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH, VIGIL))
    run.refresh(days=1)
    assert b"SUMMARY:Vigil" in run.feed()
    assert ("back",) in run.rows("SELECT kind FROM changes")


def test_a_cancelled_event_stays_marked(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    calendar_server.put("/c.ics", vcalendar(MARCH.replace("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY")))
    run.refresh()
    assert b"SUMMARY:CANCELLED: March for clean rivers" in run.feed()
    assert b"STATUS:CANCELLED" in run.feed()


def test_the_same_action_from_two_sources_is_one_event_with_two_credits(
    run: Run, calendar_server: CalendarServer
) -> None:
    calendar_server.put("/a.ics", vcalendar(MARCH))
    copy = MARCH.replace("march@example.org", "other@hub.example.org").replace("March for", "March for the")
    calendar_server.put("/b.ics", vcalendar(copy))
    run.write(
        source("hub", calendar_server.url("/b.ics"), 'name = "Hub"', 'role = "aggregator"'),
        source("union", calendar_server.url("/a.ics"), 'name = "Union"'),
    )
    assert run.refresh().events == 1
    assert run.rows("SELECT title, source, sources_count FROM events") == [("March for clean rivers", "union", 2)]
    assert b"Union" in run.feed()
    assert b"Hub" in run.feed()


def test_a_dry_run_asks_and_reads_and_writes_nothing(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    run.write(source("union", calendar_server.url("/c.ics")))
    report = run.refresh(options=Options(dry_run=True))
    assert [(s.slug, s.result, s.inserted) for s in report.sources] == [("union", "ok", 1)]
    assert run.rows("SELECT count(*) FROM sources") == [(0,)]
    assert not (run.data / "calendar.ics").exists()


def test_only_due_sources_are_asked_and_named_ones_always(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    run.write(source("union", calendar_server.url("/c.ics")))
    due = Options()
    run.refresh(options=due)
    assert run.refresh(options=due).sources == ()
    assert len(run.refresh(options=replace(due, slugs=("union",))).sources) == 1
    assert len(run.refresh(days=1, options=due).sources) == 1
    assert len(calendar_server.requests) == 3


def test_a_source_taken_out_of_the_file_keeps_its_events(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    run.write()
    run.refresh()
    assert run.rows("SELECT state FROM events") == [("published",)]
    assert run.rows("SELECT enabled FROM sources") == [(0,)]


def test_a_source_for_review_is_stored_and_in_no_feed(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    run.write(source("union", calendar_server.url("/c.ics"), "review = true"))
    run.refresh()
    assert run.rows("SELECT state FROM events") == [("review",)]
    assert b"BEGIN:VEVENT" not in run.feed()
    assert len(run.rows("SELECT * FROM needs_review")) == 1


def test_a_fault_of_ours_costs_one_source_and_not_the_run(
    run: Run, calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aggregator import decide

    deciding = decide.decide

    def faulty(stored: Any, extraction: Any, *, source: Any, now: datetime) -> Any:
        if source.slug == "bad":
            raise ValueError("a bug")
        return deciding(stored, extraction, source=source, now=now)

    monkeypatch.setattr(decide, "decide", faulty)
    calendar_server.put("/a.ics", vcalendar(MARCH))
    calendar_server.put("/b.ics", vcalendar(VIGIL))
    run.write(source("good", calendar_server.url("/a.ics")), source("bad", calendar_server.url("/b.ics")))
    told = by_slug(run.refresh())
    assert (told["good"].result, told["bad"].result) == ("ok", "failed")
    assert "unexpected ValueError: a bug" in told["bad"].problems[0].message
    assert b"SUMMARY:March for clean rivers" in run.feed()


def test_a_removal_is_told_also_when_the_page_only_repeats_itself(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH, VIGIL))
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH), etag='"2"')
    assert by_slug(run.refresh())["union"].missing == 1
    told = by_slug(run.refresh(days=1))["union"]
    assert (told.result, told.missing, told.withdrawn) == ("unchanged", 0, 1)


def test_events_that_share_a_uid_keep_what_each_says(run: Run, calendar_server: CalendarServer) -> None:
    first = vevent("same@example.org", "March", "20261205", "LOCATION:River Plaza", "DESCRIPTION:Bring drums")
    second = vevent("same@example.org", "Vigil", "20261206")
    calendar_server.put("/c.ics", vcalendar(first, second))
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    vigil = next(part for part in run.feed().split(b"BEGIN:VEVENT") if b"SUMMARY:Vigil" in part)
    assert b"Bring drums" not in vigil
    assert b"LOCATION" not in vigil


# ------------------------------------------------------------------------------------------------ manners of a run

DUE = Options()


def test_a_page_that_is_gone_for_good_is_asked_no_more_unless_by_name(
    run: Run, calendar_server: CalendarServer
) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    calendar_server.put("/c.ics", status=410)
    run.refresh()
    assert run.rows("SELECT health, message, what_to_do FROM source_health") == [
        ("paused", "is gone for good (410)", "it is no longer asked; remove the source, or give it its new address")
    ]
    run.refresh(days=30)
    assert len(calendar_server.requests) == 2
    calendar_server.put("/c.ics", vcalendar(MARCH, VIGIL))
    assert by_slug(run.refresh(options=Options(slugs=("union",))))["union"].inserted == 1
    assert run.rows("SELECT health FROM source_health") == [("ok",)]
    assert b"SUMMARY:March" in run.feed()


def test_a_move_is_believed_after_a_week_of_good_pages_and_taken_back_when_it_fails(
    run: Run, calendar_server: CalendarServer
) -> None:
    calendar_server.redirect("/old.ics", "/new.ics", 301)
    calendar_server.put("/new.ics", vcalendar(MARCH), etag='"1"')
    run.write(source("union", calendar_server.url("/old.ics")))
    for days in (0, 3, 3):
        run.refresh(days=days)
    assert [len(calendar_server.asked(path)) for path in ("/old.ics", "/new.ics")] == [3, 3]
    told = by_slug(run.refresh(days=2))["union"]
    (note,) = told.problems
    assert f"has moved for good to {calendar_server.url('/new.ics')}" in note.message
    assert "sources.toml" in note.hint
    assert told.result == "unchanged"
    assert len(run.rows("SELECT * FROM problems")) == 1
    run.refresh(days=1)
    assert [len(calendar_server.asked(path)) for path in ("/old.ics", "/new.ics")] == [4, 5]
    assert calendar_server.requests[-1].headers["if-none-match"] == '"1"'
    calendar_server.put("/new.ics", status=503)
    run.refresh(days=1)
    calendar_server.put("/new.ics", status=404)
    run.refresh(days=1)
    calendar_server.put("/old.ics", vcalendar(MARCH, VIGIL))
    assert by_slug(run.refresh(days=1))["union"].inserted == 1
    assert [len(calendar_server.asked(path)) for path in ("/old.ics", "/new.ics")] == [5, 7]
    assert run.rows("SELECT * FROM problems") == []


def test_a_maintenance_page_takes_over_no_address(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/c.ics", vcalendar(MARCH))
    calendar_server.put("/sorry", "<h1>Back soon</h1>", content_type="text/html")
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    calendar_server.redirect("/c.ics", "/sorry", 301)
    for _ in range(12):
        assert by_slug(run.refresh(days=1))["union"].result == "failed"
    calendar_server.put("/c.ics", vcalendar(MARCH))
    assert by_slug(run.refresh(days=1))["union"].result == "unchanged"


def test_a_host_that_wants_to_be_left_alone_is_by_all_its_sources(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/a.ics", status=503, headers={"Retry-After": str(48 * 3600)})
    calendar_server.put("/b.ics", vcalendar(MARCH))
    run.write(source("a", calendar_server.url("/a.ics")), source("b", calendar_server.url("/b.ics")))
    told = by_slug(run.refresh())
    assert (told["a"].result, told["b"].result) == ("failed", "skipped")
    assert "wants to be left alone until 2026-11-23" in told["b"].problems[0].message
    run.refresh(days=1, options=DUE)
    run.refresh()
    assert [request.path for request in calendar_server.requests] == ["/a.ics"]
    assert run.rows("SELECT slug, failures FROM sources ORDER BY slug") == [("a", 1), ("b", 0)]
    assert by_slug(run.refresh(days=2, options=DUE))["b"].result == "ok"


def test_what_is_not_asked_in_time_is_first_the_next_time(run: Run, calendar_server: CalendarServer) -> None:
    urls = [calendar_server.put(f"/{n}.ics", vcalendar(MARCH)) for n in range(4)]
    run.write(*(source(f"s{n}", url) for n, url in enumerate(urls)))
    config = configuration.load(run.folder / "sources.toml")
    clock = Slept()
    asked = []
    for hour in range(3):
        now = NOW + timedelta(hours=hour)
        settings = replace(SETTINGS, host_delay_seconds=60, run_seconds=90)
        with Store(run.data / "events.db") as store:
            report = refresh(
                config, store, run.data, now=now, options=DUE, settings=settings, clock=clock, reader=read_here
            )
        asked.append({one.slug: one.result for one in report.sources})
    assert asked == [
        {"s0": "ok", "s1": "ok", "s2": "ok", "s3": "skipped"},
        {"s3": "ok"},
        {},
    ]


def test_a_page_that_robots_forbid_is_told_with_what_to_do(run: Run, calendar_server: CalendarServer) -> None:
    calendar_server.put("/robots.txt", "User-agent: *\nDisallow: /")
    calendar_server.put("/events", "<h1>Events</h1>", content_type="text/html")
    run.write(source("union", calendar_server.url("/events")))
    told = by_slug(run.refresh())["union"]
    assert told.result == "failed"
    ((stage, position, message, hint),) = run.rows("SELECT stage, position, message, hint FROM problems")
    assert (stage, position) == ("fetch", f"[union] {calendar_server.url('/events')}")
    assert message == "its robots.txt asks programs to stay away from this page"
    assert "ask the group to allow our User-Agent" in str(hint)
    assert [request.path for request in calendar_server.requests] == ["/robots.txt"]
    run.refresh(days=0.5)
    assert len(calendar_server.requests) == 1, "what it said is remembered for a day"


def test_a_source_that_changes_often_is_asked_more_often(run: Run, calendar_server: CalendarServer) -> None:
    busy, quiet = "/busy.ics", "/quiet.ics"
    calendar_server.put(quiet, vcalendar(MARCH), etag='"1"')
    run.write(source("busy", calendar_server.url(busy)), source("quiet", calendar_server.url(quiet)))
    for hour in range(24 * 5):
        calendar_server.put(busy, vcalendar(MARCH.replace("March", f"March {hour // 4}")), etag=f'"{hour // 4}"')
        run.refresh(days=1 / 24, options=DUE)
    assert 40 <= len(calendar_server.asked(busy)) <= 100
    assert 5 <= len(calendar_server.asked(quiet)) <= 14


def test_the_interval_a_calendar_asks_for_counts_while_it_does_not_change(
    run: Run, calendar_server: CalendarServer
) -> None:
    patient = vcalendar(MARCH).replace(b"VERSION:2.0", b"VERSION:2.0\r\nREFRESH-INTERVAL;VALUE=DURATION:PT20H")
    calendar_server.put("/c.ics", patient, etag='"1"')
    run.write(source("union", calendar_server.url("/c.ics"), 'every = "1h"'))
    for _ in range(60):
        run.refresh(days=1 / 24, options=DUE)
    assert len(calendar_server.requests) == 3


def test_uids_that_are_made_anew_at_each_answer_change_nothing(run: Run) -> None:
    """Nor does a rebuild from the last page give other identities than those that subscribers have."""

    def written(*events: tuple[str, str]) -> bytes:
        stamp = (run.now + timedelta(minutes=1)).strftime("%Y%m%dT%H%M%S")
        return vcalendar(*(vevent(f"{stamp}-{n}@h.example.org", title, day) for n, (title, day) in enumerate(events)))

    query = "SELECT uid, title, sequence, start_date FROM events ORDER BY title"
    run.write(source("union", "union.ics", 'timezone = "UTC"'))
    (run.folder / "union.ics").write_bytes(written(("Choir", "20261201"), ("March", "20261205")))
    run.refresh()
    first = run.rows(query)
    for _ in range(2):
        run.now += timedelta(days=1)
        (run.folder / "union.ics").write_bytes(
            written(("March", "20261205"), ("Choir", "20261201"), ("Walk", "20261206"))
        )
        report = run.refresh()
    assert by_slug(report)["union"].unchanged == 3
    assert [row for row in run.rows(query) if row[1] != "Walk"] == first
    (run.folder / "union.ics").write_bytes(written(("Choir", "20261202"), ("March", "20261205"), ("Walk", "20261206")))
    run.refresh()
    assert run.rows(query)[0] == (first[0][0], "Choir", 1, "2026-12-02")
    known = {row[1:2] + row[:1] for row in run.rows(query)} - {("Choir", first[0][0])}
    for path in run.data.iterdir():
        path.unlink()
    run.refresh()
    assert {row[1:2] + row[:1] for row in run.rows(query)} >= known, "but for what moved since it was first seen"


def test_a_run_that_is_broken_off_leaves_no_thread_behind(
    run: Run, calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left open until the error is let go of, the crawl would be ended by the garbage collector, in any thread."""
    calendar_server.put("/c.ics", vcalendar(MARCH))
    run.write(source("union", calendar_server.url("/c.ics")))
    monkeypatch.setattr(Store, "apply", _broken_off)
    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt) as error:
        run.refresh()
    assert error.tb is not None
    assert [t.name for t in set(threading.enumerate()) - before if t.name.startswith("ThreadPoolExecutor")] == []


def _broken_off(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


NOBODY = 65534
"""A user without rights of any kind."""


@pytest.fixture
def readable_only() -> Iterator[Run]:
    """A run whose data folder nobody may write to, asked by one who is not root: root may write anywhere."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    run, me = Run(folder), os.geteuid()
    (folder / "c.ics").write_bytes(vcalendar(MARCH))
    run.write(source("union", "c.ics"))
    run.refresh()
    run.data.chmod(0o555)
    if me == 0:
        os.seteuid(NOBODY)
    yield run
    os.seteuid(me)
    run.data.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_may_only_be_read_costs_nothing_but_the_run(readable_only: Run) -> None:
    run, me = readable_only, readable_only.folder.stat().st_uid
    names = {path.name for path in run.data.iterdir()}
    feed = run.feed()
    with pytest.raises(StoreError) as caught:
        run.refresh()
    assert "write" in caught.value.hint
    assert ({path.name for path in run.data.iterdir()}, run.feed()) == (names, feed)
    os.seteuid(me)
    run.data.chmod(0o755)
    assert run.refresh().events == 1
