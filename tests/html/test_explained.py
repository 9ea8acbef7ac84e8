"""How a page was read: every date of it is told once, as an event or with the reason why it is none."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from aggregator.extract.explanation import REASONS, Explanation
from aggregator.extract.html import explain, read
from aggregator.model import Page
from tests.html.test_cases import CASES, TYPES, source_of


def explained(case: Path) -> Explanation:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    file = next(case.glob("page.*"))
    page = Page(content=file.read_bytes(), content_type=TYPES[file.suffix], url=expected["url"])
    now, source = datetime.fromisoformat(expected["now"]), source_of(expected)
    told = explain(page, now=now, source=source)
    assert told.reading == read(page, now=now, source=source)
    return told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_event_belongs_to_one_region_and_each_reason_is_known(case: Path) -> None:
    told = explained(case)
    assert sorted(at for region in told.regions for at in region.events) == sorted(
        event.position for event in told.reading.events
    )
    assert {each.reason for each in told.turned_down} <= set(REASONS)
    assert len({(each.where, each.reason) for each in told.turned_down}) == len(told.turned_down)


def reasons_of(name: str) -> list[tuple[str, str]]:
    told = explained(Path(__file__).parent / "cases" / name)
    return [(each.text, each.reason) for each in told.turned_down]


def test_deadlines_and_history_are_told_with_their_reasons() -> None:
    assert reasons_of("deadlines") == [
        ("April 30, 2026 at 5 pm", "deadline"),
        ("April 15, 2026", "deadline"),
        ("May 1, 2025", "names-nothing"),
        ("June 6, 2011", "since"),
    ]


def test_opening_hours_are_told_as_such() -> None:
    assert [reason for _, reason in reasons_of("opening-hours")] == ["opening-hours"] * 4


def test_days_of_a_calendar_that_hold_nothing() -> None:
    assert reasons_of("calendar-of-empty-days")[:4] == [
        ("May 2026", "in-a-record"),
        ("Sunday, May 3", "empty-day"),
        ("Monday, May 4", "empty-day"),
        ("Tuesday, May 5", "said-again"),
    ]


def test_what_is_stated_for_machines_takes_the_words_in() -> None:
    assert reasons_of("structured-and-words")[0] == ("Saturday, October 3, 2026 at 6:00 pm", "stated-for-machines")


def test_regions_are_in_page_order_under_their_headings() -> None:
    told = explained(Path(__file__).parent / "cases" / "cards")
    assert [(region.where, region.above[0], region.events) for region in told.regions] == [
        ("blocks 1–5", "Upcoming events", ("block 2",)),
        ("blocks 6–10", "Upcoming events", ("block 7",)),
        ("blocks 11–14", "Upcoming events", ("block 12",)),
    ]
