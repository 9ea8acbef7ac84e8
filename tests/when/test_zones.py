"""Zone words, offsets, and what a source's zone does where the words name none."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aggregator.model import TimezoneSource
from aggregator.when import find
from aggregator.when.zones import AREAS, ZONES, fixed_name, read_zone

NOW = datetime(2025, 3, 10, 9, 30)

ZONED = [
    ("June 14, 2 pm PT", "2025-06-14T14:00:00-07:00", "America/Los_Angeles", "word"),
    ("June 14, 2 pm PST", "2025-06-14T14:00:00-07:00", "America/Los_Angeles", "word"),
    ("December 6, 2025, 2 pm PDT", "2025-12-06T14:00:00-08:00", "America/Los_Angeles", "word"),
    ("June 14, 2 pm pt", "2025-06-14T14:00:00-07:00", "America/Los_Angeles", "word"),
    ("June 14, 2 pm (ET)", "2025-06-14T14:00:00-04:00", "America/New_York", "word"),
    ("June 14, 2 pm Eastern", "2025-06-14T14:00:00-04:00", "America/New_York", "word"),
    ("June 14, 2 pm Eastern Standard Time", "2025-06-14T14:00:00-04:00", "America/New_York", "word"),
    ("June 14, 2:00-3:30 PM Central Time (US)", "2025-06-14T14:00:00-05:00", "America/Chicago", "word"),
    ("June 14, 2pm MT", "2025-06-14T14:00:00-06:00", "America/Denver", "word"),
    ("June 14, 2pm NDT", "2025-06-14T14:00:00-02:30", "America/St_Johns", "word"),
    ("June 14, 14:00 CEST", "2025-06-14T14:00:00+02:00", "Europe/Berlin", "word"),
    ("June 14, 14:00 MESZ", "2025-06-14T14:00:00+02:00", "Europe/Berlin", "word"),
    ("June 14, 14:00 BST", "2025-06-14T14:00:00+01:00", "Europe/London", "word"),
    ("June 14, 2pm London time", "2025-06-14T14:00:00+01:00", "Europe/London", "word"),
    ("June 14, 2pm AEST", "2025-06-14T14:00:00+10:00", "Australia/Sydney", "word"),
    ("June 14, 14:00 UTC", "2025-06-14T14:00:00+00:00", "UTC", "word"),
    ("June 14, 14:00 America/Denver", "2025-06-14T14:00:00-06:00", "America/Denver", "word"),
    ("June 14, 10 AM EST (UTC-5)", "2025-06-14T10:00:00-04:00", "America/New_York", "word"),
    (
        "June 14 • 2:00 PM • Pacific Daylight Time (US & Canada)",
        "2025-06-14T14:00:00-07:00",
        "America/Los_Angeles",
        "word",
    ),
    ("June 14, 2 PM to June 14, 4 PM PDT", "2025-06-14T14:00:00-07:00", "America/Los_Angeles", "word"),
    ("June 14, 14:00 UTC-5", "2025-06-14T14:00:00-05:00", "Etc/GMT+5", "event"),
    ("June 14, 14:00 (GMT+01:00)", "2025-06-14T14:00:00+01:00", "Etc/GMT-1", "event"),
    ("June 14, 14:00 UTC+5:30", "2025-06-14T14:00:00+05:30", None, "event"),
    ("2025-06-14T14:00:00-07:00", "2025-06-14T14:00:00-07:00", "Etc/GMT+7", "event"),
    ("2025-06-14T14:00:00Z", "2025-06-14T14:00:00+00:00", "UTC", "event"),
    ("Sat, 14 Jun 2025 14:00:00 -0700", "2025-06-14T14:00:00-07:00", "Etc/GMT+7", "event"),
]


@pytest.mark.parametrize(("text", "start", "name", "source"), ZONED, ids=[row[0] for row in ZONED])
def test_zone_in_the_words(text: str, start: str, name: str | None, source: str) -> None:
    found = find(text, now=NOW)
    assert [(w.start.isoformat(), w.timezone, w.timezone_source, w.problems) for w in found] == [
        (start, name, TimezoneSource(source), ())
    ]


def test_without_zone_times_are_naive_and_with_the_sources_they_are_aware() -> None:
    (naive,) = find("June 14, 7pm", now=NOW)
    assert (naive.start, naive.timezone, naive.timezone_source) == (datetime(2025, 6, 14, 19), None, None)
    (aware,) = find("June 14, 7-9pm", now=NOW, timezone="America/Denver")
    assert aware.start == datetime(2025, 6, 14, 19, tzinfo=ZoneInfo("America/Denver"))
    assert (aware.timezone, aware.timezone_source) == ("America/Denver", TimezoneSource.SOURCE)
    assert aware.end is not None
    assert aware.end.isoformat() == "2025-06-14T21:00:00-06:00"


def test_an_offset_that_is_the_sources_takes_its_name() -> None:
    (found,) = find("2025-06-14T14:00:00-07:00", now=NOW, timezone="America/Los_Angeles")
    assert (found.timezone, found.timezone_source) == ("America/Los_Angeles", TimezoneSource.EVENT)
    (other,) = find("2025-12-06T14:00:00-07:00", now=NOW, timezone="America/Los_Angeles")
    assert other.timezone == "Etc/GMT+7"


@pytest.mark.parametrize(
    "text",
    [
        "June 14, 2 pm PT / 5 pm ET",
        "June 14, 2 pm PT (5 pm ET)",
        "June 14, 2pm PT | 3pm MT | 4pm CT | 5pm ET",
        "June 14, 2:00-3:00 PM PST / 5:00-6:00 PM EST",
        "2 pm PT / 5 pm ET on June 14",
    ],
)
def test_the_first_of_several_zones_is_the_events(text: str) -> None:
    found = find(text, now=NOW)
    assert [(w.start.isoformat(), w.timezone, w.problems) for w in found] == [
        ("2025-06-14T14:00:00-07:00", "America/Los_Angeles", ())
    ]


def test_several_zones_that_disagree_are_a_problem() -> None:
    (found,) = find("June 14, 2 pm PT / 6 pm ET", now=NOW)
    assert found.start.isoformat() == "2025-06-14T14:00:00-07:00"
    assert found.problems == (
        '"2 pm PT / 6 pm ET" gives two different moments: 2025-06-14T14:00:00-07:00 is not 6 pm ET',
    )


def test_a_word_of_several_meanings_follows_the_source() -> None:
    meanings = [
        find("June 14, 7pm IST", now=NOW, timezone=zone)[0].timezone
        for zone in (None, "Europe/Dublin", "Asia/Jerusalem")
    ]
    assert meanings == ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]
    assert "timezone" in find("June 14, 7pm IST", now=NOW)[0].assumed
    assert find("June 14, 7pm CST", now=NOW, timezone="Asia/Shanghai")[0].timezone == "Asia/Shanghai"
    assert find("June 14, 7pm PST", now=NOW, timezone="America/Vancouver")[0].timezone == "America/Vancouver"


def test_places_that_look_like_zones_are_places() -> None:
    found = find("June 14, 7 pm Mountain View Library", now=NOW)
    assert [(w.text, w.timezone) for w in found] == [("June 14, 7 pm", None)]


def test_every_zone_word_names_zones_that_exist() -> None:
    names = {name for table in (ZONES, AREAS) for zones in table.values() for name in zones}
    assert [name for name in sorted(names) if ZoneInfo(name).key != name] == []


def test_fixed_names_have_the_sign_of_posix() -> None:
    assert [fixed_name(timedelta(hours=h)) for h in (-7, 0, 2)] == ["Etc/GMT+7", "UTC", "Etc/GMT-2"]
    assert fixed_name(timedelta(hours=5, minutes=30)) is None
    assert read_zone("UTC+99", None).offset is None
