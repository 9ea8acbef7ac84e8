"""Until when the silence of a source is nothing unusual: a table of groups, each with its days and what is expected."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.decide.rhythm import LEAST_PATIENCE, LOOKED_AT, Rhythm, rhythm

TODAY = date(2026, 11, 21)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in days]


def last(number: int, every: int, *, times: int = 10) -> list[date]:
    """Days every so many, the last of them so long ago."""
    return ago(*(number + every * n for n in range(times)))


CASES: dict[str, tuple[list[date], date | None, tuple[int, int] | None]] = {
    # days with events, last change → (usual gap, days of patience from the last day with events)
    "nothing is known": ([], None, None),
    "three days are no rhythm": (ago(7, 14, 21), None, None),
    "four events on one day are one day": (ago(7, 7, 7, 7), None, None),
    "four days are": (ago(7, 14, 21, 28), None, (7, 21)),
    "weekly": (last(10, 7), None, (7, 21)),
    "every two weeks": (last(10, 14), None, (14, 35)),
    "monthly": (last(35, 30), None, (30, 67)),
    "every quarter": (last(35, 91, times=4), None, (91, 189)),
    "daily: a library": (last(1, 1, times=200), None, (1, 14)),
    "several a week, as a portal has": (ago(1, 2, 4, 5, 8, 9, 11, 12, 15), None, (2, 14)),
    "weekly with a summer break that it came back from": (ago(5, 12, 19, 26, 82, 89, 96), None, (7, 63)),
    "one gap of years ago does not count": ([*last(10, 7), *ago(2_000, 3_000)], None, (7, 21)),
    "two weeks in which everything happens, and nothing else": (ago(30, 31, 33, 36, 40), None, (2, 14)),
    "a day far in the future does not count": ([*last(10, 7), *ago(-900)], None, (7, 21)),
    "what is ahead counts as what was": (ago(-30, -23, -16, -9), None, (7, 21)),
}


@pytest.mark.parametrize("name", CASES)
def test_rhythm_of_a_group(name: str) -> None:
    days, changed, expected = CASES[name]
    found = rhythm(days, today=TODAY, changed_on=changed)
    if expected is None:
        assert found is None
        return
    every, patience = expected
    newest = max(day for day in days if abs(day - TODAY) <= LOOKED_AT)
    assert found == Rhythm(every, newest + timedelta(days=patience))


@pytest.mark.parametrize(
    ("every", "silent_for", "unusual"),
    [(30, 35, False), (30, 70, True), (7, 35, True), (7, 20, False), (1, 15, True), (91, 120, False)],
)
def test_five_weeks_are_nothing_for_a_monthly_group_and_much_for_a_weekly_one(
    every: int, silent_for: int, unusual: bool
) -> None:
    found = rhythm(last(silent_for, every, times=4), today=TODAY)
    assert found is not None
    assert (found.quiet_until < TODAY) is unusual


def test_a_change_is_a_sign_of_life() -> None:
    found = rhythm(last(35, 7), today=TODAY, changed_on=TODAY - timedelta(days=2))
    assert found == Rhythm(7, TODAY + timedelta(days=19))


DAYS = st.lists(st.integers(-600, 600).map(lambda n: TODAY - timedelta(days=n)), max_size=30)


@settings(max_examples=100, deadline=None)
@given(DAYS, st.none() | st.integers(0, 400).map(lambda n: TODAY - timedelta(days=n)))
def test_order_and_repetition_change_nothing_and_patience_never_ends_early(
    days: list[date], changed: date | None
) -> None:
    found = rhythm(days, today=TODAY, changed_on=changed)
    assert found == rhythm([*reversed(days), *days[:3]], today=TODAY, changed_on=changed)
    if found is not None:
        assert found.every_days >= 1
        assert found.quiet_until >= max(d for d in days if abs(d - TODAY) <= LOOKED_AT) + timedelta(LEAST_PATIENCE)
