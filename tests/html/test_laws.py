"""What holds for every page: nothing is raised, nothing is said that does not stand there, wrapping changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.extract.html import read
from aggregator.extract.html.confidence import PUBLISHED
from aggregator.extract.html.decode import decode
from aggregator.extract.html.page import read_page
from aggregator.extract.html.tree import parse
from aggregator.model import Page, RawEvent
from aggregator.when.vocabulary import LANGUAGES, names

NOW = datetime(2026, 3, 1)
PAGES = sorted((Path(__file__).parent / "cases").glob("*/page.html"))

PIECES = st.sampled_from(
    "<div>|</div>|<p>|</p>|<table>|<tr>|<td>|</td>|</tr></table>|<ul><li>|</li>|<h2>|</h2>|<br>|<b>|</b>|<a "
    "href='/x'>|</a>|"
    "<a href='http://[bad'>|<time datetime='2026-05-01'>|</time>|May 5, 2026|7 pm|June 3-4|Rally at City "
    "Hall|Oakland, CA|When:|"
    "Location: Union Hall|every Tuesday at 6 pm|2024 schedule|<td rowspan=9>|Posted|Join us on May 9 at "
    "noon.|&nbsp;|<dl><dt>|"
    "<dd>|<nav>|<footer>|<article>|\x00|13:99|31/02/2026|Register here|<h1>|</h1>|<caption>|<li>".split("|")
)


def events_of(content: bytes, content_type: str = "text/html", now: datetime = NOW) -> tuple[RawEvent, ...]:
    return read(Page(content=content, content_type=content_type, url="https://ally.example.org/"), now=now).events


@given(
    st.binary(max_size=400),
    st.sampled_from(["text/html", "text/plain", "", "text/html; charset=utf-16", "x; charset=rot13"]),
)
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise(content: bytes, content_type: str) -> None:
    events_of(content, content_type)


@given(st.lists(PIECES, max_size=40))
@example(["Location: Union Hall", "Join us on May 9 at noon.", "\x00", "&nbsp;"])
@example(["May 5, 2026", "\x00", "\x00", "May 5, 2026"])
@settings(max_examples=120, deadline=None)
def test_no_tag_soup_raises_and_all_evidence_stands_on_the_page(pieces: list[str]) -> None:
    text = " ".join(pieces)
    said = all_words(text)
    for event in events_of(text.encode()):
        for evidence in event.evidence:
            assert squeezed(evidence.text) in said, evidence


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_evidence_stands_on_the_page(page: Path) -> None:
    said = all_words(page.read_text(encoding="utf-8"))
    for event in events_of(page.read_bytes()):
        if event.format in {"records", "prose"}:
            assert {evidence.field for evidence in event.evidence} >= {"start"}
            for evidence in event.evidence:
                assert squeezed(evidence.text) in said, evidence


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_wrapping_changes_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    wrapped = re.sub(
        r"<body>(.*)</body>", r"<body><div><div><section>\1</section></div></div></body>", text, flags=re.S
    )
    assert wrapped != text
    assert seen(events_of(wrapped.encode())) == seen(events_of(text.encode()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_headings_of_a_lower_rank_change_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lowered = re.sub(r"(</?h)([1-5])\b", lambda match: f"{match[1]}{int(match[2]) + 1}", text, flags=re.I)
    assert told(events_of(lowered.encode())) == told(events_of(text.encode()))


SIDE_MATTER = """
<div><h3>Opening hours</h3><p>Monday - Friday: 9 am - 5 pm</p><p>Saturday: 10 am - 2 pm</p><p>Sunday: closed</p></div>
<section><h2>Related posts</h2><div><a href="/p1"><h3>Volunteers plant 200 trees</h3></a><time>Feb 27, 2019</time></div>
<div><a href="/p2"><h3>Our annual report is out</h3></a><time>Feb 11, 2019</time></div></section>
<div><h3>Recent news</h3><ul><li><a href="/n1">Rails for the depot</a> January 30, 2019</li>
<li><a href="/n2">Why we oppose the new road</a> January 12, 2019</li></ul></div>
<p>Share this: <a href="https://social.example.org/x">Facebook</a> <a href="mailto:?subject=x">Email</a></p>
<p>1,204 views</p>
"""
"""What stands on pages everywhere and says nothing of their events, however much of their words it is."""

FOOTER = """
<div><div><h3>Contact</h3><p>1200 Main Street, Suite 4<br>Springfield, IL 62701</p></div>
<div><h3>Hours</h3><p>Mon–Fri 9 am–5 pm<br>Sat 10 am–2 pm</p></div><p>(555) 555-0134</p>
<p>© 2019 The Group. All rights reserved.</p></div>
"""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_what_stands_beside_changes_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    closed = re.search(r"©|<footer|rights reserved", text) is not None  # a page has one footer, at its end
    beside = text if closed else text.replace("</body>", f"{SIDE_MATTER}{FOOTER}</body>")
    now = datetime.fromisoformat(json.loads((page.parent / "expected.json").read_text(encoding="utf-8"))["now"])
    assert told(events_of(beside.encode(), now=now)) == told(events_of(text.encode(), now=now))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_reading_twice_gives_the_same(page: Path) -> None:
    assert events_of(page.read_bytes()) == events_of(page.read_bytes())


def test_no_depth_overflows() -> None:
    deep = "<div>" * 20_000 + "<p>Rally, May 5, 2026, 6 pm</p>" + "</div>" * 20_000
    assert [event.start for event in events_of(deep.encode())] == [datetime(2026, 5, 5, 18)]


def all_words(html: str) -> str:
    """The page's words and title, squeezed: what a reader can find by searching."""
    text = decode(html.encode())
    document = read_page(parse(text))
    return squeezed(" ".join([*(block.text for block in document.blocks), document.title or "", html, text]))


