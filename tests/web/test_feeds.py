"""Feeds over HTTP: published bytes untouched, conditional requests by RFC 9110 §13, selections from the database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import icalendar
import pytest

from aggregator.model import Calendar
from aggregator.publish import write_feeds
from aggregator.publish.lint import lint
from aggregator.web.conditional import is_unchanged, status_for, strong_etag
from aggregator.web.filters import Filters
from aggregator.web.published import selection
from tests.web.conftest import Browser
from tests.web.sample import ABOUT, NOW, build

PUBLISHED = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nX-TEST:exactly these bytes\r\nEND:VCALENDAR\r\n"
WRITTEN_AT = datetime(2026, 11, 20, 12, 30, 15, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as a refresh leaves it: the database, and the published feeds beside it."""
    build(tmp_path / "events.db")
    publish(tmp_path / "calendar.ics", PUBLISHED)
    publish(tmp_path / "calendar-full.ics", PUBLISHED.replace(b"exactly", b"fully"))
    return tmp_path


@pytest.fixture
def served(folder: Path) -> Iterator[Browser]:
    """That folder, served."""
    browser = Browser(folder / "events.db")
    yield browser
    browser.close()


def publish(path: Path, data: bytes, at: datetime = WRITTEN_AT) -> None:
    """Replace a feed as publishing does: a new file in the old one's place."""
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(data)
    os.utime(temporary, (at.timestamp(), at.timestamp()))
    temporary.replace(path)


def uids(body: bytes) -> list[str]:
    """The UIDs of a feed, in its order, once it is known to be clean."""
    assert lint(body) == ()
    calendar = icalendar.Calendar.from_ical(body)
    return [str(event["UID"]) for event in calendar.walk("VEVENT")]


# ------------------------------------------------------------------------------------------- the published files


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_what_a_refresh_writes_is_what_would_be_rendered(calendar: Browser, folder: Path, kind: str) -> None:
    """With and without the file the address says the same; where it is there, it goes out as it is."""
    with closing(sqlite3.connect(folder / "events.db")) as connection:
        connection.row_factory = sqlite3.Row
        occurrences = selection(Filters())(connection)
    about = Calendar(**{name: ABOUT[name] for name in ("name", "timezone", "contact")})
    assert write_feeds(folder, about, occurrences, now=NOW).problems == ()
    path = folder / f"calendar.{kind}"
    assert calendar.ask(f"/calendar.{kind}").content == path.read_bytes()
    served = Browser(folder / "events.db")
    path.write_bytes(b"as it is")
    assert served.ask(f"/calendar.{kind}").content == b"as it is"
    served.close()


@pytest.mark.parametrize(("path", "word"), [("/calendar.ics", b"exactly"), ("/calendar-full.ics", b"fully")])
def test_the_published_file_goes_out_byte_for_byte(served: Browser, path: str, word: bytes) -> None:
    response = served.ask(path)
    body = PUBLISHED.replace(b"exactly", word)
    assert (response.status_code, response.content) == (200, body)
    expected = {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": f'inline; filename="{path[1:]}"',
        "content-length": str(len(body)),
        "cache-control": "public, max-age=3600, stale-if-error=604800",
        "etag": strong_etag(body),
        "last-modified": "Fri, 20 Nov 2026 12:30:15 GMT",
        "access-control-allow-origin": "*",
    }
    assert {name: response.headers.get(name) for name in expected} == expected
    assert "accept" not in response.headers["vary"].lower().replace("accept-encoding", "")


def test_an_unchanged_feed_is_a_304_with_both_validators_and_no_body(served: Browser) -> None:
    etag = served.ask("/calendar.ics").headers["etag"]
    for headers in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"other", W/{etag}'},
        {"If-None-Match": "*"},
        {"If-None-Match": etag, "If-Modified-Since": "Fri, 20 Nov 2020 12:30:15 GMT"},
        {"If-Modified-Since": "Fri, 20 Nov 2026 12:30:15 GMT"},
    ):
        response = served.ask("/calendar.ics", headers=headers)
        assert (response.status_code, response.content) == (304, b""), headers
        assert response.headers["etag"] == etag
        assert response.headers["last-modified"] == "Fri, 20 Nov 2026 12:30:15 GMT"
        assert "stale-if-error" in response.headers["cache-control"]


