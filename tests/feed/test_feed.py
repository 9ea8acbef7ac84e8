"""Feeds: bytes and expected reading side by side in `cases/`, and the laws that hold for any bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aggregator.extract import feed
from aggregator.model import Page, Reading
from tests.structured.said import NOW, said

CASES = sorted((Path(__file__).parent / "cases").glob("*.xml"))
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
