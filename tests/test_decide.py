"""decide: which listing an event is, what changed, and what its absence means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.decide import OUR_FIELDS, SHOWN_FIELDS, decide, decide_again, listing_id
from aggregator.decide.absence import last_day
from aggregator.model import Change, Event, EventKey, Extraction, Listing, Plan, Status
from aggregator.normalize.identity import VOLATILE_FIELDS
from tests.listings import DAY, NOW, UNION, answer, at, carried_out, event, keyless, listing, titles


def plan_for(stored: list[Event] | tuple[Listing, ...], extraction: Extraction, now: datetime = NOW) -> Plan:
    """Decide, with events standing for listings seen yesterday."""
    known = [one if isinstance(one, Listing) else listing(one, seen_at=NOW - DAY) for one in stored]
    return decide(known, extraction, source=UNION, now=now)


def counts(plan: Plan) -> tuple[int, int, int, int, int]:
    return len(plan.insert), len(plan.update), len(plan.unchanged), len(plan.missing), len(plan.withdraw)


# ---------------------------------------------------------------------------------------------------- what is new


def test_a_first_answer_inserts_everything() -> None:
    first, second = event("1@union"), event("2@union", "Rent strike", at(22))
    plan = plan_for([], answer(first, second))
    assert plan == Plan(
        source="union",
        insert=(first, second),
        changes=(Change(listing_id(first.key), "new"), Change(listing_id(second.key), "new")),
    )


def test_the_same_answer_again_plans_nothing() -> None:
    stored = [event("1@union"), event("2@union", "Rent strike", at(22))]
    plan = plan_for(stored, answer(*reversed(stored)))
    assert counts(plan) == (0, 0, 2, 0, 0)
    assert not plan.changes
    assert not plan.problems


def test_a_listing_id_is_twelve_letters_for_ever() -> None:
    assert listing_id(EventKey("union", "1@union")) == "62nnodugwg2n"
    assert listing_id(EventKey("union", "1@union", "20261121")) != listing_id(EventKey("union", "1@union"))


def test_only_what_readers_see_is_told_and_all_of_it() -> None:
    fields = set(Event.__dataclass_fields__)
    assert set(SHOWN_FIELDS) | set(VOLATILE_FIELDS) | {"all_day", "precision", "recurrence_id"} == fields
    assert not set(SHOWN_FIELDS) & set(OUR_FIELDS)


CHANGES: list[tuple[dict[str, Any], dict[str, Any], list[tuple[str, str | None, str | None, str | None]]]] = [
    ({}, {"location": "Town hall"}, [("changed", "location", None, "Town hall")]),
    (
        {"start": at(21)},
        {"start": at(22)},
        [("moved", "start", "2026-11-21T19:00:00-08:00", "2026-11-22T19:00:00-08:00")],
    ),
    ({}, {"status": Status.CANCELLED}, [("cancelled", "status", "confirmed", "cancelled")]),
    ({}, {"status": Status.POSTPONED}, [("postponed", "status", "confirmed", "postponed")]),
    ({"status": Status.CANCELLED}, {}, [("back", "status", "cancelled", "confirmed")]),
    ({"status": Status.TENTATIVE}, {}, [("changed", "status", "tentative", "confirmed")]),
    (
        {"categories": ("housing", "tenants")},
        {"title": "Assembly", "categories": ()},
        [
            ("changed", "title", "Tenants assembly", "Assembly"),
            ("changed", "categories", "housing, tenants", None),
        ],
    ),
    ({"description": "a" * 2000}, {}, [("changed", "description", "a" * 999 + "…", None)]),
]


@pytest.mark.parametrize(
    ("old", "new", "told"), CHANGES, ids=lambda value: "-".join(value) if isinstance(value, dict) else ""
)
def test_changes_are_told_in_the_words_people_use(
    old: dict[str, Any], new: dict[str, Any], told: list[tuple[str, str | None, str | None, str | None]]
) -> None:
    before, after = event(**old), event(**new)
    plan = plan_for([before], answer(after))
    assert [(c.kind, c.field, c.old, c.new) for c in plan.changes] == told
    assert plan.update == ((listing(before, seen_at=NOW - DAY), after),)


def test_another_opinion_of_ours_is_stored_and_is_no_news() -> None:
    plan = plan_for([event()], answer(event(confidence=0.4)))
    assert counts(plan) == (0, 1, 0, 0, 0)
    assert plan.changes == ()


# -------------------------------------------------------------------------------------------------------- identity


def known_as(stored: list[Event], seen: list[Event], *, complete: bool = True) -> list[str | None]:
    """For each seen event in order, the title and day of the stored one it was taken for; None when new."""
    plan = plan_for(stored, answer(*seen, complete=complete))
    by_id = {one.id: one for one in [*plan.unchanged, *(known for known, _ in plan.update)]}
    keys = {one.event.key for one in by_id.values()}
    taken = {new.title: known for known, new in plan.update} | {one.event.title: one for one in plan.unchanged}
    assert len(plan.insert) + len(by_id) == len(seen)
    assert all(new.key in keys for _, new in plan.update)
    return [
        None if one in plan.insert else f"{taken[one.title].event.title} {taken[one.title].event.start:%d}"
        for one in seen
    ]


def test_an_address_of_its_own_keeps_the_identity_through_a_new_title_and_date() -> None:
    page = "https://union.example.org/events/assembly"
    stored = [keyless("Assembly", at(21), url=page, uid="made:assembly")]
    assert known_as(stored, [keyless("Grand assembly of all tenants", at(25), url=page)]) == ["Assembly 21"]


def test_an_address_of_several_events_identifies_none() -> None:
    page = "https://union.example.org/events"
    stored = [keyless("Assembly", at(21), url=page, uid="a"), keyless("Film night", at(22), url=page, uid="b")]
    seen = [keyless("Picnic", at(21), url=page, uid="c"), keyless("March", at(22), url=page, uid="d")]
    assert known_as(stored, seen) == [None, None]


def test_title_and_day_keep_the_identity_through_another_hour() -> None:
    stored = [keyless("Assembly", at(21, 18), uid="x"), keyless("Assembly", at(22), uid="y")]
    assert known_as(stored, [keyless("ASSEMBLY!", at(21, 19))]) == ["Assembly 21"]


def test_two_sittings_a_day_stay_two() -> None:
    stored = [keyless("Know your rights", at(21, 10), uid="x"), keyless("Know your rights", at(21, 15), uid="y")]
    seen = [keyless("Know your rights", at(21, 15, 30)), keyless("Know your rights", at(21, 10, 30), uid="z")]
    plan = plan_for(stored, answer(*seen))
    moved = {known.event.key.uid: f"{new.start:%H:%M}" for known, new in plan.update}
    assert moved == {"x": "10:30", "y": "15:30"}


def test_two_sittings_under_one_made_uid_stay_two() -> None:
    sittings = [keyless("Know your rights", at(21, hour)) for hour in (10, 15)]
    stored = carried_out((), plan_for([], answer(*sittings)), NOW)
    assert [one.event.key.recurrence_id for one in sorted(stored, key=lambda one: one.event.key)] == [
        "20261121T100000",
        "20261121T150000",
    ]
    later = [keyless("Know your rights", at(21, hour)) for hour in (10, 16)]
    plan = decide(stored, answer(*later), source=UNION, now=NOW)
    assert counts(plan) == (0, 1, 1, 0, 0)
    ((_, moved),) = plan.update
    assert (moved.start, moved.recurrence_id, moved.key.recurrence_id) == (at(21, 16), at(21, 15), "20261121T150000")


def test_a_corrected_title_keeps_the_identity() -> None:
    assert known_as([keyless("Tennants assembly", at(21))], [keyless("Tenants assembly", at(21))]) == [
        "Tennants assembly 21"
    ]


def test_another_number_is_no_correction() -> None:
    assert known_as([keyless("Workshop part 1", at(21))], [keyless("Workshop part 2", at(21))]) == [None]


def test_a_title_that_stands_alone_has_moved() -> None:
    stored, seen = [keyless("Housing march", at(21))], [keyless("Housing march", at(5, month=12))]
    assert known_as(stored, seen) == ["Housing march 21"]


def test_nothing_has_moved_on_a_page_that_was_cut_off() -> None:
    stored, seen = [keyless("Housing march", at(21))], [keyless("Housing march", at(5, month=12))]
    assert known_as(stored, seen, complete=False) == [None]


def test_what_was_withdrawn_does_not_move() -> None:
    """One that comes back on another day after it was gone is a new event: the old day was told to be off."""
    picnic = keyless("Picnic", at(25))
    withdrawn = replace(listing(keyless("Housing march", at(21))), withdrawn_at=NOW - DAY, missed=2)
    plan = plan_for((withdrawn, listing(picnic)), answer(keyless("Housing march", at(24)), picnic))
    assert counts(plan) == (1, 0, 1, 0, 0)


def test_a_past_event_does_not_move() -> None:
    stored = [keyless("Housing march", at(20, month=10))]
    assert known_as(stored, [keyless("Housing march", at(21))]) == [None]


def test_the_next_date_of_a_weekly_meeting_is_a_new_event() -> None:
    stored = [keyless("Meeting", at(day)) for day in (5, 12, 19)]
    plan = plan_for(stored, answer(*(keyless("Meeting", at(day)) for day in (12, 19, 26))))
    assert [one.start for one in plan.insert] == [at(26)]
    assert [one.event.start for one in plan.missing] == [at(5)]
    assert len(plan.unchanged) == 2


def test_one_date_of_a_weekly_meeting_moves_by_a_day() -> None:
    stored = [keyless("Meeting", at(day)) for day in (5, 12, 19)]
    plan = plan_for(stored, answer(*(keyless("Meeting", at(day)) for day in (5, 13, 19))))
    assert [(known.event.start, new.start) for known, new in plan.update] == [(at(12), at(13))]
    assert not plan.insert
    assert not plan.missing


def test_a_page_that_always_shows_the_next_meeting_keeps_the_last_one() -> None:
    page = "https://union.example.org/next-meeting"
    stored = (listing(keyless("Meeting", at(20, month=10), url=page)),)
    answered = answer(keyless("Meeting", at(17), url=page))
    plan = decide(stored, answered, source=UNION, now=NOW)
    assert [(one.key.uid, one.start) for one in plan.insert] == [(f"{page}#20261117", at(17))]
    again = decide(carried_out(stored, plan, NOW), answered, source=UNION, now=NOW + DAY)
    assert counts(again) == (0, 0, 1, 0, 0)
    moved = decide(carried_out(stored, plan, NOW), answer(keyless("Meeting", at(18), url=page)), source=UNION, now=NOW)
    assert [(known.event.start, new.start) for known, new in moved.update] == [(at(17), at(18))]


def test_every_tuesday_is_the_same_series_at_each_reading() -> None:
    stored = [keyless("Canvass", at(3), rrule="FREQ=WEEKLY;BYDAY=TU")]
    seen = keyless("Canvass", at(10), rrule="FREQ=WEEKLY;BYDAY=TU")
    for complete in (True, False):
        plan = plan_for(stored, answer(seen, complete=complete), now=NOW + 7 * DAY)
        assert [one.event for one in plan.unchanged] == stored
        assert (len(plan.insert), len(plan.update), len(plan.changes)) == (0, 0, 0)


def test_uids_that_change_at_each_fetch_are_no_uids() -> None:
    stored = [event(f"{n}-x9f", title, at(n)) for n, title in ((5, "Picnic"), (6, "March"), (7, "Assembly"))]
    seen = [
        event(f"{n}-b27", title, at(n, hour))
        for n, title, hour in ((5, "Picnic", 19), (6, "March", 20), (9, "Assembly", 19))
    ]
    plan = plan_for(stored, answer(*seen))
    assert counts(plan) == (0, 2, 1, 0, 0)
    assert [(c.kind, c.old and c.old[8:16], c.new and c.new[8:16]) for c in plan.changes] == [
        ("moved", "06T19:00", "06T20:00"),
        ("moved", "07T19:00", "09T19:00"),
    ]
    assert {new.key.uid for _, new in plan.update} == {"6-x9f", "7-x9f"}


def test_a_new_uid_for_the_same_title_at_the_same_moment_is_a_renaming() -> None:
    stored = [event("1@union"), event("2@union", "March", at(22))]
    plan = plan_for(stored, answer(event("1-new@union"), event("2@union", "March", at(22))))
    assert counts(plan) == (0, 0, 2, 0, 0)


def test_single_dates_follow_their_series_to_its_known_uid() -> None:
    stored = [
        event("s-1", "Class", at(3), rrule="FREQ=WEEKLY"),
        event("s-1", "Class", at(11), name="20261110T190000", recurrence_id=at(10)),
    ]
    seen = [
        event("s-2", "Class", at(3), rrule="FREQ=WEEKLY"),
        event("s-2", "Class", at(12), name="20261110T190000", recurrence_id=at(10)),
        event("s-2", "Class", at(18), name="20261117T190000", recurrence_id=at(17)),
    ]
    plan = plan_for(stored, answer(*seen))
    assert counts(plan) == (1, 1, 1, 0, 0)
    assert {new.key.uid for _, new in plan.update} | {new.key.uid for new in plan.insert} == {"s-1"}


def test_dates_that_share_a_uid_are_kept_apart_by_their_start() -> None:
    dates = [event("1@union", "Class", at(day)) for day in (3, 10, 17)]
    plan = plan_for([], answer(*dates))
    assert [(one.key.recurrence_id, one.recurrence_id) for one in plan.insert] == [
        ("20261103T190000", at(3)),
        ("20261110T190000", at(10)),
        ("20261117T190000", at(17)),
    ]
    stored = carried_out((), plan, NOW)
    again = decide(stored, answer(*dates[1:]), source=UNION, now=NOW + 4 * DAY)
    assert counts(again) == (0, 0, 2, 0, 0)
    last = decide(stored, answer(dates[2]), source=UNION, now=NOW + 11 * DAY)
    assert counts(last) == (0, 0, 1, 0, 0)


def test_of_two_versions_under_one_uid_the_higher_sequence_counts() -> None:
    new, old = event(title="Assembly, moved indoors", sequence=2), event(title="Assembly", sequence=1)
    for order in ([new, old], [old, new]):
        plan = plan_for([], answer(*order))
        assert titles(plan.insert) == ["Assembly, moved indoors"]
        assert [(p.stage, "twice" in p.message) for p in plan.problems] == [("extract", True)]


def test_the_same_event_twice_is_no_problem() -> None:
    plan = plan_for([], answer(event(), event()))
    assert (len(plan.insert), plan.problems) == (1, ())


# --------------------------------------------------------------------------------------------------------- absence


def many(number: int, first_day: int = 2) -> list[Event]:
    return [event(f"{n}@union", f"Event {n}", at(first_day) + n * DAY) for n in range(number)]


def run(
    stored: tuple[Listing, ...], *answers: tuple[timedelta, Extraction | None]
) -> tuple[tuple[Listing, ...], list[Plan]]:
    """Carry out a row of answers, each at its time after NOW; None is "nothing changed"."""
    plans = []
    for after, extraction in answers:
        now = NOW + after
        if extraction is None:
            plan = decide_again(stored, source=UNION, now=now)
        else:
            plan = decide(stored, extraction, source=UNION, now=now)
        plans.append(plan)
        stored = carried_out(stored, plan, now)
    return stored, plans


HOUR = timedelta(hours=1)


def stored_as(events: list[Event]) -> tuple[Listing, ...]:
    return tuple(listing(one, seen_at=NOW) for one in events)


def test_one_missing_event_leaves_at_the_second_complete_answer() -> None:
    events = many(10)
    stored, plans = run(stored_as(events), (HOUR, answer(*events[1:])), (2 * HOUR, answer(*events[1:])))
    assert [counts(plan) for plan in plans] == [(0, 0, 9, 1, 0), (0, 0, 9, 1, 1)]
    assert [plan.held_back for plan in plans] == [None, None]
    gone = [one for one in stored if one.withdrawn_at]
    assert [(one.event.title, one.missed, one.missing_since, one.withdrawn_at) for one in gone] == [
        ("Event 0", 2, NOW + HOUR, NOW + 2 * HOUR)
    ]
    assert plans[1].changes == (Change(gone[0].id, "withdrawn"),)


def test_an_answer_that_nothing_changed_counts_as_one_more() -> None:
    events = many(10)
    _, plans = run(stored_as(events), (HOUR, answer(*events[1:])), (2 * HOUR, None), (3 * HOUR, None))
    assert [counts(plan)[3:] for plan in plans] == [(1, 0), (1, 1), (0, 0)]


def test_what_returns_is_back() -> None:
    events = many(10)
    short = answer(*events[1:])
    stored, plans = run(stored_as(events), (HOUR, short), (2 * HOUR, short), (3 * HOUR, answer(*events)))
    assert plans[2].changes == (Change(listing_id(events[0].key), "back"),)
    assert all(one.missed == 0 and one.withdrawn_at is None for one in stored)


@pytest.mark.parametrize(
    ("stored", "extraction"),
    [
        pytest.param(many(10), answer(*many(10)[:9], complete=False), id="cut off"),
        pytest.param([event(start=at(20, month=10))], answer(), id="past"),
        pytest.param([event(start=date(2026, 10, 30), end=date(2026, 11, 5))], answer(), id="going on"),
        pytest.param(many(10), answer(*many(10)[:9], covers=(date(2026, 11, 1), date(2026, 11, 10))), id="not covered"),
        pytest.param(
            [event(rrule="FREQ=WEEKLY;UNTIL=20261031T000000Z", start=at(1, month=9))], answer(), id="ended series"
        ),
    ],
)
def test_what_says_nothing_about_an_event_does_not_count(stored: list[Event], extraction: Extraction) -> None:
    plan = plan_for(stored, extraction)
    assert (plan.missing, plan.withdraw, plan.held_back, plan.problems) == ((), (), None, ())


@pytest.mark.parametrize(
    ("stored", "gone", "held"),
    [(20, 6, False), (20, 7, True), (10, 4, False), (10, 5, True), (4, 3, False), (4, 4, True), (1, 1, True)],
)
def test_the_brake(stored: int, gone: int, held: bool) -> None:
    events = many(stored)
    plan = plan_for(events, answer(*events[gone:]))
    assert (len(plan.missing), len(plan.withdraw), plan.held_back is not None) == (gone, 0, held)
    assert len(plan.problems) == int(held)
    if held:
        assert f"{gone} of {stored}" in plan.problems[0].message
        assert plan.problems[0].hint


@pytest.mark.parametrize(
    ("hours", "withdrawn"),
    [((1, 2, 3), 0), ((1, 7, 24), 0), ((1, 7, 25), 10), ((1, 25), 0), ((1, 25, 26), 10), ((1, 2, 3, 25), 10)],
)
def test_a_collapse_is_believed_after_three_answers_over_a_day(hours: tuple[int, ...], withdrawn: int) -> None:
    for repeated in (answer(), None):  # the empty page again, or "nothing changed" since
        first, *later = hours
        stored, plans = run(stored_as(many(10)), (first * HOUR, answer()), *((hour * HOUR, repeated) for hour in later))
        assert sum(one.withdrawn_at is not None for one in stored) == withdrawn
        assert (plans[-1].held_back is None) == bool(withdrawn)
        assert (plans[-1].problems == ()) == bool(withdrawn)


def test_a_page_that_recovers_leaves_no_trace() -> None:
    events = many(10)
    stored, plans = run(stored_as(events), (HOUR, answer()), (25 * HOUR, answer()), (26 * HOUR, answer(*events)))
    assert all(one.missed == 0 and one.missing_since is None for one in stored)
    assert plans[-1].changes == ()


def test_all_uids_new_is_a_renaming_and_no_removal() -> None:
    events = many(10)
    plan = plan_for(
        events, answer(*(replace(one, key=replace(one.key, uid=f"new-{n}")) for n, one in enumerate(events)))
    )
    assert counts(plan) == (0, 0, 10, 0, 0)


def test_another_calendar_under_the_same_address_removes_nothing_at_once() -> None:
    others = [event(f"o{n}", f"Choir {n}", at(3, 9) + n * DAY) for n in range(10)]
    plan = plan_for(many(10), answer(*others))
    assert counts(plan) == (10, 0, 0, 10, 0)
    assert plan.held_back is not None


def test_a_clock_that_runs_back_removes_nothing() -> None:
    past = [event(f"{n}@union", f"Event {n}", at(20, month=10) + n * DAY) for n in range(5)]
    stored = stored_as(past)
    plan = decide(stored, answer(event("9@union", "March", at(22))), source=UNION, now=NOW - 30 * DAY)
    assert counts(plan) == (1, 0, 0, 0, 0)
    assert plan.held_back is not None
    assert "clock" in plan.problems[0].message


LAST_DAYS: list[tuple[dict[str, Any], date | None]] = [
    ({}, date(2026, 11, 21)),
    ({"rdates": (at(23), at(22))}, date(2026, 11, 23)),
    ({"rrule": "FREQ=WEEKLY"}, None),
    ({"rrule": "FREQ=WEEKLY;UNTIL=20270101T075959Z"}, date(2027, 1, 1)),
    ({"rrule": "FREQ=WEEKLY;UNTIL=20261301"}, date.max),
    ({"rrule": "FREQ=DAILY;INTERVAL=2;COUNT=3"}, date(2026, 11, 27)),
    ({"rrule": "FREQ=HOURLY;COUNT=3"}, None),
    ({"rrule": "FREQ=YEARLY;COUNT=999999"}, date.max),
]


@pytest.mark.parametrize(("fields", "day"), LAST_DAYS, ids=lambda value: str(value)[:40])
def test_the_last_day_of_a_series(fields: dict[str, Any], day: date | None) -> None:
    assert last_day(event(**fields)) == day


# ------------------------------------------------------------------------------------------------------------ laws

NAMES = st.sampled_from(["Assembly", "March", "Know your rights", "Picnic", "Workshop part 1", "Workshop part 2"])


@st.composite
def seen_events(draw: st.DrawFn) -> Event:
    """An event of a page, with or without a uid, single or repeating."""
    day, hour = draw(st.integers(1, 28)), draw(st.sampled_from([10, 19]))
    url = draw(st.sampled_from([None, "https://union.example.org/a", "https://union.example.org/b"]))
    rrule = draw(st.sampled_from([None, None, "FREQ=WEEKLY"]))
    if draw(st.booleans()):
        return keyless(draw(NAMES), at(day, hour), url=url, rrule=rrule)
    return event(draw(st.sampled_from("abcde")), draw(NAMES), at(day, hour), url=url, rrule=rrule)


ANSWERS = st.builds(
    lambda events, complete: answer(*events, complete=complete), st.lists(seen_events(), max_size=7), st.booleans()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANSWERS, min_size=1, max_size=4))
def test_each_seen_event_is_in_one_place_and_deciding_twice_plans_nothing(answers: list[Extraction]) -> None:
    stored: tuple[Listing, ...] = ()
    for number, extraction in enumerate(answers):
        now = NOW + number * DAY
        plan = decide(stored, extraction, source=UNION, now=now)
        ids = [listing_id(one.key) for one in plan.insert]
        ids += [known.id for known, _ in plan.update] + [known.id for known in plan.unchanged]
        assert len(ids) == len(set(ids)) <= len(extraction.events)
        assert len(set(ids)) >= len({one.key for one in extraction.events})
        assert {known.id for known in plan.missing}.isdisjoint(ids)
        assert set(plan.withdraw) <= set(plan.missing)
        assert all(new.key == known.event.key for known, new in plan.update)
        stored = carried_out(stored, plan, now)
        again = decide(stored, extraction, source=UNION, now=now)
        assert (again.insert, again.update, again.changes[len(again.withdraw) :]) == ((), (), ())
        assert len(again.unchanged) == len(ids)


@settings(max_examples=60, deadline=None)
@given(ANSWERS, st.lists(seen_events(), max_size=7), st.randoms(use_true_random=False))
def test_order_does_not_matter(first: Extraction, events: list[Event], random: Any) -> None:
    distinct = list({one.key: one for one in events}.values())
    stored = list(carried_out((), decide((), first, source=UNION, now=NOW), NOW))
    plan = decide(stored, answer(*distinct), source=UNION, now=NOW + DAY)
    random.shuffle(stored)
    random.shuffle(distinct)
    other = decide(stored, answer(*distinct), source=UNION, now=NOW + DAY)
    for name in ("insert", "update", "unchanged", "missing", "withdraw", "changes"):
        assert sorted(map(repr, getattr(plan, name))) == sorted(map(repr, getattr(other, name)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=8))
def test_no_row_of_answers_within_a_day_removes_a_calendar(lengths: list[int | None]) -> None:
    events = many(10)
    answers = [None if n is None else answer(*events[:n]) for n in lengths]
    stored, _ = run(stored_as(events), *((number * HOUR, one) for number, one in enumerate(answers)))
    left = sum(one.withdrawn_at is None for one in stored)
    assert left >= 1
    if all(n is None or n < 5 for n in lengths):
        assert left == 10


def test_what_the_words_of_sources_toml_no_longer_let_through_leaves_at_once_and_can_come_back() -> None:
    events = [event(f"{n}@union", f"Meeting {n}", at(20 + n)) for n in range(6)]
    stored = carried_out([], decide([], answer(*events), source=UNION, now=NOW), now=NOW)
    picky = replace(UNION, exclude=("meeting",))
    plan = decide(stored, answer(), source=picky, now=NOW + DAY)
    assert sorted(one.event.title for one in plan.withdraw) == [f"Meeting {n}" for n in range(6)], (
        "all at once, and no brake: a person said so"
    )
    assert (plan.held_back, plan.problems) == (None, ())
    assert [change.kind for change in plan.changes] == ["withdrawn"] * 6
    after = carried_out(stored, plan, now=NOW + DAY)
    assert decide(after, answer(), source=picky, now=NOW + 2 * DAY).changes == ()
    again = decide(after, answer(*events), source=UNION, now=NOW + 3 * DAY)
    assert (len(again.insert), len(again.update) + len(again.unchanged)) == (0, 6)
    choosy = replace(UNION, include=("meeting 3",))
    plan = decide(stored, answer(events[3]), source=choosy, now=NOW + DAY)
    assert len(plan.withdraw) == 5
    assert [one.event.title for one in plan.unchanged] == ["Meeting 3"]
