"""find_places_in: what running prose names explicitly, with spans; and what it does not."""

from __future__ import annotations

import pytest

from aggregator.where import find_places_in

NAMED = [
    ("The first session was held January 27 in South LA, hosted by a friend", ["South LA"]),
    ("A rally in Chicago, IL on May 3 and one in Peoria, Illinois.", ["Chicago, IL", "Peoria, Illinois."]),
    ("November 14 - December 16, 2026 - Washington, D.C.\n\nStop it", ["Washington, D.C."]),
    ("December 6 - 7, 2026 - Washington DC\n", ["Washington DC"]),
    ("  • December 9-10\n  • Oakland, CA\n\nWhat is it?", ["Oakland, CA"]),
    ("We gather in Chicago to begin.", ["Chicago"]),
    ("Actions in Washington, DC and across the country", ["Washington, DC"]),
    ("Meet at 16th & Mission, San Francisco, at noon", ["16th & Mission, San Francisco"]),
    (
        "Join us at the Union Hall, 12 Main St., Springfield IL 62701 for coffee",
        ["Union Hall, 12 Main St., Springfield IL 62701"],
    ),
    ("Grange Hall (19 Elm Street) at 7", ["Grange Hall (19 Elm Street)"]),
    ("Meetings in Berlin, Germany, and Vancouver, BC", ["Berlin, Germany", "Vancouver, BC"]),
    (
        "9 Hill Road, © 2026 The Commons. 14 Dock Street, Salem, OR 97301",
        ["9 Hill Road", "14 Dock Street, Salem, OR 97301"],
    ),
    ("Kulturhaus, Gartenstrasse 19, 4057 Basel, Switzerland", ["Gartenstrasse 19, 4057 Basel, Switzerland"]),
]

SILENT = [
    "Reading group on Mobile organizing",
    "We live in Portland, or near it.",
    "A story about the Los Angeles office",
    "Doors at 7, 10 First Place Awards given",
    "He said OK, IN a loud voice, OR maybe not. ME TOO.",
    "Michael Jordan and Paris Geller met Virginia Woolf.",
    "In May 2026 we marched. In Spring we rest.",
    "Linda, 94702, wrote: call 510-555-0123",
    "Top 10 Ways To Win",
    "",
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_named(text: str, expected: list[str]) -> None:
    found = find_places_in(text)
    assert [text[start:end] for start, end, _ in found] == expected
    assert [place.text for _, _, place in found] == expected


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert find_places_in(text) == ()


def test_towns_at_home_need_the_source_region() -> None:
    text = "Dinner in Berkeley, then a walk near Albany."
    assert find_places_in(text) == ()
    found = find_places_in(text, region="CA")
    assert [(text[start:end], place.locality, place.timezone) for start, end, place in found] == [
        ("Berkeley", "Berkeley", "America/Los_Angeles"),
        ("Albany.", "Albany", "America/Los_Angeles"),
    ]


def test_zone_of_an_address_with_its_town() -> None:
    ((_, _, place),) = find_places_in("Come to 12 Main St, El Paso, TX 79901 on Friday")
    assert (place.address, place.locality, place.timezone) == ("12 Main St", "El Paso", "America/Denver")
