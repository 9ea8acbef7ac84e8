"""Series → occurrences in a window: wall time, exceptions, overrides, limits, and the laws of expanding."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import DateOrTime, Event, EventKey, Occurrence, Precision, TimezoneSource
from aggregator.recur import MAX_DAYS, MAX_OCCURRENCES, expand

NEW_YORK = "America/New_York"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def at(text: str, timezone: str = NEW_YORK) -> datetime:
    """`2026-03-03 18:00` as wall time in a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone))


def event(
    start: DateOrTime,
    end: DateOrTime | None = None,
    *,
    uid: str = "a",
    timezone: str = NEW_YORK,
    rrule: str | None = None,
    rdates: tuple[DateOrTime, ...] = (),
    exdates: tuple[DateOrTime, ...] = (),
    recurrence_id: DateOrTime | None = None,
    source: str = "s",
) -> Event:
    return Event(
        key=EventKey(source, uid, str(recurrence_id or "")),
        title=uid,
        start=start,
        end=end,
        all_day=not isinstance(start, datetime),
        timezone=timezone,
        timezone_source=TimezoneSource.EVENT,
        precision=Precision.TIME if isinstance(start, datetime) else Precision.DAY,
        rrule=rrule,
        rdates=rdates,
        exdates=exdates,
        recurrence_id=recurrence_id,
    )


def starts(*events: Event, first: date = YEAR[0], last: date = YEAR[1]) -> list[str]:
    """The starts in a window as text, after making sure that there was nothing to complain about."""
    expansion = expand(events, start=first, end=last)
    assert expansion.problems == ()
    return [str(occurrence.start) for occurrence in expansion.occurrences]


# ------------------------------------------------------------------------------------------------------ single


def test_a_single_event_is_itself() -> None:
    single = event(at("2026-03-03 18:00"), at("2026-03-03 20:00"))
    assert expand([single], start=date(2026, 3, 3), end=date(2026, 3, 3)).occurrences == (
        Occurrence(event=single, start=single.start, end=single.end, recurrence_id=None),
    )


@pytest.mark.parametrize(
    ("start", "end", "day", "touches"),
    [
        (at("2026-03-03 18:00"), None, date(2026, 3, 3), True),
        (at("2026-03-03 18:00"), None, date(2026, 3, 4), False),
        (at("2026-03-03 22:00"), at("2026-03-04 02:00"), date(2026, 3, 4), True),
        (at("2026-03-03 22:00"), at("2026-03-04 00:00"), date(2026, 3, 4), False),
        (at("2026-03-03 00:00"), at("2026-03-03 00:00"), date(2026, 3, 3), True),
        (date(2026, 3, 3), None, date(2026, 3, 3), True),
        (date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 5), True),
        (date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 6), False),
        (date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 2), False),
    ],
)
def test_days_of_a_window_are_judged_in_the_events_own_zone(
    start: DateOrTime, end: DateOrTime | None, day: date, touches: bool
) -> None:
    weekly = event(start, end, uid="b", rrule="FREQ=YEARLY")
    assert len(starts(event(start, end), first=day, last=day)) == touches
    assert len(starts(weekly, first=day, last=day)) == touches


def test_occurrences_are_ordered_by_instant_then_key() -> None:
    events = [
        event(at("2026-03-03 18:00", "America/Los_Angeles"), uid="west", timezone="America/Los_Angeles"),
        event(at("2026-03-03 19:00"), uid="east"),
        event(date(2026, 3, 3), uid="day"),
        event(at("2026-03-03 19:00"), uid="another"),
    ]
    found = expand(events, start=date(2026, 3, 1), end=date(2026, 3, 31)).occurrences
    assert [occurrence.event.uid for occurrence in found] == ["day", "another", "east", "west"]


# ------------------------------------------------------------------------------------------------------ clocks


def test_a_weekly_meeting_stays_at_its_hour_when_the_clocks_change() -> None:
    weekly = event(at("2026-02-24 18:00"), at("2026-02-24 20:00"), rrule="FREQ=WEEKLY;COUNT=4")
    found = expand([weekly], start=YEAR[0], end=YEAR[1]).occurrences
    assert [(str(each.start), str(each.end)) for each in found] == [
        ("2026-02-24 18:00:00-05:00", "2026-02-24 20:00:00-05:00"),
        ("2026-03-03 18:00:00-05:00", "2026-03-03 20:00:00-05:00"),
        ("2026-03-10 18:00:00-04:00", "2026-03-10 20:00:00-04:00"),
        ("2026-03-17 18:00:00-04:00", "2026-03-17 20:00:00-04:00"),
    ]
    assert [each.recurrence_id for each in found] == [each.start for each in found]


