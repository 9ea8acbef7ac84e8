"""The linter: a good feed has no fault, and every single fault put into it is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from aggregator.model import Status
from aggregator.publish.ics import render
from aggregator.publish.lint import MOST, lint
from aggregator.publish.readback import differences
from tests.publish.occurrences import CALENDAR, at, occurrence

OCCURRENCES = [
    occurrence(
        "timed",
        description="Bring a sign; and a friend, or two.\nWe meet at the fountain – rain or shine, with música.",
        location="12 Main St, Oakland",
        latitude=37.80439,
        longitude=-122.27083,
        url="https://a.example.org/e",
        categories=("housing", "tenants, landlords"),
    ),
    occurrence("day", title="Fair; two days", start=date(2026, 12, 1), end=date(2026, 12, 2), all_day=True),
    occurrence("off", title="Vigil", status=Status.CANCELLED, start=at("Europe/Berlin", 2026, 12, 3, 18), end=None,
        timezone="Europe/Berlin"),
    occurrence("utc", title="Call", start=at("America/Santiago", 2026, 12, 4, 18), end=None,
        timezone="America/Santiago"),
]  # fmt: skip
GOOD = render(CALENDAR, OCCURRENCES)

Mutation = Callable[[bytes], bytes]


def swap(old: str, new: str, count: int = 1) -> Mutation:
    """Replace the text where it first stands; the text has to be there."""

    def mutate(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), count)

    return mutate


def drop(line: str) -> Mutation:
    return swap(f"{line}\r\n", "")


def after(line: str, added: str) -> Mutation:
    return swap(f"{line}\r\n", f"{line}\r\n{added}\r\n")


UID = "UID:timed"
BERLIN_ZONE = GOOD[GOOD.index(b"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin") :].split(b"BEGIN:VEVENT")[0].decode()

MUTATIONS: dict[str, tuple[Mutation, str]] = {
    "bare LF": (swap("VERSION:2.0\r\n", "VERSION:2.0\n"), "bare CR or LF"),
    "bare CR": (swap("VERSION:2.0\r\n", "VERSION:2.0\r"), "bare CR or LF"),
    "all LF": (lambda data: data.replace(b"\r\n", b"\n"), "bare CR or LF"),
    "empty line": (swap("VERSION:2.0\r\n", "VERSION:2.0\r\n\r\n"), "an empty line"),
    "empty line at the end": (lambda data: data + b"\r\n", "an empty line"),
    "no last line end": (lambda data: data[:-2], "cut off"),
    "cut in the middle": (lambda data: data[: len(data) // 2], "cut off"),
    "cut at a line end": (lambda data: data[: data.rindex(b"END:VEVENT")], "has no END"),
    "long line": (swap("SUMMARY:Tenants' assembly", "SUMMARY:" + "x" * 80), "more than 75"),
    "not UTF-8": (lambda data: data.replace(b"Tenants", b"Ten\xff"), "not UTF-8"),
    "folded inside a character": (lambda data: data.replace("ú".encode(), b"\xc3\r\n \xba"), "folded inside"),
    "byte-order mark": (lambda data: b"\xef\xbb\xbf" + data, "no property"),
    "HTML before": (lambda data: b"<p>\r\n" + data, "no property"),
    "text after": (lambda data: data + b"X-A:1\r\n", "outside the calendar"),
    "NUL": (swap("Tenants'", "Tenants\x00"), "control character"),
    "vertical tab": (swap("Tenants'", "Tenants\x0b"), "control character"),
    "U+2028": (swap("Tenants'", "Tenants\u2028"), "control character"),
    "NEL": (swap("Tenants'", "Tenants\x85"), "control character"),
    "line without colon": (after(UID, "HELLO"), "no property"),
    "lower-case property": (swap("SUMMARY:Tenants", "Summary:Tenants"), "no property"),
    "second calendar": (lambda data: data + data, "not exactly one VCALENDAR"),
    "no calendar": (lambda data: b"BEGIN:VCARD\r\nEND:VCARD\r\n", "not exactly one VCALENDAR"),
    "nothing": (lambda data: b"", "cut off"),
    "END of something else": (swap("END:VEVENT", "END:VTODO"), "ends nothing"),
    "no VERSION": (drop("VERSION:2.0"), "no VERSION"),
    "wrong VERSION": (swap("VERSION:2.0", "VERSION:1.0"), "VERSION cannot be"),
    "no PRODID": (drop("PRODID:-//Movement Calendar Aggregator//Published calendar//EN"), "no PRODID"),
    "METHOD": (after("VERSION:2.0", "METHOD:PUBLISH"), "METHOD has no place"),
    "calendar UID": (after("VERSION:2.0", "UID:f00"), "UID has no place"),
    "names differ": (swap("X-WR-CALNAME:Harbor", "X-WR-CALNAME:Other"), "NAME and X-WR-CALNAME differ"),
    "REFRESH-INTERVAL without VALUE": (swap(";VALUE=DURATION", ""), "REFRESH-INTERVAL with parameters"),
    "REFRESH-INTERVAL no duration": (swap("DURATION:PT6H", "DURATION:6"), "REFRESH-INTERVAL cannot be"),
    "unknown calendar zone": (swap("X-WR-TIMEZONE:America/New_York", "X-WR-TIMEZONE:Eastern"), "X-WR-TIMEZONE cannot"),
    "SOURCE no address": (swap("URI:https://calendar", "URI:webcal://calendar"), "SOURCE cannot be"),
    "no UID": (drop(UID), "no UID"),
    "empty UID": (swap(UID, "UID:"), "UID cannot be"),
    "UID twice in one event": (after(UID, UID), "2 times UID"),
    "two events of one UID": (swap("UID:day", "UID:off"), "UID off: 2 events"),
    "no DTSTAMP": (drop("DTSTAMP:20261002T083000Z"), "no DTSTAMP"),
    "local DTSTAMP": (swap("DTSTAMP:20261002T083000Z", "DTSTAMP:20261002T083000"), "DTSTAMP cannot be"),
    "impossible DTSTAMP": (swap("DTSTAMP:20261002T083000Z", "DTSTAMP:20261302T083000Z"), "DTSTAMP cannot be"),
    "DTSTAMP now": (swap("DTSTAMP:20261002T083000Z", "DTSTAMP:20261121T100000Z"), "DTSTAMP is not LAST-MODIFIED"),
    "no CREATED": (drop("CREATED:20260901T120000Z"), "no CREATED"),
    "no DTSTART": (drop("DTSTART;TZID=America/New_York:20261124T190000"), "no DTSTART"),
    "floating": (swap("DTSTART;TZID=America/New_York:", "DTSTART:"), "no time that says one instant"),
    "TZID and Z": (swap("York:20261124T190000", "York:20261124T190000Z"), "no time that says one instant"),
    "month 13": (swap("York:20261124T190000", "York:20261324T190000"), "no time that says one instant"),
    "hour 25": (swap("York:20261124T190000", "York:20261124T250000"), "no time that says one instant"),
    "a date with dashes": (swap("DATE:20261201", "DATE:2026-12-01"), "no time that says one instant"),
    "DATE that is a time": (swap("DATE:20261201", "DATE:20261201T000000"), "no time that says one instant"),
    "DATE without VALUE": (swap("DTSTART;VALUE=DATE:", "DTSTART:"), "no time that says one instant"),
    "DTEND of another kind": (swap("DTEND;VALUE=DATE:20261203", "DTEND:20261203T000000Z"), "different kinds"),
    "DTEND is DTSTART": (swap("York:20261124T210000", "York:20261124T190000"), "DTEND is not after"),
    "DTEND before": (swap("DTEND;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261130"), "DTEND is not after"),
    "no VTIMEZONE": (swap(BERLIN_ZONE, ""), "TZID Europe/Berlin: no VTIMEZONE"),
    "VTIMEZONE twice": (swap(BERLIN_ZONE, BERLIN_ZONE * 2), "TZID Europe/Berlin: 2 VTIMEZONEs"),
    "VTIMEZONE for nothing": (swap("DTSTART;TZID=Europe/Berlin:20261203T180000", "DTSTART:20261203T170000Z"),
                              "that nothing uses"),
    "unknown TZID": (swap("TZID=Europe/Berlin", "TZID=W. Europe Standard Time"), "no VTIMEZONE"),
    "wrong offset": (swap("TZOFFSETTO:+0200", "TZOFFSETTO:+0300"), "not the one that the zone database"),
    "wrong week": (swap("BYDAY=-1SU", "BYDAY=4SU"), "not the one that the zone database"),
    "RDATE zone": (swap("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "RDATE:20261025T030000"),
                   "not the one that the zone database"),
    "zone without summer": (swap(BERLIN_ZONE[BERLIN_ZONE.index("BEGIN:DAYLIGHT"):BERLIN_ZONE.index("END:VTIMEZONE")],
                                 ""), "not the one that the zone database"),
    "no SUMMARY": (drop("SUMMARY:Tenants' assembly"), "no SUMMARY"),
    "empty SUMMARY": (swap("SUMMARY:Tenants' assembly", "SUMMARY: "), "SUMMARY cannot be"),
    "bare comma": (swap("St\\, Oakland\r\nGEO", "St, Oakland\r\nGEO"), "bare comma or semicolon"),
    "bare semicolon": (swap("Fair\\; two", "Fair; two"), "bare comma or semicolon"),
    "lost backslash": (swap("Fair\\; two", "Fair\\ two"), "backslash that escapes nothing"),
    "STATUS unknown": (swap("STATUS:CONFIRMED", "STATUS:POSTPONED"), "STATUS cannot be"),
    "cancelled without the word": (swap("CANCELLED: Vigil", "Vigil"), "the title does not say so"),
    "TRANSP opaque": (swap("TRANSPARENT", "OPAQUE"), "TRANSP cannot be"),
    "CLASS private": (swap("CLASS:PUBLIC", "CLASS:PRIVATE"), "CLASS cannot be"),
    "SEQUENCE negative": (swap("SEQUENCE:0", "SEQUENCE:-1"), "SEQUENCE cannot be"),
    "javascript URL": (swap("URL:https://a.example.org/e", "URL:javascript:alert(1)"), "URL cannot be"),
    "URL with password": (swap("URL:https://a.", "URL:https://me:pw@a."), "URL cannot be"),
    "URL with a space": (swap("URL:https://a.example.org/e", "URL:https://a.example.org/e f"), "URL cannot be"),
    "GEO with a comma": (swap("37.804390;-122.270830", "37.804390,-122.270830"), "GEO cannot be"),
    "GEO off the globe": (swap("GEO:37.804390", "GEO:97.804390"), "GEO cannot be"),
    "ORGANIZER": (after(UID, "ORGANIZER:mailto:a@example.org"), "ORGANIZER has no place"),
    "ATTENDEE": (after(UID, "ATTENDEE:mailto:a@example.org"), "ATTENDEE has no place"),
    "RRULE": (after(UID, "RRULE:FREQ=WEEKLY"), "RRULE has no place"),
    "RECURRENCE-ID": (after(UID, "RECURRENCE-ID:20261124T190000Z"), "RECURRENCE-ID has no place"),
    "HTML description": (after(UID, "X-ALT-DESC;FMTTYPE=text/html:<b>x</b>"), "X-ALT-DESC has no place"),
    "alarm": (after(UID, "BEGIN:VALARM\r\nEND:VALARM"), "a VALARM inside"),
    "to-do": (swap("BEGIN:VTIMEZONE", "BEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VTIMEZONE"), "a VTODO"),
    "strange parameter": (swap("SUMMARY:Tenants", "SUMMARY;LANGUAGE=en:Tenants"), "with parameters"),
}  # fmt: skip


def test_the_good_feed_has_no_fault() -> None:
    assert lint(GOOD) == ()
    assert differences(GOOD, OCCURRENCES) == ()


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_single_fault_is_found_and_named(name: str) -> None:
    mutate, words = MUTATIONS[name]
    mutant = mutate(GOOD)
    assert mutant != GOOD
    faults = lint(mutant)
    assert any(words in fault for fault in faults), faults


def test_there_are_enough_mutants() -> None:
    assert len(MUTATIONS) >= 80


LOSSES: dict[str, Mutation] = {
    "an event lost": lambda data: data[: data.index(b"BEGIN:VEVENT")] + data[data.index(b"END:VEVENT") + 12 :],
    "an hour later": swap("York:20261124T190000", "York:20261124T200000"),
    "ends a day later": swap("DTEND;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261204"),
    "another zone": swap("20261204T210000Z", "20261204T220000Z"),
    "another title": swap("SUMMARY:Call", "SUMMARY:Gall"),
    "another status": swap("STATUS:CONFIRMED", "STATUS:TENTATIVE"),
    "another UID": swap("UID:utc", "UID:cut"),
    "an event smuggled in": swap(
        "BEGIN:VEVENT\r\nUID:day",
        "BEGIN:VEVENT\r\nUID:evil\r\nDTSTAMP:20261002T083000Z\r\nDTSTART:20261204T210000Z\r\nSUMMARY:Evil\r\n"
        "STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\nCLASS:PUBLIC\r\nSEQUENCE:0\r\nCREATED:20261002T083000Z\r\n"
        "LAST-MODIFIED:20261002T083000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:day",
    ),
}
"""Feeds that are well formed and wrong: only the comparison with what was to be published sees them."""


@pytest.mark.parametrize("name", LOSSES)
def test_well_formed_but_wrong_is_found_by_comparing(name: str) -> None:
    mutant = LOSSES[name](GOOD)
    assert differences(mutant, OCCURRENCES) != ()


def test_a_thousand_equal_faults_are_told_shortly() -> None:
    data = render(CALENDAR, [occurrence(f"u{n}") for n in range(200)]).replace(b"CLASS:PUBLIC", b"CLASS:PRIVATE")
    faults = lint(data)
    assert len(faults) == MOST + 1
    assert faults[-1] == "and 150 more"
