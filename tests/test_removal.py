"""What makes programs of this kind delete events that take place, against a real server: nothing is lost by any of it.

A fault is answered for as long as its line says, then the calendar comes back as it was. The feed must hold every event
at every moment, and the database must show none of them as withdrawn or cancelled.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from aggregator.errors import ClockError
from aggregator.refresh import Options
from tests.calendar_server import CalendarServer
from tests.test_refresh import NOW, Run, by_slug, source, vcalendar, vevent

TITLES = [f"Assembly {n}" for n in range(1, 13)]
DAYS = [f"202612{10 + n:02}" for n in range(1, 13)]


def group(uid: str = "{n}@union.example.org", title: str = "{title}", zone: str = "America/Chicago") -> list[str]:
    """The twelve events of the calendar, under these uids and titles, in this zone."""
    made = [
        vevent(uid.format(n=n), title.format(title=words), day)
        for n, (words, day) in enumerate(zip(TITLES, DAYS, strict=True))
    ]
    return [one.replace("America/Chicago", zone) for one in made]


GOOD = vcalendar(*group())
LOGIN = b"<!doctype html><title>Sign in</title><h1>Sign in</h1><form><input name=user></form>"
ERROR_PAGE = b"<h1>Site maintenance</h1><p>We are back on December 24, 2026 at 7 pm, River Plaza, Springfield, IL</p>"

Answer = Callable[[CalendarServer], object]


def put(body: bytes, **named: object) -> Answer:
    return lambda server: server.put("/c.ics", body, **named)  # type: ignore[arg-type]


FAULTS: dict[str, tuple[Answer, int]] = {
    "nothing at all": (put(b""), 10),
    "a login page": (put(LOGIN, content_type="text/html"), 10),
    "a page that tells a date": (put(ERROR_PAGE, content_type="text/html"), 10),
    "500": (put(b"", status=500), 10),
    "404": (put(b"", status=404), 10),
    "cut in the middle": (put(GOOD[: len(GOOD) // 2]), 10),
    "cut in the middle of what was announced": (put(GOOD, truncate=len(GOOD) // 2), 10),
    "cut gzip": (put(gzip.compress(GOOD)[:-20], headers={"Content-Encoding": "gzip"}), 10),
    "a calendar without events": (put(vcalendar()), 2),
    "every uid new": (put(vcalendar(*group(uid="{n}-new@union.example.org"))), 10),
    "half of it gone": (put(vcalendar(*group()[:6])), 2),
    "another calendar": (put(vcalendar(vevent("x@example.org", "Vigil", "20261206"))), 2),
    "another zone": (put(vcalendar(*group(zone="America/New_York"))), 10),
}
"""Each fault, and how many answers in a row, a day less an hour apart, it is given."""


def shown(run: Run) -> list[str]:
    """The titles of the calendar's events in the feed, sorted; marked ones keep their mark."""
    lines = run.feed().decode().replace("\r\n ", "").split("\r\n")
    return sorted((line[8:] for line in lines if line.startswith("SUMMARY:") and "Assembly" in line), key=len)


@pytest.fixture
def stored(tmp_path: Path, calendar_server: CalendarServer) -> Run:
    run = Run(tmp_path)
    calendar_server.put("/c.ics", GOOD, etag='"good"')
    run.write(source("union", calendar_server.url("/c.ics")))
    run.refresh()
    assert shown(run) == TITLES
    return run


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_removes_an_event(stored: Run, calendar_server: CalendarServer, fault: str) -> None:
    answer, times = FAULTS[fault]
    answer(calendar_server)
    for _ in range(times):
        stored.refresh(days=23 / 24 / 2)
        assert shown(stored) == TITLES
    calendar_server.put("/c.ics", GOOD)
    stored.refresh(days=0.5)
    assert shown(stored) == TITLES
    assert stored.rows("SELECT DISTINCT state FROM listings WHERE title LIKE 'Assembly%'") == [("listed",)]
    assert stored.rows("SELECT count(*) FROM listings WHERE title LIKE 'Assembly%'") == [(len(TITLES),)]
    assert stored.rows("SELECT * FROM changes WHERE kind IN ('withdrawn', 'cancelled')") == []