def test_an_hour_that_does_not_exist_is_the_one_the_clocks_show() -> None:
    nightly = event(at("2026-03-07 02:30"), at("2026-03-07 03:00"), rrule="FREQ=DAILY;COUNT=3")
    found = expand([nightly], start=YEAR[0], end=YEAR[1]).occurrences
    assert [(str(each.start), str(each.end)) for each in found] == [
        ("2026-03-07 02:30:00-05:00", "2026-03-07 03:00:00-05:00"),
        ("2026-03-08 03:30:00-04:00", "2026-03-08 04:00:00-04:00"),
        ("2026-03-09 02:30:00-04:00", "2026-03-09 03:00:00-04:00"),
    ]


def test_an_hour_that_comes_twice_is_the_first() -> None:
    nightly = event(at("2026-10-31 01:30"), at("2026-10-31 03:00"), rrule="FREQ=DAILY;COUNT=2")
    found = expand([nightly], start=YEAR[0], end=YEAR[1]).occurrences
    assert [(str(each.start), str(each.end)) for each in found] == [
        ("2026-10-31 01:30:00-04:00", "2026-10-31 03:00:00-04:00"),
        ("2026-11-01 01:30:00-04:00", "2026-11-01 03:00:00-05:00"),
    ]


def test_a_start_given_in_another_zone_repeats_in_the_events_zone() -> None:
    weekly = event(at("2026-03-04 00:30", "UTC"), rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=2")
    assert starts(weekly) == ["2026-03-03 19:30:00-05:00", "2026-03-10 19:30:00-04:00"]


# ------------------------------------------------------------------------------------- rules, dates, exceptions


def test_every_form_of_exception_names_its_occurrence() -> None:
    weekly = event(
        at("2026-05-05 18:00"),
        rrule="FREQ=WEEKLY;COUNT=7",
        exdates=(
            date(2026, 5, 12),
            at("2026-05-19 22:00", "UTC"),
            at("2026-05-26 18:00"),
            at("2026-06-02 00:00"),
            at("2026-06-09 17:00"),
            datetime(2026, 6, 16, 18, 0),
        ),
    )
    assert starts(weekly) == ["2026-05-05 18:00:00-04:00", "2026-06-09 18:00:00-04:00"]


def test_exceptions_of_whole_days() -> None:
    weekly = event(
        date(2026, 5, 5),
        date(2026, 5, 6),
        rrule="FREQ=WEEKLY;COUNT=4",
        exdates=(date(2026, 5, 12), at("2026-05-19 00:00"), at("2026-05-26 14:00", "UTC")),
    )
    found = expand([weekly], start=YEAR[0], end=YEAR[1]).occurrences
    assert [(each.start, each.end) for each in found] == [(date(2026, 5, 5), date(2026, 5, 6))]


def test_the_first_date_can_be_excepted_too() -> None:
    assert starts(event(at("2026-05-05 18:00"), rrule="FREQ=WEEKLY;COUNT=2", exdates=(date(2026, 5, 5),))) == [
        "2026-05-12 18:00:00-04:00"
    ]


def test_listed_dates_join_the_rule_each_once() -> None:
    listed = event(
        at("2026-05-05 18:00"),
        rrule="FREQ=WEEKLY;COUNT=2",
        rdates=(at("2026-05-12 18:00"), at("2026-05-14 01:00", "UTC"), date(2026, 5, 20), at("2026-05-05 18:00")),
    )
    assert starts(listed) == [
        "2026-05-05 18:00:00-04:00",
        "2026-05-12 18:00:00-04:00",
        "2026-05-13 21:00:00-04:00",
        "2026-05-20 18:00:00-04:00",
    ]


def test_listed_dates_without_a_rule() -> None:
    assert starts(event(date(2026, 5, 5), rdates=(date(2026, 6, 2), date(2026, 5, 19)))) == [
        "2026-05-05",
        "2026-05-19",
        "2026-06-02",
    ]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260519", "2026-05-19"),
        ("20260519T220000Z", "2026-05-19"),
        ("20260519T215959Z", "2026-05-12"),
        ("20260519T180000", "2026-05-19"),
        ("20260519T175959", "2026-05-12"),
        ("20260101", "2026-05-05"),
    ],
)
def test_until_is_inclusive_in_every_form(until: str, last: str) -> None:
    assert starts(event(at("2026-05-05 18:00"), rrule=f"FREQ=WEEKLY;UNTIL={until}"))[-1][:10] == last


