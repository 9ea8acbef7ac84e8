"""A series here and its dates there: one event, whose dates are told by whoever has the right to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from aggregator.merge import dated_events, merge, state_of
from aggregator.model import Event, Listing, MergedEvent, State, Status
from aggregator.recur import expand
from tests.listings import DAY, NOW, PORTAL, UNION, at, event, listing

SOURCES = (UNION, PORTAL)
WEEKLY = "FREQ=WEEKLY;COUNT=4"


def series(source: str, **fields: Any) -> Event:
    return event(f"s@{source}", "Tenants clinic", at(3), source=source, rrule=WEEKLY, venue="Hall", **fields)


def single(day: int, source: str, **fields: Any) -> Event:
    return event(
        f"d{day}@{source}", fields.pop("title", "Tenants clinic"), at(day), source=source, venue="Hall", **fields
    )


def merged_of(*told: Event | Listing) -> tuple[MergedEvent, ...]:
    stored = [one if isinstance(one, Listing) else listing(one) for one in told]
    return merge(stored, sources=SOURCES, now=NOW)


def days_of(merged: MergedEvent) -> list[tuple[int, str, str]]:
    """Day, source and status of each date."""
    found = expand(dated_events(merged), start=date(2026, 11, 1), end=date(2026, 12, 31)).occurrences
    return [(one.start.day, one.event.key.source, one.event.status.value) for one in found]


def test_a_portals_dates_are_the_organizers_series() -> None:
    (merged,) = merged_of(series("union"), single(10, "portal"), single(17, "portal"))
    assert merged.event == series("union")
    assert [(credit.source, credit.score) for credit in merged.credits] == [
        ("union", None),
        ("portal", 105),
        ("portal", 105),
    ]
    assert days_of(merged) == [(day, "union", "confirmed") for day in (3, 10, 17, 24)]


def test_the_organizers_dates_stand_in_place_of_those_of_a_portals_series() -> None:
    (merged,) = merged_of(series("portal"), single(10, "union", description="Our own words."))
    assert merged.event.key.source == "portal"
    assert days_of(merged) == [(3, "portal", "confirmed"), (10, "union", "confirmed")] + [
        (day, "portal", "confirmed") for day in (17, 24)
    ]


def test_a_date_called_off_by_the_organizer_is_called_off() -> None:
    (merged,) = merged_of(
        series("portal"), single(10, "union", title="CANCELLED: Tenants clinic", status=Status.CANCELLED)
    )
    assert [(day, status) for day, _, status in days_of(merged)] == [
        (3, "confirmed"),
        (10, "cancelled"),
        (17, "confirmed"),
        (24, "confirmed"),
    ]
    (other,) = merged_of(series("union"), single(10, "portal", status=Status.CANCELLED))
    assert {status for _, _, status in days_of(other)} == {"confirmed"}


def test_a_date_that_is_called_off_raises_the_sequence() -> None:
    (first,) = merged_of(series("portal"), single(10, "union"))
    stored = [listing(series("portal")), listing(single(10, "union", status=Status.CANCELLED))]
    (after,) = merge(stored, sources=SOURCES, known=[first], now=NOW + DAY)
    assert (after.id, after.sequence) == (first.id, first.sequence + 1)


def test_a_series_that_is_not_shown_takes_no_dates() -> None:
    gone = replace(listing(series("union")), withdrawn_at=NOW)
    for hidden in (gone, listing(series("union", confidence=0.3))):
        states = [
            state_of(one, reviewed=set()) for one in merged_of(hidden, single(10, "portal"), single(17, "portal"))
        ]
        assert states.count(State.PUBLISHED) == 2


def test_dates_of_two_portals_meet_in_the_series() -> None:
    third = replace(PORTAL, slug="other")
    told = [series("union"), single(10, "portal"), single(10, "other"), single(17, "other")]
    (merged,) = merge([listing(one) for one in told], sources=(*SOURCES, third), now=NOW)
    assert len(merged.credits) == 4


def test_without_the_series_its_dates_are_events() -> None:
    assert len(merged_of(single(10, "union"), single(17, "union"), single(17, "portal"))) == 2
