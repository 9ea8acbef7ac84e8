"""The iCalendar file: its shape, its times, and that equal data gives equal bytes."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from aggregator.model import Calendar, PublishedOccurrence, Status
from aggregator.publish.ics import blocks, render
from aggregator.publish.lint import lint
from tests.publish.occurrences import CALENDAR, at, lines, occurrence, values


def test_the_whole_file() -> None:
    full = occurrence(
        description="Bring a sign; and water.",
        location="12 Main St, Oakland",
        latitude=37.80439,
        longitude=-122.27083,
        url="https://a.example.org/e",
        categories=("housing", "tenants, landlords"),
        sequence=3,
        sources=(("Harbor Union", "https://a.example.org/e"),),
    )
    data = render(CALENDAR, [full], note="Short.")
    assert lint(data) == ()
    head, rest = lines(data)[:15], lines(data)[30:]
    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Movement Calendar Aggregator//Published calendar//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Harbor events",
        "X-WR-CALNAME:Harbor events",
        r"DESCRIPTION:What allied groups announce.\n\nShort.",
        r"X-WR-CALDESC:What allied groups announce.\n\nShort.",
        "X-WR-TIMEZONE:America/New_York",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "SOURCE;VALUE=URI:https://calendar.example.org/calendar.ics",
        "URL:https://calendar.example.org",
        "LAST-MODIFIED:20261002T083000Z",
        "BEGIN:VTIMEZONE",
    ]
    assert rest == [
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:a1",
        "DTSTAMP:20261002T083000Z",
        "DTSTART;TZID=America/New_York:20261124T190000",
        "DTEND;TZID=America/New_York:20261124T210000",
        "SUMMARY:Tenants' assembly",
        r"DESCRIPTION:Bring a sign\; and water.\n\nWhere: 12 Main St\, Oakland\nDetails: "
        r"https://a.example.org/e\nIn this calendar: https://calendar.example.org/event/e-a1\n\n"
        r"Listed by Harbor Union: https://a.example.org/e\nLast changed: Oct 2\, 2026",
        r"LOCATION:12 Main St\, Oakland",
        "GEO:37.804390;-122.270830",
        "URL:https://a.example.org/e",
        r"CATEGORIES:housing,tenants\, landlords",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "CLASS:PUBLIC",
        "SEQUENCE:3",
        "CREATED:20260901T120000Z",
        "LAST-MODIFIED:20261002T083000Z",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_an_empty_calendar_is_still_a_calendar() -> None:
    data = render(Calendar(name="Nothing yet", timezone="Europe/Berlin"), [])
    assert lint(data) == ()
    assert values(data, "TZID") == [":Europe/Berlin"]
    assert values(data, "BEGIN") == [":VCALENDAR", ":VTIMEZONE", ":STANDARD", ":DAYLIGHT"]
    assert values(data, "SOURCE") == values(data, "URL") == values(data, "LAST-MODIFIED") == []


DAY = date(2026, 12, 1)
NEW_YORK, BERLIN, SYDNEY = "America/New_York", "Europe/Berlin", "Australia/Sydney"


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        pytest.param({"start": DAY, "end": None}, ";VALUE=DATE:20261201", None, id="a day"),
        pytest.param({"start": DAY, "end": DAY}, ";VALUE=DATE:20261201", ";VALUE=DATE:20261202", id="one day"),
        pytest.param(
            {"start": DAY, "end": date(2026, 12, 31)}, ";VALUE=DATE:20261201", ";VALUE=DATE:20270101", id="days"
        ),
        pytest.param({"start": DAY, "end": date(2026, 11, 1)}, ";VALUE=DATE:20261201", None, id="ends before"),
        pytest.param(
            {"start": DAY, "end": at(NEW_YORK, 2026, 12, 2, 15)},
            ";VALUE=DATE:20261201",
            ";VALUE=DATE:20261203",
            id="a day that ends at a time",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 12, 1, 9), "end": None},
            ";TZID=America/New_York:20261201T090000",
            None,
            id="a time without an end",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 12, 1, 9), "end": at(NEW_YORK, 2026, 12, 1, 9)},
            ";TZID=America/New_York:20261201T090000",
            None,
            id="no length",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 12, 1, 22), "end": at(NEW_YORK, 2026, 12, 2, 2)},
            ";TZID=America/New_York:20261201T220000",
            ";TZID=America/New_York:20261202T020000",
            id="past midnight",
        ),
        pytest.param(
            {"start": datetime(2026, 7, 1, 16, tzinfo=UTC), "end": None, "timezone": BERLIN},
            ";TZID=Europe/Berlin:20260701T180000",
            None,
            id="an instant in UTC is shown on the event's clock",
        ),
        pytest.param(
            {"start": at(SYDNEY, 2027, 1, 10, 18), "end": at(SYDNEY, 2027, 1, 10, 20), "timezone": SYDNEY},
            ";TZID=Australia/Sydney:20270110T180000",
            ";TZID=Australia/Sydney:20270110T200000",
            id="southern summer",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 11, 1, 1, 30), "end": at(NEW_YORK, 2026, 11, 1, 1, 15, fold=1)},
            ":20261101T053000Z",
            ":20261101T061500Z",
            id="both in the repeated hour",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 11, 1, 0, 30), "end": at(NEW_YORK, 2026, 11, 1, 1, 30, fold=1)},
            ":20261101T043000Z",
            ":20261101T063000Z",
            id="an end in the repeated hour takes the start with it",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 3, 8, 2, 30), "end": at(NEW_YORK, 2026, 3, 8, 4)},
            ":20260308T073000Z",
            ":20260308T080000Z",
            id="a start in the skipped hour",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 3, 8, 3), "end": at(NEW_YORK, 2026, 3, 8, 4)},
            ";TZID=America/New_York:20260308T030000",
            ";TZID=America/New_York:20260308T040000",
            id="just after the skipped hour",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 3, 6, 17), "end": at(NEW_YORK, 2026, 3, 8, 11)},
            ":20260306T220000Z",
            ":20260308T150000Z",
            id="a weekend over which the clocks change",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 3, 1, 9), "end": at(NEW_YORK, 2026, 11, 2, 9)},
            ";TZID=America/New_York:20260301T090000",
            ";TZID=America/New_York:20261102T090000",
            id="clocks that changed and changed back",
        ),
        pytest.param(
            {"start": at("Australia/Lord_Howe", 2026, 4, 5, 1, 45), "end": None, "timezone": "Australia/Lord_Howe"},
            ":20260404T144500Z",
            None,
            id="half an hour repeated",
        ),
        pytest.param(
            {"start": at("America/Santiago", 2026, 6, 1, 18), "end": None, "timezone": "America/Santiago"},
            ":20260601T220000Z",
            None,
            id="a zone without a plain rule",
        ),
        pytest.param(
            {"start": at(NEW_YORK, 2026, 6, 1, 18), "end": None, "timezone": "Nowhere/Land"},
            ":20260601T220000Z",
            None,
            id="an unknown zone",
        ),
        pytest.param(
            {"start": at("UTC", 2026, 6, 1, 18), "end": None, "timezone": "UTC"},
            ";TZID=UTC:20260601T180000",
            None,
            id="UTC by name",
        ),
    ],
)
def test_times(fields: dict[str, Any], start: str, end: str | None) -> None:
    data = render(CALENDAR, [occurrence(**fields)])
    assert lint(data) == ()
    assert values(data, "DTSTART")[-1] == start
    assert values(data, "DTEND") == ([end] if end else [])


@pytest.mark.parametrize(
    ("status", "written", "title"),
    [
        (Status.CONFIRMED, ":CONFIRMED", ":Tenants' assembly"),
        (Status.TENTATIVE, ":TENTATIVE", ":Tenants' assembly"),
        (Status.CANCELLED, ":CANCELLED", ":CANCELLED: Tenants' assembly"),
        (Status.POSTPONED, ":TENTATIVE", ":POSTPONED: Tenants' assembly"),
    ],
)
def test_status(status: Status, written: str, title: str) -> None:
    data = render(CALENDAR, [occurrence(status=status)])
    assert (values(data, "STATUS"), values(data, "SUMMARY")) == ([written], [title])


@pytest.mark.parametrize(
    ("latitude", "longitude", "geo"),
    [
        (37.8, -122.25, [":37.800000;-122.250000"]),
        (-0.0, 0.0, [":0.000000;0.000000"]),
        (None, 3.0, []),
        (91.0, 3.0, []),
        (float("nan"), 3.0, []),
    ],
)
def test_geo(latitude: float | None, longitude: float | None, geo: list[str]) -> None:
    assert values(render(CALENDAR, [occurrence(latitude=latitude, longitude=longitude)]), "GEO") == geo


HOSTILE = "Title\r\nEND:VEVENT\r\nBEGIN:VEVENT\u2028UID:evil\x00\x0b;,\\\r"


def test_text_cannot_leave_its_line() -> None:
    hostile = occurrence(
        uid=HOSTILE,
        title=HOSTILE,
        description=HOSTILE,
        location=HOSTILE,
        organizer=HOSTILE,
        categories=(HOSTILE, ""),
        sources=((HOSTILE, "https://example.org/\r\nX-EVIL:1"),),
        url="https://example.org/\r\nX-EVIL:1",
        registration_url="javascript:alert(1)",
    )
    data = render(CALENDAR, [hostile])
    assert lint(data) == ()
    assert lines(data).count("BEGIN:VEVENT") == 1
    assert values(data, "UID") == [r":Title END:VEVENT BEGIN:VEVENT UID:evil \;\,\\"]
    assert values(data, "X-EVIL") == []
    assert b"javascript:" not in data
    assert not any(octet in data for octet in (b"\x00", b"\x0b", "\u2028".encode()))


def many(count: int) -> list[PublishedOccurrence]:
    """Occurrences of which several share a start, in several zones."""
    zones = (NEW_YORK, BERLIN, SYDNEY)
    return [
        occurrence(
            f"u{n:03}",
            title=f"Meeting {n}",
            start=at(zones[n % 3], 2026, 12, 1 + n % 5, 18),
            end=None,
            timezone=zones[n % 3],
        )
        for n in range(count)
    ]


def test_order_of_the_input_and_zone_of_the_instants_make_no_difference() -> None:
    occurrences = many(40)
    data = render(CALENDAR, occurrences)
    for seed in range(5):
        shuffled = random.Random(seed).sample(occurrences, len(occurrences))
        assert render(CALENDAR, shuffled) == data
    assert len(values(data, "SUMMARY")) == 40


def test_events_stand_by_instant_then_uid() -> None:
    wanted = ["d", "c", "a", "b"]
    starts = {
        "a": at(NEW_YORK, 2026, 12, 1, 12),
        "b": at(BERLIN, 2026, 12, 1, 18),
        "c": at(SYDNEY, 2026, 12, 2, 1),
        "d": date(2026, 12, 1),
    }
    zones = {"a": NEW_YORK, "b": BERLIN, "c": SYDNEY, "d": NEW_YORK}
    data = render(
        CALENDAR, [occurrence(uid, start=starts[uid], end=None, timezone=zones[uid]) for uid in sorted(starts)]
    )
    assert values(data, "UID") == [f":{uid}" for uid in wanted]


def test_changing_one_event_changes_only_its_lines_and_the_date_of_the_calendar() -> None:
    occurrences = many(10)
    changed = [*occurrences[:4], occurrence("u004", title="Another", start=at(BERLIN, 2026, 12, 5, 19), end=None,
        timezone=BERLIN, sequence=1), *occurrences[5:]]  # fmt: skip
    before, after = render(CALENDAR, occurrences).decode(), render(CALENDAR, changed).decode()

    def others(text: str) -> list[str]:
        return [block for block in text.split("BEGIN:VEVENT") if "UID:u004" not in block and "END:VEVENT" in block]

    assert others(before) == others(after)


def test_zones_are_defined_once_each_and_only_if_used() -> None:
    data = render(CALENDAR, many(9))
    assert values(data, "TZID") == [":America/New_York", ":Australia/Sydney", ":Europe/Berlin"]


def test_confirming_again_changes_no_byte() -> None:
    seen = datetime(2026, 11, 20, tzinfo=UTC)
    first = [occurrence("a", last_seen_at=seen), occurrence("b", last_seen_at=seen)]
    later = [occurrence("a", last_seen_at=seen + timedelta(days=1)), occurrence("b", last_seen_at=seen)]
    assert render(CALENDAR, first) == render(CALENDAR, later)


def test_a_hundred_rebuilds_give_the_same_octets() -> None:
    """A thousand are tried by `python benchmarks/publish.py`."""
    data = render(CALENDAR, many(12))
    assert {render(CALENDAR, random.Random(n).sample(many(12), 12)) for n in range(100)} == {data}


def test_the_dates_of_a_series_share_what_they_share_and_nothing_else() -> None:
    """Each date reads as it would alone: its own time, place, state and words."""
    base = {"event_id": "e", "description": "Every week."}
    dates = [
        occurrence("s1", **base),
        occurrence("s2", start=at(NEW_YORK, 2026, 12, 1, 19), end=None, **base),
        occurrence("s3", start=at(BERLIN, 2026, 12, 8, 19), end=None, timezone=BERLIN, **base),
        occurrence("s4", start=at(NEW_YORK, 2026, 12, 15, 19), end=None, location="Elsewhere", **base),
        occurrence("s5", start=at(NEW_YORK, 2026, 12, 22, 19), end=None, status=Status.CANCELLED, **base),
        occurrence("s6", start=date(2026, 12, 29), end=None, all_day=True, **base),
    ]
    together = {block.uid: block.octets for block in blocks(CALENDAR, dates)}
    assert together == {one.uid: blocks(CALENDAR, [one])[0].octets for one in dates}
