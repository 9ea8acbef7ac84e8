"""The plugin as Datasette sees it: found, styled, safe, and silent where the database is somebody else's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from datasette import database as datasette_database
from sqlite_utils import Database

from aggregator.web.metadata import packaged_metadata
from aggregator.web.questions import QUESTIONS
from tests.web.conftest import Browser
from tests.web.sample import build

CSS = "/-/static-plugins/movement-calendar-aggregator/aggregator.css"


def test_templates_and_static_files_are_found_through_the_entry_point(calendar: Browser) -> None:
    """On Python 3.11 a plugin that is no package loses both without a word."""
    assert f'<link rel="stylesheet" href="{CSS}">' in calendar.text("/")
    response = calendar.ask(CSS)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/css")


def test_loading_the_plugin_loads_next_to_nothing() -> None:
    code = (
        "import sys; import aggregator.web; "
        "sys.exit(', '.join({'datasette', 'icalendar', 'sqlite_utils', 'bs4', 'httpx'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# ------------------------------------------------------------------------------------------ security headers

WANTED = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
}
PAGES = [
    "/",
    "/calendar",
    "/event/assembly",
    "/sources",
    "/events",
    "/events/upcoming",
    "/calendar.ics",
    "/nosuch",
    CSS,
]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_each_security_header_once(calendar: Browser, path: str) -> None:
    names = [name.decode().lower() for name, _ in calendar.ask(path).headers.raw]
    assert {name: names.count(name) for name in WANTED} == dict.fromkeys(WANTED, 1)


@pytest.mark.parametrize("path", ["/", "/calendar?q=x", "/event/clinic", "/sources", "/calendar.ics", "/robots.txt"])
def test_no_page_sets_a_cookie_or_names_another_host_for_its_own_parts(calendar: Browser, path: str) -> None:
    response = calendar.ask(path)
    assert "set-cookie" not in response.headers
    loaded = re.findall(r'(?:src|srcset|action)="([^"]*)"|<link rel="stylesheet" href="([^"]*)"', response.text)
    assert all(address.startswith("/") for pair in loaded for address in pair if address)
    assert "<script" not in response.text.replace('<script type="application/ld+json">', "")


@pytest.mark.parametrize("path", ["/", "/event/assembly", "/sources", "/event/nosuch"])
def test_our_own_pages_forbid_every_script(calendar: Browser, path: str) -> None:
    policy = calendar.ask(path).headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "script" not in policy
    assert "unsafe" not in policy


# ------------------------------------------------------------------------------------- among Datasette's pages


def test_tables_lead_back_to_the_calendar(calendar: Browser) -> None:
    page = calendar.text("/events/upcoming")
    assert '<a href="/event/assembly">Tenant assembly: stop the Bayview evictions</a>' in page
    for link in ('<a href="/calendar">Calendar</a>', '<a href="/sources">Sources</a>', "datasette.css"):
        assert link in page
    row = calendar.text("/events/events/assembly")
    assert '<a href="/event/assembly">Tenant assembly' in row
    assert "Housing, Assembly" in row
    assert "See this as a calendar" in calendar.text("/events/events")


def test_the_page_of_the_database_offers_questions(calendar: Browser) -> None:
    page = calendar.text("/events")
    for name, question in QUESTIONS.items():
        assert f'href="/events/{name}"' in page
        assert question.title in page
        assert calendar.ask(f"/events/{name}.json?_shape=array&words=assembly").status_code == 200


def test_the_description_of_the_database_leads_to_tables_that_are_there(calendar: Browser) -> None:
    described = json.loads(packaged_metadata())["databases"]["events"]["description_html"]
    addresses = re.findall(r'href="(events/[^"]+)"', described)
    assert [calendar.ask(f"/{address}").status_code for address in addresses] == [200, 200, 200]


def test_the_answer_to_a_question_is_a_table_a_file_and_a_calendar(calendar: Browser) -> None:
    rows = calendar.ask("/events/on-in-a-town.json?_shape=array&town=oakland").json()
    assert {row["event_id"] for row in rows} >= {"assembly"}
    assert len(calendar.ask("/events/on-in-a-town.csv?town=Oakland").text.splitlines()) == len(rows) + 1
    file = calendar.ask("/events/on-in-a-town.ics?town=Oakland").content
    assert file.count(b"BEGIN:VEVENT") == len(rows)
    assert calendar.ask("/events/with-words.json?_shape=array&words=evictions+stop").json() != []


def test_a_database_that_may_not_be_seen_shows_no_page_of_ours(calendar_db: Path) -> None:
    metadata = {"databases": {"events": {"allow": {"id": "root"}}}}
    browser = Browser(calendar_db, metadata=metadata)
    statuses = [browser.ask(path).status_code for path in ("/", "/calendar", "/event/assembly", "/calendar.ics")]
    browser.close()
    assert statuses == [403, 403, 403, 403]


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Datasette of databases that are not ours, with the names of our addresses."""
    folder = tmp_path_factory.mktemp("strangers")
    for name in ("calendar", "sources"):
        database = Database(folder / f"{name}.db")
        database.table("events").insert({"id": 1, "title": "theirs", "url": "https://x.example.org/"}, pk="id")
        database.close()
    browser = Browser(folder / "calendar.db", folder / "sources.db")
    yield browser
    browser.close()


