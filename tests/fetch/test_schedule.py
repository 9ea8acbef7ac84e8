"""When a source is asked next: the table, and the laws behind it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch import next_fetch_at
from aggregator.model import Source

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def source(slug: str = "s2", every: timedelta = 6 * HOUR) -> Source:
    return Source(slug=slug, name="Harbor", url="https://example.org/c.ics", every=every)


def wait(slug: str = "s2", every: timedelta = 6 * HOUR, **known: Any) -> timedelta:
    return next_fetch_at(source(slug, every), now=NOW, **known) - NOW


SPREAD = {"early": "s4", "late": "s2"}
"""A slug whose jitter shortens waits, and one whose jitter lengthens them."""


def test_the_two_slugs_lie_on_either_side() -> None:
    doubled = 12 * HOUR
    assert wait(SPREAD["early"], failures=2) < doubled < wait(SPREAD["late"], failures=2)


@pytest.mark.parametrize(
    ("known", "least", "most"),
    [
        pytest.param({}, 6 * HOUR, 6 * HOUR, id="after a good answer: every, never sooner"),
        pytest.param({"failures": 1}, 6 * HOUR, 6 * HOUR, id="the first failure costs nothing"),
        pytest.param({"failures": 2}, 9 * HOUR, 12 * HOUR, id="the second doubles"),
        pytest.param({"failures": 3}, 18 * HOUR, 24 * HOUR, id="and so on"),
        pytest.param({"failures": 6}, 5.25 * DAY, 7 * DAY, id="up to a week"),
        pytest.param({"failures": 500}, 5.25 * DAY, 7 * DAY, id="and no further"),
        pytest.param({"fresh_until": NOW + 10 * HOUR}, 10 * HOUR, 10 * HOUR, id="the server says it holds"),
        pytest.param({"fresh_until": NOW + HOUR}, 6 * HOUR, 6 * HOUR, id="but every is longer"),
        pytest.param({"fresh_until": NOW + 365 * DAY}, DAY, DAY, id="nobody believes a year"),
        pytest.param({"fresh_until": NOW - DAY}, 6 * HOUR, 6 * HOUR, id="it held until yesterday"),
        pytest.param({"refresh_after": 12 * HOUR}, 12 * HOUR, 12 * HOUR, id="the calendar's own wish"),
        pytest.param({"refresh_after": 30 * DAY}, DAY, DAY, id="within a day too"),
        pytest.param({"failures": 1, "retry_after": NOW + 2 * DAY}, 2 * DAY, 2 * DAY, id="Retry-After"),
        pytest.param({"failures": 1, "retry_after": NOW + 90 * DAY}, 7 * DAY, 7 * DAY, id="but not for ever"),
        pytest.param({"failures": 1, "retry_after": NOW}, 6 * HOUR, 6 * HOUR, id="Retry-After now"),
        pytest.param({"failures": 6, "retry_after": NOW + HOUR}, 5.25 * DAY, 7 * DAY, id="backoff is longer"),
    ],
)
def test_next_fetch_at_for_a_slug_that_comes_early(known: dict[str, Any], least: timedelta, most: timedelta) -> None:
    assert least <= wait(SPREAD["early"], **known) <= most


@pytest.mark.parametrize(
    ("known", "least", "most"),
    [
        ({}, 6 * HOUR, 7.5 * HOUR),
        ({"failures": 2}, 12 * HOUR, 15 * HOUR),
        ({"failures": 9}, 7 * DAY, 7 * DAY),
        ({"fresh_until": NOW + 10 * HOUR}, 10 * HOUR, 10 * HOUR),
    ],
)
def test_next_fetch_at_for_a_slug_that_comes_late(known: dict[str, Any], least: timedelta, most: timedelta) -> None:
    assert least <= wait(SPREAD["late"], **known) <= most


def test_a_source_that_asks_to_be_left_alone_for_a_month_is() -> None:
    assert wait(SPREAD["early"], every=30 * DAY) == 30 * DAY
    assert wait(SPREAD["early"], every=30 * DAY, failures=3) == 30 * DAY


def test_jitter_is_fixed_by_the_slug_and_spreads() -> None:
    waits = [wait(f"source-{n}", failures=2) for n in range(200)]
    assert waits == [wait(f"source-{n}", failures=2) for n in range(200)]
    assert len(set(waits)) == 200
    assert min(waits) < 9.2 * HOUR
    assert max(waits) > 14.8 * HOUR
    assert 11 * HOUR < sum(waits, timedelta()) / 200 < 13 * HOUR


@given(
    st.text(min_size=1),
    st.timedeltas(timedelta(minutes=15), 7 * DAY),
    st.integers(0, 10_000),
    st.none() | st.timedeltas(timedelta(0), 400 * DAY),
    st.none() | st.timedeltas(-DAY, 400 * DAY),
    st.none() | st.timedeltas(timedelta(0), 400 * DAY),
)
def test_never_sooner_than_every_nor_than_asked_nor_later_than_a_week(
    slug: str,
    every: timedelta,
    failures: int,
    retry: timedelta | None,
    fresh: timedelta | None,
    refresh: timedelta | None,
) -> None:
    waited = wait(
        slug,
        every,
        failures=failures,
        retry_after=NOW + retry if retry is not None else None,
        fresh_until=NOW + fresh if fresh is not None else None,
        refresh_after=refresh,
    )
    assert every <= waited <= 7 * DAY
    assert retry is None or waited >= min(retry, 7 * DAY)
    assert fresh is None or waited >= min(fresh, DAY)
    assert refresh is None or waited >= min(refresh, DAY)
