"""Pairs of listings of two sources, and whether they are one event."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.merge.clusters import clusters_of
from aggregator.merge.links import canonical_url
from aggregator.merge.reasons import judge
from aggregator.merge.registry import WEIGHTS
from aggregator.merge.units import Unit, units_of
from aggregator.model import AttendanceMode, Event
from tests.listings import PORTAL, UNION, at, event, listing

ONLINE = AttendanceMode.ONLINE
IN_PERSON = AttendanceMode.OFFLINE
PARK: dict[str, Any] = {"venue": "Lake Park Bandstand", "locality": "Oakland", "region": "CA"}


def pair(a: dict[str, Any], b: dict[str, Any]) -> tuple[Unit, Unit]:
    """Two units of the union (an organizer) and the portal (an aggregator) that begin at one moment."""
    ours = event("u1", a.pop("title", "Rent strike assembly"), a.pop("start", at(21)), **a)
    theirs = event("p1", b.pop("title", "Rent strike assembly"), b.pop("start", at(21)), source="portal", **b)
    return units(ours, theirs)


def units(*events: Event) -> tuple[Unit, Unit]:
    made = units_of([listing(one) for one in events], {"union": UNION, "portal": PORTAL})
    return made[1], made[0]


SAME: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("title of its own, places unknown", {}, {}),
    ("one place unknown", PARK, {}),
    ("same venue, title of every group", {"title": "General meeting", **PARK}, {"title": "General meeting", **PARK}),
    (
        "venue only in the location",
        PARK,
        {"title": "Assembly: rent strike", "location": "Lake Park Bandstand, Oakland, CA"},
    ),
    ("title with its place", PARK, {"title": "Rent strike assembly at Lake Park Bandstand", "locality": "Oakland"}),
    (
        "title cut short",
        {"title": "Rent strike assembly for all of East Oakland"},
        {"title": "Rent strike assembly for"},
    ),
    ("online both", {"attendance_mode": ONLINE}, {"attendance_mode": ONLINE}),
    (
        "online both, told by the program and in general",
        {"attendance_mode": ONLINE, "location": "Zoom"},
        {"attendance_mode": ONLINE, "location": "Online"},
    ),
    (
        "sign-up link with tracking",
        {
            "title": "Volunteer training",
            "locality": "Oakland",
            "registration_url": "https://www.signup.example.org/e/7/?utm_source=x",
        },
        {"title": "Volunteer Training", "locality": "Oakland", "registration_url": "http://signup.example.org/e/7"},
    ),
    (
        "same organizer",
        {"title": "General meeting", "organizer": "Tenants Union"},
        {"title": "General meeting", "organizer": "tenants union"},
    ),
    (
        "a library by its longer name",
        {"title": "Book club", "venue": "Sebastopol Library"},
        {"title": "Book club", "venue": "Sebastopol Regional Library"},
    ),
    ("a town as location", {"location": "Oakland, CA", "locality": "Oakland", "region": "CA"}, PARK),
    (
        "same page in two languages",
        {"title": "Asamblea", "url": "https://union.example.org/e/7", **PARK},
        {"title": "Assembly", "url": "https://union.example.org/e/7#top", **PARK},
    ),
    (
        "same spot",
        {"title": "Movie night", "latitude": 37.8044, "longitude": -122.2712},
        {"title": "Movie night", "latitude": 37.8046, "longitude": -122.2710},
    ),
    (
        "suburb and city at one address",
        {"address": "12 Grand Ave", "locality": "Oakland"},
        {"address": "12 Grand Ave", "locality": "Lakeside"},
    ),
    ("a series and one of its dates", {"rrule": "FREQ=WEEKLY", **PARK}, {"start": at(28), **PARK}),
    (
        "a series, first seen later",
        {"rrule": "FREQ=WEEKLY", **PARK},
        {"start": at(28), "rrule": "FREQ=WEEKLY;BYDAY=SA", **PARK},
    ),
    ("a day without its hour", PARK, {"start": at(21).date(), **PARK}),
    ("half an hour later at one venue", PARK, {"start": at(21, 19, 30), **PARK}),
    (
        "group before the title",
        {"organizer": "Tenants Local 88"},
        {"title": "Tenants Local 88 presents: Rent strike assembly"},
    ),
    ("subtitle left out", {"title": "Rent strike assembly: bring your neighbors", **PARK}, PARK),
    (
        "two languages, one sign-up link, one venue",
        {"title": "Asamblea", "registration_url": "https://signup.example.org/7", **PARK},
        {"title": "Meeting", "registration_url": "https://signup.example.org/7", **PARK},
    ),
    (
        "street cut short",
        {"title": "Potluck", "address": "12 Grand Avenue"},
        {"title": "Potluck", "address": "12 Grand Ave."},
    ),
    ("hybrid and online", {"attendance_mode": AttendanceMode.MIXED, **PARK}, {"attendance_mode": ONLINE}),
    (
        "moved online by who holds it, and still in the room for the portal",
        {"attendance_mode": ONLINE, "organizer": "Tenants Union"},
        {"attendance_mode": IN_PERSON, "organizer": "The Tenants Union", **PARK},
    ),
    (
        "a title of every group, listed by whom the portal names",
        {"title": "General meeting"},
        {"title": "General meeting", "organizer": "Tenants Union"},
    ),
    (
        "moved online, one page",
        {"title": "General meeting", "attendance_mode": ONLINE, "url": "https://union.example.org/e/7"},
        {"title": "General meeting", "attendance_mode": IN_PERSON, "url": "https://union.example.org/e/7", **PARK},
    ),
]

OTHER: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a title of every group", {"title": "General meeting"}, {"title": "General meeting"}),
    (
        "a title of every group in one town",
        {"title": "General meeting", "locality": "Oakland"},
        {"title": "General meeting", "locality": "Oakland"},
    ),
    (
        "online, by two organizers",
        {"organizer": "Tenants Union", "attendance_mode": ONLINE, "title": "Know your rights training"},
        {"organizer": "Library Friends", "attendance_mode": ONLINE, "title": "Know your rights training"},
    ),
    ("other towns", {"locality": "Oakland"}, {"locality": "Fresno"}),
    ("other states", {"locality": "Portland", "region": "OR"}, {"locality": "Portland", "region": "ME"}),
    (
        "other addresses",
        {"address": "12 Grand Ave", "locality": "Oakland"},
        {"address": "14 Grand Ave", "locality": "Oakland"},
    ),
    ("other numbers", {"title": "Prop 5 rent cap forum", **PARK}, {"title": "Prop 6 rent cap forum", **PARK}),
    ("parts", {"title": "Rent strike class, part 1", **PARK}, {"title": "Rent strike class, part 2", **PARK}),
    ("online and in person", {"attendance_mode": ONLINE}, {"attendance_mode": IN_PERSON, **PARK}),
    (
        "online and in person, by two groups",
        {"attendance_mode": ONLINE, "organizer": "Tenants Union"},
        {"attendance_mode": IN_PERSON, "organizer": "Library Friends", **PARK},
    ),
    (
        "a general meeting online and one in a room, though of one name",
        {"title": "General meeting", "attendance_mode": ONLINE, "organizer": "Tenants Union"},
        {"title": "General meeting", "attendance_mode": IN_PERSON, "organizer": "Tenants Union", **PARK},
    ),
    ("a series and what is none of its dates", {"rrule": "FREQ=WEEKLY", **PARK}, {"start": at(25), **PARK}),
    (
        "a series and a special date",
        {"rrule": "FREQ=WEEKLY", **PARK},
        {"title": "Rent strike assembly with a film", **PARK},
    ),
    ("series on two weekdays", {"rrule": "FREQ=WEEKLY", **PARK}, {"start": at(23), "rrule": "FREQ=WEEKLY", **PARK}),
    (
        "every second week, the other ones",
        {"rrule": "FREQ=WEEKLY;INTERVAL=2", **PARK},
        {"start": at(28), "rrule": "FREQ=WEEKLY;INTERVAL=2", **PARK},
    ),
    (
        "a halls' name of every town",
        {"venue": "Labor Temple", "locality": "Oakland"},
        {"venue": "Oakland Labor Temple", "locality": "Fresno"},
    ),
    (
        "sessions of one programme",
        {"title": "Rent conference: law", **PARK},
        {"title": "Rent conference: history", **PARK},
    ),
    (
        "sessions of one programme, one of them named like it",
        {"title": "Rent strike conference: rent strike", **PARK},
        {"title": "Rent strike conference: history of housing", **PARK},
    ),
    (
        "lone letters behind a counter",
        {"title": "Rent class, part I", **PARK},
        {"title": "Rent class, part II", **PARK},
    ),
    ("opposites", {"title": "Rent class for beginners", **PARK}, {"title": "Rent class, advanced", **PARK}),
    ("a day, another town", {"locality": "Oakland"}, {"start": at(21).date(), "locality": "Fresno"}),
    ("an hour later, places unknown", {}, {"start": at(21, 20)}),
    ("two hours later", PARK, {"start": at(21, 21), **PARK}),
    (
        "the same place, another thing",
        {"title": "Film night: union maids", **PARK},
        {"title": "Choir practice", **PARK},
    ),
    (
        "branches of a library",
        {"title": "English conversation club", "venue": "Windsor Regional Library"},
        {"title": "English conversation club", "venue": "Roseland Regional Library"},
    ),
    (
        "two offers at one place",
        {"title": "Garden tour of the estate", **PARK},
        {"title": "Picnic and garden tour of the estate", **PARK},
    ),
    ("far apart", {"latitude": 37.80, "longitude": -122.27}, {"latitude": 36.74, "longitude": -119.79}),
    (
        "within, in the same town",
        {"title": "Assembly", "locality": "Oakland"},
        {"title": "Assembly of the port workers", "locality": "Oakland"},
    ),
]


@pytest.mark.parametrize(("name", "a", "b"), SAME, ids=[row[0] for row in SAME])
def test_one_event(name: str, a: dict[str, Any], b: dict[str, Any]) -> None:
    one, other = pair(dict(a), dict(b))
    verdict = judge(one, other)
    assert verdict.is_same, verdict
    assert verdict.score == judge(other, one).score == sum(WEIGHTS[reason] for reason in verdict.reasons)
    assert len(clusters_of([one, other])) == 1


@pytest.mark.parametrize(("name", "a", "b"), OTHER, ids=[row[0] for row in OTHER])
def test_two_events(name: str, a: dict[str, Any], b: dict[str, Any]) -> None:
    one, other = pair(dict(a), dict(b))
    verdict = judge(one, other)
    assert not verdict.is_same, verdict
    assert not judge(other, one).is_same
    assert len(clusters_of([one, other])) == 2


def test_another_moment_is_another_event() -> None:
    assert len(clusters_of(pair({}, {"start": at(22)}))) == 2
    assert len(clusters_of(pair({}, {"start": at(22).date()}))) == 2


def test_the_same_moment_in_another_zone_is_the_same() -> None:
    eastern = event("p1", "Rent strike assembly", at(21), source="portal", timezone="America/New_York")
    assert len(clusters_of(units(event("u1", "Rent strike assembly", at(21)), eastern))) == 1


def test_one_worldwide_uid_is_one_event_even_where_one_source_lags() -> None:
    ours, theirs = event("7f3a@union.example.org"), event("7f3a@union.example.org", start=at(22), source="portal")
    (cluster,) = clusters_of(units(ours, theirs))
    assert [why.reasons[0] for why in cluster.why if why] == ["same uid", "same uid"]


def test_a_short_uid_or_one_of_our_making_is_not_worldwide() -> None:
    other: dict[str, Any] = {"title": "Choir practice", "source": "portal"}
    assert len(clusters_of(units(event("17"), event("17", **other)))) == 2
    made = (
        event("https://x.example.org/e/7", uid_assumed=True),
        event("https://x.example.org/e/7", uid_assumed=True, **other),
    )
    assert len(clusters_of(units(*made))) == 2


def test_an_address_that_a_source_gives_to_several_events_identifies_none() -> None:
    page = "https://union.example.org/programme"
    events = [
        event("u1", "Asamblea", url=page, **PARK),
        event("u2", "Danza", url=page, **PARK),
        event("p1", "Assembly", url=page, source="portal", **PARK),
    ]
    assert len(clusters_of(units_of([listing(one) for one in events], {}))) == 3


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.Union.example.org/e/7/", "union.example.org/e/7"),
        ("http://union.example.org/e/7?utm_campaign=a&fbclid=b#top", "union.example.org/e/7"),
        ("https://union.example.org/?p=7&ref=x", "union.example.org?p=7"),
        ("https://union.example.org/e?b=2&a=1", "union.example.org/e?a=1&b=2"),
        ("https://union.example.org/", None),
        (None, None),
    ],
)
def test_canonical_url(url: str | None, expected: str | None) -> None:
    assert canonical_url(url) == expected
