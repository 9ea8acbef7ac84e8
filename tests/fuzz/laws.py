"""What must hold of any bytes at all, for each of the four readers that strangers' pages reach.

A target takes bytes, reads them as a stranger's page, and raises AssertionError, or whatever the code raised, where a
law is broken. `tests/fuzz/run.py` feeds them for minutes or hours, `tests/fuzz/test_short.py` for a second in the
suite. Nothing here is asked of a format alone: what a page gives is followed to the feed that subscribers read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import aggregator
from aggregator.model import Calendar, Event, Extraction, Format, Occurrence, PublishedOccurrence, Source
from aggregator.publish import feeds
from aggregator.publish.proofs import Proofs
from aggregator.when import Context, find, find_clocks, find_frames
from tests.when.test_laws import check as check_when

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ZONE = "America/Chicago"
CALENDAR = Calendar(name="Harbor events", timezone=ZONE, url="https://calendar.example.org")
TESTS = Path(__file__).parents[1]

SEEDS: dict[str, tuple[str, ...]] = {
    "ical": ("ical/cases/*.ics", "bad/kept/*.ics"),
    "feed": ("feed/cases/*.xml", "bad/kept/*.xml"),
    "page": ("html/cases/*/page.html", "structured/cases/*.html", "structured/cases/*/*.html", "bad/kept/*.html"),
    "when": (),
}
"""Where each target's own pages lie, below tests/: mutation starts from them."""

TEXTS = (
    "Saturday, May 9, 2026, 2–5 pm PT / 5–8 pm ET",
    "every second Tuesday of the month at 18:30, except December",
    "vendredi 5 juin 2026 de 19h à 21h30",
    "Samstag, 13. Juni 2026, ab halb acht Uhr",
    "sábado 6 de junio a las siete de la tarde",
    "sabato 6 giugno ore 18.30",
    "sexta-feira, 5 de junho às 19h30",
    "June 3–5, 7 and 9–11, 2026 | doors 6:30 for 7pm",
    "5/6/26 7p, 6/6 noon to midnight; 2026-06-05T18:00:00+02:00",
    "Posted March 3, 2026. Register by 4/30! Last Friday of each month through October",
)
"""What `when` starts from."""


def ical(data: bytes) -> None:
    """Bytes read as a calendar file."""
    check_extraction(_extract(data, "text/calendar", Format.ICAL))


def feed(data: bytes) -> None:
    """Bytes read as RSS or Atom."""
    check_extraction(_extract(data, "application/rss+xml", Format.FEED))


def page(data: bytes) -> None:
    """Bytes read as a web page, structured data and prose alike."""
    check_extraction(_extract(data, "text/html; charset=utf-8", Format.HTML))


def when(data: bytes) -> None:
    """Bytes read as words that may tell a time; the first octet chooses what stands above them."""
    choice, text = (data[0] if data else 0), data[1:].decode("utf-8", "replace")
    context = Context(
        year=2026 if choice & 1 else None,
        month=11 if choice & 2 else None,
        day_first=(None, True, False, None)[choice >> 2 & 3],
        languages=((), ("de",), ("fr", "es"), ("it", "pt"))[choice >> 4 & 3],
    )
    zone = ZONE if choice & 64 else None
    found = find(text, now=NOW, timezone=zone, context=context)
    for one in found:
        check_when(one, text, zone)
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(found)), "two times share a word"
    for clock in find_clocks(text, timezone=zone):
        assert text[slice(*clock.span)] == clock.text
    find_frames(text, now=NOW)


TARGETS: dict[str, Callable[[bytes], None]] = {"ical": ical, "feed": feed, "page": page, "when": when}


def seeds(target: str) -> list[bytes]:
    """What mutation starts from."""
    found = [path.read_bytes() for pattern in SEEDS[target] for path in sorted(TESTS.glob(pattern))]
    return found or [b"\x00" + text.encode() for text in TEXTS]


def _extract(data: bytes, content_type: str, form: Format) -> Extraction:
    source = Source(slug="ally", name="Ally", url="https://ally.example.org/events", format=form)
    return aggregator.extract(data, content_type=content_type, url=source.url, now=NOW, timezone=ZONE, hints=source)


# --------------------------------------------------------------------------------------------------- laws


def check_extraction(extraction: Extraction) -> None:
    """Every event is one that can be stored and published, every problem one that a person can read."""
    for event in extraction.events:
        check_event(event)
    keys = [event.key for event in extraction.events]
    assert len(keys) == len(set(keys)), "two events have one identity"
    for problem in extraction.problems:
        assert problem.stage
        assert problem.message
        assert not problem.message.startswith("unexpected "), problem
        problem.message.encode()
    check_feed(extraction)


def check_event(event: Event) -> None:
    """What holds of an event whatever it was read from."""
    assert event.title.strip()
    assert event.timezone
    ZoneInfo(event.timezone)
    assert 0 <= event.confidence <= 1
    start, end = event.start, event.end
    if isinstance(start, datetime):
        assert start.tzinfo is not None, "a time without a zone"
        assert end is None or (isinstance(end, datetime) and end.tzinfo is not None)
        assert not isinstance(end, datetime) or end.timestamp() >= start.timestamp()
    else:
        assert not isinstance(end, datetime)
        assert end is None or end >= start
    assert event.url is None or event.url.startswith(("http://", "https://")), event.url
    signup = event.registration_url  # signing up by e-mail is the one other way
    assert signup is None or signup.startswith(("http://", "https://", "mailto:")), signup
    for text in (event.title, event.location, event.description, event.uid, event.organizer):
        assert text is None or not set(text) & FORBIDDEN, repr(text)
        (text or "").encode()  # no half of a surrogate pair: SQLite and every reader would refuse it


FORBIDDEN = {chr(n) for n in (*range(9), *range(11, 32), 127)} | {"\u2028", "\u2029"}
"""Characters that no reader of a feed or a page should meet; a tab and a newline are text."""


def check_feed(extraction: Extraction) -> None:
    """What is published of it passes our own checks and reads back as what it was."""
    expanded = aggregator.expand(extraction.events, start=NOW.date() - timedelta(30), end=NOW.date() + timedelta(400))
    dated = [_published(number, each) for number, each in enumerate(_some(expanded))]
    good, _ = feeds.publishable(dated)
    rendered = feeds.calendar_full_ics(feeds.Edition(CALENDAR, good), NOW)
    faults = feeds.check_ics(rendered, Proofs())
    assert not faults, faults


def _some(expanded: Sequence[Occurrence]) -> list[Occurrence]:
    """The first two and the last date of each of the first twelve events: reading back costs more than all the rest."""
    by_event: dict[int, list[Occurrence]] = {}
    for occurrence in expanded:
        by_event.setdefault(id(occurrence.event), []).append(occurrence)
    return [one for dates in list(by_event.values())[:12] for one in (*dates[:2], *dates[2:][-1:])]


SHOWN = (
    "title timezone all_day status sequence location venue address locality url latitude longitude registration_url "
    "organizer categories description series price"
).split()


def _published(number: int, occurrence: Occurrence) -> PublishedOccurrence:
    event = occurrence.event
    return PublishedOccurrence(
        uid=f"{number}@calendar.example.org",
        event_id=str(number),
        start=occurrence.start,
        end=occurrence.end,
        created_at=NOW,
        updated_at=NOW,
        **{name: getattr(event, name) for name in SHOWN},
    )
