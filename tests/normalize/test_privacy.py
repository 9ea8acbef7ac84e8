"""What is taken out of public texts, and what must stay in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.normalize.privacy import redact

OUT = [
    ("Write to dana.example@example.org.", "Write to [e-mail left out]."),
    ("Call (555) 555-0100 or 555-555-0111!", "Call [phone left out] or [phone left out]!"),
    ("Tel. +49 30 5550100", "Tel. [phone left out]"),
    ("+1 555.555.0100", "[phone left out]"),
    ("Meeting ID: 855 5010 0100\nPasscode: 5550", "[join code left out]\n[join code left out]"),
    ("Passcode 482913 works", "[join code left out] works"),
    ("Password: hunter2", "[join code left out]"),
    ("PIN: 99887#", "[join code left out]"),
    ("Dial +1 555-555-0199,,12345#", "Dial [phone left out]"),
    ("Join https://zoom.us/j/5550100?pwd=abc now", "Join [join link left out] now"),
]


@pytest.mark.parametrize(("text", "public"), OUT)
def test_contact_data_of_persons_and_ways_in_are_left_out(text: str, public: str) -> None:
    assert redact(text) == public


STAYS = [
    "Write to info@example.org or rsvp+march@example.org.",
    "From 2026-12-01 to 2026-12-05, 10:00-12:30",
    "Room 1204, 2021 14th St NW, Washington, DC 20009-4455",
    "1,000,000 people, 555 signatures, 20.50 dollars",
    "https://example.org/555-555-0100/page",
    "ISBN 978-0-555-01000-4 is not a telephone",
    "Version 3.10.555 of the handbook",
    "Get your password at the door",
    "Pin 3 badges on your coat",
]


@pytest.mark.parametrize("text", STAYS)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert redact(text) == text


@given(st.text(max_size=400))
def test_any_text_comes_through_and_twice_is_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