@pytest.mark.parametrize("days", [2, 40, 3000])
def test_a_clock_that_was_set_back_changes_nothing(stored: Run, calendar_server: CalendarServer, days: int) -> None:
    before, feed = stored.rows("SELECT * FROM sources"), stored.feed()
    calendar_server.put("/c.ics", vcalendar())
    with pytest.raises(ClockError) as caught:
        stored.refresh(days=-days)
    assert "the last run was at 2026-11-21" in str(caught.value)
    assert "--trust-clock" in caught.value.hint
    assert (stored.rows("SELECT * FROM sources"), stored.feed()) == (before, feed)
    stored.now = NOW
    calendar_server.put("/c.ics", GOOD)
    stored.refresh()
    assert shown(stored) == TITLES


def test_a_clock_that_is_a_little_behind_counts_nothing_as_missing(
    stored: Run, calendar_server: CalendarServer
) -> None:
    calendar_server.put("/c.ics", vcalendar(*group()[1:]))
    for _ in range(4):
        stored.refresh(days=-0.1)
        assert shown(stored) == TITLES


def test_a_clock_that_was_ahead_once_is_forgotten_on_request(stored: Run, calendar_server: CalendarServer) -> None:
    stored.refresh(days=3000)
    stored.now = NOW
    with pytest.raises(ClockError):
        stored.refresh()
    stored.refresh(options=Options(everything=True, trust_clock=True))
    assert shown(stored) == TITLES
    calendar_server.put("/c.ics", vcalendar(*group()[1:]))
    stored.refresh(days=1)
    assert by_slug(stored.refresh(days=1))["union"].withdrawn == 1


REMOVALS: dict[str, tuple[list[str], list[str]]] = {
    "one event": (group()[1:], TITLES[1:]),
    "three events": (group()[3:], TITLES[3:]),
    "half of it": (group()[6:], TITLES[6:]),
    "all but one": (group()[11:], TITLES[11:]),
    "all": ([], []),
}


@pytest.mark.parametrize("removal", REMOVALS)
@pytest.mark.parametrize("etag", [None, '"2"'], ids=["sent whole", "answered 304"])
def test_a_true_removal_is_believed_within_three_answers(
    stored: Run, calendar_server: CalendarServer, removal: str, etag: str | None
) -> None:
    rest, titles = REMOVALS[removal]
    calendar_server.put("/c.ics", vcalendar(*rest), etag=etag)
    for _ in range(3):
        stored.refresh(days=0.6)
    assert shown(stored) == titles
    assert stored.rows("SELECT count(*) FROM listings WHERE state = 'withdrawn'") == [(12 - len(titles),)]


def test_validators_of_a_cut_calendar_are_not_believed(stored: Run, calendar_server: CalendarServer) -> None:
    """The connection broke and nobody noticed; "not modified since" would hide the rest for ever."""
    more = vcalendar(*group(), vevent("last@union.example.org", "Assembly at last", "20261230"))
    calendar_server.put("/c.ics", more[: len(more) // 2], etag='"2"')
    assert by_slug(stored.refresh())["union"].result == "partial"
    calendar_server.put("/c.ics", more, etag='"2"')
    stored.refresh()
    assert shown(stored) == [*TITLES, "Assembly at last"]


def test_a_calendar_that_became_a_page_is_believed_when_a_person_says_so(
    stored: Run, calendar_server: CalendarServer
) -> None:
    page = b"<h1>Events</h1><h2>Assembly of all</h2><p>December 24, 2026, 7 pm, River Plaza, Springfield, IL</p>"
    url = calendar_server.put("/c.ics", page, content_type="text/html")
    told = by_slug(stored.refresh())["union"]
    assert told.result == "failed"
    assert "it is now read as html; its 12 events are kept" in told.problems[0].message
    assert 'write format = "html"' in told.problems[0].hint
    stored.write(source("union", url, 'format = "html"'))
    told = by_slug(stored.refresh())["union"]
    assert (told.result, told.inserted, told.missing) == ("partial", 1, 12)
