"""RECUR text → local times: RFC 5545's own kinds of rules, faults named, work bounded, nothing lost by the bounds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice, takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.recur.rule import MAX_COUNTED_PERIODS, _years_later, local_times, parse_rule

FOREVER = date(9000, 1, 1)


def days(rule: str, start: str, *, first: date = date(1900, 1, 1), last: date = FOREVER, limit: int = 6) -> list[str]:
    """The first days of a rule as `MM-DD`, with the year where it changes."""
    begin = datetime.fromisoformat(start)
    found = list(islice(local_times(parse_rule(rule), begin, first=first, last=last), limit))
    assert found == sorted(set(found))
    years = [None, *(moment.year for moment in found)]
    return [
        f"{moment:%m-%d}" if moment.year == before else f"{moment:%Y-%m-%d}"
        for moment, before in zip(found, years, strict=False)
    ]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", "2026-05-30", ["2026-05-30", "05-31", "06-01"]),
        ("FREQ=DAILY;INTERVAL=10", "2026-05-30", ["2026-05-30", "06-09", "06-19", "06-29", "07-09", "07-19"]),
        ("FREQ=DAILY;BYDAY=SA,SU", "2026-05-30", ["2026-05-30", "05-31", "06-06", "06-07", "06-13", "06-14"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "2026-05-05", ["2026-05-05", "05-07", "05-12", "05-14", "05-19", "05-21"]),
        ("FREQ=WEEKLY", "2026-05-05", ["2026-05-05", "05-12", "05-19", "05-26", "06-02", "06-09"]),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO",
            "2026-05-05",
            ["2026-05-05", "05-10", "05-19", "05-24", "06-02", "06-07"],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
            "2026-05-05",
            ["2026-05-05", "05-17", "05-19", "05-31", "06-02", "06-14"],
        ),
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-05-12", ["2026-05-12", "06-09", "07-14", "08-11", "09-08", "10-13"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-05-29", ["2026-05-29", "06-26", "07-31", "08-28", "09-25", "10-30"]),
        ("FREQ=MONTHLY;BYDAY=5SU", "2026-05-31", ["2026-05-31", "08-30", "11-29", "2027-01-31", "05-30", "08-29"]),
        ("FREQ=MONTHLY", "2026-01-31", ["2026-01-31", "03-31", "05-31", "07-31", "08-31", "10-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", ["2026-01-31", "02-28", "03-31", "04-30", "05-31", "06-30"]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "2026-01-30",
            ["2026-01-30", "02-27", "03-31", "04-30", "05-29", "06-30"],
        ),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-02-13", ["2026-02-13", "03-13", "11-13", "2027-08-13"]),
        ("FREQ=YEARLY", "2024-02-29", ["2024-02-29", "2028-02-29", "2032-02-29", "2036-02-29"]),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26", ["2026-11-26", "2027-11-25", "2028-11-23"]),
        ("FREQ=YEARLY;BYDAY=20MO", "2026-05-18", ["2026-05-18", "2027-05-17", "2028-05-15"]),
        ("FREQ=YEARLY;BYYEARDAY=1,-1", "2026-01-01", ["2026-01-01", "12-31", "2027-01-01", "12-31", "2028-01-01"]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "2026-05-11", ["2026-05-11", "2027-05-17", "2028-05-15"]),
        ("FREQ=YEARLY;BYWEEKNO=20", "2026-05-12", ["2026-05-12", "2027-05-18", "2028-05-16"]),
        # the start does not fit: it is the first all the same, and counts (§3.8.5.3)
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", "2026-05-04", ["2026-05-04", "05-05", "05-12"]),
        # plain and counted weekdays together
        ("FREQ=MONTHLY;BYDAY=1MO,FR", "2026-05-01", ["2026-05-01", "05-04", "05-08", "05-15", "05-22", "05-29"]),
        # ordinals mean nothing in a week
        ("FREQ=WEEKLY;BYDAY=1TU", "2026-05-05", ["2026-05-05", "05-12", "05-19", "05-26"]),
    ],
)
def test_rules_of_every_kind(rule: str, start: str, expected: list[str]) -> None:
    assert days(rule, start, limit=len(expected)) == expected


def test_times_of_day_are_expanded() -> None:
    rule = parse_rule("FREQ=DAILY;BYHOUR=9,12;BYMINUTE=0,30;COUNT=5")
    begin = datetime(2026, 5, 5, 9, 0)
    assert [f"{moment:%d %H:%M}" for moment in local_times(rule, begin, first=begin.date(), last=FOREVER)] == [
        "05 09:00",
        "05 09:30",
        "05 12:00",
        "05 12:30",
        "06 09:00",
    ]


def test_hours_are_stepped() -> None:
    rule = parse_rule("FREQ=HOURLY;INTERVAL=5;BYHOUR=3,8,13")
    begin = datetime(2026, 5, 5, 8, 15)
    found = list(local_times(rule, begin, first=date(2026, 5, 5), last=date(2026, 5, 6)))
    assert [f"{moment:%d %H:%M}" for moment in found] == ["05 08:15", "05 13:15"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", 'FREQ must be one of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, not ""'),
        ("FREQ=OFTEN", 'FREQ must be one of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, not "OFTEN"'),
        ("FREQ=SECONDLY", "FREQ=SECONDLY would repeat it all day long"),
        ("FREQ=MINUTELY;INTERVAL=5", "FREQ=MINUTELY would repeat it all day long"),
        ("FREQ=DAILY;INTERVAL=0", 'INTERVAL must be a whole number above 0, not "0"'),
        ("FREQ=DAILY;COUNT=-1", 'COUNT must be a whole number above 0, not "-1"'),
        ("FREQ=DAILY;COUNT=9999999999", 'COUNT must be a whole number above 0, not "9999999999"'),
        ("FREQ=DAILY;UNTIL=soon", 'UNTIL must be a date or a time, not "soon"'),
        ("FREQ=DAILY;UNTIL=20261301", "month must be in 1..12"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32 is out of range (1 to 31)"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0 is out of range (1 to 31)"),
        ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH=-1 is out of range (1 to 12)"),
        ("FREQ=YEARLY;BYMONTH=May", 'BYMONTH must hold whole numbers, not "May"'),
        ("FREQ=WEEKLY;BYDAY=XX", '"XX" is no weekday of a rule'),
        ("FREQ=MONTHLY;BYDAY=54MO", '"54MO" is no weekday of a rule'),
        ("FREQ=WEEKLY;WKST=1", '"1" is no weekday of a rule'),
        ("FREQ=DAILY;FREQ=WEEKLY", '"FREQ=WEEKLY" is doubled or has no value'),
        ("FREQ=DAILY;BYDAY=", '"BYDAY=" is doubled or has no value'),
        ("FREQ=DAILY;MOOD=GOOD", '"MOOD" is no part of a rule'),
    ],
)
def test_what_is_no_rule_is_refused_with_a_reason(text: str, fault: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_rule(text)
    assert str(caught.value) == fault


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
        "FREQ=MONTHLY;BYDAY=53MO",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
        "FREQ=HOURLY;BYSETPOS=5",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=WEEKLY;INTERVAL=28;BYDAY=SU;BYMONTHDAY=-16,-30",
        "FREQ=DAILY;INTERVAL=999999999",
        "FREQ=YEARLY;INTERVAL=999999999;BYMONTHDAY=1",
        "FREQ=WEEKLY",
        "FREQ=MONTHLY;BYDAY=1MO",
    ],
)
def test_no_rule_however_old_or_senseless_is_walked_from_its_start(rule: str) -> None:
    begin = datetime(1970, 1, 5, 18)
    found = list(local_times(parse_rule(rule), begin, first=date(2026, 1, 1), last=date(2026, 12, 31)))
    assert len(found) in (0, 12, 52)


def test_a_count_too_far_to_be_counted_is_refused() -> None:
    rule = parse_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2")
    with pytest.raises(ValueError, match="too far from the first date"):
        list(local_times(rule, datetime(1990, 1, 1), first=date(2126, 1, 1), last=date(2999, 1, 1)))
    assert MAX_COUNTED_PERIODS > 100 * 365


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;COUNT=5", "FREQ=YEARLY;BYHOUR=20;COUNT=5", "FREQ=DAILY"])
def test_a_window_before_the_start_is_empty(rule: str) -> None:
    assert days(rule, "2026-05-05", last=date(2026, 5, 4)) == []


@pytest.mark.parametrize("first", [1, 1583, 1970, 2026, 2096, 9990, 9999])
@pytest.mark.parametrize("length", [0, 1, 40])
def test_rules_are_unrolled_where_the_calendar_is_the_same(first: int, length: int) -> None:
    last = min(first + length, 9999)
    years = _years_later(first, last)
    assert 9598 <= last + years <= 9999
    for year in range(max(first - 1, 1), last + 1):
        same = (date(year + years, month, 1).weekday() - date(year, month, 1).weekday() for month in range(1, 13))
        assert not any(same)


# --------------------------------------------------------------- the same as dateutil makes of the rule as it stands

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CHOICES = {
    "YEARLY": (
        *("", "BYDAY=MO", "BYDAY=1MO,-1FR", "BYDAY=20MO,-2SU", "BYMONTH=2", "BYMONTH=5,11;BYDAY=2TU,-1TH"),
        *("BYMONTH=3;BYMONTHDAY=31,-1", "BYMONTHDAY=13;BYDAY=FR", "BYYEARDAY=60,-1,366", "BYMONTH=12;BYDAY=SA,SU"),
        *("BYWEEKNO=1,53,-1;BYDAY=MO,SU", "BYWEEKNO=20;BYDAY=TH", "BYDAY=MO,TU;BYSETPOS=1,-1,7"),
    ),
    "MONTHLY": (
        *("", "BYDAY=2TU", "BYDAY=-1FR,1MO", "BYDAY=SA", "BYMONTHDAY=31", "BYMONTHDAY=-1,13,-3"),
        *("BYMONTHDAY=13;BYDAY=FR", "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "BYMONTHDAY=28,29,30,31;BYSETPOS=-1,1"),
        *("BYDAY=5SU", "BYHOUR=9,20;BYSETPOS=-1"),
    ),
    "WEEKLY": ("", "BYDAY=TU", "BYDAY=MO,SU", "BYDAY=MO,WE,FR", "BYMONTH=1,6;BYDAY=TH", "BYHOUR=9,20"),
    "DAILY": ("", "BYDAY=SA,SU", "BYMONTHDAY=1,15,-1", "BYMONTH=2,7", "BYHOUR=0,12;BYMINUTE=15"),
    "HOURLY": ("", "BYDAY=SA,SU", "BYMINUTE=0,30", "BYMONTH=2;BYMONTHDAY=1"),
}
"""Parts that come true sooner or later whatever the interval: for what never does dateutil walks to the year 9999."""


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules that RFC 5545 allows: no ordinals beside BYWEEKNO, none mixed with plain days."""
    frequency = draw(st.sampled_from(sorted(CHOICES)))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}", draw(st.sampled_from(CHOICES[frequency]))]
    return ";".join(filter(None, [*parts, f"WKST={draw(st.sampled_from(WEEKDAYS))}"]))


