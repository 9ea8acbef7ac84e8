"""What changed, as the page, the feed and the command tell it: only what readers of the calendar could notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from tests.web.conftest import Browser
from tests.web.sample import Sample, fill

ATOM = "{http://www.w3.org/2005/Atom}"


def change(event: str, kind: str = "changed", **columns: Any) -> dict[str, Any]:
    known = {"at": "2026-11-19T08:00:00Z", "event_id": event, "listing_id": f"{event}-0", "source": "tenants"}
    values = {"field": None, "old": None, "new": None}
    return {**values, **known, "kind": kind, **columns}


CHANGES = [
    change("assembly", field="location", old="Hall", new="Union Hall, 2500 Alameda St, Oakland, CA"),
    # The same words from another source of the event, which does not speak for it: nobody saw that.
    change("assembly", listing_id="assembly-1", source="climate", field="location", old="Hall", new="Nowhere"),
    change("phonebank", "postponed", field="status", old="confirmed", new="postponed"),
    change("webinar", field="description", old="a", new="b"),
    change("gone", "withdrawn"),
    change("doubtful", "moved", field="start", old="2026-12-08", new="2026-12-09"),
    change("secret", "moved", field="start", old="2026-12-09", new="2026-12-10"),
    change("past", "moved", at="2026-10-19T08:00:00Z", field="start", old="2026-10-19", new="2026-10-20"),
]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = tmp_path_factory.mktemp("changed") / "events.db"
    sample = Sample(path)
    fill(sample)
    sample.db.table("changes").insert_all(CHANGES)
    sample.close()
    browser = Browser(path)
    yield browser
    browser.close()


def told(page: str) -> list[tuple[str, str]]:
    labels = re.findall(r'<span class="badge [a-z]+">([^<]+)</span>', page)
    return list(zip(labels, re.findall(r'<h3 class="title"><a href="[^"]+">([^<]+)</a>', page), strict=True))


def test_the_page_tells_what_readers_could_notice_newest_first(changed: Browser) -> None:
    page = changed.text("/changes")
    assert told(page) == [
        ("Postponed", "Phone bank for rent control"),
        ("Place", "Tenant assembly: stop the Bayview evictions"),
        ("No longer listed", "Withdrawn reading group"),
        ("Moved", "Tenant assembly: stop the Bayview evictions"),
    ]
    assert "Now at Union Hall, 2500 Alameda St, Oakland, CA; it was Hall." in page
    assert "Moved from Monday 23 November to Tuesday 24 November, still 7:00 pm PST." in page
    assert "Nowhere" not in page


def test_the_page_goes_back_and_narrows(changed: Browser) -> None:
    assert told(changed.text("/changes?until=2026-10-31")) == [("Moved", "Last month’s meeting")]
    assert told(changed.text("/changes?source=climate")) == []
    assert "Nothing changed in these days" in changed.text("/changes?until=2026-09-01")
    assert told(changed.text("/changes?until=nonsense")) == told(changed.text("/changes"))


def test_many_new_events_of_one_answer_are_one_line(tmp_path: Path) -> None:
    sample = Sample(tmp_path / "events.db")
    for number in range(5):
        sample.event(f"e{number}", f"Meeting {number}", f"2026-12-0{number + 1}")
        sample.db.table("changes").insert(change(f"e{number}", "new", at="2026-10-01T12:00:00Z"))
    sample.close()
    browser = Browser(tmp_path / "events.db")
    assert told(browser.text("/changes?until=2026-10-05")) == [("New", "5 events of Valley Tenants Union")]
    browser.close()


def test_the_feed_holds_what_matters_and_is_valid_atom(changed: Browser) -> None:
    answer = changed.ask("/changes.atom")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = ElementTree.fromstring(answer.content)
    for parent in (feed, *feed.findall(f"{ATOM}entry")):  # RFC 4287 §4.1.1, §4.1.2
        assert [len(parent.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [str(entry.findtext(f"{ATOM}id")) for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in ids)
    assert changed.ask("/changes.atom").content == answer.content
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [
        "Place: Tenant assembly: stop the Bayview evictions",
        "No longer listed: Withdrawn reading group",
        "Postponed: Phone bank for rent control",
        "Moved: Tenant assembly: stop the Bayview evictions",
        "Moved: Last month’s meeting",
    ]
    assert read.feed.updated == "2026-11-19T08:00:00Z"
    assert read.entries[0].link.endswith("/event/assembly")


def test_the_feed_answers_conditionally(changed: Browser) -> None:
    etag = changed.ask("/changes.atom").headers["etag"]
    assert changed.ask("/changes.atom", headers={"If-None-Match": etag}).status_code == 304


def test_a_feed_without_an_entry_is_a_feed(changed: Browser) -> None:
    read = feedparser.parse(changed.ask("/changes.atom?source=library").content)
    assert (read.bozo, read.entries, read.feed.updated) == (False, [], "2026-11-20T17:40:00Z")
