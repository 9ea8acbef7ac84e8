"""Pages that were kept, read again: after an upgrade by themselves, and on request with the difference shown first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aggregator import config as configuration
from aggregator import crawl, normalize
from aggregator.model import Extraction
from aggregator.readers import read_here
from aggregator.refresh import Options
from aggregator.replay import Difference, replay
from aggregator.store import Store, answers
from tests.calendar_server import CalendarServer
from tests.test_refresh import MARCH, NOW, VIGIL, WEEKLY, Run, by_slug, source, vcalendar


@pytest.fixture
def run(tmp_path: Path, calendar_server: CalendarServer) -> Run:
    """A run that has read a page with three events, which the server will not send a second time."""
    run = Run(tmp_path)
    calendar_server.put("/c.ics", vcalendar(WEEKLY, MARCH, VIGIL), etag='"1"')
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    return run


@pytest.fixture
def upgraded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that writes "Vigil" with more words, finds another event where there was one, and no longer the march."""
    reading = normalize.normalize_page

    def other(*arguments: Any, **named: Any) -> Extraction:
        extraction = reading(*arguments, **named)
        events = [event for event in extraction.events if event.title != "March for clean rivers"]
        vigil = next(event for event in events if event.title == "Vigil")
        events[events.index(vigil)] = replace(vigil, title="Vigil by candlelight", content_hash="a-b")
        found = replace(vigil, key=replace(vigil.key, uid="new@example.org"), title="Choir", content_hash="c-d")
        return replace(extraction, events=(*events, found))

    monkeypatch.setattr(normalize, "normalize_page", other)
    for module in (crawl, answers):
        monkeypatch.setattr(module, "VERSION", 1_000)


def replayed(run: Run, *, apply: bool = False) -> tuple[Difference, ...]:
    config = configuration.load(run.folder / "sources.toml")
    with Store(run.data / "events.db") as store:
        return replay(config, store, (), now=run.now, apply=apply, reader=read_here)


def dump(run: Run) -> list[list[tuple[object, ...]]]:
    tables = ("listings", "events", "sources", "fetches", "changes", "problems", "evidence", "occurrences")
    return [run.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]


def test_the_same_code_changes_nothing(run: Run, calendar_server: CalendarServer) -> None:
    before, asked = dump(run), len(calendar_server.requests)
    (found,) = replayed(run)
    assert (found.added, found.changed, found.removed, found.unchanged, found.problem) == ((), (), (), 3, None)
    assert dump(run) == before
    assert len(calendar_server.requests) == asked


@pytest.mark.usefixtures("upgraded")
def test_the_difference_is_shown_and_nothing_is_stored(run: Run, calendar_server: CalendarServer) -> None:
    before, asked = dump(run), len(calendar_server.requests)
    (found,) = replayed(run)
    assert [title for title, _ in found.added] == ["Choir"]
    assert [title for title, _ in found.removed] == ["March for clean rivers"]
    assert found.unchanged == 1
    ((title, changes),) = found.changed
    assert title == "Vigil by candlelight"
    assert [(change.field, change.old, change.new) for change in changes] == [
        ("title", "Vigil", "Vigil by candlelight")
    ]
    assert dump(run) == before
    assert len(calendar_server.requests) == asked


@pytest.mark.usefixtures("upgraded")
def test_applied_it_is_stored_and_no_answer_is_invented(run: Run) -> None:
    fetches = run.rows("SELECT * FROM fetches")
    facts = "SELECT last_fetch_at, last_success_at, next_fetch_at, etag, failures FROM sources"
    before = run.rows(facts)
    replayed(run, apply=True)
    titles = {title for (title,) in run.rows("SELECT title FROM listings WHERE state = 'listed'")}
    assert titles == {"Tenants' clinic", "Vigil by candlelight", "Choir"}
    assert run.rows("SELECT state, missed FROM listings WHERE title LIKE 'March%'") == [("missing", 1)]
    assert run.rows("SELECT * FROM fetches") == fetches
    assert run.rows(facts) == before
    assert run.rows("SELECT reader_version FROM sources") == [(1_000,)]
    (again,) = replayed(run)
    assert (again.added, again.changed) == ((), ())


@pytest.mark.usefixtures("upgraded")
def test_an_unchanged_source_is_read_again_after_an_upgrade_without_sending_it_again(
    run: Run, calendar_server: CalendarServer
) -> None:
    told = by_slug(run.refresh(days=1))["union"]
    assert (told.result, told.inserted, told.updated, told.missing) == ("ok", 1, 1, 1)
    assert calendar_server.requests[-1].headers["if-none-match"] == '"1"'
    assert run.rows("SELECT http_status FROM fetches ORDER BY id DESC LIMIT 1") == [(304,)]
    assert by_slug(run.refresh(days=1))["union"].result == "unchanged"
    assert [request.headers.get("if-none-match") for request in calendar_server.requests] == [None, '"1"', '"1"']


def test_a_change_of_settings_needs_no_second_sending(run: Run, calendar_server: CalendarServer) -> None:
    run.write(source("union", calendar_server.url("/c.ics"), 'exclude = ["vigil"]'))
    told = by_slug(run.refresh(options=Options()))["union"]
    assert (told.result, told.missing, told.withdrawn) == ("ok", 0, 1)  # a person's word is no absence
    assert calendar_server.requests[-1].headers["if-none-match"] == '"1"'


@pytest.mark.usefixtures("upgraded")
def test_without_the_archive_the_page_is_asked_for_whole(run: Run, calendar_server: CalendarServer) -> None:
    for file in run.data.glob("archive.db*"):
        file.unlink()
    told = by_slug(run.refresh(days=1))["union"]
    assert (told.result, told.inserted) == ("ok", 1)
    assert "if-none-match" not in calendar_server.requests[-1].headers


def test_what_cannot_be_replayed_says_so(run: Run, calendar_server: CalendarServer) -> None:
    run.write(source("union", calendar_server.url("/c.ics")), source("new", calendar_server.url("/n.ics")))
    found = {one.slug: one for one in replayed(run)}
    assert found["union"].problem is None
    problem = found["new"].problem
    assert problem is not None
    assert (problem.message, problem.hint) == ("no page of it is kept", "ask it first: aggregator refresh new")


def test_a_fault_of_ours_costs_one_source(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError("a bug")

    monkeypatch.setattr(normalize, "normalize_page", broken)
    (found,) = replayed(run, apply=True)
    assert found.problem is not None
    assert "unexpected ValueError: a bug" in found.problem.message


def test_words_are_read_against_the_day_the_page_came(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    reading = normalize.normalize_page

    def watched(*arguments: Any, **named: Any) -> Extraction:
        asked.append(named["now"])
        return reading(*arguments, **named)

    monkeypatch.setattr(normalize, "normalize_page", watched)
    first, run.now = run.now, run.now.replace(year=2027)
    replayed(run)
    assert asked == [first]
    assert first.date() == NOW.date()
