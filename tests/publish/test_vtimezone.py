"""VTIMEZONE: the written rules give what the zone database gives, and years they do not fit are refused."""

from __future__ import annotations

import calendar
import re
import zoneinfo
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


EVERY_ZONE = sorted(zoneinfo.available_timezones() - {"localtime", "posixrules"})


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_every_zone_of_the_zone_database_by_its_written_rules_alone(part: int) -> None:
    """Whatever year a zone is used in, the two yearly rules as they stand in the file give zoneinfo's hours.

    Reckoned here from the text of the component, with none of the writer's own arithmetic.
    """
    refused = []
    for zone in EVERY_ZONE[part::8]:
        text = vtimezone.component(zone)
        for year in (2025, 2026, 2027, 2028):
            if text is None or vtimezone.turning_days(zone, year) is None:
                refused.append((zone, year))
                continue
            turns = [turn for rule in _rules(text) for turn in _turns(rule, year)]
            for instant, before, after in turns:
                info = ZoneInfo(zone)
                assert (instant - timedelta(seconds=1)).astimezone(info).utcoffset() == before, (zone, instant)
                assert instant.astimezone(info).utcoffset() == after, (zone, instant)
            hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=37 * n) for n in range(236)]
            for hour in hours:
                past = [turn for turn in turns if turn[0] <= hour]
                due = max(past)[2] if past else (min(turns)[1] if turns else _offset(text, "TZOFFSETTO"))
                assert hour.astimezone(ZoneInfo(zone)).utcoffset() == due, (zone, hour)
    assert len(refused) < len(EVERY_ZONE[part::8]) * 4 * 0.06, "few zones and years have no plain rule"


def _rules(text: str) -> list[str]:
    """The STANDARD and DAYLIGHT parts that recur."""
    return [part for part in re.split(r"BEGIN:(?:STANDARD|DAYLIGHT)", text)[1:] if "RRULE" in part]


def _offset(part: str, name: str) -> timedelta:
    match = re.search(rf"{name}:([+-])(\d\d)(\d\d)", part)
    assert match
    length = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -length if match[1] == "-" else length


def _turns(part: str, year: int) -> list[tuple[datetime, timedelta, timedelta]]:
    """(instant, offset before, offset after) of one part's rule in a year."""
    start = re.search(r"DTSTART:\d{8}T(\d\d)(\d\d)00", part)
    rule = re.search(r"BYMONTH=(\d+);BYDAY=(-?\d)([A-Z]{2})", part)
    assert start
    assert rule
    days = [date(year, int(rule[1]), day) for day in range(1, calendar.monthrange(year, int(rule[1]))[1] + 1)]
    those = [day for day in days if ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[day.weekday()] == rule[3]]
    day = those[int(rule[2]) - (1 if int(rule[2]) > 0 else 0)]
    before, after = _offset(part, "TZOFFSETFROM"), _offset(part, "TZOFFSETTO")
    wall = datetime(day.year, day.month, day.day, int(start[1]), int(start[2]), tzinfo=UTC)
    return [(wall - before, before, after)]
