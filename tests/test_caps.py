"""What is too much of anything is cut off, and each cut is a problem that says so; just enough is kept whole."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from aggregator import extract, recur

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def ical(*lines: str) -> bytes:
    """A calendar with one event, which has these lines too."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1@example.org", "DTSTART:20261205T190000Z"]
    title = [] if any(line.startswith("SUMMARY") for line in lines) else ["SUMMARY:March"]
    return "\r\n".join([*head, *title, *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def page(depth: int = 0, **fields: Any) -> bytes:
    """A page whose data holds one event, so many objects deep."""
    data: dict[str, Any] = {"@type": "Event", "name": "March", "startDate": "2026-12-05T19:00:00Z", **fields}
    for _ in range(depth):
        data = {"@type": "Thing", "about": data}
    return f'<h1>Events</h1><script type="application/ld+json">{json.dumps(data)}</script>'.encode()


def nested(depth: int) -> tuple[str, ...]:
    """Components within the event, which stands two deep itself."""
    return (*["BEGIN:X-PART"] * (depth - 2), *["END:X-PART"] * (depth - 2))


def dates(number: int) -> str:
    return "RDATE:" + ",".join(f"20270101T{n // 3600:02}{n // 60 % 60:02}{n % 60:02}Z" for n in range(number))


CAPS: dict[str, tuple[bytes, bytes, str]] = {
    "title": (
        ical("SUMMARY:" + "x" * 300),
        ical("SUMMARY:" + "x" * 301),
        "the title has 301 characters; the first",
    ),
    "title of a page": (page(name="x" * 300), page(name="x" * 301), "the title has 301 characters; the first"),
    "title beyond reading": (ical(), ical("SUMMARY:" + "x" * 1001), "SUMMARY has 1001 characters; the first 1000"),
    "description": (
        ical("DESCRIPTION:" + "x" * 10_000),
        ical("DESCRIPTION:" + "x" * 10_001),
        "the description has 10,001 characters; the first 10,000",
    ),
    "description of a page": (
        page(description="x" * 10_000),
        page(description="x" * 10_001),
        "the description has 10,001 characters; the first 10,000",
    ),
    "description beyond reading": (ical(), ical("DESCRIPTION:" + "x" * 50_001), "DESCRIPTION has 50001 characters"),
    "categories": (
        ical("CATEGORIES:" + ",".join(f"c{n}" for n in range(50))),
        ical("CATEGORIES:" + ",".join(f"c{n}" for n in range(51))),
        "CATEGORIES has 51 values; the first 50",
    ),
    "extra dates": (ical(dates(2_000)), ical(dates(2_001)), "RDATE has 2001 values; the latest 2000"),
    "components in components": (ical(*nested(8)), ical(*nested(9)), "nested more than 8 deep"),
    "data in data": (page(20), page(70), "nested more than 60 levels deep"),
    "every second": (ical("RRULE:FREQ=DAILY"), ical("RRULE:FREQ=SECONDLY"), 'FREQ "SECONDLY" is none that a gathering'),
    "every minute": (ical("RRULE:FREQ=WEEKLY"), ical("RRULE:FREQ=MINUTELY"), 'FREQ "MINUTELY" is none that a gather'),
}
"""For each cap: what is just enough, what is too much, and what is said of it."""


def told(content: bytes) -> list[str]:
    kind = "text/calendar" if content.startswith(b"BEGIN") else "text/html"
    return [problem.message for problem in extract(content, content_type=kind, now=NOW).problems]


@pytest.mark.parametrize("cap", CAPS)
def test_too_much_is_cut_and_told(cap: str) -> None:
    enough, too_much, message = CAPS[cap]
    assert told(enough) == []
    assert [said for said in told(too_much) if message in said] != []


def test_too_many_dates_of_a_series_are_left_out_and_told() -> None:
    events = extract(ical("RRULE:FREQ=HOURLY"), content_type="text/calendar", now=NOW).events
    expansion = recur.expand(events, start=date(2026, 12, 1), end=date(2027, 12, 1))
    assert len(expansion.occurrences) <= recur.MAX_OCCURRENCES
    daily = extract(ical("RRULE:FREQ=DAILY"), content_type="text/calendar", now=NOW).events
    expansion = recur.expand(daily, start=date(2026, 12, 1), end=date(2040, 1, 1))
    assert len(expansion.occurrences) == recur.MAX_OCCURRENCES
    assert "repeats more than 2000 times" in expansion.problems[0].message


@pytest.mark.parametrize("mark", ["[", '{"a":', "("], ids=["lists", "objects", "brackets"])
def test_a_hundred_thousand_levels_break_nothing(mark: str) -> None:
    content = f'<h1>Events</h1><script type="application/ld+json">{mark * 100_000}</script>'.encode() + page()
    assert [event.title for event in extract(content, content_type="text/html", now=NOW).events] == ["March"]
