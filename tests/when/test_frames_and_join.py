"""Years and months of headings; a date of one block at a time of another."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from aggregator.model import Precision, TimezoneSource
from aggregator.when import Context, find, find_clocks, find_frames, join

NOW = datetime(2025, 3, 10, 9, 30)

FRAMES = [
    ("March 2025", [(2025, 3, None)]),
    ("2025 Schedule", [(2025, None, None)]),
    ("Upcoming events in May", [(None, 5, None)]),
    ("Fall 2025", [(2025, 9, 11)]),
    ("Winter 2025", [(2025, 12, 2)]),
    ("June–August 2025", [(2025, 6, 8)]),
    ("APRIL", [(None, 4, None)]),
    ("Events 2024 and 2025", [(2024, None, None), (2025, None, None)]),
    ("Calendario de mayo 2025", [(2025, 5, None)]),
    ("Kalender März 2025", [(2025, 3, None)]),
    ("Friday, June 13, 2025", []),
    ("You may join", []),
    ("Suite 2900", []),
    ("3001 nights", []),
]


@pytest.mark.parametrize(("text", "frames"), FRAMES, ids=[row[0] for row in FRAMES])
def test_frames(text: str, frames: list[tuple[int | None, int | None, int | None]]) -> None:
    found = find_frames(text, now=NOW)
    assert [(f.year, f.month, f.last_month) for f in found] == frames
    assert [text[slice(*f.span)] for f in found] == [f.text for f in found]


def test_join_a_day_and_a_clock() -> None:
    (day,) = find("Saturday, June 14, 2025", now=NOW)
    (clock,) = find_clocks("6:30-8pm CT")
    found = join(day, clock)
    assert found.start.isoformat() == "2025-06-14T18:30:00-05:00"
    assert found.end is not None
    assert found.end.isoformat() == "2025-06-14T20:00:00-05:00"
    assert (found.timezone, found.timezone_source) == ("America/Chicago", TimezoneSource.WORD)
    assert (found.precision, found.text, found.span) == (Precision.TIME, day.text, day.span)


def test_join_takes_the_sources_zone_where_none_is_stated() -> None:
    (day,) = find("June 14, 2025", now=NOW)
    (clock,) = find_clocks("10pm-2am")
    naive, aware = join(day, clock), join(day, clock, timezone="America/Denver")
    assert (naive.start, naive.end) == (datetime(2025, 6, 14, 22), datetime(2025, 6, 15, 2))
    assert (aware.start.isoformat(), aware.timezone_source) == ("2025-06-14T22:00:00-06:00", TimezoneSource.SOURCE)


def test_join_a_range_of_days() -> None:
    (days,) = find("June 14-16, 2025", now=NOW)
    (clock,) = find_clocks("9am to 5pm")
    found = join(days, clock)
    assert (found.start, found.end) == (datetime(2025, 6, 14, 9), datetime(2025, 6, 16, 17))


def test_join_keeps_what_was_assumed_and_what_is_wrong() -> None:
    (day,) = find("Friday, June 14, 2025", now=NOW)
    (clock,) = find_clocks("2 pm PT / 6 pm ET")
    found = join(day, clock)
    assert found.problems == (
        "2025-06-14 is a Saturday, not a Friday",
        '"2 pm PT / 6 pm ET" gives two different moments: 2025-06-14T14:00:00-07:00 is not 6 pm ET',
    )
    (yearless,) = find("June 14", now=NOW)
    assert join(yearless, find_clocks("7:30")[0]).assumed == {"year", "meridiem"}


def test_join_keeps_the_rule_of_a_recurrence() -> None:
    (mondays,) = find("Every Monday", now=NOW)
    found = join(mondays, find_clocks("7pm")[0])
    assert (found.rrule, found.start) == ("FREQ=WEEKLY;BYDAY=MO", datetime(2025, 3, 10, 19))


def test_join_replaces_a_time() -> None:
    (moment,) = find("June 14, 2025, 6pm", now=NOW)
    assert join(moment, find_clocks("7pm")[0]).start == datetime(2025, 6, 14, 19)
    assert isinstance(moment.start, datetime)
    assert join(find("June 14", now=NOW)[0], find_clocks("noon")[0]).start.date() == date(2025, 6, 14)  # type: ignore[union-attr]


def test_a_season_is_named_by_two_years() -> None:
    now = datetime(2026, 5, 20)
    told = [(frame.text, frame.year, frame.last_year) for frame in find_frames("School year 2026–2027", now=now)]
    assert told == [("2026–2027", 2026, 2027)]
    assert [(f.year, f.last_year) for f in find_frames("2026/27 season", now=now)] == [(2026, 2027)]
    assert [(f.year, f.last_year) for f in find_frames("2019-2024", now=now)] == [(2019, None), (2024, None)]
    listed = find("Calendar 2026–2027\nSeptember 8\nJanuary 12\nMay 4", now=now)
    assert [each.start for each in listed] == [date(2026, 9, 8), date(2027, 1, 12), date(2027, 5, 4)]
    under = Context(year=2026, last_year=2027)
    assert [find(text, now=now, context=under)[0].start for text in ("Oct 3", "Feb 6")] == [
        date(2026, 10, 3),
        date(2027, 2, 6),
    ]


def test_january_under_december_is_the_next_year() -> None:
    december = Context(year=2026, month=12)
    days = {text: find(text, now=datetime(2026, 5, 20), context=december)[0] for text in ("Friday, Jan 1", "Nov 30")}
    assert {text: (day.start, day.problems) for text, day in days.items()} == {
        "Friday, Jan 1": (date(2027, 1, 1), ()),
        "Nov 30": (date(2026, 11, 30), ()),
    }