@settings(max_examples=250, deadline=None)
@given(rules(), st.dates(date(2018, 1, 1), date(2026, 1, 1)), st.integers(-100, 1500), st.integers(0, 400))
def test_rules_begun_anew_near_the_window_name_the_same_times(text: str, day: date, offset: int, length: int) -> None:
    begin = datetime(day.year, day.month, day.day, 18, 30)
    first = day + timedelta(days=offset)
    last = first + timedelta(days=length)
    end = datetime(last.year, last.month, last.day, 23, 59)
    theirs = list(takewhile(lambda moment: moment <= end, rrulestr(text, dtstart=begin)))
    ours = list(local_times(parse_rule(text), begin, first=first, last=last))
    assert [moment for moment in ours if moment != begin] == [
        moment for moment in theirs if moment.date() >= first and moment != begin
    ]
    assert (begin in ours) == (first <= day <= last)


@settings(max_examples=60, deadline=None)
@given(rules(), st.dates(date(2018, 1, 1), date(2026, 1, 1)), st.integers(1, 30))
def test_counted_rules_name_the_same_times(text: str, day: date, count: int) -> None:
    begin = datetime(day.year, day.month, day.day, 18, 30)
    synchronized = rrulestr(text, dtstart=begin)[0]
    text = f"{text};COUNT={count}"
    ours = list(local_times(parse_rule(text), synchronized, first=date(1900, 1, 1), last=date(2200, 1, 1)))
    theirs = list(takewhile(lambda moment: moment.year < 2200, rrulestr(text, dtstart=synchronized)))
    assert ours == theirs
