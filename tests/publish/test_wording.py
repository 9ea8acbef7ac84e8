"""The words of a feed: titles, places, descriptions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aggregator.model import AttendanceMode, Registration, Status
from aggregator.publish.wording import (
    STALE_AFTER,
    newest_confirmation,
    shown_place,
    shown_title,
    telling,
)
from tests.publish.occurrences import UPDATED, occurrence

SEEN = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "status", "shown"),
    [
        ("Picnic", Status.CONFIRMED, "Picnic"),
        ("Picnic", Status.TENTATIVE, "Picnic"),
        ("Picnic", Status.CANCELLED, "CANCELLED: Picnic"),
        ("Canceled – Picnic", Status.CANCELLED, "Canceled – Picnic"),
        ("CANCELLED: Picnic", Status.CANCELLED, "CANCELLED: Picnic"),
        ("Picnic", Status.POSTPONED, "POSTPONED: Picnic"),
        ("Postponed! Picnic", Status.POSTPONED, "Postponed! Picnic"),
        ("Cancelled rent workshop", Status.CONFIRMED, "Cancelled rent workshop"),
        (" May\nDay ", Status.CONFIRMED, "May Day"),
    ],
)
def test_shown_title(title: str, status: Status, shown: str) -> None:
    assert shown_title(occurrence(title=title, status=status)) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"location": "Union Hall\n12 Main St", "venue": "Hall"}, "Union Hall, 12 Main St"),
        ({"venue": "Union Hall", "address": "12 Main St", "locality": "Oakland", "region": "CA"}, None),
        ({"attendance_mode": AttendanceMode.ONLINE}, "Online"),
        ({"attendance_mode": AttendanceMode.MIXED}, ""),
        ({"location": "Hall", "attendance_mode": AttendanceMode.ONLINE}, "Hall"),
        ({}, ""),
    ],
)
def test_shown_place(fields: dict[str, Any], shown: str | None) -> None:
    assert shown_place(occurrence(**fields)) == ("Union Hall, 12 Main St, Oakland, CA" if shown is None else shown)


@pytest.mark.parametrize(
    ("fields", "page"),
    [
        ({"url": "https://a.example.org/e", "registration_url": "https://a.example.org/r"}, "https://a.example.org/e"),
        ({"url": "javascript:alert(1)", "registration_url": "https://a.example.org/r"}, "https://a.example.org/r"),
        ({"url": None}, "https://calendar.example.org/event/e-a1"),
    ],
)
def test_event_page(fields: dict[str, Any], page: str) -> None:
    assert telling(occurrence(**fields), "https://calendar.example.org/", None).link == page
    assert telling(occurrence(), None, None).link is None


def test_describe_says_everything_in_a_fixed_order() -> None:
    full = occurrence(
        description="Bring a sign.\r\nWe meet at the steps.",
        registration_url="https://a.example.org/r",
        registration=Registration.REQUIRED,
        location="City Hall",
        attendance_mode=AttendanceMode.MIXED,
        organizer="Harbor Union",
        url="https://a.example.org/e",
        sources=(("Harbor Union", "https://a.example.org/e"), ("City list", None)),
        sequence=2,
        updated_at=UPDATED,
        last_seen_at=SEEN,
    )
    assert telling(full, "https://calendar.example.org", SEEN).description.split("\n") == [
        "Bring a sign.",
        "We meet at the steps.",
        "",
        "Sign up (required): https://a.example.org/r",
        "Where: City Hall (in person and online)",
        "Organizer: Harbor Union",
        "Details: https://a.example.org/e",
        "In this calendar: https://calendar.example.org/event/e-a1",
        "",
        "Listed by Harbor Union: https://a.example.org/e",
        "Listed by City list",
        "Last changed: Oct 2, 2026",
    ]


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({}, ""),
        ({"registration": Registration.FULL}, "Full"),
        ({"registration": Registration.NONE}, "No sign-up needed"),
        (
            {"registration": Registration.CLOSED, "registration_url": "https://a.example.org/r"},
            "Sign-up is closed, page: https://a.example.org/r",
        ),
        (
            {"registration_url": "https://a.example.org/r", "url": "https://a.example.org/r"},
            "Sign up: https://a.example.org/r",
        ),
        ({"registration_url": "mailto:events@a.example.org"}, "Sign up: events@a.example.org"),
        ({"registration_url": "mailto:events@a.example.org?bcc=x@b.example.org"}, ""),
        ({"attendance_mode": AttendanceMode.ONLINE}, "Where: Online"),
        ({"sources": (("A", "javascript:alert(1)"),)}, "Listed by A"),
    ],
)
def test_describe_leaves_out_what_is_not_known(fields: dict[str, Any], description: str) -> None:
    assert telling(occurrence(**fields), None, None).description == description


def test_last_confirmed_is_said_only_of_what_lags_behind_the_rest() -> None:
    fresh = [occurrence("a", last_seen_at=SEEN), occurrence("b", last_seen_at=SEEN - STALE_AFTER), occurrence("c")]
    stale = occurrence("d", last_seen_at=SEEN - STALE_AFTER - timedelta(minutes=1))
    newest = newest_confirmation([stale, *fresh])
    assert newest == SEEN
    assert [telling(o, None, newest).description for o in fresh] == ["", "", ""]
    assert telling(stale, None, newest).description == "Last confirmed: Oct 22, 2026"
    assert newest_confirmation([occurrence()]) is None
