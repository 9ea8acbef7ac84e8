"""Zones: who is believed, in which order, and what becomes of offsets that are wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import RawEvent, TimezoneSource
from aggregator.normalize.times import Zone, fixed_zone, resolve_times, zone_or_none

LA = Zone("America/Los_Angeles", TimezoneSource.PLACE)
NY = Zone("America/New_York", TimezoneSource.SOURCE)
BERLIN = Zone("Europe/Berlin", TimezoneSource.SOURCE)


def raw(start: date, end: date | None = None, zone: str | None = None) -> RawEvent:
    how = TimezoneSource.EVENT if zone else None
    return RawEvent(position="1", format="ical", start=start, end=end, timezone=zone, timezone_source=how)


def offset(hours: int) -> timezone:
    return timezone(timedelta(hours=hours))


def test_the_events_own_zone_comes_before_every_other() -> None:
    times = resolve_times(raw(datetime(2026, 7, 1, 19), zone="America/Chicago"), (LA, NY))
    assert times.start == datetime(2026, 7, 1, 19, tzinfo=ZoneInfo("America/Chicago"))
    assert times.zone == Zone("America/Chicago", TimezoneSource.EVENT)


def test_a_bare_time_is_wall_time_at_the_first_candidate() -> None:
    times = resolve_times(raw(datetime(2026, 7, 1, 19)), (LA, NY))
    assert times.start.isoformat() == "2026-07-01T19:00:00-07:00"
    assert times.zone is LA


def test_utc_is_an_instant_shown_where_the_event_is() -> None:
    times = resolve_times(raw(datetime(2026, 7, 2, 2, tzinfo=UTC)), (LA,))
    assert times.start.isoformat() == "2026-07-01T19:00:00-07:00"


def test_an_offset_chooses_the_candidate_that_keeps_it() -> None:
    times = resolve_times(raw(datetime(2026, 7, 1, 19, tzinfo=offset(-4))), (LA, NY))
    assert (times.zone, times.problems) == (NY, ())
    assert times.start.isoformat() == "2026-07-01T19:00:00-04:00"


def test_an_offset_nobody_keeps_stays_as_it_was_said() -> None:
    times = resolve_times(raw(datetime(2026, 7, 1, 19, tzinfo=offset(9))), (LA,))
    assert times.start == datetime(2026, 7, 1, 19, tzinfo=offset(9))
    assert times.zone == Zone("Etc/GMT-9", TimezoneSource.EVENT)


def test_winter_offset_in_summer_keeps_the_wall_time_and_says_so() -> None:
    times = resolve_times(
        raw(datetime(2026, 7, 1, 19, tzinfo=offset(-8)), datetime(2026, 7, 1, 21, tzinfo=offset(-8))), (LA,)
    )
    assert times.start.isoformat() == "2026-07-01T19:00:00-07:00"
    assert times.end is not None
    assert times.end.isoformat() == "2026-07-01T21:00:00-07:00"
    assert len(times.problems) == 1
    assert "wall time was kept" in times.problems[0]


def test_an_hour_off_where_clocks_never_change_is_another_place() -> None:
    phoenix = Zone("America/Phoenix", TimezoneSource.SOURCE)
    times = resolve_times(raw(datetime(2026, 7, 1, 19, tzinfo=offset(-6))), (phoenix,))
    assert times.start == datetime(2026, 7, 1, 19, tzinfo=offset(-6))


def test_nothing_known_is_utc_and_marked() -> None:
    times = resolve_times(raw(datetime(2026, 7, 1, 19)), ())
    assert times.zone == Zone("UTC", TimezoneSource.ASSUMED)


def test_days_stay_days_whatever_the_zone() -> None:
    times = resolve_times(raw(date(2026, 7, 1), date(2026, 7, 3)), (LA,))
    assert (times.start, times.end, times.zone) == (date(2026, 7, 1), date(2026, 7, 3), LA)


def test_a_skipped_wall_time_moves_on() -> None:
    times = resolve_times(raw(datetime(2026, 3, 29, 2, 30)), (BERLIN,))
    assert times.start.isoformat() == "2026-03-29T03:30:00+02:00"


ENDS = [
    (datetime(2026, 7, 1, 19), datetime(2026, 7, 1, 18), None, 1),
    (datetime(2026, 7, 1, 19), datetime(2026, 7, 1, 19), None, 0),
    (datetime(2026, 7, 1, 19), date(2026, 7, 1), None, 0),
    (datetime(2026, 7, 1, 19), date(2026, 7, 2), None, 1),
    (date(2026, 7, 1), date(2026, 6, 30), None, 1),
    (date(2026, 7, 1), date(2026, 7, 1), None, 0),
    (date(2026, 7, 1), datetime(2026, 7, 2, 9), date(2026, 7, 2), 0),
]


@pytest.mark.parametrize(("start", "end", "kept", "problems"), ENDS)
def test_an_end_that_cannot_be_one_is_dropped_and_told(
    start: date, end: date, kept: date | None, problems: int
) -> None:
    times = resolve_times(raw(start, end), (LA,))
    assert (times.end, len(times.problems)) == (kept, problems)


@pytest.mark.parametrize("name", ["US", "America", "Nowhere/Land", "", None, "../../etc/passwd", "\x00"])
def test_what_is_no_zone_is_none(name: str | None) -> None:
    assert zone_or_none(name) is None


@pytest.mark.parametrize(("hours", "name"), [(-5, "Etc/GMT+5"), (2, "Etc/GMT-2"), (0, "UTC"), (5.5, "UTC")])
def test_the_name_of_a_fixed_offset(hours: float, name: str) -> None:
    assert fixed_zone(timedelta(hours=hours)) == name


@given(
    start=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    length=st.timedeltas(timedelta(0), timedelta(days=40)),
    zone=st.sampled_from([LA, NY, BERLIN, Zone("Australia/Lord_Howe", TimezoneSource.PLACE)]),
    shift=st.none() | st.integers(-12, 14),
)
def test_times_are_aware_and_never_run_backwards(
    start: datetime, length: timedelta, zone: Zone, shift: int | None
) -> None:
    tzinfo = None if shift is None else offset(shift)
    times = resolve_times(raw(start.replace(tzinfo=tzinfo), (start + length).replace(tzinfo=tzinfo)), (zone,))
    assert isinstance(times.start, datetime)
    assert times.start.tzinfo is not None
    if isinstance(times.end, datetime):
        assert times.end.astimezone(UTC) >= times.start.astimezone(UTC) - timedelta(hours=1)
