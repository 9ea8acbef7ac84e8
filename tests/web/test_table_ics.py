"""Any table, view or query with a title and a start is a calendar file."""

from __future__ import annotations

import icalendar
import pytest

from aggregator.publish.lint import lint
from tests.web.conftest import Browser


def titles(body: bytes) -> list[str]:
    assert lint(body) == ()
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(body).walk("VEVENT")]


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/events/occurrences.ics?_size=max", 14),
        ("/events/events.ics?_size=max", 8),
        ("/events/listings.ics?_size=max", 8),
        ("/events.ics?sql=select+id,+title,+start,+timezone+from+events+where+region='PA'", 1),
        ("/events.ics?sql=select+title,+start+from+events+where+id='assembly'", 1),
        ("/events.ics?sql=select+'x'+as+title,+'soon'+as+start", 0),
    ],
)
def test_rows_become_events(calendar: Browser, path: str, count: int) -> None:
    response = calendar.ask(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(titles(response.content)) == count


@pytest.mark.parametrize(
    "path",
    [
        "/events/events.ics?_size=max&state__not=published",
        "/events/needs_review.ics?_size=max",
        "/events/needs_review.ics?_size=max&_col=start&_col=title",
        "/events/occurrences.ics?_size=max&event_id__in=gone,doubtful,vague,secret",
        "/events/listings.ics?_size=max&_col=title&_col=start&event_id__in=gone,doubtful,vague,secret",
    ],
)
def test_what_is_in_no_feed_is_no_calendar_of_our_tables_either(calendar: Browser, path: str) -> None:
    rows = calendar.ask(path.replace(".ics?", ".json?_shape=array&"))
    body = calendar.ask(path).content
    assert titles(body) == []
    assert f"{len(rows.json())} rows are of events that are not published".encode() in body.replace(b"\r\n ", b"")
    assert len(rows.json()) >= 2


def test_a_query_of_ones_own_has_what_it_asks_for(calendar: Browser) -> None:
    """Whoever writes SQL has chosen; the rows are public in every other form too."""
    sql = "select+id,+title,+start+from+events+where+state+=+'review'+and+start+<+'2027'"
    assert titles(calendar.ask(f"/events.ics?sql={sql}").content) == ["Maybe a picnic"]


def test_rows_that_are_not_there_are_told(calendar: Browser) -> None:
    body = calendar.ask("/events/events.ics?_size=2").content.replace(b"\r\n ", b"")
    assert b"Only the first 2 rows are here" in body
    none = calendar.ask("/events.ics?sql=select+'x'+as+title,+'soon'+as+start").content.replace(b"\r\n ", b"")
    assert b"1 rows are no event" in none


def test_what_has_no_title_and_start_is_no_calendar(calendar: Browser) -> None:
    assert calendar.ask("/events/sources.ics").status_code == 400
    assert "/events/sources.ics" not in calendar.text("/events/sources")
    assert "/events/events.ics" in calendar.text("/events/events")
