"""A hundred payloads through every field that a source writes: none survives in a feed, page, CSV or exported file."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.publish.lint import lint
from aggregator.web.export import files
from aggregator.web.spreadsheets import Records, harmless
from tests.web.conftest import Browser
from tests.web.payloads import PAYLOADS
from tests.web.sample import NOW, Sample

FIELDS = ("title", "location", "venue", "description", "url", "registration_url", "organizer")

TAGS = set(
    "html head meta title link body a header div nav ul ol li main footer p time form label input select option button"
    " details summary section h1 h2 h3 h4 span strong aside article dl dt dd q ins del br table caption thead tbody tr"
    " th td abbr script".split()
)
"""What our pages are made of; `script` only for data."""

PROPERTIES = set(
    "BEGIN END VERSION PRODID CALSCALE NAME X-WR-CALNAME DESCRIPTION X-WR-CALDESC X-WR-TIMEZONE REFRESH-INTERVAL"
    " X-PUBLISHED-TTL SOURCE URL LAST-MODIFIED TZID TZOFFSETFROM TZOFFSETTO TZNAME RRULE DTSTART DTEND UID DTSTAMP"
    " SUMMARY LOCATION GEO CATEGORIES STATUS TRANSP CLASS SEQUENCE CREATED".split()
)

OWN = re.compile(
    r"(?!.*javascript:)(https?://[^@\s]*$|webcal://|geo:|mailto:calendar@example\.org$|[.#]|/(?!/)|[A-Za-z0-9_-]+[/.]|$)"
)


def fill(path: Path) -> Path:
    """An event for each payload, which stands in all of its fields."""
    sample = Sample(path)
    for number, payload in enumerate(PAYLOADS):
        day = date(2026, 11, 21) + timedelta(days=number)
        columns: dict[str, Any] = dict.fromkeys(FIELDS[1:], payload)
        title = payload if payload.strip() else "x"
        sample.event(f"e{number}", title, str(day), sources={"tenants": payload}, categories=[payload], **columns)
    sample.close()
    return path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of all payloads."""
    return fill(tmp_path_factory.mktemp("payloads") / "events.db")


@pytest.fixture(scope="module")
def hostile(database: Path) -> Iterator[Browser]:
    """That database, served."""
    browser = Browser(database)
    yield browser
    browser.close()


class Markup(HTMLParser):
    """What a browser would build from a page, where that is not ours."""

    def __init__(self, text: str, tags: set[str] = TAGS) -> None:
        super().__init__()
        self.allowed = tags
        self.faults: list[str] = []
        self.data: list[str] = []
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._in_data = tag == "script" and found.get("type") == "application/ld+json"
        if tag not in self.allowed or (tag == "script" and not self._in_data):
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "http-equiv", "xlink:href", "formaction"):
                self.faults.append(f"{name}={value}")
            if name in ("href", "src", "action") and not OWN.match(value or ""):
                self.faults.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)


def faults(name: str, body: bytes) -> list[str]:
    """What of a payload is alive in a file; the checks go by the file's kind."""
    kind = name.rpartition(".")[2]
    if kind == "ics":
        lines = body.decode().replace("\r\n ", "").split("\r\n")
        strange = {re.split("[:;]", line)[0] for line in lines if line} - PROPERTIES
        return [*lint(body), *sorted(strange)]
    if kind == "atom":
        root = ElementTree.fromstring(body)
        known = "feed id title subtitle updated author name link entry published category content startdate location"
        found = [
            element.tag for element in root.iter() if element.tag.partition("}")[2] not in f"{known} organizer".split()
        ]
        found += [
            link.get("href", "") for link in root.iter() if "href" in link.attrib and not OWN.match(link.attrib["href"])
        ]
        for content in root.iter("{http://www.w3.org/2005/Atom}content"):
            found += Markup(content.text or "", {"p", "br"}).faults
        return found
    if kind in ("json", "geojson"):
        text = body.decode()
        found = re.findall("[<>\u2028\u2029]", text)
        pairs: list[tuple[str, Any]] = []

        def note(some: list[tuple[str, Any]]) -> dict[str, Any]:
            pairs.extend(some)
            return dict(some)

        json.loads(text, object_pairs_hook=note)
        return found + [value for key, value in pairs if key.endswith("url") and not OWN.match(value)]
    page = Markup(body.decode())
    for block in page.data:
        made = json.loads(block)
        page.faults += [one["@type"] for one in (made if isinstance(made, list) else [made]) if one["@type"] != "Event"]
    return page.faults


