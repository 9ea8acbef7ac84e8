"""Hostile words in every column of the database: none is ever markup, a script or a link to follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from markupsafe import Markup

from aggregator.publish.lint import lint
from aggregator.web.links import is_local, map_links, paragraphs, safe_url, subscription
from tests.web.conftest import Browser
from tests.web.sample import PACIFIC, Sample

TEXT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}</title></textarea>&lt;b&gt;"
URLS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example.org/x",
    "https://user:secret@evil.example.org/",
    "http://evil.example.org/\r\nSet-Cookie: a=b",
    "http:///no-host",
    "http://[broken",
    "ftp://example.org/file",
    "https://example.org/\u202eexe.gpj",
]


class Links(HTMLParser):
    """Collects what a page would run or follow."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and dict(attrs).get("type") == "application/ld+json":
            return  # data that no browser runs
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One event a hostile address, hostile words in all of them, a hostile source and a hostile calendar."""
    path = tmp_path_factory.mktemp("hostile") / "events.db"
    sample = Sample(path)
    texts = ("location", "venue", "address", "locality", "region", "postal_code", "organizer", "description", "series")
    for number, url in enumerate(URLS):
        columns: dict[str, Any] = {name: f"{name} {TEXT} {url}" for name in texts}
        sample.event(
            f"e{number}",
            f"{number} {TEXT}",
            f"2026-11-2{number % 10}T19:00:00-08:00",
            sources={"tenants": url},
            url=url,
            registration_url=url,
            attendance_mode=TEXT if number == 0 else "offline",
            registration=TEXT if number == 1 else "open",
            timezone_source=TEXT if number < 2 else "word",
            categories=[TEXT],
            evidence=[("start", TEXT, TEXT)],
            zone=PACIFIC,
            **columns,
        )
        change = {"event_id": f"e{number}", "kind": TEXT, "field": TEXT, "old": TEXT, "new": url, "source": "tenants"}
        sample.db.table("changes").insert({"at": "2026-11-18T08:00:00Z", **change})
    hostile_source = {"name": TEXT, "url": URLS[0], "failures": 2, "message": TEXT, "hint": TEXT}
    sample.db.table("sources").upsert({"slug": "tenants", "enabled": 1, **hostile_source}, pk="slug")
    facts = {"name": TEXT, "contact": TEXT, "description": TEXT, "feed_note": TEXT}
    sample.db.table("about").upsert_all([{"key": key, "value": value} for key, value in facts.items()], pk="key")
    sample.close()
    browser = Browser(path)
    yield browser
    browser.close()


QUERY = f"q={TEXT}&category={TEXT}&region={TEXT}&source={TEXT}&from={TEXT}&online={TEXT}&page={TEXT}".replace(
    "&lt;", ""
)

PAGES = [
    "/",
    "/calendar?view=month",
    "/calendar?" + re.sub(r"[<>\"' ]", lambda m: f"%{ord(m.group()):02x}", QUERY),
    "/sources",
    *(f"/event/e{number}" for number in range(2, len(URLS))),
]


@pytest.mark.parametrize("path", PAGES)
def test_no_hostile_word_survives_on_a_page(hostile: Browser, path: str) -> None:
    page = hostile.text(path)
    found = Links(page)
    assert not {"script", "img", "iframe", "b", "textarea"} & set(found.tags)
    assert not [name for name in found.attributes if name.startswith("on")]
    own = re.compile(r"(/|#|https?://[^@]*$|webcal://|geo:|mailto:)")
    assert [address for address in found.addresses if not own.match(address)] == []
    assert not [address for address in found.addresses if "evil" in address.split("?")[0] and "@" in address]
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", page)[0], "a template in the data was run"


def test_an_attendance_or_registration_nobody_knows_shows_no_page_of_errors(hostile: Browser) -> None:
    assert hostile.ask("/event/e0").status_code == 200
    assert hostile.ask("/event/e1").status_code == 200


def test_no_hostile_word_survives_in_a_table(hostile: Browser) -> None:
    for path in ("/events/events", "/events/listings", "/events/sources", "/events/events/e7"):
        found = Links(hostile.text(path))
        assert "img" not in found.tags
        assert not [address for address in found.addresses if re.match(r"(?i)\s*(javascript|data|vbscript):", address)]
        assert not [address for address in found.addresses if "user:secret@" in address.split("?")[0]], path


def test_feeds_rendered_from_hostile_rows_are_clean(hostile: Browser) -> None:
    for number in range(2, len(URLS)):
        body = hostile.ask(f"/event/e{number}.ics").content
        assert lint(body) == ()
        assert body.count(b"BEGIN:VEVENT") == 1
        assert b"\r\nURL:javascript" not in body


@pytest.mark.parametrize("url", URLS)
def test_addresses_that_no_reader_is_sent_to(url: str) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize(
    "url", ["https://example.org", "http://example.org:8080/a?b=c#d", "https://example.org/gewerkschaft/%C3%A4"]
)
def test_addresses_that_a_reader_may_follow(url: str) -> None:
    assert safe_url(url) == url


def test_text_becomes_paragraphs_with_links() -> None:
    text = (
        "One <b>\nline (see https://example.org/a?x=1&y=2).\r\n\r\njavascript:alert(1) http://user:pw@example.org\n\n\n"
    )
    assert paragraphs(text) == (
        Markup(
            "One &lt;b&gt;<br>line (see "
            '<a href="https://example.org/a?x=1&amp;y=2" rel="noopener">https://example.org/a?x=1&amp;y=2</a>).'
        ),
        Markup("javascript:alert(1) http://user:pw@example.org"),
    )
    assert paragraphs(None) == ()


def test_subscription_links_keep_the_whole_address() -> None:
    ways = subscription("https://calendar.example.org/calendar.ics?category=a%26b&online=1", "Us & them")
    assert ways.webcal == "webcal://calendar.example.org/calendar.ics?category=a%26b&online=1"
    assert ways.google.endswith(
        "?cid=webcal%3A%2F%2Fcalendar.example.org%2Fcalendar.ics%3Fcategory%3Da%2526b%26online%3D1"
    )
    assert ways.outlook.startswith("https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fcalendar")
    assert ways.office.endswith("&name=Us%20%26%20them")


def test_maps_are_offered_for_what_is_known() -> None:
    assert map_links(None, None, None) == ()
    assert [label for label, _ in map_links("Union Hall, Oakland", None, None)] == [
        "OpenStreetMap",
        "Google Maps",
        "Apple Maps",
    ]
    assert map_links(None, 37.5, -122.25)[-1] == ("Map app on this device", "geo:37.500000,-122.250000")


def test_an_address_of_this_machine_is_known_as_such() -> None:
    local = ["http://localhost:8001/a", "http://127.0.0.1/a", "http://[::1]:8001/a", "http://0.0.0.0/"]
    assert [is_local(url) for url in local] == [True] * 4
    assert [is_local(url) for url in ("https://calendar.example.org/", "http://10.0.0.7:8001/")] == [False] * 2
