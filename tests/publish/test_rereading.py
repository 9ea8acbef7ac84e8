"""Faults of JSON and Atom feeds are found by reading them back; whole feeds of anything at all are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import PublishedOccurrence, Status
from aggregator.publish import atom, jsonfeed
from aggregator.publish.feeds import Edition, calendar_atom, calendar_json, check_atom, check_json
from aggregator.publish.proofs import Proofs
from aggregator.publish.rereading import atom_faults, json_faults
from tests.publish.occurrences import CALENDAR, at, occurrence
from tests.publish.test_readback import published

TODAY = date(2026, 11, 21)
OCCURRENCES = [
    occurrence(
        "a",
        url="https://ally.example.org/a",
        registration_url="mailto:group@example.org",
        sources=(("Ally", "https://ally.example.org"),),
    ),
    occurrence("b", start=date(2026, 12, 4), end=date(2026, 12, 6), all_day=True, status=Status.CANCELLED),
    occurrence("c", start=at("Europe/Berlin", 2026, 12, 5, 18), end=None, timezone="Europe/Berlin", title="Vigil"),
]
EVENTS = [[one] for one in OCCURRENCES]
JSON = jsonfeed.render(CALENDAR, OCCURRENCES, name="calendar.json")
ATOM = atom.render(CALENDAR, OCCURRENCES, today=TODAY, name="calendar.atom")

Mutation = Callable[[bytes], bytes]


def swap(old: bytes, new: bytes) -> Mutation:
    """Replaces the first of what has to be there."""

    def mutate(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return mutate


def without(data: bytes, begin: bytes, end: bytes) -> bytes:
    """What is left without the first span from begin to end."""
    first = data.index(begin)
    last = data.index(end, first) + len(end)
    return data[:first] + data[last:]


JSON_FAULTS: dict[str, Mutation] = {
    "cut off": lambda data: data[:-20],
    "no JSON at all": lambda data: b"<html>",
    "an item lost": lambda data: without(data, b'{"id": "b"', b",\n"),
    "an hour later": swap(b"T19:00:00-05:00", b"T20:00:00-05:00"),
    "another offset": swap(b"T19:00:00-05:00", b"T19:00:00-06:00"),
    "no offset": swap(b"T19:00:00-05:00", b"T19:00:00"),
    "another last day": swap(b"2026-12-06", b"2026-12-07"),
    "another title": swap(b"Vigil", b"Virgil"),
    "not cancelled": swap(b'"status": "cancelled"', b'"status": "confirmed"'),
    "an unknown status": swap(b'"status": "cancelled"', b'"status": "off"'),
    "another id": swap(b'"id": "c"', b'"id": "d"'),
    "an id twice": swap(b'"id": "c"', b'"id": "a"'),
    "no start": swap(b'"start"', b'"begin"'),
    "no extension": swap(b'"_event"', b'"event"'),
    "a script as address": swap(b"https://ally.example.org/a", b"javascript:alert(1)"),
    "a script as sign-up": swap(b"mailto:group@example.org", b"javascript:alert(1)"),
    "words behind a sign-up by mail": swap(b"mailto:group@example.org", b"mailto:group@example.org?body=x"),
    "a script as source": swap(b'"url": "https://ally.example.org"}', b'"url": "data:x"}'),
    "markup": swap(b"Vigil", b"<b>Vigil"),
    "another version": swap(b"version/1.1", b"version/9"),
    "no title": swap(b'"title": "Harbor events", ', b""),
    "no number": swap(b'"sequence": 0', b'"sequence": NaN'),
}

ATOM_FAULTS: dict[str, Mutation] = {
    "cut off": lambda data: data[:-20],
    "no XML at all": lambda data: b"{}",
    "an entry lost": lambda data: without(data, b"<entry>\n", b"</entry>\n"),
    "an hour later": swap(b"<ev:startdate>2026-11-24T19", b"<ev:startdate>2026-11-24T18"),
    "another end": swap(b"<ev:enddate>2026-12-06", b"<ev:enddate>2026-12-07"),
    "another title": swap(b"<title>Vigil", b"<title>Virgil"),
    "no title": swap(b"<title>Vigil</title>", b""),
    "another change": swap(
        b"<updated>2026-10-02T08:30:00Z</updated>\n<link", b"<updated>2026-10-03T08:30:00Z</updated>\n<link"
    ),
    "no change": lambda data: data.replace(b"<updated>2026-10-02T08:30:00Z</updated>\n<link", b"<link"),
    "an id twice": lambda data: data.replace(b"</id>", b"</id><id>urn:x</id>", 2),
    "a script as link": swap(b'href="https://calendar.example.org/event', b'href="javascript:x'),
    "no feed": lambda data: data.replace(b"<feed", b"<food").replace(b"</feed", b"</food"),
    "markup": swap(b"<title>Vigil", b"<title><b>Vigil</b>"),
    "a bare ampersand": swap(b"<title>Vigil", b"<title>A & B"),
}


def test_right_feeds_have_no_fault() -> None:
    assert json_faults(JSON, OCCURRENCES) == ()
    assert atom_faults(ATOM, EVENTS) == ()


@pytest.mark.parametrize("name", JSON_FAULTS)
def test_a_fault_of_a_json_feed_is_found(name: str) -> None:
    assert json_faults(JSON_FAULTS[name](JSON), OCCURRENCES) != ()


@pytest.mark.parametrize("name", ATOM_FAULTS)
def test_a_fault_of_an_atom_feed_is_found(name: str) -> None:
    assert atom_faults(ATOM_FAULTS[name](ATOM), EVENTS) != ()


def test_an_event_that_is_not_there_or_too_many_is_found() -> None:
    other = replace(OCCURRENCES[0], uid="x", event_id="e-x")
    assert len(json_faults(JSON, [*OCCURRENCES, other])) == len(json_faults(JSON, OCCURRENCES[1:])) == 1
    assert len(atom_faults(ATOM, [*EVENTS, [other]])) == len(atom_faults(ATOM, EVENTS[1:])) == 1


walls = st.datetimes(datetime(2026, 11, 1), datetime(2027, 12, 1))
some = st.lists(published("u", walls), max_size=5, unique_by=lambda one: (one.title, str(one.start)))


@settings(max_examples=60, deadline=None)
@given(found=some)
def test_whatever_is_published_passes_its_check(found: list[PublishedOccurrence]) -> None:
    named = [replace(one, uid=f"u{n}", event_id=f"e{n // 2}") for n, one in enumerate(found)]
    edition, now = Edition(CALENDAR, named), datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert check_json(calendar_json(edition, now), Proofs()) == ()
    feed = calendar_atom(edition, now)
    assert check_atom(feed, Proofs()) == ()
    events = {key: list(dates) for key, dates in groupby(feed.occurrences, key=lambda one: one.event_id)}
    assert len(events) == len(feed.pieces)
