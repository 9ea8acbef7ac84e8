"""Any selection is a feed, in four kinds, under its filters and under a short form; pages point to them."""

from __future__ import annotations

import json
import re
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.publish import feeds
from aggregator.publish.lint import lint
from aggregator.web.database import read_about
from aggregator.web.filters import Filters
from aggregator.web.near import Near, is_near, read_near
from tests.web.conftest import Browser

TYPES = {
    "ics": "text/calendar; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "geojson": "application/geo+json",
}

SLICES = {
    "/calendar{}": 13,
    "/calendar{}?category=Housing": 9,
    "/category/housing{}": 9,
    "/category/legal-aid{}": 7,
    "/category/Legal%20aid{}": 7,
    "/region/CA{}": 10,
    "/region/CA{}?online=0&category=Libraries": 1,
    "/source/tenants{}": 9,
    "/source/nobody{}": 0,
    "/calendar{}?category=Libraries&category=Climate": 3,
    "/calendar{}?near=37.77,-122.2,5": 1,
    "/calendar{}?category=Libraries&cancelled=dropped": 0,
    "/calendar{}?category=Libraries&cancelled=marked": 1,
    "/calendar{}?from=2026-12-01&to=2026-12-05&source=climate": 2,
}
"""An address, and how many occurrences the sample has for it in the window."""


def ids(kind: str, body: bytes) -> list[str]:
    """What a feed holds; of an Atom feed, its events."""
    if kind == "ics":
        assert lint(body) == ()
        return sorted(str(event["UID"]) for event in icalendar.Calendar.from_ical(body).walk("VEVENT"))
    if kind == "atom":
        return [entry.text or "" for entry in ElementTree.fromstring(body).findall(".//{*}entry/{*}id")]
    return sorted(item["id"] for item in json.loads(body)["items" if kind == "json" else "features"])


@pytest.mark.parametrize(("address", "count"), SLICES.items())
def test_a_selection_is_the_same_in_every_kind(calendar: Browser, address: str, count: int) -> None:
    found = {}
    for kind, content_type in TYPES.items():
        response = calendar.ask(address.format(f".{kind}"))
        assert (response.status_code, response.headers["content-type"]) == (200, content_type)
        assert response.headers["access-control-allow-origin"] == "*"
        assert (
            calendar.ask(address.format(f".{kind}"), headers={"If-None-Match": response.headers["etag"]}).status_code
            == 304
        )
        found[kind] = ids(kind, response.content)
    assert (len(found["ics"]), found["json"], found["geojson"]) == (count, found["ics"], found["ics"])
    assert len(set(found["atom"])) == len(found["atom"]) <= count


@pytest.mark.parametrize(
    ("query", "wrong", "allowed"),
    [
        ("online=perhaps", "online=“perhaps”", "1 for online"),
        ("from=tomorrow", "from=“tomorrow”", "2026-12-31"),
        ("from=2026-12-02&to=2026-12-01", "to=“2026-12-01”", "before from"),
        ("near=Oakland", "near=“Oakland”", "latitude,longitude,kilometres"),
        ("near=37,-122,0", "near=", "at most 500"),
        ("near=37,-122,501", "near=", "at most 500"),
        ("near=nan,0,5", "near=", "latitude"),
        ("cancelled=no", "cancelled=“no”", "marked or dropped"),
    ],
)
def test_a_bad_value_is_told_and_there_is_no_feed(calendar: Browser, query: str, wrong: str, allowed: str) -> None:
    for path in ("/calendar.ics", "/calendar.atom", "/calendar.json", "/calendar.geojson", "/category/housing.ics"):
        response = calendar.ask(f"{path}?{query}")
        assert response.status_code == 400
        assert wrong in response.text
        assert allowed in response.text
        assert "was left out" not in response.text
    assert wrong in calendar.text(f"/calendar?{query}"), "a page tells it, and shows the rest"


@pytest.mark.parametrize("path", ["/calendar", "/calendar?category=Legal+aid", "/category/legal-aid", "/region/CA"])
def test_a_page_points_to_its_feeds(calendar: Browser, path: str) -> None:
    page = calendar.text(path)
    links = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="http://localhost([^"]+)">', page)
    base = {"/calendar": "/calendar", "/region/CA": "/region/CA"}.get(path, "/category/legal-aid")
    kinds = [(TYPES[kind].partition(";")[0], f"{base}.{kind}") for kind in TYPES]
    assert links == ([] if base == "/calendar" else [("text/calendar", "/calendar.ics")]) + kinds
    for _, address in links:
        assert calendar.ask(address).status_code == 200


