"""Feeds: bytes and expected reading side by side in `cases/`, and the laws that hold for any bytes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.extract import feed
from aggregator.model import Page, Reading
from tests.structured.said import NOW, haystack, letters, said

CASES = sorted((Path(__file__).parent / "cases").glob("*.xml"))
ENCODINGS = {"latin-1": "latin-1", "utf-16": "utf-16", "wrong-encoding": "cp1252"}
COMPOSED = {"location", "url"}
"""Made of several elements, or resolved against the feed's address."""
URL = "https://allies.example.org/feed/"


def reading_of(content: bytes) -> Reading:
    return feed.read(Page(content=content, content_type="application/rss+xml", url=URL), now=NOW)


def as_expected(reading: Reading) -> dict[str, Any]:
    """The whole of a Reading, in the form of the expectations."""
    covers = "nothing" if reading.covers == feed.COVERS_NOTHING else [str(day) for day in reading.covers or ()]
    minutes = reading.refresh_after.total_seconds() / 60 if reading.refresh_after else None
    return {
        "title": reading.title,
        "complete": reading.complete,
        "covers": covers,
        "refresh_after_minutes": minutes,
        **said(reading.events, reading.problems),
    }


@pytest.mark.parametrize("page", CASES, ids=[page.stem for page in CASES])
def test_feed_gives_exactly_this_reading(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert as_expected(reading_of(page.read_bytes())) == expected


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 25


def test_evidence_is_words_of_the_feed() -> None:
    for page in CASES:
        reading = reading_of(page.read_bytes())
        text = haystack(page.read_bytes().decode(ENCODINGS.get(page.stem, "utf-8"), "replace"))
        for event in reading.events:
            assert {each.field for each in event.evidence} >= {"title", "start"}, (page.stem, event.title)
            for each in event.evidence:
                assert letters(each.text) in text or each.field in COMPOSED, (page.stem, each)


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_no_bytes_raise_anything(content: bytes) -> None:
    reading_of(content)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_to_a_feed_raises_anything(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(CASES)).read_bytes() or b" ")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
        content = content or bytearray(b" ")
    reading_of(bytes(content))


@given(st.integers(0, 2_000))
@settings(max_examples=40, deadline=None)
def test_a_cut_feed_is_never_complete(length: int) -> None:
    content = (Path(__file__).parent / "cases" / "event-module.xml").read_bytes()
    length = min(length, content.rindex(b"</rdf:RDF"))
    assert not reading_of(content[:length]).complete


def test_the_post_date_is_never_the_date_of_an_event() -> None:
    for page in CASES:
        moved = re.sub(
            rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Feb|Mar|Apr) 2026", rb"Sun, 01 Feb 2026", page.read_bytes()
        )
        posts = [(event.title, event.start) for event in reading_of(moved).events if event.start]
        assert not [title for title, start in posts if (start.year, start.month, start.day) == (2026, 2, 1)], page.stem


def test_a_body_that_names_a_file_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_bytes((Path(__file__).parent / "cases" / "event-module.xml").read_bytes())
    reading = reading_of(str(secret).encode())
    assert (reading.events, reading.complete) == ((), False)


def test_order_of_entries_does_not_matter() -> None:
    content = (Path(__file__).parent / "cases" / "plain-elements.xml").read_text(encoding="utf-8")
    items = re.findall(r"<item>.*?</item>", content, re.S)
    turned = content.replace("".join(items), "").replace("\n".join(items), "\n".join(reversed(items)))
    assert turned != content

    def facts(text: str) -> set[tuple[object, ...]]:
        return {(event.title, event.start, event.end, event.location) for event in reading_of(text.encode()).events}

    assert facts(turned) == facts(content)
