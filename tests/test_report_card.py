"""The report card that goes to an ally: what it says, of which line, by which standard, and what it never holds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.cli.card import Card, Finding, report_card, standards
from aggregator.cli.card.page import html_page
from aggregator.cli.card.text import WIDTH, text_lines
from aggregator.crawl import crawl_source
from aggregator.fetch import FetchSettings
from aggregator.model import Calendar, Source
from aggregator.readers import read_here
from tests.calendar_server import LOOPBACK, CalendarServer

NOW = datetime(2027, 4, 1, 12, tzinfo=UTC)
CALENDAR = Calendar(name="Harbor events", timezone="America/Chicago", contact="team@example.org")
SETTINGS = FetchSettings(allowed_networks=LOOPBACK, host_delay_seconds=0, seconds=5)

FEED = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:a@union.example.org
DTSTART;TZID=America/Chicago:20270417T140000
DTEND;TZID=America/Chicago:20270417T170000
SUMMARY:Rent strike assembly <b>now</b>
LOCATION:Union Hall\\, Springfield\\, IL
END:VEVENT
BEGIN:VEVENT
UID:b@union.example.org
DTSTART:20271301T140000
SUMMARY:In a thirteenth month
END:VEVENT
BEGIN:VEVENT
UID:c@union.example.org
DTSTART;TZID=America/Chicago:20270418T140000
DTEND;TZID=America/Chicago:20270417T140000
SUMMARY:Over before it begins
END:VEVENT
END:VCALENDAR
"""


def card_of(content: str, folder: Path, name: str = "c.ics") -> Card:
    (folder / name).write_text(content, encoding="utf-8")
    source = Source(slug="union", name="Tenants Union", url=name)
    outcome = crawl_source(source, None, now=NOW, folder=folder, calendar=CALENDAR, settings=SETTINGS, reader=read_here)
    return report_card(source, outcome, CALENDAR, now=NOW)


def test_each_fault_is_told_with_its_line_its_standard_and_how_to_mend_it(tmp_path: Path) -> None:
    card = card_of(FEED, tmp_path)
    assert (card.kind, card.events, card.ahead) == ("an iCalendar file", 2, 2)
    assert [(f.where, f.what, f.section) for f in card.findings] == [
        (
            "VEVENT 2 (uid b@union.example.org), line 11",
            'Cannot read DTSTART: "20271301T140000" is no date or time: month must be in 1..12; the event was skipped.',
            "RFC 5545, section 3.8.2.4",
        ),
        (
            "VEVENT 3 (Over before it begins), line 16",
            'DTEND "20270417T140000" lies before DTSTART; the event has no end.',
            "RFC 5545, sections 3.6.1 and 3.8.2.2",
        ),
    ]
    assert all(finding.mend and finding.url.startswith("https://www.rfc-editor.org/") for finding in card.findings)
    assert [(f.where, f.what) for f in card.advice] == [
        ("end", "in 1 of 2 events no end is given; calendar apps show a moment, or an hour."),
        ("place", "in 1 of 2 events neither a place nor a way to join online is given."),
    ]


def test_the_card_as_a_letter(tmp_path: Path) -> None:
    text = "\n".join(text_lines(card_of(FEED, tmp_path)))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert text.startswith(
        "How your calendar is read: Tenants Union\n"
        "c.ics  (1 April 2027)\n\n"
        "Thank you for keeping a public calendar. “Harbor events” reads it, so that\n"
        "more people hear of it. It was read as an iCalendar file with 2 events: 2\n"
        "dates ahead.\n\n"
        "WHAT SUBSCRIBERS SEE\n"
        "  Sat 17 Apr 2027 14:00–17:00 America/Chicago\n"
        "      Rent strike assembly now\n"
        "      Union Hall, Springfield, IL\n"
    )
    assert text.endswith("Questions and corrections: team@example.org.")


def test_a_calendar_without_a_fault_hears_so(tmp_path: Path) -> None:
    good = re.sub(r"BEGIN:VEVENT\nUID:[bc].*?END:VEVENT\n", "", FEED, flags=re.S)
    card = card_of(good, tmp_path)
    assert (card.findings, card.advice) == ((), ())
    assert "Everything on it could be read." in " ".join(text_lines(card)).replace("\n", " ")


def test_a_calendar_that_cannot_be_read_hears_why(tmp_path: Path) -> None:
    card = card_of("<html><form><input type=password></form></html>", tmp_path, "login.ics")
    text = " ".join(" ".join(text_lines(card)).split())
    assert "No event could be read here" in text
    source = Source(slug="union", name="Tenants Union", url="nowhere.ics")
    outcome = crawl_source(
        source, None, now=NOW, folder=tmp_path, calendar=CALENDAR, settings=SETTINGS, reader=read_here
    )
    card = report_card(source, outcome, CALENDAR, now=NOW)
    assert card.kind is None
    assert card.findings == (
        Finding(where="the address", what="There is no such file.", mend="Paths start at the folder of sources.toml."),
    )
    assert "Just now it could not be read; what was listed before" in " ".join(" ".join(text_lines(card)).split())


@pytest.mark.parametrize("status", [200, 404, 500])
def test_no_card_holds_a_secret_address(calendar_server: CalendarServer, status: int) -> None:
    key = "s3cr3t-7f9a2b4c6d8e"
    path = f"/private/{key}/basic.ics?token=t0k3n-aa11bb22"
    body = FEED.replace("Union Hall", f"see {calendar_server.url(path)}").replace("c@union", f"{key}@union")
    source = Source(slug="union", name="Union", url=calendar_server.put(path, body, status=status), secret=True)
    outcome = crawl_source(
        source, None, now=NOW, folder=Path("nowhere"), calendar=CALENDAR, settings=SETTINGS, reader=read_here
    )
    card = report_card(source, outcome, CALENDAR, now=NOW)
    for told in ("\n".join(text_lines(card)), html_page(card), repr(card)):
        assert key not in told
        assert "t0k3n" not in told
    assert card.address == f"http://127.0.0.1:{calendar_server.port}/…"


def test_a_page_escapes_what_a_calendar_says_and_asks_nobody(tmp_path: Path) -> None:
    card = card_of(FEED, tmp_path)
    evil = '"><script src="https://evil.example.org/x.js"></script>'
    page = html_page(replace(card, name=evil, findings=(Finding(where=evil, what=evil, mend=evil),)))
    assert "<script" not in page
    assert not re.search(r"<(?:img|link|iframe)|src=|url\(", page.replace("&quot;", "").replace("src=https", ""))


def test_many_findings_are_cut_and_counted(tmp_path: Path) -> None:
    bad = "".join(f"BEGIN:VEVENT\nUID:{n}\nDTSTART:never\nSUMMARY:x\nEND:VEVENT\n" for n in range(30))
    card = card_of(f"BEGIN:VCALENDAR\n{bad}END:VCALENDAR\n", tmp_path)
    assert (len(card.findings), card.more) == (20, 10)
    assert [bool(finding.mend) for finding in card.findings] == [True] + [False] * 19
    assert "  … and 10 more of the kind" in list(text_lines(card))


def test_every_standard_is_named_in_full() -> None:
    assert len(standards()) >= 20
    for entry in standards():
        assert set(entry) == {"words", "section", "url", "mend"}
        assert bool(entry["section"]) is entry["url"].startswith("https://")
        assert entry["mend"].endswith(".")