def test_a_page_tells_that_the_file_of_its_selection_is_narrowed(
    calendar_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(calendar_db)
    assert "This feed holds" not in browser.text("/category/housing?from=2026-12-01")
    monkeypatch.setattr(feeds, "MAX_BYTES", 6000)
    assert "This feed holds" not in browser.text("/category/housing"), "remembered until the database changes"
    browser.close()
    browser = Browser(calendar_db)
    page = browser.text("/category/housing?from=2026-12-01")
    file = browser.ask("/category/housing.ics").content
    browser.close()
    (told,) = re.findall(r"This feed holds the \d events from .+? it names\.", page)
    assert told.replace(",", "\\,").encode() in file.replace(b"\r\n ", b"")
    assert len(file) <= 6000
    assert len(ids("ics", file)) < SLICES["/category/housing{}"]


def test_days_that_are_named_are_all_there(calendar: Browser) -> None:
    """With only their end named, all before it: the window of the calendar cuts nothing off in silence."""
    late = calendar.ask("/calendar.ics?to=2099-12-31").content
    assert ids("ics", late) == sorted(
        item["id"] for item in calendar.ask("/calendar.json?to=2099-12-31").json()["items"]
    )


def test_a_short_form_is_the_page_of_its_filter(calendar: Browser) -> None:
    short, long = calendar.text("/category/legal-aid"), calendar.text("/calendar?category=Legal+aid")
    events = re.compile(r'href="(/event/[^"]+)"')
    assert events.findall(short) == events.findall(long) != []
    canonical = '<link rel="canonical" href="http://localhost/category/legal-aid">'
    assert canonical in short
    assert canonical in long


def test_the_heading_says_what_is_shown(calendar: Browser) -> None:
    assert "<h1>Upcoming events</h1>" in calendar.text("/calendar")
    page = calendar.text("/category/legal-aid")
    assert "<h1>Upcoming events: Legal aid</h1>" in page
    assert re.findall(r'<option value="([^"]+)" selected>', page) == ["Legal aid"]


def test_the_form_keeps_what_it_has_no_field_for(calendar: Browser) -> None:
    page = calendar.text("/calendar?near=37.77,-122.2,5&cancelled=dropped")
    assert '<input type="hidden" name="near" value="37.77,-122.2,5">' in page
    assert '<input type="hidden" name="cancelled" value="dropped">' in page
    assert "within 5 km of 37.77, -122.2 · without cancelled ones" in page


def test_a_feed_says_where_it_is(calendar: Browser) -> None:
    async def about() -> Any:
        await calendar.datasette.invoke_startup()
        return await read_about(calendar.datasette.get_database())

    import asyncio

    assert asyncio.run(about()).calendar.url is None, "the sample has no public address, so no feed names one"
    assert b"SOURCE" not in calendar.ask("/category/housing.ics").content
    assert "feed_url" not in calendar.ask("/category/housing.json").json()


@pytest.mark.parametrize(
    ("filters", "path"),
    [
        (Filters(), "/calendar.ics"),
        (Filters(category=("Legal aid",)), "/category/legal-aid.ics"),
        (Filters(category=("a/b",)), "/calendar.ics?category=a%2Fb"),
        (Filters(category=("a", "b")), "/calendar.ics?category=a&category=b"),
        (Filters(source=("x-y",)), "/source/x-y.ics"),
        (Filters(region=("CA",), online=True), "/calendar.ics?region=CA&online=1"),
        (Filters(near=Near(37.5, -122.25, 25.0)), "/calendar.ics?near=37.5%2C-122.25%2C25"),
    ],
)
def test_the_address_of_a_choice(filters: Filters, path: str) -> None:
    assert filters.path("ics") == path


degrees = st.floats(-180, 180)


@settings(max_examples=50, deadline=None)
@given(north=st.floats(-74, 74), east=degrees, km=st.floats(1, 500), bearing=degrees, far=st.sampled_from([0.98, 1.02]))
def test_near_is_within_two_percent_of_a_great_circle(
    north: float, east: float, km: float, bearing: float, far: float
) -> None:
    import sqlite3

    degrees_away = km * far / 111.195
    there = (
        north + degrees_away * cos(radians(bearing)),
        east + degrees_away * sin(radians(bearing)) / cos(radians(north)),
    )
    middle, other = radians(north), radians(there[0])
    half = sin((other - middle) / 2) ** 2 + cos(middle) * cos(other) * sin(radians(there[1] - east) / 2) ** 2
    distance = 2 * asin(sqrt(half)) * 6371
    longitude = (there[1] + 180) % 360 - 180
    near = Near(north, east, km)
    database = sqlite3.connect(":memory:")
    try:
        sql = f"SELECT {is_near('e')} FROM (SELECT :a AS latitude, :b AS longitude) AS e"
        (inside,) = database.execute(sql, {"a": there[0], "b": longitude, "near": near.parameter}).fetchone()
    finally:
        database.close()
    if abs(distance / km - 1) > 0.006:
        assert bool(inside) == (distance < km)


def test_a_circle_is_read_as_it_is_written() -> None:
    near = read_near(" 37.80, -122.27 ,25")
    assert near == Near(37.8, -122.27, 25)
    assert near.text == "37.8,-122.27,25"
    assert [read_near(text) for text in ("", "1,2", "1,2,3,4", "91,0,1", "0,181,1", "1,2,inf")] == [None] * 6
