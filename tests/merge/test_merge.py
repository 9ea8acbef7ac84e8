"""merge: what an event says, the name it keeps, and the laws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.decide import listing_id
from aggregator.merge import dated_events, disagreements, merge, state_of
from aggregator.model import (
    AttendanceMode,
    Event,
    KnownEvent,
    Listing,
    MergedEvent,
    Precision,
    Registration,
    Source,
    State,
    Status,
)
from aggregator.normalize.identity import content_hash
from tests.listings import DAY, NOW, PORTAL, UNION, at, event, listing

CHOIR = Source(slug="choir", name="Labor Choir", url="https://choir.example.org/")
SOURCES = (UNION, PORTAL, CHOIR)
TITLE = "Rent strike assembly"


def ours(title: str = TITLE, start: datetime | None = None, **fields: Any) -> Event:
    return event("u1@union", title, start, **fields)


def theirs(title: str = TITLE, start: datetime | None = None, **fields: Any) -> Event:
    return event("p1@portal", title, start, source="portal", **fields)


def choirs(title: str = TITLE, start: datetime | None = None, **fields: Any) -> Event:
    return event("c1@choir", title, start, source="choir", **fields)


def merged_of(
    *listed: Event | Listing, known: Sequence[MergedEvent | KnownEvent] = (), now: datetime = NOW
) -> tuple[MergedEvent, ...]:
    stored = [one if isinstance(one, Listing) else listing(one) for one in listed]
    return merge(stored, sources=SOURCES, known=known, now=now)


def as_known(event: MergedEvent) -> KnownEvent:
    """What the store keeps of it for the next merge."""
    return KnownEvent(
        id=event.id,
        uid=event.uid,
        listing_ids=event.listing_ids,
        sequence=event.sequence,
        created_at=event.created_at,
        updated_at=event.updated_at,
        content_hash=event.content_hash,
    )


# ---------------------------------------------------------------------------------------------------------- fields


def test_one_listing_is_its_own_event() -> None:
    (merged,) = merged_of(ours())
    assert merged.event == ours()
    assert merged.id == listing_id(ours().key)
    assert merged.uid == "kup645nbeuwfbacu6k5hf3fpdm"
    assert [(c.source, c.name, c.url, c.primary, c.reasons) for c in merged.credits] == [
        ("union", "Tenants Union", "https://union.example.org/events", True, ())
    ]
    assert (merged.sequence, merged.created_at, merged.updated_at, merged.provenance) == (0, NOW, NOW, ())


def test_the_organizer_speaks_first_and_the_others_fill_in() -> None:
    (merged,) = merged_of(
        theirs(
            description="From the portal.",
            url="https://portal.example.org/e/1",
            registration_url="https://signup.example.org/7",
            registration=Registration.OPEN,
            end=at(21, 21),
            categories=("Housing", "Tenants"),
        ),
        ours(description="Our own words.", categories=("tenants",)),
    )
    event = merged.event
    assert event.key.source == "union"
    assert event.description == "Our own words."
    assert event.url == "https://portal.example.org/e/1"
    assert event.registration_url == "https://signup.example.org/7"
    assert event.registration is Registration.OPEN
    assert event.end == at(21, 21)
    assert event.categories == ("tenants", "Housing")
    portal = listing_id(theirs().key)
    fields = ("categories", "end", "registration", "registration_url", "url")
    assert merged.provenance == tuple((field, portal) for field in fields)
    assert [(c.source, c.primary) for c in merged.credits] == [("union", True), ("portal", False)]
    assert merged.credits[1].reasons == ("same title", "title of its own")


def test_the_place_is_one_listings_as_a_whole() -> None:
    (merged,) = merged_of(
        ours(location="Oakland", locality="Oakland", postal_code="94612"),
        theirs(location="Lake Park Bandstand", venue="Lake Park Bandstand", address="12 Grand Ave", locality="Oakland"),
    )
    place = merged.event
    assert (place.venue, place.address, place.locality, place.postal_code) == (
        "Lake Park Bandstand",
        "12 Grand Ave",
        "Oakland",
        None,
    )
    assert {name for name, _ in merged.provenance} == {"location", "venue", "address", "postal_code"}


RANKS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("published before doubtful", {}, {"confidence": 0.3}),
    ("read title before a supplied one", {}, {"title_assumed": True}),
    ("fuller before barer", {"description": "Words."}, {}),
]


@pytest.mark.parametrize(("name", "first", "second"), RANKS, ids=[row[0] for row in RANKS])
def test_who_speaks_first(name: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    for better, worse in ((ours(**first), choirs(**second)), (choirs(**first), ours(**second))):
        (merged,) = merged_of(worse, better)
        assert merged.event.key == better.key


def test_a_source_under_review_speaks_last() -> None:
    stored = [listing(ours(description="Words.")), listing(choirs())]
    (merged,) = merge(stored, sources=(replace(UNION, review=True), CHOIR), now=NOW)
    assert merged.event.key.source == "choir"
    assert state_of(merged, reviewed={"union"}) is State.PUBLISHED


def test_who_no_longer_lists_it_gets_no_credit_and_no_word() -> None:
    gone = replace(listing(ours(description="Old words.")), withdrawn_at=NOW)
    (merged,) = merged_of(gone, theirs())
    assert merged.event == theirs()
    assert [credit.source for credit in merged.credits] == ["portal"]
    assert {member.id for member in merged.members} == {listing_id(ours().key), listing_id(theirs().key)}


def test_one_source_lists_two_sittings() -> None:
    stored = [event(uid, TITLE, source=source) for source, uid in (("union", "a"), ("union", "b"), ("portal", "p"))]
    merged = merged_of(*stored)
    assert sorted(len(one.members) for one in merged) == [1, 2]


def test_what_a_veto_separates_is_not_chained() -> None:
    merged = merged_of(
        ours(locality="Oakland", organizer="Tenants Union"),
        choirs(organizer="Tenants Union"),
        theirs(locality="Fresno", organizer="Tenants Union"),
    )
    towns = [{member.event.locality for member in one.members} - {None} for one in merged]
    assert all(len(found) <= 1 for found in towns)
    assert sorted(len(one.members) for one in merged) == [1, 2]


def test_a_day_of_action_takes_no_listing_without_a_place() -> None:
    towns = [event(f"u{n}", "Hands off day of action", locality=town) for n, town in enumerate(("Oakland", "Fresno"))]
    unplaced = theirs("Hands off day of action")
    assert [len(one.members) for one in merged_of(*towns, unplaced)] == [1, 1, 1]


def test_a_series_with_its_single_dates_is_one_event() -> None:
    series = event("s@union", "Class", at(3), rrule="FREQ=WEEKLY", location="Room 1")
    moved = event("s@union", "Class", at(11), name="20261110T190000", recurrence_id=at(10), location="Room 2")
    dropped = replace(
        listing(event("s@union", "Class", at(18), name="20261117T190000", recurrence_id=at(17))), withdrawn_at=NOW
    )
    (merged,) = merged_of(moved, series, dropped)
    assert merged.event == series
    assert dated_events(merged) == (series, moved)
    assert merged.listing_ids == (listing_id(series.key), listing_id(moved.key), dropped.id)
    assert len(merged.credits) == 1
    (after,) = merged_of(
        replace(moved, location="Room 3", content_hash="x"), series, dropped, known=[merged], now=NOW + DAY
    )
    assert (after.sequence, after.updated_at) == (1, NOW + DAY)


STATES: list[tuple[dict[str, Any], set[str], State]] = [
    ({}, set(), State.PUBLISHED),
    ({"confidence": 0.5}, set(), State.PUBLISHED),
    ({"confidence": 0.49}, set(), State.REVIEW),
    ({"precision": Precision.MONTH}, set(), State.REVIEW),
    ({}, {"union"}, State.REVIEW),
    ({}, {"portal"}, State.PUBLISHED),
    ({"status": Status.CANCELLED}, set(), State.PUBLISHED),
]


@pytest.mark.parametrize(("fields", "reviewed", "expected"), STATES)
def test_states(fields: dict[str, Any], reviewed: set[str], expected: State) -> None:
    (merged,) = merged_of(ours(**fields))
    assert state_of(merged, reviewed=reviewed) is expected
    (gone,) = merged_of(replace(listing(ours(**fields)), withdrawn_at=NOW))
    assert state_of(gone, reviewed=reviewed) is State.WITHDRAWN


# -------------------------------------------------------------------------------------------- what is kept for ever


@pytest.mark.parametrize("keep", [as_known, lambda merged: merged])
def test_nothing_changed_is_nothing_changed(keep: Any) -> None:
    first = merged_of(ours(), theirs())
    assert merged_of(ours(), theirs(), known=[keep(one) for one in first], now=NOW + 9 * DAY) == first


SEQUENCES: list[tuple[dict[str, Any], int, bool]] = [
    ({}, 0, False),
    ({"description": "New words."}, 0, True),
    ({"title": "Rent strike assembly, all welcome"}, 0, True),
    ({"start": at(22)}, 1, True),
    ({"end": at(21, 22)}, 1, True),
    ({"location": "Town hall"}, 1, True),
    ({"attendance_mode": AttendanceMode.ONLINE}, 1, True),
    ({"status": Status.CANCELLED}, 1, True),
]


@pytest.mark.parametrize(("fields", "sequence", "updated"), SEQUENCES)
def test_sequence_rises_with_time_place_and_status(fields: dict[str, Any], sequence: int, updated: bool) -> None:
    (first,) = merged_of(ours())
    (after,) = merged_of(ours(**fields), known=[as_known(first)], now=NOW + DAY)
    assert (after.id, after.uid, after.created_at) == (first.id, first.uid, first.created_at)
    assert after.sequence == sequence
    assert after.updated_at == (NOW + DAY if updated else NOW)


def test_a_clock_that_runs_back_does_not_take_the_date_back() -> None:
    (first,) = merged_of(ours())
    (after,) = merged_of(ours(start=at(22)), known=[as_known(first)], now=NOW - DAY)
    assert after.updated_at == NOW


def test_a_new_source_changes_neither_id_nor_uid() -> None:
    later = NOW + DAY
    (first,) = merged_of(listing(theirs()))
    (after,) = merged_of(listing(ours(), seen_at=later), listing(theirs()), known=[as_known(first)], now=later)
    assert after.event.key.source == "union"
    assert (after.id, after.uid, after.sequence) == (first.id, first.uid, 0)
    assert after.updated_at == later


def test_a_rebuild_from_nothing_gives_the_same_names() -> None:
    stored = [listing(theirs()), listing(ours(), seen_at=NOW + DAY)]
    (built,) = merge(stored, sources=SOURCES, now=NOW + 9 * DAY)
    assert built.id == listing_id(theirs().key)
    assert (built.created_at, built.updated_at) == (NOW, NOW + DAY)


def test_two_events_found_to_be_one_and_parted_again() -> None:
    apart = merged_of(ours("Assembly of the strike"), theirs(start=at(22)))
    by_source = {one.event.key.source: one for one in apart}
    known = [replace(as_known(one), sequence=3 if one is by_source["portal"] else 1) for one in apart]
    (one,) = merged_of(ours(), theirs(), known=known, now=NOW + DAY)
    assert one.sequence >= 3
    parted = merged_of(ours(), theirs(start=at(22)), known=[as_known(one)], now=NOW + 2 * DAY)
    assert {part.id for part in parted} == {part.id for part in apart}
    assert {part.uid for part in parted} == {part.uid for part in apart}
    assert all(part.sequence > one.sequence or part.id == one.id for part in parted)
    assert all(part.sequence >= one.sequence for part in parted)


# ------------------------------------------------------------------------------------------------------------ laws

TITLES = [
    "Rent strike assembly",
    "Rent strike assembly at Lake Park",
    "General meeting",
    "Ward 5 housing forum",
    "Ward 6 housing forum",
]


@st.composite
def listed(draw: st.DrawFn) -> Listing:
    """A listing of one of three sources, often like another."""
    source = draw(st.sampled_from(["union", "portal", "choir"]))
    made = event(
        draw(st.sampled_from("abcd")),
        draw(st.sampled_from(TITLES)),
        at(draw(st.sampled_from([21, 22])), draw(st.sampled_from([18, 19]))),
        source=source,
        locality=draw(st.sampled_from([None, "Oakland", "Fresno"])),
        venue=draw(st.sampled_from([None, "Lake Park"])),
        organizer=draw(st.sampled_from([None, "Tenants Union"])),
        status=draw(st.sampled_from([Status.CONFIRMED, Status.CONFIRMED, Status.CANCELLED])),
    )
    made = replace(made, content_hash=content_hash(made))
    seen_at = NOW + draw(st.integers(0, 3)) * DAY
    withdrawn_at = draw(st.sampled_from([None, None, None, NOW + 4 * DAY]))
    return listing(made, seen_at=seen_at, withdrawn_at=withdrawn_at)


CALENDARS = st.lists(listed(), max_size=8, unique_by=lambda one: one.id)
LATER = NOW + 5 * DAY


@settings(max_examples=80, deadline=None)
@given(CALENDARS, st.randoms(use_true_random=False))
def test_order_does_not_matter(stored: list[Listing], random: Any) -> None:
    first = merge(stored, sources=SOURCES, now=LATER)
    random.shuffle(stored)
    assert merge(stored, sources=SOURCES[::-1], now=LATER) == first


@settings(max_examples=80, deadline=None)
@given(CALENDARS)
def test_merging_again_changes_nothing_and_each_listing_is_in_one_event(stored: list[Listing]) -> None:
    first = merge(stored, sources=SOURCES, now=LATER)
    assert Counter(member.id for one in first for member in one.members) == Counter(one.id for one in stored)
    assert len({one.id for one in first}) == len({one.uid for one in first}) == len(first)
    assert merge(stored, sources=SOURCES, known=first, now=LATER + DAY) == first


@settings(max_examples=80, deadline=None)
@given(st.lists(CALENDARS, min_size=2, max_size=4))
def test_ids_uids_and_sequence_never_go_back(history: list[list[Listing]]) -> None:
    """Listings stay in the database for ever; what they say changes."""
    stored: dict[str, Listing] = {}
    known: list[KnownEvent] = []
    highest: dict[str, int] = {}
    for number, calendar in enumerate(history):
        stored |= {one.id: one for one in calendar}
        merged = merge(list(stored.values()), sources=SOURCES, known=known, now=LATER + number * DAY)
        for one in merged:
            assert one.sequence >= highest.get(one.uid, 0)
            highest[one.uid] = one.sequence
        alive = {one.id for one in merged}
        by_member = {member: one.id for one in merged for member in one.listing_ids}
        assert all(before.id in alive or by_member[before.id] in alive for before in known)
        known = [as_known(one) for one in merged]


@settings(max_examples=60, deadline=None)
@given(CALENDARS)
def test_a_source_that_has_nothing_to_do_with_it_changes_no_cluster(stored: list[Listing]) -> None:
    other = listing(event("x", "Beekeeping course", at(2, 8), source="bees"))
    before = {frozenset(one.listing_ids) for one in merge(stored, sources=SOURCES, now=LATER)}
    after = {frozenset(one.listing_ids) for one in merge([*stored, other], sources=SOURCES, now=LATER)}
    assert after == before | {frozenset([other.id])}


def test_a_crowded_moment_finds_the_same_pairs() -> None:
    words = "ash birch cedar elm fir hazel ivy juniper larch maple oak pine rowan spruce willow yew".split()
    stored = []
    for word in words:
        title = f"Friends of the {word} grove assembly"
        stored += [
            listing(event(f"u-{word}", title, at(21))),
            listing(event(f"p-{word}", title.upper(), at(21), source="portal")),
        ]
    merged = merge(stored, sources=SOURCES, now=NOW)
    assert [len(one.members) for one in merged] == [2] * len(words)


def test_what_moved_online_is_not_shown_in_the_room_that_a_portal_still_tells() -> None:
    told: dict[str, Any] = {"organizer": "Tenants Union", "registration_url": "https://signup.example.org/7"}
    room: dict[str, Any] = {
        "attendance_mode": AttendanceMode.OFFLINE,
        "venue": "Lake Park",
        "address": "12 Grand Avenue",
    }
    online = event("1@union", attendance_mode=AttendanceMode.ONLINE, **told)
    copy = event("2@portal", source="portal", **told, **room)
    (one,) = merge([listing(online), listing(copy)], sources=[UNION, PORTAL], now=NOW)
    shown = one.event
    assert (shown.attendance_mode, shown.venue, shown.address) == (AttendanceMode.ONLINE, None, None)
    assert {differing.field for differing in disagreements(one)} == {"attendance_mode"}
