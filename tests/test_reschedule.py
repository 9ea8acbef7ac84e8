"""How announcements change, in some forty ways: the identity stays where a person would say it is the same event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from aggregator.decide.identity import distinct, match
from aggregator.model import Event, Status
from tests.listings import DAY, NOW, at, event, keyless, listing

VIGIL = event("vigil@union", "Vigil at the courthouse", at(24))
CLINIC = event("clinic@union", "Tenants' clinic", at(25))
MARCH = event(
    "march@union", "March for clean rivers", at(28), location="River Plaza, Springfield", locality="Springfield"
)
WEEKLY = event("weekly@union", "Food share", at(23), rrule="FREQ=WEEKLY")
PAGE_VIGIL = keyless("Vigil at the courthouse", at(24))
PAGE_MARCH = keyless("March for clean rivers", at(28), url="https://union.example.org/march")
MEETING = event("1@u", "General meeting", at(24))
NEXT = "https://union.example.org/next"
NEXT_MONTH = at(22, month=12)
SOON = event("1@u", "General meeting", at(5))
PAGE_SOON = keyless("General meeting", at(5), url=NEXT)
MONTH_AFTER = at(3, month=12)
PAGE_MEETING = keyless("General meeting", at(24), url=NEXT)
ELSEWHERE: dict[str, Any] = {"location": "City Park, Shelbyville", "locality": "Shelbyville"}


def date_of(series: Event, day: int, hour: int = 19, **fields: Any) -> Event:
    """One date of a series that is told by itself; `day` is the original one."""
    name = f"202611{day:02}T190000"
    return event(
        series.uid, series.title, fields.pop("start", at(day, hour)), name=name, recurrence_id=at(day), **fields
    )


def renewed(one: Event, uid: str, **fields: Any) -> Event:
    """The same under another uid."""
    return event(uid, fields.pop("title", one.title), fields.pop("start", one.start), **fields)


def replace_start(one: Event, start: datetime) -> Event:
    """What the same page tells now."""
    return keyless(one.title, start, url=one.url)


SCENARIOS: list[tuple[str, list[Event], list[Event], list[int | None]]] = [
    ("same uid, another day", [VIGIL], [renewed(VIGIL, VIGIL.uid, start=at(26))], [0]),
    ("same uid, another title, day and place", [MARCH], [event(MARCH.uid, "River march", at(29), **ELSEWHERE)], [0]),
    ("same uid, called off", [VIGIL], [event(VIGIL.uid, VIGIL.title, at(24), status=Status.CANCELLED)], [0]),
    ("new uid, same words and moment", [VIGIL, CLINIC], [renewed(VIGIL, "9@union"), CLINIC], [0, 1]),
    ("new uid and another hour", [VIGIL, CLINIC], [renewed(VIGIL, "9@union", start=at(24, 20)), CLINIC], [0, 1]),
    ("new uid and another day", [VIGIL, CLINIC], [renewed(VIGIL, "9@union", start=at(27)), CLINIC], [0, 1]),
    (
        "new uid, another day and another place",
        [MARCH, CLINIC],
        [renewed(MARCH, "9@union", start=at(29), **ELSEWHERE), CLINIC],
        [0, 1],
    ),
    (
        "new uid and a corrected title",
        [MARCH, CLINIC],
        [renewed(MARCH, "9@union", title="March for clean river"), CLINIC],
        [0, 1],
    ),
    ("all uids new, one moved", [VIGIL, CLINIC], [renewed(VIGIL, "8@u", start=at(26)), renewed(CLINIC, "9@u")], [0, 1]),
    ("a copy under a new uid beside the old one", [VIGIL], [VIGIL, renewed(VIGIL, "9@union", start=at(27))], [0, None]),
    ("another event comes as one goes", [VIGIL, CLINIC], [event("9@union", "Film night", at(24)), CLINIC], [None, 1]),
    (
        "the part after the one that is taken away",
        [event("1@u", "Course, part 1", at(24)), CLINIC],
        [event("2@u", "Course, part 2", at(24)), CLINIC],
        [None, 1],
    ),
    (
        "a namesake months away",
        [VIGIL, CLINIC],
        [renewed(VIGIL, "9@union", start=at(24) + timedelta(days=120)), CLINIC],
        [None, 1],
    ),
    ("one date of a series moved", [WEEKLY], [WEEKLY, date_of(WEEKLY, 30, start=at(30) + DAY)], [0, None]),
    (
        "one date of a series moved once more",
        [WEEKLY, date_of(WEEKLY, 30, start=at(30) + DAY)],
        [WEEKLY, date_of(WEEKLY, 30, start=at(30) + 2 * DAY)],
        [0, 1],
    ),
    (
        "a series split: the old rule ends, a new one goes on",
        [WEEKLY],
        [
            replace(event(WEEKLY.uid, WEEKLY.title, at(23), rrule="FREQ=WEEKLY;UNTIL=20261201T000000Z")),
            event("w2@union", WEEKLY.title, at(23) + 14 * DAY, rrule="FREQ=WEEKLY"),
        ],
        [0, None],
    ),
    ("a page: another day", [PAGE_VIGIL], [keyless("Vigil at the courthouse", at(26))], [0]),
    ("a page: a corrected title", [PAGE_VIGIL], [keyless("Vigil at the court house", at(24))], [0]),
    (
        "a page of its own: title, day and place changed",
        [PAGE_MARCH],
        [keyless("River march", at(29), url="https://union.example.org/march", **ELSEWHERE)],
        [0],
    ),
    (
        "a page: two of one name, one of them moved by a day",
        [keyless("Food share", at(23)), keyless("Food share", at(30))],
        [keyless("Food share", at(24)), keyless("Food share", at(30))],
        [0, 1],
    ),
    ("a calendar of one event: another day soon", [MEETING], [renewed(MEETING, "2@u", start=at(26))], [0]),
    ("a calendar of one event: a week later", [MEETING], [renewed(MEETING, "2@u", start=at(24) + 7 * DAY)], [0]),
    ("a calendar of one event: next month's meeting", [SOON], [renewed(SOON, "2@u", start=MONTH_AFTER)], [None]),
    (
        "a calendar of one event: next month's meeting, five weeks later",
        [SOON],
        [renewed(SOON, "2@u", start=MONTH_AFTER + 7 * DAY)],
        [None],
    ),
    (
        "a calendar of one event: next month's meeting, on the same day of the month",
        [SOON],
        [renewed(SOON, "2@u", start=at(5, month=12))],
        [None],
    ),
    (
        "a calendar of one event: a month later at another hour",
        [SOON],
        [renewed(SOON, "2@u", start=at(3, 18, month=12))],
        [0],
    ),
    (
        "a calendar of one event: a month later, and said to be moved",
        [SOON],
        [renewed(SOON, "2@u", start=MONTH_AFTER, description="Rescheduled from November 5.")],
        [0],
    ),
    (
        "a calendar of one event: a month later, after it was postponed",
        [replace(SOON, status=Status.POSTPONED)],
        [renewed(SOON, "2@u", start=MONTH_AFTER)],
        [0],
    ),
    (
        "put off by four weeks, three weeks before its day",
        [MEETING, CLINIC],
        [renewed(MEETING, "2@u", start=NEXT_MONTH), CLINIC],
        [0, 1],
    ),
    (
        "put off by five weeks, three weeks before its day",
        [VIGIL, CLINIC],
        [renewed(VIGIL, "9@union", start=at(29, month=12)), CLINIC],
        [0, 1],
    ),
    (
        "put off to the same day of the next month, three weeks before its day, without any uid",
        [PAGE_VIGIL],
        [keyless(PAGE_VIGIL.title, at(24, month=12))],
        [0],
    ),
    (
        "what is on every month goes on, three weeks before its day",
        [event("0@u", "General meeting", at(27, month=10)), MEETING],
        [renewed(MEETING, "2@u", start=NEXT_MONTH)],
        [None],
    ),
    (
        "a calendar of one event: what comes every week goes on",
        [event("0@u", "General meeting", at(27, month=10)), event("1@u", "General meeting", at(3))],
        [event("2@u", "General meeting", at(10))],
        [None],
    ),
    (
        "a calendar of one event: what comes every week is a day late",
        [event("0@u", "General meeting", at(27, month=10)), event("1@u", "General meeting", at(3))],
        [event("2@u", "General meeting", at(4))],
        [1],
    ),
    (
        "a calendar of one event: the next one as the last is over",
        [event("1@u", "General meeting", at(27, month=10))],
        [event("2@u", "General meeting", at(29, month=10) + 7 * DAY)],
        [None],
    ),
    (
        "a calendar of one event: another one altogether",
        [MEETING],
        [event("2@u", "Film night", NEXT_MONTH)],
        [None],
    ),
    (
        "a series under a new uid, begun a month later",
        [WEEKLY],
        [event("w2@union", WEEKLY.title, at(23) + 28 * DAY, rrule="FREQ=WEEKLY")],
        [0],
    ),
    ("a page of one event: next month's meeting", [PAGE_SOON], [replace_start(PAGE_SOON, MONTH_AFTER)], [None]),
    ("a page of one event: put off early by a month", [PAGE_MEETING], [replace_start(PAGE_MEETING, NEXT_MONTH)], [0]),
    ("a page of one event: another day soon", [PAGE_MEETING], [replace_start(PAGE_MEETING, at(26))], [0]),
    (
        "a page of one event: the next of a number",
        [keyless("Course, part 1", at(24), url=NEXT)],
        [keyless("Course, part 2", at(27), url=NEXT)],
        [None],
    ),
    (
        "a page of one event: the next of a month",
        [keyless("November meeting", at(24), url=NEXT)],
        [keyless("December meeting", at(3, month=12), url=NEXT)],
        [None],
    ),
    (
        "a page of its own among others: a month later",
        [PAGE_MEETING, PAGE_VIGIL],
        [replace_start(PAGE_MEETING, NEXT_MONTH), PAGE_VIGIL],
        [0, 1],
    ),
    (
        "a page: the next one of a name as the last is over",
        [keyless("Food share", at(29, month=10))],
        [keyless("Food share", at(26))],
        [None],
    ),
]


@pytest.mark.parametrize(("what", "before", "after", "kept"), SCENARIOS, ids=[row[0] for row in SCENARIOS])
def test_the_identity_stays_where_a_person_would_say_so(
    what: str, before: list[Event], after: list[Event], kept: list[int | None]
) -> None:
    stored = [listing(one, seen_at=NOW - DAY) for one in before]
    events, problems = distinct(after)
    assert not problems
    found = match(stored, events, now=NOW, complete=True)
    assert [stored.index(known) if known else None for _, known in found] == kept, what
    again = [listing(one, seen_at=NOW) for one, _ in found]
    assert all(known is not None for _, known in match(again, events, now=NOW, complete=True)), "known from now on"


@pytest.mark.parametrize("after", [row[2] for row in SCENARIOS], ids=[row[0] for row in SCENARIOS])
def test_nothing_has_moved_where_the_answer_was_cut_off(after: list[Event]) -> None:
    """A new uid beside a day that may stand further down is no move."""
    stored = [listing(one, seen_at=NOW - DAY) for one in (VIGIL, CLINIC, MARCH)]
    for one, known in match(stored, distinct(after)[0], now=NOW, complete=False):
        assert known is None or one.key == known.event.key


@pytest.mark.parametrize(("start", "kept"), [(at(24, 20), True), (at(25), True), (at(24) + 90 * DAY, True)])
def test_a_uid_with_the_moment_of_the_answer_is_none(start: datetime, kept: bool) -> None:
    """One that holds the moment it was written, where the one before held that of its own answer."""
    before = NOW - DAY
    others = [CLINIC, event("walk@union", "Walk", at(26))]
    stored = [listing(one, seen_at=before) for one in (event(f"{before:%Y%m%dT%H%M%SZ}-1@h", "Choir", at(24)), *others)]
    told = event(f"{NOW:%Y%m%dT%H%M%SZ}-2@h", "Choir", start)
    found = match(stored, [told, *others], now=NOW, complete=True)
    assert [known is not None for _, known in found] == [kept, True, True]
    lasting = event("9@union", "Choir", start)
    found = match(stored, [lasting, *others], now=NOW, complete=True)
    assert (found[0][1] is not None) is (start < at(24) + 60 * DAY), "a uid that lasts moves only so far"
