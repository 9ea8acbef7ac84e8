"""Times of day without a date."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from aggregator.when import find_clocks

CLOCKS = [
    ("7pm", "19:00", None),
    ("7 p.m.", "19:00", None),
    ("7:30 PM", "19:30", None),
    ("730pm", "19:30", None),
    ("7p", "19:00", None),
    ("19:30", "19:30", None),
    ("18:30 Uhr", "18:30", None),
    ("19h30", "19:30", None),
    ("noon", "12:00", None),
    ("midnight", "00:00", None),
    ("12 noon", "12:00", None),
    ("7 in the evening", "19:00", None),
    ("10 in the morning", "10:00", None),
    ("7-9 p.m.", "19:00", "21:00"),
    ("7 to 9pm", "19:00", "21:00"),
    ("10-1pm", "10:00", "13:00"),
    ("11-12:30pm", "11:00", "12:30"),
    ("10am–12:30pm", "10:00", "12:30"),
    ("noon to 1", "12:00", "13:00"),
    ("12-3pm", "12:00", "15:00"),
    ("12-3am", "00:00", "03:00"),
    ("9 to 5am", "21:00", "05:00"),
    ("8-12am", "20:00", "00:00"),
    ("11-12pm", "11:00", "12:00"),
    ("8pm-1", "20:00", "01:00"),
    ("1am-3", "01:00", "03:00"),
    ("11pm-3", "23:00", "03:00"),
    ("10:10am to 12:50", "10:10", "12:50"),
    ("6:30 to 8:30 p.m.", "18:30", "20:30"),
    ("9:00-15:00", "09:00", "15:00"),
    ("14:00 - 16:30", "14:00", "16:30"),
    ("9 p.m. until late", "21:00", None),
    ("doors 7 / show 8", "20:00", None),
    ("doors 18h / concert 20h", "20:00", None),
    ("18h-22h", "18:00", "22:00"),
    ("Doors: 6:30 PM | Show: 7:30 PM", "19:30", None),
    ("7pm doors / 8pm show", "20:00", None),
    ("from 6 to 8pm", "18:00", "20:00"),
    ("between 3:30 and 4:30pm", "15:30", "16:30"),
]


@pytest.mark.parametrize(("text", "start", "end"), CLOCKS, ids=[row[0] for row in CLOCKS])
def test_one_clock(text: str, start: str, end: str | None) -> None:
    found = find_clocks(text)
    wanted = [(time.fromisoformat(start), time.fromisoformat(end) if end else None)]
    assert [(clock.start, clock.end) for clock in found] == wanted


def test_several_clocks_in_order() -> None:
    text = "Doors at 6:30 PM; the film runs 7-9 p.m. and the bar closes at midnight."
    assert [(c.text, c.label) for c in find_clocks(text)] == [
        ("6:30 PM", "doors"),
        ("7-9 p.m.", None),
        ("midnight", None),
    ]


def test_a_time_that_ends_something_is_labelled() -> None:
    assert [(c.start, c.label) for c in find_clocks("the hall is ours until 9pm")] == [(time(21), "until")]


def test_zones() -> None:
    (clock,) = find_clocks("8:00 PM ET / 5:00 PM PT")
    assert (clock.timezone, clock.zone_stated, clock.text) == ("America/New_York", True, "8:00 PM ET / 5:00 PM PT")
    assert [(other.start, other.timezone) for other in clock.elsewhere] == [(time(17), "America/Los_Angeles")]
    (offset,) = find_clocks("18:00 UTC+2")
    assert (offset.offset, offset.timezone) == (timedelta(hours=2), None)
    (source,) = find_clocks("6pm", timezone="America/Denver")
    assert (source.timezone, source.zone_stated) == ("America/Denver", False)


def test_overnight() -> None:
    assert [clock.overnight for clock in find_clocks("10pm-2am; 2-4pm; 7pm")] == [True, False, False]


def test_assumed_meridiem() -> None:
    assert [("meridiem" in clock.assumed) for clock in find_clocks("7:30; 19:30; 7:30pm; 07:30")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "See chapter 3:16",
        "a 3-8 loss",
        "room 7",
        "25:61",
        "415-555-0123",
        "at 4",
        "a score of 21 to 7",
        "24 hours",
        "18h ago",
        "8h",
        "24h",
    ],
)
def test_no_clock(text: str) -> None:
    assert find_clocks(text) == ()


def test_opening_hours_are_set_aside() -> None:
    assert [clock.aside for clock in find_clocks("Office hours: 9am-5pm")] == ["hours"]
