"""Times in words, as a reader sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.web.format import (
    Span,
    ago_words,
    clock_words,
    clocks_words,
    days_words,
    elsewhere,
    machine_words,
    near_words,
    read_iso,
    when_words,
    zone_words,
)

PACIFIC = "America/Los_Angeles"

WHEN = [
    ("2026-11-24T19:00:00-08:00", "2026-11-24T21:00:00-08:00", PACIFIC, "Tuesday 24 November · 7:00–9:00 pm PST"),
    ("2026-07-04T10:30:00-07:00", "2026-07-04T13:00:00-07:00", PACIFIC, "Saturday 4 July · 10:30 am–1:00 pm PDT"),
    ("2026-07-04T12:00:00-07:00", "2026-07-04T13:00:00-07:00", PACIFIC, "Saturday 4 July · noon–1:00 pm PDT"),
    ("2026-07-04T11:00:00-07:00", "2026-07-04T12:00:00-07:00", PACIFIC, "Saturday 4 July · 11:00 am–noon PDT"),
    ("2026-07-04T18:00:00-07:00", "2026-07-05T00:00:00-07:00", PACIFIC, "Saturday 4 July · 6:00 pm–midnight PDT"),
    ("2026-07-04T00:00:00-07:00", "2026-07-04T06:00:00-07:00", PACIFIC, "Saturday 4 July · midnight–6:00 am PDT"),
    ("2026-07-04T09:00:00-07:00", None, PACIFIC, "Saturday 4 July · 9:00 am PDT"),
    ("2026-07-04T09:00:00-07:00", "2026-07-04T09:00:00-07:00", PACIFIC, "Saturday 4 July · 9:00 am PDT"),
    (
        "2026-12-31T21:00:00-05:00",
        "2027-01-01T02:00:00-05:00",
        "America/New_York",
        "Thursday 31 December · 9:00 pm – 2:00 am (Friday) EST",
    ),
    (
        "2026-12-04T18:00:00-05:00",
        "2026-12-06T12:00:00-05:00",
        "America/New_York",
        "Friday 4 December, 6:00 pm – Sunday 6 December, noon EST",
    ),
    ("2026-12-05", None, PACIFIC, "Saturday 5 December"),
    ("2026-12-04", "2026-12-06", PACIFIC, "Friday 4 – Sunday 6 December"),
    ("2026-11-28", "2026-12-02", PACIFIC, "Saturday 28 November – Wednesday 2 December"),
    ("2026-12-30", "2027-01-02", PACIFIC, "Wednesday 30 December – Saturday 2 January 2027"),
    ("2026-11-25T03:00:00+00:00", None, PACIFIC, "Tuesday 24 November · 7:00 pm PST"),
    ("2026-11-24T19:00:00", None, PACIFIC, "Tuesday 24 November · 7:00 pm PST"),
    ("2026-11-24T19:00:00+05:30", None, "Not/AZone", "Tuesday 24 November · 7:00 pm UTC+05:30"),
    ("2026-11-24T19:00:00-03:00", None, "America/Sao_Paulo", "Tuesday 24 November · 7:00 pm UTC−03:00"),
]


@pytest.mark.parametrize(("start", "end", "timezone", "words"), WHEN)
def test_when_an_event_is(start: str, end: str | None, timezone: str, words: str) -> None:
    assert when_words(Span.read(start, end, timezone)) == words


def test_the_year_stands_where_it_is_asked_for() -> None:
    assert when_words(Span.read("2026-12-04", "2026-12-06", PACIFIC), year=True) == "Friday 4 – Sunday 6 December 2026"
    days = days_words(date(2026, 12, 30), date(2027, 1, 2), year=True)
    assert days == "Wednesday 30 December 2026 – Saturday 2 January 2027"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-12-05", None, "Time not given"),
        ("2026-12-04", "2026-12-06", "until Sunday 6 December"),
        ("2026-12-04T18:00:00-08:00", "2026-12-06T12:00:00-08:00", "6:00 pm until Sunday 6 December"),
    ],
)
def test_clocks_in_a_list(start: str, end: str | None, words: str) -> None:
    assert clocks_words(Span.read(start, end, PACIFIC), no_time="Time not given") == words


def test_midnight_and_noon_have_names() -> None:
    assert [clock_words(datetime(2026, 1, 1, hour, minute)) for hour, minute in ((0, 0), (0, 5), (12, 0), (12, 5))] == [
        "midnight",
        "12:05 am",
        "noon",
        "12:05 pm",
    ]


def test_today_and_tomorrow_are_said() -> None:
    today = date(2026, 11, 20)
    assert [near_words(today + timedelta(days=n), today) for n in (-1, 0, 1, 2)] == [None, "Today", "Tomorrow", None]


def test_a_zone_is_named_as_people_there_name_it() -> None:
    assert zone_words(datetime.fromisoformat("2026-07-01T12:00:00+00:00").astimezone(UTC)) == "UTC"


def test_an_instant_elsewhere_names_the_day_where_it_is_another() -> None:
    start = read_iso("2026-11-24T22:00:00-08:00", PACIFIC)
    assert elsewhere(start) == (
        ("Pacific", "10:00 pm"),
        ("Mountain", "11:00 pm"),
        ("Central", "midnight Wednesday"),
        ("Eastern", "1:00 am Wednesday"),
        ("UTC", "6:00 am Wednesday"),
    )
    assert elsewhere(date(2026, 11, 24)) == ()


def test_how_long_ago() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    gaps = (timedelta(seconds=30), timedelta(minutes=1), timedelta(hours=5), timedelta(days=2), timedelta(hours=-3))
    assert [ago_words(now - gap, now) for gap in gaps] == [
        "just now",
        "1 minute ago",
        "5 hours ago",
        "2 days ago",
        "in 3 hours",
    ]


@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)),
    st.sampled_from([PACIFIC, "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati"]),
)
def test_every_time_can_be_told_and_read_by_machines(start: datetime, lasts: timedelta, timezone: str) -> None:
    begin = read_iso(start.isoformat(), timezone)
    assert isinstance(begin, datetime)
    end = (begin.astimezone(UTC) + lasts).isoformat()
    span = Span.read(begin.isoformat(), end, timezone)
    assert span.first_day <= span.last_day
    assert "  " not in when_words(span)
    told = datetime.fromisoformat(machine_words(span.start))
    assert abs(told - begin) < timedelta(minutes=1)
