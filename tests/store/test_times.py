"""Times in columns, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.store.times import instant_text, moment_text, read_instant, read_moment, time_columns

PACIFIC = ZoneInfo("America/Los_Angeles")
BEIRUT = ZoneInfo("Asia/Beirut")


def wall(*parts: int, zone: ZoneInfo = PACIFIC, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=zone, fold=fold)  # type: ignore[arg-type, misc]


COLUMNS: list[tuple[str, Any, Any, str, tuple[str, str, str, str]]] = [
    (
        "evening",
        wall(2026, 11, 21, 19),
        wall(2026, 11, 21, 21),
        "America/Los_Angeles",
        ("2026-11-21", "2026-11-21", "2026-11-22T03:00:00Z", "2026-11-22T05:00:00Z"),
    ),
    (
        "no end",
        wall(2026, 11, 21, 19),
        None,
        "America/Los_Angeles",
        ("2026-11-21", "2026-11-21", "2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z"),
    ),
    (
        "until midnight",
        wall(2026, 11, 21, 19),
        wall(2026, 11, 22),
        "America/Los_Angeles",
        ("2026-11-21", "2026-11-21", "2026-11-22T03:00:00Z", "2026-11-22T08:00:00Z"),
    ),
    (
        "past midnight",
        wall(2026, 11, 21, 19),
        wall(2026, 11, 22, 2),
        "America/Los_Angeles",
        ("2026-11-21", "2026-11-22", "2026-11-22T03:00:00Z", "2026-11-22T10:00:00Z"),
    ),
    (
        "told in UTC",
        datetime(2026, 11, 22, 3, tzinfo=UTC),
        None,
        "America/Los_Angeles",
        ("2026-11-21", "2026-11-21", "2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z"),
    ),
    (
        "a day of 25 hours",
        date(2026, 11, 1),
        None,
        "America/Los_Angeles",
        ("2026-11-01", "2026-11-01", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"),
    ),
    (
        "three days",
        date(2026, 11, 20),
        date(2026, 11, 22),
        "UTC",
        ("2026-11-20", "2026-11-22", "2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z"),
    ),
    (
        "a day without a midnight",
        date(2026, 3, 29),
        None,
        "Asia/Beirut",
        ("2026-03-29", "2026-03-29", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"),
    ),
    (
        "the end before the start",
        wall(2026, 11, 21, 19),
        wall(2026, 11, 21, 18),
        "America/Los_Angeles",
        ("2026-11-21", "2026-11-21", "2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z"),
    ),
    (
        "the end of days",
        date(9999, 12, 31),
        None,
        "America/Los_Angeles",
        ("9999-12-31", "9999-12-31", "9999-12-30T08:00:00Z", "9999-12-30T08:00:00Z"),
    ),
    (
        "the first of days",
        date(1, 1, 1),
        None,
        "Asia/Beirut",
        ("0001-01-01", "0001-01-01", "0001-01-01T21:38:00Z", "0001-01-01T21:38:00Z"),
    ),
]


@pytest.mark.parametrize(("name", "start", "end", "timezone", "expected"), COLUMNS, ids=[row[0] for row in COLUMNS])
def test_columns(name: str, start: Any, end: Any, timezone: str, expected: tuple[str, str, str, str]) -> None:
    found = time_columns(start, end, timezone)
    assert (found["start_date"], found["end_date"], found["start_utc"], found["end_utc"]) == expected
    assert found["all_day"] == int(not isinstance(start, datetime))


def test_an_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    for fold in (0, 1):
        value = wall(2026, 11, 1, 1, 30, fold=fold)
        back = read_moment(moment_text(value), PACIFIC)
        assert isinstance(back, datetime)
        assert (back.utcoffset(), back.fold) == (value.utcoffset(), fold)


def test_wall_time_stays_when_a_country_changes_its_law() -> None:
    back = read_moment("2026-11-21T19:00:00-07:00", PACIFIC)
    assert isinstance(back, datetime)
    assert (back.isoformat(), back.tzinfo) == ("2026-11-21T19:00:00-08:00", PACIFIC)


def test_instants_are_whole_seconds_of_utc() -> None:
    assert instant_text(wall(2026, 11, 21, 19, 0, 0, 999)) == "2026-11-22T03:00:00Z"
    assert read_instant("2026-11-22T03:00:00Z") == datetime(2026, 11, 22, 3, tzinfo=UTC)


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["America/Los_Angeles", "Europe/Berlin", "Asia/Kathmandu", "UTC", "Pacific/Apia"]),
)
def test_what_is_written_is_read_back(naive: datetime, timezone: str) -> None:
    zone = ZoneInfo(timezone)
    value = naive.replace(microsecond=0, tzinfo=zone)
    assert read_moment(moment_text(value), zone) == value
    assert read_moment(moment_text(naive.date()), zone) == naive.date()
