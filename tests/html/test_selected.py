"""CSS selectors of sources.toml: what they point at is read, and nothing else; a selector that fails says so."""

from __future__ import annotations

from datetime import datetime

import aggregator
from aggregator.model import Extraction, Source

NOW = datetime(2026, 11, 21)
PAGE = b"""<html><body><h1>Our winter</h1><p>Fair on Saturday, December 5, 2026, 2 pm, Town Hall.</p>
<div class="x"><b>Soup night</b><i>Dec 12 2026, 6-8pm</i><u>Grange Hall, 2 Mill Road, Burlington, VT</u>
  <a class="more" href="/soup">More</a><a class="in" href="https://forms.example.org/soup">Bring a pot</a></div>
<div class="x"><b>Mending day</b>
  <i><time datetime="2027-01-09T10:00">Saturday week</time></i><s>2027-01-09 16:00</s></div>
<div class="x"><b>Someday</b><i>when the snow is gone</i></div>
</body></html>"""
SELECTORS = {
    "event": "div.x",
    "title": "b",
    "start": "i",
    "end": "s",
    "location": "u",
    "url": "a.more",
    "registration_url": "a.in",
}


def read(selectors: dict[str, str]) -> Extraction:
    source = Source(slug="s", name="S", url="https://s.example.org/", selectors=tuple(selectors.items()))
    return aggregator.extract(
        PAGE, content_type="text/html", url=source.url, now=NOW, timezone="America/New_York", hints=source
    )


def test_events_come_from_the_selectors_alone() -> None:
    read_page = read(SELECTORS)
    assert [(e.title, str(e.start), str(e.end)) for e in read_page.events] == [
        ("Soup night", "2026-12-12 18:00:00-05:00", "2026-12-12 20:00:00-05:00"),
        ("Mending day", "2027-01-09 10:00:00-05:00", "2027-01-09 16:00:00-05:00"),
    ]
    soup = read_page.events[0]
    assert (soup.venue, soup.locality, soup.region) == ("Grange Hall", "Burlington", "VT")
    assert (soup.url, soup.registration_url) == ("https://s.example.org/soup", "https://forms.example.org/soup")
    assert {(e.field, e.text) for e in soup.evidence} >= {("title", "Soup night"), ("start", "Dec 12 2026, 6-8pm")}
    (problem,) = read_page.problems
    assert problem.where == "selected 3 (Someday)"
    assert "when the snow is gone" in problem.message


def test_a_selector_that_fits_nothing_or_cannot_be_read_is_told() -> None:
    for selectors, told in (({"event": "li.y"}, "nothing on the page fits"), ({"event": "div["}, "cannot be read")):
        read_page = read(selectors)
        assert read_page.events == ()
        assert told in read_page.problems[0].message
        assert read_page.problems[0].hint


def test_without_an_event_selector_the_page_is_one_event() -> None:
    (event,) = read({"title": "h1", "start": "p"}).events
    assert (event.title, str(event.start)) == ("Our winter", "2026-12-05 14:00:00-05:00")
