"""JSON-LD on pages: what Google's documentation of Event demands; Open Graph for shared links."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

import pytest

from tests.web.conftest import Browser

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def events(page: str) -> list[dict[str, Any]]:
    """The events that a page tells search engines of."""
    found = [json.loads(block) for block in BLOCK.findall(page)]
    return [one for block in found for one in (block if isinstance(block, list) else [block])]


def demand(event: dict[str, Any]) -> None:
    """Required and recommended properties, as documented: each of the right form where it is there."""
    assert event["@context"] == "https://schema.org"
    assert event["@type"] == "Event"
    assert event["name"].strip()
    for name in ("startDate", "endDate"):
        if name == "startDate" or name in event:
            text = event[name]
            if "T" in text:
                assert datetime.fromisoformat(text).tzinfo is not None, "a time needs its offset from UTC"
            else:
                date.fromisoformat(text)
    locations = event["location"] if isinstance(event["location"], list) else [event["location"]]
    assert locations
    for location in locations:
        if location["@type"] == "VirtualLocation":
            assert location["url"].startswith("http")
        else:
            assert location["@type"] == "Place"
            assert location["address"] if isinstance(location["address"], str) else len(location["address"]) > 1
    assert event["eventStatus"].removeprefix("https://schema.org/") in (
        *("EventScheduled", "EventCancelled", "EventPostponed"),
    )
    if event.get("eventAttendanceMode") == "https://schema.org/OnlineEventAttendanceMode":
        assert {location["@type"] for location in locations} == {"VirtualLocation"}
    assert event["url"].startswith("http")


def test_an_event_page_tells_everything_that_is_known(calendar: Browser) -> None:
    (event,) = events(calendar.text("/event/assembly"))
    demand(event)
    assert event == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Tenant assembly: stop the Bayview evictions",
        "startDate": "2026-11-24T19:00:00-08:00",
        "endDate": "2026-11-24T21:00:00-08:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Union Hall",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "2500 Alameda Street",
                "addressLocality": "Oakland",
                "addressRegion": "CA",
                "postalCode": "94601",
                "addressCountry": "US",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 37.7749, "longitude": -122.2194},
        },
        "organizer": {"@type": "Organization", "name": "Valley Tenants Union"},
        "url": "http://localhost/event/assembly",
        "sameAs": "https://tenants.example.org/assembly",
        "description": "Bring a neighbour.\n\nChildcare and Spanish interpretation. More: https://tenants.example.org/faq.",
    }


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/event/march", "eventStatus", "https://schema.org/EventCancelled"),
        ("/event/march", "startDate", "2026-11-28"),
        ("/event/phonebank", "eventStatus", "https://schema.org/EventPostponed"),
        ("/event/phonebank", "location", {"@type": "VirtualLocation", "url": "https://tenants.example.org/phones"}),
        ("/event/gathering", "endDate", "2026-12-06"),
        ("/event/clinic?occurrence=20261210T173000", "startDate", "2026-12-10T17:30:00-08:00"),
    ],
)
def test_what_other_events_tell(calendar: Browser, path: str, name: str, value: object) -> None:
    (event,) = events(calendar.text(path))
    demand(event)
    assert event[name] == value


def test_a_hybrid_event_is_in_two_places(calendar: Browser) -> None:
    (event,) = events(calendar.text("/event/gathering"))
    assert [one["@type"] for one in event["location"]] == ["Place", "VirtualLocation"]


@pytest.mark.parametrize("name", ["gone", "doubtful", "vague", "past"])
def test_what_is_not_published_or_has_no_place_tells_nothing(calendar: Browser, name: str) -> None:
    assert events(calendar.text(f"/event/{name}")) == []


@pytest.mark.parametrize("path", ["/", "/calendar", "/category/legal-aid", "/region/CA"])
def test_a_list_tells_each_of_its_events_with_its_own_page(calendar: Browser, path: str) -> None:
    page = calendar.text(path)
    found = events(page)
    assert found
    for event in found:
        demand(event)
        assert f'href="{event["url"].removeprefix("http://localhost")}"' in page


@pytest.mark.parametrize(
    ("path", "title", "begins"),
    [
        ("/event/assembly", "Tenant assembly: stop the Bayview evictions", "Tuesday 24 November 2026"),
        ("/", "Upcoming events", "Meetings, actions"),
        ("/category/housing", "Housing", "Meetings, actions"),
    ],
)
def test_a_shared_link_says_what_it_leads_to(calendar: Browser, path: str, title: str, begins: str) -> None:
    page = calendar.text(path)
    told = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
    assert (told["title"], told["site_name"], told["type"]) == (title, "Bay &amp; Valley Movement Calendar", "website")
    assert told["url"] == f"http://localhost{path}"
    assert told["description"].startswith(begins)
    assert len(told["description"]) <= 220
    assert page.count('<meta name="description"') == 1
