"""What we publish, two readers show: `icalendar` and the strict `ical`; for our own cases and for random ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from aggregator.model import AttendanceMode, PublishedOccurrence, Registration, Status
from aggregator.publish.ics import render
from aggregator.publish.lint import lint
from aggregator.publish.readback import Shown, differences, expected, read_back
from tests.publish.occurrences import CALENDAR, at, occurrence

ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Santiago",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "UTC",
)


def strictly_read(data: bytes) -> list[Shown]:
    """The feed as the strict reader shows it (the one inside Home Assistant)."""
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    shown = []
    for event in calendar.events:
        start, end = event.dtstart, event.dtend
        assert event.uid is not None
        assert event.summary is not None
        assert start is not None
        shown.append(
            Shown(
                uid=event.uid,
                start=start.astimezone(UTC) if isinstance(start, datetime) else start,
                end=end.astimezone(UTC)
                if isinstance(end, datetime)
                else (end - timedelta(days=1) if end is not None else None),
                status=str(event.status.value if event.status else ""),
                title=event.summary,
            )
        )
    return shown


def assert_shown_right(occurrences: Sequence[PublishedOccurrence]) -> None:
    """Both readers show exactly what was given, and the linter is content."""
    data = render(CALENDAR, occurrences)
    assert lint(data) == ()
    assert differences(data, occurrences) == ()
    wanted = Counter(expected(occurrences))
    assert Counter(read_back(data)) == wanted
    assert Counter(strictly_read(data)) == wanted


@pytest.mark.parametrize("length", range(60, 135))
def test_no_line_is_empty_wherever_it_is_folded(length: int) -> None:
    """A space at the end, such as of a source without a name, would be an empty line where it stood alone."""
    assert_shown_right([occurrence("a", description="0" * length, sources=(("", None),))])


def test_expected_is_what_we_think() -> None:
    given_ones = [
        occurrence("a", start=at("America/New_York", 2026, 7, 1, 18), end=at("America/New_York", 2026, 7, 1, 20)),
        occurrence("b", start=date(2026, 7, 1), end=date(2026, 7, 3), status=Status.CANCELLED),
        occurrence("c", start=date(2026, 7, 1), end=None, title="  A\nB ", status=Status.POSTPONED),
        occurrence("d", start=at("UTC", 2026, 7, 1, 18), end=at("UTC", 2026, 7, 1, 18)),
    ]
    evening = datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert expected(given_ones) == [
        Shown("a", evening, evening + timedelta(hours=2), "CONFIRMED", "Tenants' assembly"),
        Shown("b", date(2026, 7, 1), date(2026, 7, 3), "CANCELLED", "CANCELLED: Tenants' assembly"),
        Shown("c", date(2026, 7, 1), None, "TENTATIVE", "POSTPONED: A B"),
        Shown("d", evening - timedelta(hours=4), None, "CONFIRMED", "Tenants' assembly"),
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_around_the_clock_changes_of_2026(zone: str) -> None:
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=6 * n + n % 6) for n in range(1430)]
    local = [hour.astimezone(ZoneInfo(zone)) for hour in hours]
    turns = [n for n, (one, other) in enumerate(pairwise(local)) if one.utcoffset() != other.utcoffset()]
    near = {hours[n] + timedelta(minutes=30 * k) for n in turns for k in range(-6, 22)} | set(hours[::97])
    occurrences = [
        occurrence(f"u{n}", start=moment.astimezone(ZoneInfo(zone)), end=moment + timedelta(minutes=75), timezone=zone)
        for n, moment in enumerate(sorted(near))
    ]
    assert_shown_right(occurrences)


def test_differences_say_what_differs() -> None:
    given_ones = [occurrence("a"), occurrence("b", title="Rally")]
    data = render(CALENDAR, given_ones)
    assert differences(data, given_ones) == ()
    line = "2026-11-25T00:00:00+00:00 'Rally' (uid b, end 2026-11-25 02:00:00+00:00, CONFIRMED)"
    assert differences(data, given_ones[:1]) == (f"in the feed, but not in the database: {line}",)
    assert differences(render(CALENDAR, given_ones[:1]), given_ones) == (f"missing from the feed: {line}",)
    assert differences(render(CALENDAR, []), [occurrence(f"u{n}") for n in range(9)])[-1] == (
        "9 missing and 0 unexpected in all"
    )
    assert differences(b"<html>", [])[0].startswith("the feed cannot be read back: ")


def test_a_floating_time_equals_nothing() -> None:
    floating = render(CALENDAR, [occurrence()]).replace(b";TZID=America/New_York:", b":")
    assert len(differences(floating, [occurrence()])) == 2


# ------------------------------------------------------------------------------------------------ any occurrences

LINES = st.text(st.characters(codec=None), max_size=120)
HOSTILE = st.sampled_from(
    [
        "\r\nEND:VEVENT",
        "a\rBEGIN:VEVENT\rb",
        "\u2028\u2029\x85",
        "\x00\x07\x1b",
        "\\",
        "\\n\\N\\,",
        ";,:\"'^n",
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
        "\ufeff",
        "\u202egnp",
        "é" * 75,
        "🪧" * 40,
        "\ud800",
    ]
)
TEXT = st.one_of(LINES, st.lists(st.one_of(HOSTILE, LINES), max_size=6).map("".join))
TITLE = TEXT.map(lambda text: f"T{text}")
WALL = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31))
URLS = st.one_of(st.none(), st.sampled_from(["https://example.org/a", "javascript:alert(1)"]), TEXT)


@st.composite
def published(draw: st.DrawFn, uid: str, walls: st.SearchStrategy[datetime] = WALL) -> PublishedOccurrence:
    """An occurrence with any text in any field, timed or of whole days, in any zone."""
    zone = draw(st.sampled_from(ZONES))
    begin = draw(walls).replace(tzinfo=ZoneInfo(zone), fold=draw(st.integers(0, 1)))
    length = timedelta(minutes=draw(st.integers(-10, 5000)))
    start: date = begin
    end: date | None = draw(st.sampled_from([None, begin + length]))
    if draw(st.booleans()):
        start = begin.date()
        end = draw(st.sampled_from([None, start, start + timedelta(days=draw(st.integers(-1, 40)))]))
    return occurrence(
        uid,
        title=draw(TITLE),
        start=start,
        end=end,
        timezone=zone,
        all_day=not isinstance(start, datetime),
        status=draw(st.sampled_from(Status)),
        sequence=draw(st.integers(0, 3)),
        location=draw(st.none() | TEXT),
        venue=draw(st.none() | TEXT),
        description=draw(st.none() | TEXT),
        organizer=draw(st.none() | TEXT),
        categories=tuple(draw(st.lists(TEXT, max_size=3))),
        latitude=draw(st.none() | st.floats(-100, 100)),
        longitude=draw(st.none() | st.floats(-200, 200)),
        attendance_mode=draw(st.none() | st.sampled_from(AttendanceMode)),
        registration=draw(st.sampled_from(Registration)),
        url=draw(URLS),
        registration_url=draw(URLS),
        sources=tuple(draw(st.lists(st.tuples(TEXT, URLS), max_size=2))),
    )


@st.composite
def feeds(draw: st.DrawFn) -> list[PublishedOccurrence]:
    """Up to eight occurrences with a UID each."""
    return [draw(published(f"u{n}")) for n in range(draw(st.integers(0, 8)))]


@settings(max_examples=60, deadline=None)
@given(feeds(), st.integers())
def test_any_occurrences_read_back_as_themselves_in_any_order(
    occurrences: list[PublishedOccurrence], seed: int
) -> None:
    assert_shown_right(occurrences)
    shuffled = Random(seed).sample(occurrences, len(occurrences))
    assert render(CALENDAR, shuffled) == render(CALENDAR, occurrences)
