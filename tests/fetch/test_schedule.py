"""When a source is asked next: the table, and the laws behind it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch import next_fetch_at
from aggregator.fetch.schedule import usual_wait
from aggregator.model import Source

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def source(slug: str = "s2", every: timedelta | None = 6 * HOUR) -> Source:
    return Source(slug=slug, name="Harbor", url="https://example.org/c.ics", every=every)


def wait(slug: str = "s2", every: timedelta | None = 6 * HOUR, **known: Any) -> timedelta:
    return next_fetch_at(source(slug, every), now=NOW, **known) - NOW


SPREAD = {"early": "s1", "late": "s15"}
"""A slug whose jitter shortens waits at this moment, and one whose jitter lengthens them."""


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


def test_jitter_is_fixed_by_slug_and_moment_and_spreads() -> None:
    waits = [wait(f"source-{n}", failures=2) for n in range(200)]
    assert waits == [wait(f"source-{n}", failures=2) for n in range(200)]
    assert len(set(waits)) == 200
    assert min(waits) < 9.2 * HOUR
    assert max(waits) > 14.8 * HOUR
    assert 11 * HOUR < sum(waits, timedelta()) / 200 < 13 * HOUR
    later = next_fetch_at(source(), now=NOW + HOUR, failures=2) - NOW - HOUR
    assert later != wait(failures=2), "or sources that once met would always meet"


@pytest.mark.parametrize(
    ("known", "usual"),
    [
        pytest.param({}, 6 * HOUR, id="new"),
        pytest.param({"changes": 9, "watched": 23 * HOUR}, 6 * HOUR, id="known for less than a day"),
        pytest.param({"changes": 0, "watched": DAY}, 6 * HOUR, id="nothing changed in a day"),
        pytest.param({"changes": 0, "watched": 3 * DAY}, 18 * HOUR, id="nothing changed in three"),
        pytest.param({"changes": 0, "watched": 28 * DAY}, DAY, id="never changes"),
        pytest.param({"changes": 1, "watched": 28 * DAY}, DAY, id="once a month"),
        pytest.param({"changes": 14, "watched": 28 * DAY}, 12 * HOUR, id="every second day"),
        pytest.param({"changes": 28, "watched": 28 * DAY}, 6 * HOUR, id="daily"),
        pytest.param({"changes": 112, "watched": 28 * DAY}, 1.5 * HOUR, id="four times a day"),
        pytest.param({"changes": 600, "watched": 28 * DAY}, HOUR, id="at every request"),
        pytest.param({"changes": 600, "watched": 28 * DAY, "conditional": False}, 6 * HOUR, id="always sends it all"),
        pytest.param(
            {"changes": 0, "watched": 28 * DAY, "conditional": False}, DAY, id="sends it all and never changes"
        ),
    ],
)
def test_how_often_a_source_changes_tells_how_often_it_is_asked(known: dict[str, Any], usual: timedelta) -> None:
    assert usual_wait(source(every=None), **known) == usual
    assert usual_wait(source(every=2 * DAY), **known) == 2 * DAY, "what sources.toml says counts"
    waits = [wait(f"source-{n}", None, **known) for n in range(50)]
    assert all(max(HOUR, 0.75 * usual) <= waited <= 1.25 * usual for waited in waits)
    assert len(set(waits)) > 20


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
