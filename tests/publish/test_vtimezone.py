"""VTIMEZONE: the written rules give what the zone database gives, and years they do not fit are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from aggregator.publish import vtimezone

ZONES = [
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/St_Johns",
    "America/Puerto_Rico",
    "America/Sao_Paulo",
    "America/Asuncion",
    "America/Mexico_City",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Australia/Eucla",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Europe/Chisinau",
    "Africa/Johannesburg",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Pacific/Norfolk",
    "UTC",
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [2025, 2026, 2029])
def test_the_component_alone_gives_the_hours_of_the_zone_database(zone: str, year: int) -> None:
    text = vtimezone.component(zone)
    assert text is not None
    assert vtimezone.turning_days(zone, year) is not None
    component = icalendar.Timezone.from_ical(text)
    assert isinstance(component, icalendar.Timezone)
    written, real = component.to_tz(lookup_tzid=False), ZoneInfo(zone)
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=11 * n) for n in range(790)]
    assert [h.astimezone(written).utcoffset() for h in hours] == [h.astimezone(real).utcoffset() for h in hours]


def test_new_york_as_written() -> None:
    assert vtimezone.component("America/New_York") == "\r\n".join(
        [
            "BEGIN:VTIMEZONE",
            "TZID:America/New_York",
            "BEGIN:STANDARD",
            "DTSTART:19701101T020000",
            "TZOFFSETFROM:-0400",
            "TZOFFSETTO:-0500",
            "TZNAME:EST",
            "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
            "END:STANDARD",
            "BEGIN:DAYLIGHT",
            "DTSTART:19700308T020000",
            "TZOFFSETFROM:-0500",
            "TZOFFSETTO:-0400",
            "TZNAME:EDT",
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
            "END:DAYLIGHT",
            "END:VTIMEZONE",
            "",
        ]
    )


@pytest.mark.parametrize(
    ("zone", "year", "days"),
    [
        ("America/New_York", 2026, {date(2026, 3, 8), date(2026, 11, 1)}),
        ("Australia/Lord_Howe", 2026, {date(2026, 4, 5), date(2026, 10, 4)}),
        ("Asia/Tokyo", 2026, set()),
        ("America/New_York", 2006, None),  # the rule of today began in 2007
        ("Africa/Casablanca", 2026, None),  # Ramadan moves through the year
        ("America/Santiago", 2026, None),  # changes at 24:00 of a Saturday: a Sunday that no plain rule names
        ("America/New_York", 1970, None),
        ("Nowhere/Land", 2026, None),
        ("/etc/passwd", 2026, None),
        ("../../etc/passwd", 2026, None),
        ("America", 2026, None),
        ("", 2026, None),
    ],
)
def test_turning_days(zone: str, year: int, days: set[date] | None) -> None:
    assert vtimezone.turning_days(zone, year) == days


def test_no_component_where_no_plain_rule_says_it() -> None:
    assert vtimezone.component("America/Santiago") is None
    assert vtimezone.component("Asia/Jerusalem") is None
    assert vtimezone.component("zone.tab") is None


@pytest.mark.parametrize(
    ("zone", "is_known"), [("Europe/Berlin", True), ("Europe", False), ("Mars/Base", False), ("/etc", False)]
)
def test_known(zone: str, *, is_known: bool) -> None:
    assert vtimezone.known(zone) is is_known