@pytest.mark.parametrize("until", ["20260507", "20260507T000000Z", "20260507T000000", "20260508T035959Z"])
def test_until_of_whole_days_means_that_day(until: str) -> None:
    assert starts(event(date(2026, 5, 5), rrule=f"FREQ=DAILY;UNTIL={until}"))[-1] == "2026-05-07"


def test_of_count_and_until_the_first_to_come_ends_it() -> None:
    start = at("2026-05-05 18:00")
    assert len(starts(event(start, rrule="FREQ=DAILY;COUNT=3;UNTIL=20260601T000000Z"))) == 3
    assert len(starts(event(start, rrule="FREQ=DAILY;COUNT=30;UNTIL=20260506T230000Z"))) == 2


def test_excepted_dates_count() -> None:
    assert len(starts(event(date(2026, 5, 5), rrule="FREQ=DAILY;COUNT=3", exdates=(date(2026, 5, 6),)))) == 2


# ---------------------------------------------------------------------------------------------------- overrides


def series() -> Event:
    return event(at("2026-05-05 18:00"), at("2026-05-05 19:00"), rrule="FREQ=WEEKLY;COUNT=3")


def test_an_override_replaces_the_occurrence_it_names() -> None:
    moved = event(at("2026-05-13 12:00"), recurrence_id=at("2026-05-12 22:00", "UTC"))
    found = expand([moved, series()], start=YEAR[0], end=YEAR[1]).occurrences
    assert [(str(each.start), each.event is moved) for each in found] == [
        ("2026-05-05 18:00:00-04:00", False),
        ("2026-05-13 12:00:00-04:00", True),
        ("2026-05-19 18:00:00-04:00", False),
    ]
    assert [each.recurrence_id for each in found][1] == moved.recurrence_id


def test_an_override_moves_into_and_out_of_the_window() -> None:
    moved = event(at("2026-07-01 12:00"), recurrence_id=at("2026-05-12 18:00"))
    assert starts(series(), moved, first=date(2026, 5, 12), last=date(2026, 5, 12)) == []
    assert starts(series(), moved, first=date(2026, 7, 1), last=date(2026, 7, 1)) == ["2026-07-01 12:00:00-04:00"]


def test_an_override_may_name_its_occurrence_by_the_day() -> None:
    moved = event(at("2026-05-12 20:00"), recurrence_id=date(2026, 5, 12))
    assert [text[5:16] for text in starts(series(), moved)] == ["05-05 18:00", "05-12 20:00", "05-19 18:00"]


def test_an_override_without_its_series_stands_alone() -> None:
    alone = event(at("2026-05-12 20:00"), recurrence_id=at("2026-05-12 18:00"))
    stranger = event(at("2026-05-12 18:00"), uid="b")
    elsewhere = event(at("2026-05-12 18:00"), source="t")
    assert len(starts(alone, stranger, elsewhere)) == 3


def test_an_override_of_an_event_that_does_not_repeat_replaces_it() -> None:
    single, moved = event(at("2026-05-12 18:00")), event(at("2026-05-14 18:00"), recurrence_id=at("2026-05-12 18:00"))
    other = event(at("2026-05-15 18:00"), recurrence_id=at("2026-05-01 18:00"))
    assert [text[:10] for text in starts(single, moved)] == ["2026-05-14"]
    found = expand([single, other], start=YEAR[0], end=YEAR[1]).occurrences
    assert [each.recurrence_id for each in found] == [None, other.recurrence_id]


def test_whole_days_are_overridden_by_date_or_time() -> None:
    days = event(date(2026, 5, 5), rrule="FREQ=DAILY;COUNT=3")
    by_date = event(date(2026, 6, 1), recurrence_id=date(2026, 5, 6))
    by_time = event(date(2026, 6, 2), recurrence_id=at("2026-05-07 12:00", "UTC"))
    assert starts(days, by_date, by_time) == ["2026-05-05", "2026-06-01", "2026-06-02"]


# ------------------------------------------------------------------------------------------------------- limits


