"""Pages and what must be read from them, side by side in `cases/<case>/`: whole lists, with their length."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator.extract.html import read
from aggregator.model import Page, RawEvent, Reading, Source

CASES = sorted((Path(__file__).parent / "cases").iterdir())
POINTING = [case for case in CASES if "links" in json.loads((case / "expected.json").read_text(encoding="utf-8"))]
TYPES = {".html": "text/html", ".txt": "text/plain"}


def reading_of(case: Path) -> tuple[Reading, dict[str, Any]]:
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    file = next(case.glob("page.*"))
    page = Page(content=file.read_bytes(), content_type=TYPES[file.suffix], url=expected["url"])
    return read(page, now=datetime.fromisoformat(expected["now"]), source=source_of(expected)), expected


def source_of(expected: dict[str, Any]) -> Source | None:
    """The source with the selectors that an expectation names."""
    selectors = tuple(expected.get("selectors", {}).items())
    return Source(slug="page", name="page", url="page", selectors=selectors) if selectors else None


def told(event: RawEvent, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of an event that an expectation names, as JSON has them."""
    return {name: as_json(getattr(event, name)) for name in fields}


def as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page_gives_exactly_these_events(case: Path) -> None:
    reading, expected = reading_of(case)
    published = [event for event in reading.events if event.confidence >= 0.5]
    assert [(as_json(event.start), event.title) for event in published] == [
        (want["start"], want.get("title", event.title))
        for want, event in zip(expected["events"], published, strict=False)
    ]
    assert len(published) == len(expected["events"])
    assert [told(event, want) for event, want in zip(published, expected["events"], strict=True)] == expected["events"]


@pytest.mark.parametrize("case", POINTING, ids=lambda case: case.name)
def test_page_points_to_these_calendars(case: Path) -> None:
    reading, expected = reading_of(case)
    assert [{"url": link.url, "kind": link.kind} for link in reading.links] == expected["links"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_extent_of_the_listing(case: Path) -> None:
    reading, expected = reading_of(case)
    covers = [day.isoformat() for day in reading.covers] if reading.covers else None
    if "covers" in expected:
        assert covers == expected["covers"]
    assert reading.complete == expected.get("complete", True)


def test_there_are_enough_pages() -> None:
    assert len(CASES) >= 30
