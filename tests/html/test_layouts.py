"""Layout × form of the day, with hours, places and names in turn: every event is read as it was told, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

import pytest

import aggregator
from tests.html import calendars, layouts
from tests.html.layouts import BESIDE, DAYS, LAYOUTS, PAGES, Told, listing, page_of, told

NOW = datetime(2026, 3, 2, 9)
SURE = 0.5
"""From this confidence on an event is published."""

Read = tuple[str | None, date, time | None, time | None, str | None]


def _read(page: str) -> list[Read]:
    found = aggregator.extract(
        page.encode(),
        content_type="text/html",
        url="https://fen.example.org/events/",
        now=NOW,
        timezone="America/Los_Angeles",
    )
    return sorted(
        (
            event.title,
            event.start.date() if isinstance(event.start, datetime) else event.start,
            event.start.time() if isinstance(event.start, datetime) else None,
            event.end.time() if isinstance(event.end, datetime) else None,
            event.location,
        )
        for event in found.events
        if event.confidence >= SURE and event.start is not None
    )


def _meant(events: Iterable[Told], *, places: bool = True) -> list[Read]:
    return sorted((e.name, e.on, e.starts, e.ends, (e.place or None) if places else None) for e in events)


def _turns() -> Sequence[tuple[str, str, int]]:
    pairs = [(layout, day) for layout in LAYOUTS for day in DAYS]
    return [(layout, day, turn) for turn, (layout, day) in enumerate(pairs)]


@pytest.mark.parametrize(("layout", "day", "turn"), _turns())
def test_a_listing_is_read_as_it_was_told(layout: str, day: str, turn: int) -> None:
    events = told(day, turn)
    assert _read(listing(layout, events)) == _meant(events, places=layout not in layouts.WITHOUT_PLACE)


@pytest.mark.parametrize("written", calendars.WRITTEN)
@pytest.mark.parametrize("number", calendars.NUMBERS)
def test_a_month_is_read_as_it_was_drawn(number: str, written: str) -> None:
    turn = [*calendars.NUMBERS].index(number) + [*calendars.WRITTEN].index(written)
    grid = [*calendars.GRIDS][turn % len(calendars.GRIDS)]
    meant = sorted((e.name, e.on, e.starts, e.ends, None) for e in calendars.ENTRIES)
    assert _read(calendars.month(grid, number, written)) == meant


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("form", PAGES)
def test_the_page_of_an_event_is_read_whatever_stands_beside_it(form: str, beside: str) -> None:
    turn = [*PAGES].index(form) * len(BESIDE) + [*BESIDE].index(beside)
    event = told([*DAYS][turn % len(DAYS)], turn)[0]
    assert _read(page_of(form, event, beside)) == _meant([event])