@pytest.mark.parametrize(
    ("rrule", "fault"),
    [
        ("FREQ=SECONDLY", "FREQ=SECONDLY would repeat it all day long"),
        ("FREQ=MINUTELY;INTERVAL=30", "FREQ=MINUTELY would repeat it all day long"),
        ("FREQ=WEEKLY;BYDAY=XX", '"XX" is no weekday of a rule'),
        ("FREQ=WEEKLY;UNTIL=20261332", "month must be in 1..12"),
        ("nonsense", '"nonsense" is doubled or has no value'),
    ],
)
def test_a_bad_rule_keeps_its_first_date_and_costs_no_other_series(rrule: str, fault: str) -> None:
    bad = event(at("2026-05-05 18:00"), rrule=rrule, uid="bad")
    expansion = expand([bad, series()], start=YEAR[0], end=YEAR[1])
    assert [(each.event.uid, str(each.start)[5:10]) for each in expansion.occurrences] == [
        ("a", "05-05"),
        ("bad", "05-05"),
        ("a", "05-12"),
        ("a", "05-19"),
    ]
    assert [(problem.stage, problem.where, problem.message) for problem in expansion.problems] == [
        ("expand", "s/bad", f'cannot repeat by "{rrule}": {fault}; only the first date is listed')
    ]
    assert expand([bad], start=date(2026, 6, 1), end=date(2026, 6, 30)).occurrences == ()


def test_a_zone_nobody_knows_keeps_the_first_date() -> None:
    lost = event(at("2026-05-05 18:00"), rrule="FREQ=DAILY", timezone="Middle/Earth")
    expansion = expand([lost], start=YEAR[0], end=YEAR[1])
    assert (len(expansion.occurrences), len(expansion.problems)) == (1, 1)


def test_a_dense_rule_is_cut_and_told() -> None:
    hourly = event(at("2026-01-01 00:00"), rrule="FREQ=HOURLY")
    expansion = expand([hourly], start=YEAR[0], end=YEAR[1])
    assert len(expansion.occurrences) == MAX_OCCURRENCES
    assert [problem.message for problem in expansion.problems] == [
        f"repeats more than {MAX_OCCURRENCES} times from 2026-01-01 to 2026-12-31; the rest is left out"
    ]


def test_exceptions_leave_room_for_as_many_occurrences() -> None:
    gone = tuple(date(2026, 1, 1) + timedelta(days=number) for number in range(30))
    hourly = event(at("2026-01-01 00:30"), rrule="FREQ=HOURLY", exdates=gone)
    found = expand([hourly], start=date(2026, 1, 1), end=date(2026, 2, 1))
    assert (len(found.occurrences), found.problems) == (48, ())


def test_an_occurrence_that_lasts_for_years_is_not_repeated() -> None:
    eternal = event(date(2020, 1, 1), date(2025, 1, 1), rrule="FREQ=DAILY")
    expansion = expand([eternal], start=date(2024, 1, 1), end=YEAR[1])
    assert [str(each.start) for each in expansion.occurrences] == ["2020-01-01"]
    assert "each occurrence would last 1827 days" in expansion.problems[0].message
    assert MAX_DAYS >= 366


def test_old_endless_and_senseless_rules_come_to_an_end() -> None:
    rules = ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY")
    events = [
        event(at("1970-01-05 18:00"), uid=f"{rule} {number}", rrule=rule) for rule in rules for number in range(25)
    ]
    found = expand(events, start=date(2026, 5, 1), end=date(2026, 5, 31)).occurrences
    assert len(found) == 25 * (31 + 8)


def test_the_ends_of_the_calendar_are_survived() -> None:
    events = [
        event(date(1, 1, 1), uid="first", rrule="FREQ=WEEKLY"),
        event(date(9999, 12, 30), uid="last", rrule="FREQ=DAILY"),
        event(date(9998, 12, 1), date(9998, 12, 20), uid="long", rrule="FREQ=MONTHLY"),
    ]
    assert len(expand(events, start=date(9999, 12, 1), end=date(9999, 12, 31)).occurrences) >= 1
    assert expand(events, start=date(1, 1, 1), end=date(1, 1, 31)).occurrences != ()


