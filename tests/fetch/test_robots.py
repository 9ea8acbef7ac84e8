"""robots.txt: whom it concerns, what its absence and its silence mean, and how long it is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import FetchSettings, LeftAloneError, Manners, fetch
from aggregator.fetch.robots import MOST_BYTES, is_page
from aggregator.model import Fetched, Format, Hosts, NotModified, Robots, Source, SourceState
from tests.calendar_server import LOOPBACK, Answer, CalendarServer

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SETTINGS = FetchSettings(allowed_networks=LOOPBACK, seconds=3, connect_seconds=1, host_delay_seconds=0)
OURS = "User-agent: movement-calendar-aggregator\n"


def ask(
    url: str, manners: Manners | None = None, *, now: datetime = NOW, state: SourceState | None = None, **fields: Any
) -> Fetched | NotModified:
    source = Source(slug="harbor", name="Harbor Union", url=url, **fields)
    state = state or SourceState(slug="harbor")
    return fetch(source, state, now=now, settings=SETTINGS, base=Path("nowhere"), manners=manners)


def refused(url: str, manners: Manners | None = None, **arguments: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        ask(url, manners, **arguments)
    return caught.value


@pytest.fixture
def page(calendar_server: CalendarServer) -> str:
    return calendar_server.put("/events", "<h1>Events</h1>", content_type="text/html")


def paths(server: CalendarServer) -> list[str]:
    return [request.path for request in server.requests]


# ------------------------------------------------------------------------------------------- whom it concerns


@pytest.mark.parametrize(
    ("url", "fields", "read_as", "page"),
    [
        ("https://a.example.org/events", {}, None, True),
        ("https://a.example.org/", {}, None, True),
        ("https://a.example.org/events.ics", {}, None, False),
        ("https://a.example.org/EVENTS.ICS?x=1", {}, None, False),
        ("webcal://a.example.org/events", {}, None, False),
        ("https://a.example.org/events/?ical=1", {}, None, False),
        ("https://a.example.org/?mec-ical-feed=1", {}, None, False),
        ("https://a.example.org/feed/", {}, None, False),
        ("https://a.example.org/blog/rss", {}, None, False),
        ("https://a.example.org/feeding-programs", {}, None, True),
        ("https://a.example.org/feed-the-people", {}, None, True),
        ("https://a.example.org/atomic-cafe", {}, None, True),
        ("https://a.example.org/events", {"format": Format.ICAL}, None, False),
        ("https://a.example.org/events.ics", {"format": Format.HTML}, None, True),
        ("https://a.example.org/events", {}, Format.FEED, False),
        ("https://a.example.org/events.ics", {}, Format.HTML, True),
        ("https://a.example.org/events", {"format": Format.HTML}, Format.FEED, True),
    ],
)
def test_whom_it_concerns(url: str, fields: Mapping[str, Any], read_as: Format | None, page: bool) -> None:
    source = Source(slug="a", name="A", url=url, **fields)
    assert is_page(source, SourceState(slug="a", format=read_as)) is page


def test_a_feed_that_a_person_listed_is_read_whatever_robots_say(calendar_server: CalendarServer) -> None:
    calendar_server.put("/robots.txt", "User-agent: *\nDisallow: /")
    assert isinstance(ask(calendar_server.put("/c.ics", b"BEGIN:VCALENDAR")), Fetched)
    assert paths(calendar_server) == ["/c.ics"]


# ---------------------------------------------------------------------------------------------- what it says


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /events", False),
        ("User-agent: *\nDisallow: /event\nAllow: /events", True),
        ("User-agent: *\nDisallow: /*s$", False),
        ("User-agent: *\nDisallow: /private", True),
        ("User-agent: othercrawler\nDisallow: /", True),
        (f"User-agent: *\nDisallow: /\n\n{OURS}Allow: /", True),
        (f"{OURS}Disallow: /\n\nUser-agent: *\nAllow: /", False),
        ("\ufeffUser-agent: *\r\nDisallow: /", False),
        ("<html><body>Not here</body></html>", True),
    ],
)
def test_what_it_says_is_obeyed(calendar_server: CalendarServer, page: str, text: str, allowed: bool) -> None:
    calendar_server.put("/robots.txt", text, content_type="text/plain")
    if allowed:
        assert isinstance(ask(page), Fetched)
        return
    error = refused(page)
    assert error.what == "its robots.txt asks programs to stay away from this page"
    assert "allow our User-Agent" in error.hint
    assert paths(calendar_server) == ["/robots.txt"]
    assert calendar_server.requests[0].headers["user-agent"].startswith("movement-calendar-aggregator/")


def test_what_lies_beyond_500_kib_is_not_read(calendar_server: CalendarServer, page: str) -> None:
    filler = "# nothing\n" * (MOST_BYTES // 10)
    calendar_server.put("/robots.txt", f"{filler}User-agent: *\nDisallow: /\n{filler * 20}")
    assert isinstance(ask(page), Fetched)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_robots_txt_forbids_nothing(calendar_server: CalendarServer, page: str, status: int) -> None:
    calendar_server.put("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    assert isinstance(ask(page), Fetched)


def test_too_many_redirects_are_as_none(calendar_server: CalendarServer, page: str) -> None:
    calendar_server.redirect("/robots.txt", "/robots.txt")
    assert isinstance(ask(page), Fetched)


def test_a_redirect_is_followed(calendar_server: CalendarServer, page: str) -> None:
    calendar_server.redirect("/robots.txt", "/other", 301)
    calendar_server.put("/other", "User-agent: *\nDisallow: /")
    assert "stay away" in refused(page).what


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(status=500), "it answers with an error of its own (500 Internal Server Error)"),
        (Answer(status=503), "it is out of service (503)"),
        (Answer(status=429), "it is asked too often (429)"),
        (Answer(raw=b""), "broke off in the middle of its answer, or answered with no HTTP"),
    ],
)
def test_while_it_cannot_be_had_nothing_is_asked(
    calendar_server: CalendarServer, page: str, answer: Answer, why: str
) -> None:
    calendar_server.script("/robots.txt", answer)
    manners = Manners(SETTINGS, now=NOW)
    error = refused(page, manners)
    assert error.what == f"cannot be had ({why}), so the page was not asked for (RFC 9309)"
    assert error.where == "[harbor] 127.0.0.1/robots.txt"
    assert error.hint
    again = refused(page, manners) if answer.status != 429 else None
    assert paths(calendar_server) == ["/robots.txt"], "nor is it tried twice in one run"
    assert again is None or again.what == error.what


# -------------------------------------------------------------------------------------------- how long it counts


@pytest.mark.parametrize(
    ("headers", "hours"),
    [({}, 24), ({"Cache-Control": "max-age=7200"}, 2), ({"Cache-Control": "max-age=60"}, 1),
     ({"Cache-Control": "max-age=31536000"}, 24)],
)  # fmt: skip
def test_it_is_asked_again_when_it_is_no_longer_fresh(
    calendar_server: CalendarServer, page: str, headers: dict[str, str], hours: int
) -> None:
    calendar_server.put("/robots.txt", "User-agent: *\nAllow: /", headers=headers)
    first = Manners(SETTINGS, now=NOW)
    ask(page, first)
    for later, asked in ((timedelta(hours=hours, seconds=-60), 1), (timedelta(hours=hours), 2)):
        ask(page, Manners(SETTINGS, now=NOW + later, hosts=first.hosts()), now=NOW + later)
        assert paths(calendar_server).count("/robots.txt") == asked


@pytest.mark.parametrize(("age", "asked"), [(2, True), (29, True), (31, False)])
def test_what_it_said_last_counts_for_a_month_while_it_cannot_be_had(
    calendar_server: CalendarServer, page: str, age: int, asked: bool
) -> None:
    origin = calendar_server.url("").rstrip("/")
    known = Robots(origin=origin, fetched_at=NOW - age * DAY, fresh_until=NOW - (age - 1) * DAY, text="")
    calendar_server.put("/robots.txt", status=503)
    manners = Manners(SETTINGS, now=NOW, hosts=Hosts(robots={origin: known}))
    if asked:
        assert isinstance(ask(page, manners), Fetched)
    else:
        assert "cannot be had" in refused(page, manners).what


@pytest.mark.parametrize(
    ("line", "seconds"), [("Crawl-delay: 7", 7), ("Crawl-delay: 9999", 30), ("Request-rate: 1/5", 5)]
)
def test_the_pause_it_asks_for_is_made(calendar_server: CalendarServer, page: str, line: str, seconds: float) -> None:
    from tests.fetch.test_manners import Slept

    calendar_server.put("/robots.txt", f"User-agent: *\n{line}\n")
    clock = Slept()
    manners = Manners(SETTINGS, now=NOW, clock=clock)
    ask(page, manners)
    ask(page, manners)
    assert seconds <= clock.at <= 2 * seconds
    assert paths(calendar_server) == ["/robots.txt", "/events", "/events"]


def test_the_host_that_a_page_redirects_to_is_asked_for_leave_too(
    calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.fetch.test_guard import answers

    other = CalendarServer()
    try:
        answers(monkeypatch, ["127.0.0.1"])
        other.put("/robots.txt", "User-agent: *\nDisallow: /new")
        other.put("/new", "<p>", content_type="text/html")
        url = calendar_server.redirect("/events", other.url("/new", host="other.example.org"), 301)
        assert "stay away" in refused(url).what
        assert paths(other) == ["/robots.txt"]
    finally:
        other.close()


def test_a_host_that_is_asked_too_often_is_left_alone_by_all(calendar_server: CalendarServer) -> None:
    busy = calendar_server.put("/a.ics", status=429, headers={"Retry-After": "7200"})
    other = calendar_server.put("/b.ics", b"BEGIN:VCALENDAR")
    manners = Manners(SETTINGS, now=NOW)
    until = refused(busy, manners).retry_after
    assert until is not None
    assert timedelta(0) <= until - NOW - timedelta(hours=2) <= timedelta(seconds=2)
    with pytest.raises(LeftAloneError):
        ask(other, manners)
    with pytest.raises(LeftAloneError):
        ask(other, Manners(SETTINGS, now=NOW + timedelta(hours=1), hosts=manners.hosts()))
    later = Manners(SETTINGS, now=NOW + timedelta(hours=2, seconds=3), hosts=manners.hosts())
    assert isinstance(ask(other, later), Fetched)
    assert paths(calendar_server) == ["/a.ics", "/b.ics"]
