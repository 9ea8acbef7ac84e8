"""UIDs made for one answer are none; those made once, whenever that was, stay."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.model import Format, RawEvent, Reading
from aggregator.normalize.uids import holds, shape, without_passing_uids

NOW = datetime(2026, 11, 21, 16, 15, 30, tzinfo=UTC)  # 10:15:30 in Chicago; 1795277730 seconds; 6b01c462 in hexadecimal

PAGES: list[tuple[str, list[str], list[bool]]] = [
    ("in UTC", ["20261121T161500Z-1@h.example.org", "20261121T161500Z-2@h.example.org"], [False, False]),
    ("in the source's zone", ["20261121T101500-1@h.example.org", "20261121T101501-2@h.example.org"], [False, False]),
    ("with separators", ["ev-2026-11-21 16:15:29-a", "ev-2026-11-21 16:15:30-b"], [False, False]),
    ("seconds since 1970", ["1795277729-1", "1795277730-2"], [False, False]),
    ("milliseconds since 1970", ["1795277729123-1", "1795277730456-2"], [False, False]),
    ("PHP's uniqid", ["6b01c461a1b2c", "6b01c462d3e4f"], [False, False]),
    ("one of them lasts", ["20261121T161500Z-1@h", "20261121T161500Z-2@h", "a7@h"], [False, False, True]),
    ("one alone may be of an event written down just now", ["20261121T161500Z-1@h", "a7@h"], [True, True]),
    ("written down yesterday", ["20261120T161500Z-1@h", "20261120T161500Z-2@h"], [True, True]),
    ("written down minutes apart", ["20261121T161500Z-1@h", "20261121T160800Z-2@h"], [True, True]),
    ("an hour that is none", ["20261121T261500Z-1@h", "20261121T261500Z-2@h"], [True, True]),
    ("numbers", ["1@h", "2@h"], [True, True]),
    ("the same twice holds a series together", ["20261121T161500Z-1@h", "20261121T161500Z-1@h"], [True, True]),
]


def raw(uid: str | None, start: datetime = datetime(2026, 12, 1, 19)) -> RawEvent:
    return RawEvent(position="VEVENT 1", format="ical", title="Assembly", uid=uid, start=start)


@pytest.mark.parametrize(("what", "uids", "lasts"), PAGES, ids=[what for what, *_ in PAGES])
def test_uids_made_for_this_answer_are_none(what: str, uids: list[str], lasts: list[bool]) -> None:
    reading = Reading(format=Format.ICAL, events=tuple(map(raw, uids)))
    found = without_passing_uids(reading, now=NOW, zones=["America/Chicago"])
    assert [one.uid for one in found.events] == [uid if last else None for uid, last in zip(uids, lasts, strict=True)]


def test_a_start_in_the_uid_is_no_moment_of_writing() -> None:
    starts = [datetime(2026, 11, 21, 16, 15), datetime(2026, 11, 21, 16, 16)]
    events = tuple(raw(f"{start:%Y%m%dT%H%M00}@h", start) for start in starts)
    reading = Reading(format=Format.ICAL, events=events)
    assert without_passing_uids(reading, now=NOW, zones=()) == reading


def test_a_moment_without_a_zone_goes_by_the_clock_of_the_page() -> None:
    reading = Reading(format=Format.ICAL, events=(raw("20261121T101500-1"), raw("20261121T101500-2")))
    found = without_passing_uids(reading, now=datetime(2026, 11, 21, 10, 16), zones=())
    assert [one.uid for one in found.events] == [None, None]
    seconds = Reading(format=Format.ICAL, events=(raw("1795277729-1"), raw("1795277730-2")))
    assert without_passing_uids(seconds, now=datetime(2026, 11, 21, 10, 16), zones=()) == seconds


def test_the_shape_of_a_uid() -> None:
    assert shape("20261121T161500Z-1@h7.example.org") == shape("20261120T101500Z-12@h7.example.org")
    assert shape("6b01c461a1b2c@h") == shape("6b02c461a1b2d@h") == "0@h"
    assert shape("a@h") != shape("b@h")
    assert holds("20261121T101500-1@h", NOW, "America/Chicago")
    assert not holds("20261121T101500-1@h", NOW, "Europe/Berlin")
    assert not holds("1@h", NOW, "Europe/Berlin")
