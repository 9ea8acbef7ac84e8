"""Days without a year that follow one another: in whatever month a list is read, they stay in their order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.extract.html import read
from aggregator.model import Page, day_of

DAYS = st.lists(st.integers(0, 364), min_size=4, max_size=9, unique=True).map(sorted)
NOWS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31))


def _read(days: list[date], now: datetime) -> list[date]:
    lines = "".join(f"<li>{day:%B} {day.day}</li>" for day in days)
    page = f"<html><body><h1>Board meetings</h1><ul>{lines}</ul></body></html>"
    return [day_of(event.start) for event in read(Page(content=page.encode()), now=now).events if event.start]


@given(DAYS, NOWS)
@settings(max_examples=60, deadline=None)
def test_a_list_without_years_keeps_its_order(numbers: list[int], now: datetime) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in numbers]
    if all((later - earlier).days <= 182 for earlier, later in pairwise(days)):
        found = _read(days, now)
        assert [f"{day:%m%d}" for day in found] == [f"{day:%m%d}" for day in days]
        assert len({day.year for day in found}) == 1


@given(DAYS)
@example([0, 108, 289, 363, 364])
@settings(max_examples=30, deadline=None)
def test_today_lies_in_the_list_where_it_can(numbers: list[int]) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in numbers]
    for today in (days[0], days[len(days) // 2], days[-1]):
        if all((later - earlier).days <= 182 for earlier, later in pairwise(days)):
            assert _read(days, datetime(today.year, today.month, today.day)) == days
