"""When a permanent redirect is believed, and when an adopted address is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.fetch.moves import after_failure, after_page
from aggregator.model import Move

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NEW, OTHER = "https://new.example.org/c.ics", "https://other.example.org/c.ics"


@pytest.mark.parametrize(
    ("before", "moved_to", "after"),
    [
        pytest.param(Move(), None, Move(), id="nothing moves"),
        pytest.param(Move(), NEW, Move(seen=NEW, since=NOW), id="seen for the first time"),
        pytest.param(Move(seen=NEW, since=NOW - DAY), NEW, Move(seen=NEW, since=NOW - DAY), id="seen for a day"),
        pytest.param(Move(seen=NEW, since=NOW - 7 * DAY), NEW, Move(adopted=NEW), id="seen for a week"),
        pytest.param(Move(seen=NEW, since=NOW - 9 * DAY), OTHER, Move(seen=OTHER, since=NOW), id="now elsewhere"),
        pytest.param(Move(seen=NEW, since=NOW - 9 * DAY), None, Move(), id="back home"),
        pytest.param(Move(seen=NEW, since=NOW + DAY), NEW, Move(seen=NEW, since=NOW), id="the clock went back"),
        pytest.param(Move(adopted=NEW), None, Move(adopted=NEW), id="adopted, and answers there"),
        pytest.param(Move(adopted=NEW), OTHER, Move(adopted=NEW, seen=OTHER, since=NOW), id="moves on"),
        pytest.param(
            Move(adopted=NEW, seen=OTHER, since=NOW - 8 * DAY), OTHER, Move(adopted=OTHER), id="has moved on for a week"
        ),
        pytest.param(Move(adopted=NEW, seen=OTHER, since=NOW), None, Move(adopted=NEW), id="did not move on after all"),
    ],
)
def test_after_a_good_page(before: Move, moved_to: str | None, after: Move) -> None:
    assert after_page(before, moved_to, now=NOW) == after


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_trouble_says_nothing_about_the_address(status: int) -> None:
    assert after_failure(Move(adopted=NEW), status) == Move(adopted=NEW)


@pytest.mark.parametrize("status", [None, 404, 410, 403])
def test_an_adopted_address_that_fails_is_given_up(status: int | None) -> None:
    assert after_failure(Move(adopted=NEW), status) == Move()
    pending = Move(seen=NEW, since=NOW - DAY)
    assert after_failure(pending, status) == pending