# --------------------------------------------------------------------------------------------------------- laws

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(minute=0, second=0, microsecond=0)
)
ZONES = st.sampled_from([NEW_YORK, "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"])
RULES = st.sampled_from(
    [
        *("FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=TU,SA", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31"),
        *("FREQ=WEEKLY;INTERVAL=2;COUNT=9", "FREQ=YEARLY", "FREQ=DAILY;UNTIL=20260301T000000Z", "FREQ=DAILY;COUNT=20"),
    ]
)


@st.composite
def groups(draw: st.DrawFn) -> list[Event]:
    """A few series, some of whole days, with exceptions and overrides of their own dates."""
    found: list[Event] = []
    for number in range(draw(st.integers(1, 3))):
        zone, begin, rrule = draw(ZONES), draw(MOMENTS), draw(RULES)
        whole_days = draw(st.booleans())
        start: DateOrTime = begin.date() if whole_days else existing(begin, zone)
        length = timedelta(days=draw(st.integers(0, 3))) if whole_days else timedelta(hours=draw(st.integers(1, 30)))
        uid = f"series-{number}"
        bare = event(start, start + length, uid=uid, timezone=zone, rrule=rrule)
        own = [
            each.start
            for each in expand([bare], start=begin.date(), end=begin.date() + timedelta(days=200)).occurrences
        ]
        picked = draw(st.lists(st.sampled_from(own), unique=True, max_size=4))
        half = len(picked) // 2
        found.append(event(start, start + length, uid=uid, timezone=zone, rrule=rrule, exdates=tuple(picked[:half])))
        for name in picked[half:]:
            moved = name + timedelta(days=draw(st.integers(-40, 40)))
            found.append(event(moved, moved + length, uid=uid, timezone=zone, recurrence_id=name))
    return found


def existing(begin: datetime, zone: str) -> datetime:
    return begin.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))


@settings(max_examples=60, deadline=None)
@given(groups(), st.integers(0, 400), st.integers(0, 90))
def test_a_window_split_in_two_gives_the_same_occurrences(events: list[Event], length: int, cut: int) -> None:
    first = date(2025, 9, 1)
    last, middle = first + timedelta(days=length), first + timedelta(days=min(cut, length))
    whole = expand(events, start=first, end=last).occurrences
    left = expand(events, start=first, end=middle).occurrences
    right = expand(events, start=middle + timedelta(days=1), end=last).occurrences
    assert set(map(repr, whole)) == {*map(repr, left), *map(repr, right)}
    assert len(whole) == len(set(map(repr, whole)))


@settings(max_examples=40, deadline=None)
@given(groups(), st.data())
def test_the_order_of_events_does_not_matter(events: list[Event], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(events))
    assert expand(shuffled, start=YEAR[0], end=YEAR[1]) == expand(events, start=YEAR[0], end=YEAR[1])


@pytest.fixture
def restored_zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("restored_zone")
def test_the_zone_of_the_process_changes_nothing() -> None:
    events = [series(), event(date(2026, 5, 5), uid="days", rrule="FREQ=DAILY", exdates=(datetime(2026, 5, 7),))]
    found = []
    for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles"):
        os.environ["TZ"] = zone
        time.tzset()
        found.append(expand(events, start=YEAR[0], end=YEAR[1]))
    assert found[0].occurrences
    assert found[0] == found[1] == found[2]


@settings(max_examples=60, deadline=None)
@given(groups(), st.integers(0, 300), st.integers(0, 60))
def test_series_agree_with_recurring_ical_events(events: list[Event], offset: int, length: int) -> None:
    """By their starts: it leaves out some that began the evening before the window and last into it."""
    first = date(2025, 6, 1) + timedelta(days=offset)
    last = first + timedelta(days=length)
    ours = [(each.event.uid, each.start) for each in expand(events, start=first, end=last).occurrences]
    calendar = icalendar.Calendar()
    for each in events:
        calendar.add_component(as_component(each))
    theirs = [
        (str(each["UID"]), each["DTSTART"].dt)
        for each in recurring_ical_events.of(calendar).between(first, last + timedelta(days=1))
    ]
    ours, theirs = ([pair for pair in pairs if first <= local_day(pair[1]) <= last] for pairs in (ours, theirs))
    assert sorted(map(comparable, ours)) == sorted(map(comparable, theirs))


def local_day(start: DateOrTime) -> date:
    return start.date() if isinstance(start, datetime) else start


def as_component(event: Event) -> icalendar.Event:
    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("dtstart", event.start)
    assert event.end is not None
    component.add("dtend", event.end if isinstance(event.end, datetime) else event.end + timedelta(days=1))
    if event.rrule:
        component.add("rrule", icalendar.vRecur.from_ical(event.rrule))
    for exdate in event.exdates:
        component.add("exdate", exdate)
    if event.recurrence_id:
        component.add("recurrence-id", event.recurrence_id)
    return component


def comparable(pair: tuple[str, DateOrTime]) -> tuple[str, str]:
    uid, start = pair
    return uid, str(start.astimezone(UTC)) if isinstance(start, datetime) else str(start)
