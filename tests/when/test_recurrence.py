"""Recurrences: the rule, the first occurrence on or after the page's day, the days left out."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from aggregator.model import DateOrTime
from aggregator.when import find

MONDAY = datetime(2025, 3, 10, 9, 30)

RULES = [
    ("Mondays 7pm", "FREQ=WEEKLY;BYDAY=MO", datetime(2025, 3, 10, 19), None),
    ("every Tuesday", "FREQ=WEEKLY;BYDAY=TU", date(2025, 3, 11), None),
    ("Every Tuesday from 6 to 8pm", "FREQ=WEEKLY;BYDAY=TU", datetime(2025, 3, 11, 18), datetime(2025, 3, 11, 20)),
    ("7pm every Thursday", "FREQ=WEEKLY;BYDAY=TH", datetime(2025, 3, 13, 19), None),
    ("Tuesdays and Thursdays at noon", "FREQ=WEEKLY;BYDAY=TU,TH", datetime(2025, 3, 11, 12), None),
    (
        "every Tuesday and Thursday 19:00 - 21:00",
        "FREQ=WEEKLY;BYDAY=TU,TH",
        datetime(2025, 3, 11, 19),
        datetime(2025, 3, 11, 21),
    ),
    ("every other Friday, 5pm", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", datetime(2025, 3, 14, 17), None),
    ("every two weeks on Wednesdays", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2025, 3, 12), None),
    ("Wednesdays (biweekly), 6pm", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", datetime(2025, 3, 12, 18), None),
    ("weekly on Thursdays through June 12", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20250612", date(2025, 3, 13), None),
    # a season ends, and comes in the year that holds today
    ("every Thursday from September to June", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20250630", date(2025, 3, 13), None),
    (
        "second and fourth Thursdays at 6:30 p.m., September through May",
        "FREQ=MONTHLY;BYDAY=2TH,4TH;UNTIL=20250531T235959",
        datetime(2025, 3, 13, 18, 30),
        None,
    ),
    (
        "Saturdays, May through October, 9 am - 1 pm",
        "FREQ=WEEKLY;BYDAY=SA;UNTIL=20251031T235959",
        datetime(2025, 5, 3, 9),
        datetime(2025, 5, 3, 13),
    ),
    ("Saturdays in May", "FREQ=WEEKLY;BYDAY=SA;UNTIL=20250531", date(2025, 5, 3), None),
    (
        "Saturdays in May, 9 a.m.-noon",
        "FREQ=WEEKLY;BYDAY=SA;UNTIL=20250531T235959",
        datetime(2025, 5, 3, 9),
        datetime(2025, 5, 3, 12),
    ),
    ("Sundays in May and June", "FREQ=WEEKLY;BYDAY=SU;UNTIL=20250630", date(2025, 5, 4), None),
    ("Tuesdays, May 6 – June 10, 7pm", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20250610T235959", datetime(2025, 5, 6, 19), None),
    ("Every Sunday from April 6 to May 25", "FREQ=WEEKLY;BYDAY=SU;UNTIL=20250525", date(2025, 4, 6), None),
    ("Mondays at 6pm starting April 7", "FREQ=WEEKLY;BYDAY=MO", datetime(2025, 4, 7, 18), None),
    (
        "the second Tuesday of the month, 7–9pm",
        "FREQ=MONTHLY;BYDAY=2TU",
        datetime(2025, 3, 11, 19),
        datetime(2025, 3, 11, 21),
    ),
    (
        "every second Tuesday of the month, 7–9pm",
        "FREQ=MONTHLY;BYDAY=2TU",
        datetime(2025, 3, 11, 19),
        datetime(2025, 3, 11, 21),
    ),
    ("first and third Wednesdays", "FREQ=MONTHLY;BYDAY=1WE,3WE", date(2025, 3, 19), None),
    ("2nd & 4th Thursday of each month at 6:30 pm", "FREQ=MONTHLY;BYDAY=2TH,4TH", datetime(2025, 3, 13, 18, 30), None),
    ("last Friday of every month", "FREQ=MONTHLY;BYDAY=-1FR", date(2025, 3, 28), None),
    ("monthly on the third Monday", "FREQ=MONTHLY;BYDAY=3MO", date(2025, 3, 17), None),
    ("the 15th of each month", "FREQ=MONTHLY;BYMONTHDAY=15", date(2025, 3, 15), None),
    ("daily, 8am", "FREQ=DAILY", datetime(2025, 3, 10, 8), None),
    ("every day at noon", "FREQ=DAILY", datetime(2025, 3, 10, 12), None),
    ("weekdays 12-1pm", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", datetime(2025, 3, 10, 12), datetime(2025, 3, 10, 13)),
    ("Wednesday evenings at 7", "FREQ=WEEKLY;BYDAY=WE", datetime(2025, 3, 12, 19), None),
    (
        "Every Thursday, June 5 – July 31, 6:30pm",
        "FREQ=WEEKLY;BYDAY=TH;UNTIL=20250731T235959",
        datetime(2025, 6, 5, 18, 30),
        None,
    ),
    ("Fridays", "FREQ=WEEKLY;BYDAY=FR", date(2025, 3, 14), None),
]


@pytest.mark.parametrize(("text", "rule", "start", "end"), RULES, ids=[row[0] for row in RULES])
def test_rule(text: str, rule: str, start: DateOrTime, end: DateOrTime | None) -> None:
    found = find(text, now=MONDAY)
    assert [(w.rrule, w.start, w.end, w.aside) for w in found] == [(rule, start, end, None)]


def test_days_left_out() -> None:
    (found,) = find("Fridays at 7pm except July 4 and July 11", now=MONDAY)
    assert (found.rrule, found.exdates) == ("FREQ=WEEKLY;BYDAY=FR", (date(2025, 7, 4), date(2025, 7, 11)))


def test_until_of_aware_times_is_utc() -> None:
    (found,) = find("Thursdays 7pm ET through June 12", now=MONDAY)
    assert found.rrule == "FREQ=WEEKLY;BYDAY=TH;UNTIL=20250613T035959Z"
    assert found.start.isoformat() == "2025-03-13T19:00:00-04:00"


def test_every_other_week_counts_from_its_begin() -> None:
    (found,) = find("every other Monday starting February 24, 6pm", now=MONDAY)
    assert (found.rrule, found.start) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", datetime(2025, 3, 10, 18))


def test_a_rule_that_has_ended_begins_where_it_began() -> None:
    (found,) = find("Sundays in January 2025, 3pm", now=MONDAY)
    assert found.start == datetime(2025, 1, 5, 15)


def test_opening_hours_are_set_aside() -> None:
    assert [w.aside for w in find("Mon–Fri 9am-5pm", now=MONDAY)] == ["hours"]
    table = "Mon 9-5, Tue 9-5, Wed 9-5, Thu 10-6, Fri 9-1"
    assert [w.aside for w in find(table, now=MONDAY)] == ["hours"] * 5
    camp = find("Mon–Fri, July 7–11, 9am-3pm", now=MONDAY)
    assert [(w.start, w.end, w.aside) for w in camp] == [(datetime(2025, 7, 7, 9), datetime(2025, 7, 11, 15), None)]


def test_a_weekday_alone_in_a_sentence_says_nothing() -> None:
    assert find("Bring it on Tuesdays or whenever.", now=MONDAY) == ()
