"""find_online and address_after_signup: what tells how people meet, and what only looks like it."""

from __future__ import annotations

import pytest

from aggregator.model import AttendanceMode
from aggregator.where import address_after_signup, find_online

ONLINE, MIXED, OFFLINE = AttendanceMode.ONLINE, AttendanceMode.MIXED, AttendanceMode.OFFLINE


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("via Zoom", ONLINE),
        ("Zoom", ONLINE),
        ("ZOOM!", ONLINE),
        ("Solar webinar", ONLINE),
        ("A virtual town hall", ONLINE),
        ("Watch the livestream", ONLINE),
        ("We will live-stream it", ONLINE),
        ("Online", ONLINE),
        ("Remote", ONLINE),
        ("Join by phone", ONLINE),
        ("Reunión en línea", ONLINE),
        ("Réunion en visioconférence", ONLINE),
        ("Hybrid meeting", MIXED),
        ("in person and online", MIXED),
        ("In-person at the hall, or join us on Zoom", MIXED),
        ("Híbrido", MIXED),
        ("In person only", OFFLINE),
        ("Register online", None),
        ("Tickets available online", None),
        ("Please RSVP with the online form", None),
        ("In person; register online", OFFLINE),
        ("Virtually all of us came", None),
        ("The recording will be posted online", None),
        ("Zoom in on the map", None),
        ("This will not be livestreamed", None),
        ("Remote Sensing Lab, Room 4", None),
        ("Oakland, CA", None),
        ("", None),
    ],
)
def test_find_online(text: str, mode: AttendanceMode | None) -> None:
    assert find_online(text) is mode


@pytest.mark.parametrize(
    "text",
    [
        "Address given after RSVP",
        "Location disclosed upon registration",
        "Exact address will be sent to you once you register",
        "RSVP for location",
        "Sign up for the address",
        "Register to receive the exact location.",
        "Address upon RSVP",
        "After you RSVP we will send you the address",
        "Private home in Oakland (address shared with confirmed guests)",
    ],
)
def test_held_back(text: str) -> None:
    assert address_after_signup(text)


@pytest.mark.parametrize(
    "text",
    [
        "Register for the workshop at our new location",
        "The Zoom link will be sent after registration",
        "RSVP at the address below",
        "Our location is easy to find. Please register.",
        "The march takes place on Friday; a link is sent to all who register.",
        "",
    ],
)
def test_not_held_back(text: str) -> None:
    assert not address_after_signup(text)
