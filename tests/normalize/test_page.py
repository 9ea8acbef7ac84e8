"""A whole page through normalize: zones by whereabouts, identity, filters, and one bad event costing one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from aggregator.model import (
    AttendanceMode,
    Calendar,
    Event,
    Evidence,
    Extraction,
    Format,
    Link,
    Page,
    Place,
    RawEvent,
    Reading,
    Registration,
    Source,
    Status,
    TimezoneSource,
)
from aggregator.normalize import normalize_page
from aggregator.normalize.identity import VOLATILE_FIELDS, content_hash

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOURCE = Source(slug="union", name="Tenants Union", url="https://union.example.org/events", timezone="America/Chicago")
EVENING = datetime(2026, 12, 1, 19)


def raw(**fields: object) -> RawEvent:
    return RawEvent(**{"position": "VEVENT 1", "format": "ical", "title": "Assembly", "start": EVENING, **fields})  # type: ignore[arg-type]


def normalize(
    *raws: RawEvent, source: Source | None = SOURCE, zone: str | None = None, **reading: object
) -> Extraction:
    page = Page(content=b"", url="https://union.example.org/events/")
    told = Reading(format=Format.ICAL, events=raws, **reading)  # type: ignore[arg-type]
    return normalize_page(
        told, page, now=NOW, timezone=zone, source=source, calendar=Calendar(timezone="Europe/Berlin")
    )


def only(*raws: RawEvent, **options: object) -> Event:
    (event,) = normalize(*raws, **options).events  # type: ignore[arg-type]
    return event


ZONES = [
    (raw(timezone="Asia/Tokyo", timezone_source=TimezoneSource.EVENT), "Asia/Tokyo", TimezoneSource.EVENT),
    (raw(timezone="America/Denver", timezone_source=TimezoneSource.WORD), "America/Denver", TimezoneSource.WORD),
    (
        raw(place=Place(latitude=37.80, longitude=-122.27), location="Chicago, IL"),
        "America/Los_Angeles",
        TimezoneSource.COORDINATES,
    ),
    (raw(location="Oakland, CA"), "America/Los_Angeles", TimezoneSource.PLACE),
    (raw(location="The big hall"), "America/Chicago", TimezoneSource.SOURCE),
    (raw(location="via Zoom"), "America/Chicago", TimezoneSource.SOURCE),
    (raw(place=Place(latitude=0.0, longitude=0.0)), "America/Chicago", TimezoneSource.SOURCE),
    (raw(start=date(2026, 12, 1), location="Oakland, CA"), "America/Los_Angeles", TimezoneSource.PLACE),
]


@pytest.mark.parametrize(("event", "zone", "how"), ZONES)
def test_the_zone_is_the_most_explicit_statement(event: RawEvent, zone: str, how: TimezoneSource) -> None:
    told = only(event)
    assert (told.timezone, told.timezone_source) == (zone, how)


def test_a_zone_for_the_whole_calendar_is_what_its_times_were_written_in() -> None:
    told = only(raw(location="Oakland, CA"), timezone="America/New_York")
    assert (told.timezone, told.timezone_source) == ("America/New_York", TimezoneSource.SOURCE)


def test_without_a_source_the_calendar_tells_and_without_that_utc_is_marked() -> None:
    assert only(raw(), source=None).timezone == "Europe/Berlin"
    bare = normalize_page(Reading(format=Format.ICAL, events=(raw(),)), Page(content=b""), now=NOW)
    (event,) = bare.events
    assert (event.timezone, event.timezone_assumed, event.confidence) == ("UTC", True, 0.9)


def test_evidence_holds_nothing_that_its_field_leaves_out() -> None:
    words = "DESCRIPTION:Ask jo.doe@example.org or 555-555-0100, https://zoom.us/j/123456789?pwd=secret"
    event = only(raw(evidence=(Evidence("description", words, "VEVENT 1, line 7"),)))
    assert [each.text for each in event.evidence] == [
        "DESCRIPTION:Ask [e-mail left out] or [phone left out], [join link left out]"
    ]


def test_every_field_is_carried_over() -> None:
    event = only(
        raw(
            uid="a1",
            end=datetime(2026, 12, 1, 21),
            location="Union Hall, 12 Main St, Springfield, IL 62701",
            url="/assembly?utm_source=x",
            organizer="Tenants <b>Union</b>",
            categories=("Housing", "housing", "Assembly"),
            description="<p>Bring a neighbor. No RSVP needed.</p>",
            description_html=True,
            series="Winter assemblies",
            sequence=3,
            evidence=(Evidence("title", "Assembly", "SUMMARY"),),
        ),
        source=replace(SOURCE, categories=("labor",)),
    )
    assert (event.key.source, event.uid, event.uid_assumed) == ("union", "a1", False)
    assert event.end is not None
    assert event.end.isoformat() == "2026-12-01T21:00:00-06:00"
    assert (event.venue, event.locality, event.region) == ("Union Hall", "Springfield", "IL")
    assert event.attendance_mode is AttendanceMode.OFFLINE
    assert event.url == "https://union.example.org/assembly"
    assert (event.organizer, event.series, event.sequence) == ("Tenants Union", "Winter assemblies", 3)
    assert event.categories == ("Housing", "Assembly", "labor")
    assert event.description == "Bring a neighbor. No RSVP needed."
    assert event.registration is Registration.NONE


ATTENDANCE = [
    (raw(location="Zoom"), AttendanceMode.ONLINE),
    (raw(location="12 Main St, Springfield, IL and on Zoom"), AttendanceMode.MIXED),
    (raw(title="Webinar: know your rights"), AttendanceMode.ONLINE),
    (raw(location="Union Hall"), AttendanceMode.OFFLINE),
    (raw(), None),
    (raw(attendance_mode=AttendanceMode.MIXED, location="Union Hall"), AttendanceMode.MIXED),
]


@pytest.mark.parametrize(("event", "mode"), ATTENDANCE)
def test_in_person_or_online(event: RawEvent, mode: AttendanceMode | None) -> None:
    assert only(event).attendance_mode is mode


def test_a_label_in_the_title_is_a_status_and_a_field_beats_it() -> None:
    assert (only(raw(title="CANCELLED: Assembly")).title, only(raw(title="CANCELLED: Assembly")).status) == (
        "Assembly",
        Status.CANCELLED,
    )
    assert only(raw(title="Assembly (postponed)", status=Status.CANCELLED)).status is Status.CANCELLED
    assert only(raw(title="SOLD OUT: Dinner")).registration is Registration.FULL


def test_the_sign_up_link_comes_from_field_region_or_description() -> None:
    link = Link("https://forms.example.org/a", "Register here")
    assert (
        only(raw(registration_url="https://x.example.org/r", links=(link,))).registration_url
        == "https://x.example.org/r"
    )
    found = only(raw(links=(Link("/b", "More"), link)))
    assert (found.registration_url, found.registration) == ("https://forms.example.org/a", Registration.OPEN)
    assert [e.rule for e in found.evidence] == ["signup-link"]
    assert only(raw(description="RSVP: https://y.example.org/z.")).registration_url == "https://y.example.org/z"
    assert only(raw(links=(Link("https://zoom.us/j/1?pwd=x", "Register"),))).registration_url is None


def test_identity_without_a_uid_is_the_page_of_its_own_else_title_and_day() -> None:
    own, shared_a, shared_b, none = normalize(
        raw(url="https://u.example.org/1", position="1"),
        raw(url="https://u.example.org/all", position="2", title="March"),
        raw(url="https://u.example.org/all", position="3", title="Vigil"),
        raw(position="4", title="Pot-Luck!"),
    ).events
    assert own.uid == "url:https://u.example.org/1"
    assert (shared_a.uid, shared_b.uid) == ("made:march:2026-12-01", "made:vigil:2026-12-01")
    assert (none.uid, none.uid_assumed) == ("made:pot luck:2026-12-01", True)


def test_a_uid_used_twice_keeps_both_and_the_first_as_it_was() -> None:
    read = normalize(
        raw(uid="a"),
        raw(uid="a", title="March", start=datetime(2026, 12, 5, 9)),
        raw(uid="a"),
        raw(uid="a", title="Vigil"),
    )
    assert [(e.uid, e.title) for e in read.events] == [
        ("a", "Assembly"),
        ("a~20261205T0900", "March"),
        ("a~20261201T1900", "Vigil"),
    ]
    assert len(read.problems) == 3


def test_overrides_are_keyed_by_wall_time_in_the_series_zone() -> None:
    master = raw(uid="w", rrule="FREQ=WEEKLY", timezone="America/Chicago", timezone_source=TimezoneSource.EVENT)
    moved = raw(uid="w", recurrence_id=datetime(2026, 12, 9, 1, tzinfo=UTC), start=datetime(2026, 12, 9, 18))
    _, override = normalize(master, moved).events
    assert override.key.recurrence_id == "20261208T190000"


def test_one_bad_event_costs_one_event() -> None:
    read = normalize(raw(start=None, position="VEVENT 1"), raw(position="VEVENT 2", uid="ok"))
    assert [event.uid for event in read.events] == ["ok"]
    (problem,) = read.problems
    assert (problem.stage, problem.where) == ("normalize", "VEVENT 1 (Assembly)")


def test_private_and_filtered_events_are_left_out_and_counted() -> None:
    source = replace(SOURCE, include=("public",), exclude=("staff",))
    read = normalize(
        raw(uid="1", public=False),
        raw(uid="2", title="Public march"),
        raw(uid="3", title="Public staff picnic"),
        raw(uid="4", title="Republication party"),
        source=source,
    )
    assert [event.uid for event in read.events] == ["2"]
    assert [problem.message.partition(" ")[0] for problem in read.problems] == ["1", "2"]


def test_only_what_readers_can_see_enters_the_hash() -> None:
    event = only(raw(uid="a"))
    same = replace(event, sequence=9, confidence=0.6, position="VEVENT 7", rules=("x",), evidence=())
    assert content_hash(same) == content_hash(event)
    assert content_hash(replace(event, location="Elsewhere")) != content_hash(event)
    assert set(VOLATILE_FIELDS) < set(Event.__slots__)


def test_a_title_and_an_end_that_are_missing_are_not_made_up() -> None:
    event = only(raw(title=None, uid="a"))
    assert (event.title, event.title_assumed, event.end) == ("Untitled event", True, None)


def test_marks_of_plain_text_and_links_to_maps_are_no_part_of_the_words() -> None:
    event = only(raw(title="** Sanctuary vigil **", location="Clark Park, Philadelphia, PA (map)"))
    assert (event.title, event.location) == ("Sanctuary vigil", "Clark Park, Philadelphia, PA")
    assert only(raw(title="***")).title == "***"