def squeezed(text: str) -> str:
    return "".join(text.split())


def seen(events: tuple[RawEvent, ...]) -> list[tuple[object, ...]]:
    return [(e.title, e.start, e.end, e.location, e.registration_url, e.series, e.confidence, e.links) for e in events]


def told(events: tuple[RawEvent, ...]) -> list[tuple[object, ...]]:
    """What is published of events."""
    return [(e.title, e.start, e.end, e.location, e.registration_url) for e in events if e.confidence >= PUBLISHED]


LISTED = (("Rent meeting", 14, 5), ("Picnic", 20, 6), ("Film night", 8, 8), ("Assembly", 3, 12), ("Choir", 30, 3))
"""Name, day and month."""


def month_name(language: str, month: int) -> str:
    """The longest of CLDR's names, which no other language's short one hides."""
    return max((name for name, number in names()[language]["months"].items() if number == month), key=len)


def listing(language: str) -> bytes:
    items = (
        f"<li><h3>{name}</h3><p>{day} {month_name(language, month)} 2026, 19:30</p></li>" for name, day, month in LISTED
    )
    return f"<html lang='{language}'><body><main><ul>{''.join(items)}</ul></main></body></html>".encode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_in_another_language_give_the_same_dates(language: str) -> None:
    found = [(event.title, event.start) for event in events_of(listing(language))]
    assert found == [(name, datetime(2026, month, day, 19, 30)) for name, day, month in LISTED]


CARDS = (
    "<article><h3><a href='/1'>Rent meeting</a></h3><p>May 14, 2026, 7 pm</p><p>Union Hall</p></article>",
    "<article><h3><a href='/2'>Picnic</a></h3><p>Saturday, June 20, 2026, noon to 4 pm</p></article>",
    "<article><h3><a href='/3'>Film night</a></h3><p>8/8/2026 8:30 PM</p><p>Bring a chair.</p></article>",
    "<article><h3><a href='/4'>Assembly</a></h3><p>December 3, 2026</p><p>Dinner at six.</p></article>",
    "<article><h3><a href='/5'>Choir</a></h3><p>March 30, 2026, 6:30–8 pm</p></article>",
)


@given(st.permutations(CARDS))
@settings(max_examples=25, deadline=None)
def test_shuffled_cards_give_the_same_events(cards: list[str]) -> None:
    def told(order: Iterable[str]) -> list[tuple[str | None, object, object, str | None]]:
        page = f"<html lang='en'><body><main><h1>Events</h1>{''.join(order)}</main></body></html>"
        found = events_of(page.encode())
        return sorted([(e.title, e.start, e.end, e.location) for e in found], key=lambda each: str(each[0]))

    assert told(cards) == told(CARDS)
    assert len(told(cards)) == len(CARDS)
