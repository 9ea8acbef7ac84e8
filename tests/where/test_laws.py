"""Laws of the package: nothing raises, every part stands in the text, spans hold, long input stays quick."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Place
from aggregator.where import address_after_signup, find_online, find_place, find_places_in, find_region, prose

WORDS = [
    "Oakland", "CA", "South", "LA", "New York", "Washington", "D.C.", "Union Hall", "12", "Main", "St.", "Suite 4",
    "94607", "SE8 4AG", "Germany", "Berlin", "the", "in", "at", "and", "&", ",", ", ", "\n", " - ", "(", ")", ";",
    "Zoom", "online", "TBA", "Rue", "Gartenstrasse", "19", "10115", "OR", "IN", "Georgia", "corner of", "5th", "Room",
    "37.80440, -122.27080", "https://example.org/x", "Bay Area", "é", "\u202e", "İ", "ß", "１２",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
REGIONS = st.sampled_from([None, "CA", "LA", "DE", "GB", "", "nowhere", "ß"])
ZONES = available_timezones()


def holds(place: Place, text: str) -> None:
    whole = " ".join(text.split())
    for part in (place.venue, place.address, place.locality, place.postal_code):
        assert part is None or (part and part in whole), part
    assert place.timezone is None or place.timezone in ZONES
    assert place.country is None or (len(place.country) == 2 and place.country.isupper())


@settings(max_examples=300, deadline=None)
@given(TEXTS, REGIONS)
def test_every_part_stands_in_the_text(text: str, region: str | None) -> None:
    place = find_place(text, region=region)
    if place is not None:
        holds(place, text)
        assert place.text == text.strip()
    find_online(text)
    find_region(text)
    address_after_signup(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS, REGIONS)
def test_spans_in_prose(text: str, region: str | None) -> None:
    last = 0
    for start, end, place in find_places_in(text, region=region):
        assert last <= start < end <= len(text)
        assert place.text == text[start:end]
        holds(place, place.text)
        last = end


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_a_text_that_is_not_looked_at_closely_names_no_place(text: str) -> None:
    found = find_places_in(text)
    with patch.object(prose, "_may_hold_place", return_value=True):
        prose._find_places_in.cache_clear()
        assert find_places_in(text) == found
    prose._find_places_in.cache_clear()


@settings(max_examples=100, deadline=None)
@given(TEXTS, REGIONS)
def test_white_space_does_not_matter(text: str, region: str | None) -> None:
    line = " ".join(text.split())
    wide = find_place(line.replace(" ", "  "), region=region)
    narrow = find_place(line, region=region)
    parts = [(p.venue, p.address, p.locality, p.region, p.timezone) if p else None for p in (wide, narrow)]
    assert parts[0] == parts[1]


@pytest.mark.parametrize("unit", ["12 Main St and ", "Oakland, CA ", "in South LA ", "5 ", "(", "A, ", "corner of "])
def test_senseless_repetition_is_read_to_its_end(unit: str) -> None:
    """What it costs is measured in benchmarks/growth.py."""
    text = unit * (20_000 // len(unit))
    assert all(0 <= start < end <= len(text) for start, end, _ in find_places_in(text, region="CA"))
    assert find_place(text) is None or find_place(text) == find_place(text)
    assert find_online(text) is None
    assert not address_after_signup(text)


CORPORA = Path(__file__).parents[3] / "shared" / "corpora" / "html"


def locations(case: Any) -> Iterator[str]:
    for event in case.get("expected", []):
        if isinstance(event.get("location"), str):
            yield event["location"]


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the measuring corpora are not beside this checkout")
def test_locations_of_saved_pages() -> None:
    """Measured over the saved pages: nearly every address with a town gives that town's zone."""
    lines = [line for name in ("jsonld", "pages") for line in (CORPORA / f"{name}.jsonl").read_text().splitlines()]
    texts = {text for line in lines for text in locations(json.loads(line))}
    with_zip = {text for text in texts if text.rstrip(" USA,.")[-5:].isdigit() and "," in text}
    assert len(with_zip) > 50
    zoned = {text for text in with_zip if (place := find_place(text)) and place.timezone}
    assert len(zoned) / len(with_zip) > 0.85