def test_a_changed_feed_is_sent_whole(served: Browser) -> None:
    for headers in (
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 20 Nov 2026 12:30:15 GMT"},
        {"If-Modified-Since": "Fri, 20 Nov 2026 12:30:14 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-None-Match": ""},
    ):
        assert served.ask("/calendar.ics", headers=headers).status_code == 200, headers


def test_head_has_the_headers_and_no_body(served: Browser) -> None:
    get, head = served.ask("/calendar.ics"), served.ask("/calendar.ics", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(get.headers)
    unchanged = served.ask("/calendar.ics", method="HEAD", headers={"If-None-Match": get.headers["etag"]})
    assert unchanged.status_code == 304


def test_a_replaced_file_is_served_at_once(served: Browser, folder: Path) -> None:
    before = served.ask("/calendar.ics").headers["etag"]
    newer = PUBLISHED.replace(b"exactly these", b"exactly those")
    publish(folder / "calendar.ics", newer)
    response = served.ask("/calendar.ics", headers={"If-None-Match": before})
    assert (response.status_code, response.content) == (200, newer)


def test_a_published_feed_asks_the_database_nothing(served: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the database was asked although the file is there")

    served.ask("/calendar.ics")  # the first request of all starts Datasette up, which does ask
    monkeypatch.setattr(served.datasette.get_database("events"), "execute", refuse)
    assert served.ask("/calendar.ics").status_code == 200


# -------------------------------------------------------------------------------------- rendered from the database

IN_WINDOW = [
    "clinic-20261119T173000@movement",
    "exhibit@movement",
    "phonebank@movement",
    "assembly@movement",
    "clinic-20261126T173000@movement",
    "march@movement",
    "webinar@movement",
    "clinic-20261203T173000@movement",
    "gathering@movement",
    "clinic-20261210T173000@movement",
    "clinic-20261217T173000@movement",
    "clinic-20261224T173000@movement",
    "clinic-20261231T173000@movement",
]


def test_without_a_file_the_feed_is_rendered(calendar: Browser) -> None:
    response = calendar.ask("/calendar.ics")
    assert response.status_code == 200
    assert sorted(uids(response.content)) == sorted(IN_WINDOW)
    again = calendar.ask("/calendar.ics", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    full = uids(calendar.ask("/calendar-full.ics").content)
    assert sorted(full) == sorted([*IN_WINDOW, "past@movement"])


def test_the_date_of_a_rendered_feed_is_that_of_the_database_or_of_midnight(folder: Path, served: Browser) -> None:
    """Not of the newest event in it: were that one withdrawn, the feed would seem older than before."""
    for written_at, told in (
        (datetime(2026, 11, 20, 12, 30, 15, tzinfo=UTC), "Fri, 20 Nov 2026 12:30:15 GMT"),
        (datetime(2026, 11, 18, 12, 30, 15, tzinfo=UTC), "Fri, 20 Nov 2026 08:00:00 GMT"),
    ):
        os.utime(folder / "events.db", (written_at.timestamp(), written_at.timestamp()))
        response = served.ask("/calendar.ics?q=assembly")
        assert response.headers["last-modified"] == told
    just_now = NOW.timestamp() - 0.5
    os.utime(folder / "events.db", (just_now, just_now))
    assert "last-modified" not in served.ask("/calendar.ics?q=assembly").headers


@pytest.mark.parametrize("query", ["from=tomorrow", "to=2026-13-01", "online=perhaps", "q=assembly&from=x"])
def test_a_feed_that_would_ignore_half_of_its_address_is_refused(served: Browser, query: str) -> None:
    response = served.ask(f"/calendar.ics?{query}")
    assert response.status_code == 400
    assert "There is no feed at this address." in response.text
    assert "cannot be read: " in response.text


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("category=climate", ["webinar@movement", "gathering@movement"]),
        ("source=library", ["exhibit@movement", "march@movement"]),
        ("region=PA&online=1", ["gathering@movement"]),
        ("q=assembly", ["assembly@movement"]),
        ("from=2026-10-01&to=2026-10-31", ["past@movement"]),
        ("q=nothinglikethis", []),
    ],
)
def test_a_selection_is_a_feed_even_beside_the_file(served: Browser, query: str, wanted: list[str]) -> None:
    response = served.ask(f"/calendar.ics?{query}")
    assert response.status_code == 200
    assert uids(response.content) == wanted


def test_one_event_is_a_file_of_all_its_dates(calendar: Browser) -> None:
    response = calendar.ask("/event/clinic.ics")
    assert response.headers["content-disposition"] == 'inline; filename="clinic.ics"'
    assert uids(response.content) == [uid for uid in IN_WINDOW if uid.startswith("clinic")]
    annex = next(
        event
        for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT")
        if event["UID"] == "clinic-20261210T173000@movement"
    )
    assert annex["LOCATION"] == "Annex, 12 Oak St, Fresno, CA"


def test_what_is_not_published_has_no_file(calendar: Browser) -> None:
    assert [calendar.ask(f"/event/{event}.ics").status_code for event in ("gone", "doubtful", "secret")] == [404] * 3


# -------------------------------------------------------------------------------------------------- RFC 9110 §13


@pytest.mark.parametrize(
    ("if_none_match", "if_modified_since", "unchanged"),
    [
        (None, None, False),
        ('"a"', None, True),
        ('W/"a"', None, True),
        ('"b", "a"', None, True),
        ('"b","a"', None, True),
        ("*", None, True),
        ('"b"', "Fri, 20 Nov 2026 12:30:15 GMT", False),
        ("a", None, False),
        ('"A"', None, False),
        ('"ab"', None, False),
        (None, "Fri, 20 Nov 2026 12:30:15 GMT", True),
        (None, "Fri, 20 Nov 2026 12:30:14 GMT", False),
        (None, "Friday, 20-Nov-26 12:30:15 GMT", True),
        (None, "Fri Nov 20 12:30:15 2026", True),
        (None, "1795177815", False),
        (None, "", False),
    ],
)
def test_conditional_requests(if_none_match: str | None, if_modified_since: str | None, unchanged: bool) -> None:
    changed_at = datetime(2026, 11, 20, 12, 30, 15, 999_999, tzinfo=UTC)
    answer = is_unchanged(
        etag='"a"', last_modified=changed_at, if_none_match=if_none_match, if_modified_since=if_modified_since
    )
    assert answer is unchanged


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 200),
        ([(b"if-none-match", b'"b"'), (b"if-none-match", b'W/"a"')], 304),
        ([(b"if-match", b'"a"')], 200),
        ([(b"if-match", b"*")], 200),
        ([(b"if-match", b'W/"a"')], 412),
        ([(b"if-match", b'"b"'), (b"if-none-match", b'"a"')], 412),
        ([(b"if-match", b'"a"'), (b"if-none-match", b'"a"')], 304),
        ([(b"if-unmodified-since", b"Fri, 20 Nov 2026 12:30:15 GMT")], 200),
        ([(b"if-unmodified-since", b"Fri, 20 Nov 2026 12:30:14 GMT")], 412),
        ([(b"if-match", b'"a"'), (b"if-unmodified-since", b"Fri, 20 Nov 2026 12:30:14 GMT")], 200),
        ([(b"if-unmodified-since", b"yesterday")], 200),
    ],
)
def test_the_order_of_preconditions(headers: list[tuple[bytes, bytes]], status: int) -> None:
    assert status_for(headers, etag='"a"', last_modified=WRITTEN_AT) == status


def test_dates_are_ignored_where_there_is_none_to_go_by() -> None:
    dated = [(b"if-modified-since", b"Fri, 20 Nov 2026 12:30:15 GMT")]
    assert status_for(dated, etag='"a"', last_modified=None) == 200


def test_http_dates_go_there_and_back() -> None:
    text = format_datetime(WRITTEN_AT, usegmt=True)
    assert is_unchanged(etag='"a"', last_modified=WRITTEN_AT, if_none_match=None, if_modified_since=text)
