"""Atom, JSON Feed and GeoJSON: whole documents compared, laws of their standards, and text that stays text."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from aggregator.model import AttendanceMode, PublishedOccurrence, Registration, Status
from aggregator.publish import atom, geojson, jsonfeed
from aggregator.publish.wording import when_line
from tests.publish.occurrences import CALENDAR, at, occurrence

ATOM = "{http://www.w3.org/2005/Atom}"
EV = f"{{{atom.EVENT_MODULE}}}"
TODAY = date(2026, 11, 21)
HOSTILE = "</title>]]><script>alert(1)</script>&amp;\x00\x0b\u2028\ufffe"

MEETING = occurrence(
    "a1",
    venue="Hall <1>",
    location="Hall <1>, Main St",
    latitude=40.5,
    longitude=-74.25,
    attendance_mode=AttendanceMode.OFFLINE,
    url="https://ally.example.org/a?x=1&y=2",
    registration=Registration.REQUIRED,
    registration_url="javascript:alert(1)",
    organizer="Tenants & friends",
    categories=("Housing",),
    sources=(("Ally", "https://ally.example.org"),),
)
RETREAT = occurrence(
    "b2",
    start=date(2026, 12, 4),
    end=date(2026, 12, 6),
    all_day=True,
    status=Status.CANCELLED,
    updated_at=datetime(2026, 11, 1, tzinfo=UTC),
)
OVER = occurrence("c3", start=at("America/New_York", 2026, 11, 20, 23), end=None)


def entries(data: bytes) -> list[ElementTree.Element]:
    return ElementTree.fromstring(data).findall(f"{ATOM}entry")


def texts(entry: ElementTree.Element, *names: str) -> list[str | None]:
    return [entry.findtext(name) for name in names]


def test_an_atom_feed_tells_what_is_coming_up_the_last_changed_first() -> None:
    data = atom.render(CALENDAR, [OVER, MEETING, RETREAT], today=TODAY, name="calendar.atom", note="A note.")
    feed = ElementTree.fromstring(data)
    assert texts(feed, f"{ATOM}title", f"{ATOM}subtitle", f"{ATOM}updated", f"{ATOM}author/{ATOM}name") == [
        "Harbor events",
        "What allied groups announce. A note.",
        "2026-11-01T00:00:00Z",
        "Harbor events",
    ]
    assert [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")] == [
        ("self", "https://calendar.example.org/calendar.atom"),
        ("alternate", "https://calendar.example.org"),
    ]
    retreat, meeting = entries(data)
    names = (f"{ATOM}title", f"{ATOM}updated", f"{EV}startdate", f"{EV}enddate", f"{EV}organizer")
    assert texts(retreat, *names) == [
        "CANCELLED: Tenants' assembly",
        "2026-11-01T00:00:00Z",
        "2026-12-04",
        "2026-12-06",
        None,
    ]
    assert texts(meeting, *names) == [
        "Tenants' assembly",
        "2026-10-02T08:30:00Z",
        "2026-11-24T19:00:00-05:00",
        "2026-11-24T21:00:00-05:00",
        "Tenants & friends",
    ]
    content = meeting.findtext(f"{ATOM}content") or ""
    assert content.startswith("<p>Tue, Nov 24, 2026, 7:00 PM to 9:00 PM EST</p><p>Sign-up is required<br>Where: Hall")
    assert "Hall &lt;1&gt;" in content
    assert "javascript" not in content


def test_an_atom_feed_is_what_its_standard_demands() -> None:
    for occurrences in ([], [MEETING], [MEETING, RETREAT]):
        data = atom.render(CALENDAR, occurrences, today=TODAY, name="calendar.atom")
        assert data == atom.render(CALENDAR, occurrences[::-1], today=TODAY, name="calendar.atom")
        feed = ElementTree.fromstring(data)
        for element in (feed, *entries(data)):
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{name}")) == 1, "RFC 4287 §4.1.1, §4.1.2"
            datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "")
        ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries(data)]
        assert len(set(ids)) == len(ids) == len(occurrences)
        assert all(one.startswith("urn:uuid:") for one in ids)


def test_a_series_is_one_entry_with_its_next_dates() -> None:
    dates = [
        occurrence(f"w{day}", event_id="weekly", start=at("America/New_York", 2026, 11, day, 18), end=None)
        for day in range(1, 31)
    ]
    (entry,) = entries(atom.render(CALENDAR, dates, today=date(2026, 11, 10), name="calendar.atom"))
    content = (entry.findtext(f"{ATOM}content") or "").partition("</p>")[0].removeprefix("<p>").split("<br>")
    assert content[0] == "Tue, Nov 10, 2026, 6:00 PM EST"
    assert (len(content), content[-1]) == (atom.MOST_DATES + 1, "and 9 more dates")


def test_a_json_feed_holds_each_occurrence_with_its_fields() -> None:
    feed = json.loads(jsonfeed.render(CALENDAR, [RETREAT, MEETING], name="calendar.json", note="A note."))
    items = feed.pop("items")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbor events",
        "home_page_url": "https://calendar.example.org",
        "feed_url": "https://calendar.example.org/calendar.json",
        "description": "What allied groups announce.\n\nA note.",
        "authors": [{"name": "Harbor events"}],
    }
    assert [item["id"] for item in items] == ["a1", "b2"]
    words = items[0].pop("content_text")
    assert "Where: Hall <1>, Main St" in words
    assert items[0] == {
        "id": "a1",
        "url": "https://calendar.example.org/event/e-a1",
        "external_url": "https://ally.example.org/a?x=1&y=2",
        "title": "Tenants' assembly",
        "date_published": "2026-09-01T12:00:00Z",
        "date_modified": "2026-10-02T08:30:00Z",
        "tags": ["Housing"],
        "_event": {
            "event_id": "e-a1",
            "start": "2026-11-24T19:00:00-05:00",
            "end": "2026-11-24T21:00:00-05:00",
            "all_day": False,
            "timezone": "America/New_York",
            "status": "confirmed",
            "sequence": 0,
            "location": "Hall <1>, Main St",
            "venue": "Hall <1>",
            "organizer": "Tenants & friends",
            "latitude": 40.5,
            "longitude": -74.25,
            "attendance_mode": "offline",
            "registration": "required",
            "sources": [{"name": "Ally", "url": "https://ally.example.org"}],
        },
    }
    assert items[1]["_event"]["start"] == "2026-12-04"
    assert items[1]["_event"]["end"] == "2026-12-06"
    assert items[1]["title"] == "CANCELLED: Tenants' assembly"


def test_geojson_has_a_feature_for_each_occurrence_where_it_is_or_nowhere() -> None:
    found = json.loads(geojson.render(CALENDAR, [RETREAT, MEETING], name="calendar.geojson"))
    assert found["type"] == "FeatureCollection"
    assert found["url"] == "https://calendar.example.org/calendar.geojson"
    assert [(one["type"], one["id"], one["geometry"]) for one in found["features"]] == [
        ("Feature", "a1", {"type": "Point", "coordinates": [-74.25, 40.5]}),
        ("Feature", "b2", None),
    ]
    properties = found["features"][0]["properties"]
    assert properties["title"] == "Tenants' assembly"
    assert properties["start"] == "2026-11-24T19:00:00-05:00"
    assert "latitude" not in properties


@pytest.mark.parametrize("field", ["title", "description", "location", "venue", "organizer", "price", "series"])
def test_text_stays_text_in_every_kind(field: str) -> None:
    one = occurrence("x", **{field: HOSTILE})
    as_atom = atom.render(CALENDAR, [one], today=TODAY, name="calendar.atom")
    root = ElementTree.fromstring(as_atom)
    assert {element.tag.partition("}")[2] for element in root.iter()} <= {
        *("feed", "id", "title", "subtitle", "updated", "author", "name", "link", "entry", "published"),
        *("content", "startdate", "enddate", "location", "organizer"),
    }
    assert "<script" not in (root.findtext(f"{ATOM}entry/{ATOM}content") or "")
    for data in (as_atom, jsonfeed.render(CALENDAR, [one], name="a"), geojson.render(CALENDAR, [one], name="a")):
        assert b"<script" not in data
        assert not {"\x00", "\x0b", "\u2028", "\ufffe"} & set(data.decode())
    (item,) = json.loads(jsonfeed.render(CALENDAR, [one], name="a"))["items"]
    if field == "title":
        assert item["title"] == "</title>]]><script>alert(1)</script>&amp;"


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "Tue, Nov 24, 2026, 7:00 PM to 9:00 PM EST"),
        ({"end": None}, "Tue, Nov 24, 2026, 7:00 PM EST"),
        (
            {"end": at("America/New_York", 2026, 11, 25, 0, 30)},
            "Tue, Nov 24, 2026, 7:00 PM to Wed, Nov 25, 2026, 12:30 AM EST",
        ),
        ({"start": date(2026, 12, 4), "end": None}, "Fri, Dec 4, 2026"),
        ({"start": date(2026, 12, 4), "end": date(2026, 12, 6)}, "Fri, Dec 4, 2026 to Sun, Dec 6, 2026"),
    ],
)
def test_the_time_in_a_line(fields: dict[str, Any], line: str) -> None:
    assert when_line(occurrence(**fields)) == line


def test_a_day_is_over_when_it_has_passed() -> None:
    def over(one: PublishedOccurrence, day: int) -> bool:
        return atom.is_over(one, date(2026, 12, day))

    assert [over(RETREAT, day) for day in (3, 6, 7)] == [False, False, True]
