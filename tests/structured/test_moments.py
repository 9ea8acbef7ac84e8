"""One value of a time field: each form that is read, each that is refused, and the laws of begin and end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import moments
from aggregator.model import Precision
from tests.structured.said import NOW

EAST = timezone(timedelta(hours=-4))
EVENING = datetime(2026, 5, 1, 19, 0)

READ = [
    ("2026-05-01", date(2026, 5, 1)),
    ("20260501", date(2026, 5, 1)),
    ("2026/05/01", date(2026, 5, 1)),
    ("2026.5.1", date(2026, 5, 1)),
    ("2026-W18-5", date(2026, 5, 1)),
    ("2026-05-01T19:00", EVENING),
    (" 2026-05-01t19:00:00 ", EVENING),
    ("2026-05-01 19:00", EVENING),
    ("20260501T1900", EVENING),
    ("2026-05-01T19", EVENING),
    ("2026-05-01 7pm", EVENING),
    ("2026-05-01 7:00 p.m.", EVENING),
    ("2026-05-01T19:00:00Z", EVENING.replace(tzinfo=UTC)),
    ("2026-05-01 19:00:00 UTC", EVENING.replace(tzinfo=UTC)),
    ("2026-05-01T19:00:00-04:00", EVENING.replace(tzinfo=EAST)),
    ("2026-05-01T19:00:00-0400", EVENING.replace(tzinfo=EAST)),
    ("2026-05-01T19:00:00 -04", EVENING.replace(tzinfo=EAST)),
    ("2026-05-01T19:00:00:00-04:00", EVENING.replace(tzinfo=EAST)),
    ("2026-05-01T19:00:00 GMT-0400", EVENING.replace(tzinfo=EAST)),
    ("2026-05-01T24:00", datetime(2026, 5, 2)),
    ("2026-05-01T18:59:60", datetime(2026, 5, 1, 18, 59, 59)),
    ("Fri, 01 May 2026 19:00:00 -0400", EVENING.replace(tzinfo=EAST)),
    ("1 May 2026 19:00:00 EDT", EVENING.replace(tzinfo=EAST)),
    ("Fri May 01 2026 19:00:00 GMT-0400 (EDT)", EVENING.replace(tzinfo=EAST)),
    ("Fri May 01 2026 19:00:00", EVENING),
]

REFUSED = [
    "", "soon", "2026", "7pm", "19:00", "0000-00-00", "0001-01-01", "1970-01-01", "1970-01-01T00:00:00Z", "2026-02-30",
    "2026-13-01", "2026-05-01T25:00", "2026-05-01T19:75", "2026-05-01 3", "2026-05-01 13pm", "9999-12-31T24:00",
    "2026-05-01T19:00 or later", "202605011", "2026-05-01-19",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ)
def test_value_is_read_exactly(text: str, expected: date | datetime) -> None:
    moment = moments.read_exact(text)
    assert moment is not None
    assert (moment.start, moment.end, moment.problems) == (expected, None, ())
    assert type(moment.start) is type(expected)


@pytest.mark.parametrize("text", REFUSED)
def test_value_is_refused(text: str) -> None:
    assert moments.read_exact(text) is None


@pytest.mark.parametrize("text", ["2026-13-01", "0000-00-00", "2026-9-18T10-10-00-00", "1777680000", "202605"])
def test_a_broken_machine_date_is_not_read_as_words(text: str) -> None:
    assert moments.read(text, now=NOW) is None


def test_a_zone_name_beside_the_time() -> None:
    moment = moments.read_exact("2026-05-01T19:00:00-04:00[America/New_York]")
    assert moment is not None
    assert (moment.timezone, moment.start) == ("America/New_York", EVENING.replace(tzinfo=EAST))
    assert moments.zone_name("America/Nowhere") is None
    assert moments.zone_name("../../etc/hostname") is None
    assert moments.zone_name("America") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT2H", timedelta(hours=2)),
        ("PT1H30M", timedelta(minutes=90)),
        ("P1DT12H", timedelta(hours=36)),
        ("P2W", timedelta(weeks=2)),
        ("PT0.5H", timedelta(minutes=30)),
        ("P1M", None),
        ("P", None),
        ("PT0S", None),
        ("-PT1H", None),
        ("2 hours", None),
        ("", None),
    ],
)
def test_durations(text: str, expected: timedelta | None) -> None:
    assert moments.read_duration(text) == expected


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 12, 31)), st.integers(-14, 14) | st.none())
def test_what_python_writes_reads_back(value: datetime, hours: int | None) -> None:
    value = value.replace(microsecond=0, tzinfo=None if hours is None else timezone(timedelta(hours=hours)))
    moment = moments.read_exact(value.isoformat())
    assert moment is not None
    assert moment.start == value


@given(st.text(max_size=40))
def test_no_text_raises(text: str) -> None:
    moments.read_exact(text)
    moments.read_duration(text)


@given(st.dates() | st.datetimes(), st.dates() | st.datetimes() | st.none())
def test_no_event_ends_before_it_starts(first: date, last: date | None) -> None:
    end = moments.Moment(start=last) if last is not None else None
    span = moments.span(moments.Moment(start=first), end, timedelta(hours=1))
    if isinstance(span.start, datetime):
        assert span.end is None or (isinstance(span.end, datetime) and span.end > span.start)
        assert span.precision is Precision.TIME
    else:
        assert span.end is None or (not isinstance(span.end, datetime) and span.end >= span.start)
        assert span.precision is Precision.DAY