def test_there_are_a_hundred() -> None:
    assert len(set(PAYLOADS)) == 100


@pytest.mark.parametrize("number", range(100))
def test_no_payload_survives_on_its_page_and_in_its_feed(hostile: Browser, number: int) -> None:
    for ending in ("", ".ics"):
        response = hostile.ask(f"/event/e{number}{ending}")
        assert response.status_code == 200
        assert faults(f"page{ending or '.html'}", response.content) == []


@pytest.mark.parametrize(
    "path",
    [
        *("/calendar.ics", "/calendar-full.ics", "/calendar.atom", "/calendar.json", "/calendar.geojson"),
        *("/source/tenants.ics", "/source/tenants.atom", "/source/tenants.json", "/source/tenants.geojson"),
        *("/", "/calendar?page=2", "/calendar?view=month&month=2026-12", "/sources", "/changes", "/source/tenants"),
    ],
)
def test_no_payload_survives_in_lists(hostile: Browser, path: str) -> None:
    assert faults(path if "." in path else "page.html", hostile.ask(path).content) == []


@pytest.mark.parametrize("kind", ["ics", "atom", "json", "geojson"])
def test_every_payload_is_still_there_as_text(hostile: Browser, kind: str) -> None:
    """So that the tests above cannot pass on feeds that lost their events."""
    body = hostile.ask(f"/calendar.{kind}").content
    marks = {"ics": b"\r\nBEGIN:VEVENT\r\n", "atom": b"<entry>", "json": b'"_event"', "geojson": b'"Feature"'}
    assert body.count(marks[kind]) == 100


def test_no_payload_survives_in_the_exported_site(database: Path) -> None:
    async def exported() -> dict[str, bytes]:
        return {made.path: made.data async for made in files(database, "https://calendar.example.org", NOW)}

    found = asyncio.run(exported())
    assert len([name for name in found if name.startswith("event/")]) == 200
    alive = {name: faults(name, data) for name, data in found.items() if not name.endswith((".css", ".xml", ".txt"))}
    assert {name: what for name, what in alive.items() if what} == {}
    assert not [name for name in found if not re.fullmatch(r"[A-Za-z0-9._/-]+", name) or ".." in name]
    ElementTree.fromstring(found["sitemap.xml"])


STARTS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize(
    "path",
    [
        *("/events/events.csv?_size=max", "/events/listings.csv?_size=max", "/events/occurrences.csv?_stream=on"),
        *("/events/upcoming.csv?_size=max", "/events.csv?sql=select+title,+description+from+events"),
    ],
)
def test_no_cell_of_csv_is_a_formula(hostile: Browser, path: str) -> None:
    response = hostile.ask(path)
    assert response.status_code == 200
    rows = list(csv.reader(io.StringIO(response.content.decode(), newline="")))
    assert len(rows) > 90
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [cell for row in rows for cell in row if cell.startswith(STARTS)] == []
    assert "'=1+1" in {cell for row in rows for cell in row}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a,b\r\n", "a,b\r\n"),
        ("=1,-122.25,-5,+1e3,-1+1\r\n", "'=1,-122.25,-5,+1e3,'-1+1\r\n"),
        ('"=a,b","x=1","-3"\n', '"\'=a,b","x=1","-3"\n'),
        ('"say ""hi""\n=1",@b\r\n', '"say ""hi""\n=1",\'@b\r\n'),
        (",,=\r\n\r\n", ",,'=\r\n\r\n"),
        ("", ""),
    ],
)
def test_what_becomes_of_cells(before: str, after: str) -> None:
    assert harmless(before) == after


cells = st.text(alphabet=st.sampled_from('=+-@a1.,"\r\n\té＝'), max_size=6)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=2, max_size=3), max_size=5), size=st.integers(1, 9))
def test_csv_in_pieces_keeps_every_cell(rows: list[list[str]], size: int) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    data, records = out.getvalue().encode(), Records()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    sent = b"".join(records.take(piece, last=False) for piece in pieces) + records.take(b"", last=True)
    read = list(csv.reader(io.StringIO(sent.decode(), newline="")))
    number = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
    assert read == [[f"'{c}" if c.startswith(STARTS) and not number.fullmatch(c) else c for c in row] for row in rows]