def test_other_databases_are_left_alone(strangers: Browser) -> None:
    home = strangers.text("/")
    assert "Datasette" in home
    assert "2 tables" not in home.replace("1 table", "")
    assert "theirs" in strangers.text("/calendar/events")
    assert strangers.ask("/sources").status_code == 200
    assert strangers.ask("/event/1").status_code == 404
    assert strangers.ask("/calendar.ics").headers["content-type"] != "text/calendar; charset=utf-8"
    assert "content-security-policy" not in strangers.ask("/").headers
    assert "Subscribe" not in home


def test_our_database_is_found_among_others(calendar_db: Path, tmp_path: Path) -> None:
    other = Database(tmp_path / "other.db")
    other.table("events").insert({"id": 1, "title": "theirs"}, pk="id")
    other.close()
    (tmp_path / "empty.db").touch()
    browser = Browser(tmp_path / "empty.db", tmp_path / "other.db", calendar_db)
    page, table = browser.text("/"), browser.text("/other/events")
    browser.close()
    assert "Tenant assembly" in page
    assert "/event/1" not in table


def test_everything_moves_with_base_url(calendar_db: Path) -> None:
    browser = Browser(calendar_db, settings={"base_url": "/cal/"})
    pages = {path: browser.text(path) for path in ("/", "/event/clinic", "/sources", "/calendar?view=month")}
    css = browser.ask(CSS)
    browser.close()
    assert css.status_code == 200
    for path, page in pages.items():
        own = re.findall(r'(?:href|action)="(/[^"]*)"', page)
        assert own, path
        assert [address for address in own if not address.startswith("/cal/")] == []


def test_the_public_address_is_the_configured_one(tmp_path: Path) -> None:
    path = build(tmp_path / "events.db")
    database = Database(path)
    database.table("about").insert({"key": "url", "value": "https://calendar.example.org/"})
    database.close()
    browser = Browser(path)
    page = browser.text("/")
    browser.close()
    assert 'value="https://calendar.example.org/calendar.ics"' in page
    assert '<link rel="canonical" href="https://calendar.example.org/">' in page
    assert "runs on your own computer" not in page


# -------------------------------------------------------------------------------------------- a busy machine

LONG = ("occurrences", "source_health")
"""What is read of these grows with the calendar."""


@pytest.mark.parametrize("path", ["/", "/calendar?view=month", "/calendar?q=rally", "/category/housing", "/sources"])
def test_the_time_limit_of_readers_own_queries_fails_no_page_of_ours(
    calendar_db: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """On a busy machine a query of 0.1 s may take more than the second that Datasette gives."""
    within_a_second = datasette_database.Database.execute

    async def execute(self: Any, sql: str, *args: Any, **options: Any) -> Any:
        if any(name in sql for name in LONG):
            raise datasette_database.QueryInterrupted(TimeoutError("interrupted"), sql, {})
        return await within_a_second(self, sql, *args, **options)

    monkeypatch.setattr(datasette_database.Database, "execute", execute)
    browser = Browser(calendar_db)
    try:
        assert browser.ask(path).status_code == 200
    finally:
        browser.close()
