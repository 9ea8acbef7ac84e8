"""The feeds that calendar programs are asked to show, as occurrences to publish. Renders nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aggregator.model import PublishedOccurrence, Status
from aggregator.publish.readback import expected
from tests.conformance.readers import Shown, moment
from tests.publish.occurrences import at, occurrence
from tests.publish.test_readback import published

NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"

ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "America/Halifax", "America/St_Johns"),
    *("America/Mexico_City", "America/Santiago", "America/Sao_Paulo", "America/Asuncion", "America/Havana"),
    *("Europe/London", "Europe/Dublin", "Europe/Berlin", "Europe/Chisinau", "Africa/Cairo", "Africa/Casablanca"),
    *("Africa/Johannesburg", "Asia/Jerusalem", "Asia/Gaza", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Sydney"),
    *("Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "America/Nuuk", "UTC"),
)

PAYLOADS = (
    "Rally; march, then – música",
    "back\\slash and \\n and \\, and \\;",
    "Title\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Evil",
    "a\rBEGIN:VEVENT\rb",
    "one\u2028two\u2029three\x85four\x0bfive\x0csix\x1cseven",
    "nul\x00bel\x07esc\x1bdel\x7f",
    "\ufeffmark of order",
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "é" * 75,
    "🪧" * 40,
    "👩‍👩‍👧 family day",
    "right \u202eto left\u202c again",
    'quoted "words": and ^n ^^ carets',
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    "x" * 800,
    "half \ud83d of a pair",
    "colon:colon;param=1:value",
    "  ends  ",
)


def small() -> list[PublishedOccurrence]:
    """Two meetings."""
    return [
        occurrence("a"),
        occurrence("b", title="Vigil", start=at(BERLIN, 2026, 12, 3, 18), end=None, timezone=BERLIN),
    ]


def kinds() -> list[PublishedOccurrence]:
    """All-day, of several days, cancelled, postponed, moved, without an end, past midnight, in hours told twice.

    And what programs stumble over: seconds, two that are equal but for their UID, a backslash before an n.
    """
    evening = at(NEW_YORK, 2026, 12, 4, 19)
    return [
        occurrence("day", start=date(2026, 12, 1), end=None, all_day=True),
        occurrence("days", start=date(2026, 12, 30), end=date(2027, 1, 2), all_day=True),
        occurrence("leap", start=date(2028, 2, 28), end=date(2028, 2, 29), all_day=True),
        occurrence("off", start=evening, end=evening + timedelta(hours=2), status=Status.CANCELLED, sequence=1),
        occurrence("off-day", start=date(2026, 12, 1), end=None, all_day=True, status=Status.CANCELLED),
        occurrence("later", start=evening, end=None, status=Status.POSTPONED, sequence=2),
        occurrence("moved", start=evening + timedelta(days=7), end=None, sequence=3),
        occurrence("perhaps", start=evening, end=None, status=Status.TENTATIVE),
        occurrence("night", start=at(NEW_YORK, 2026, 12, 5, 22), end=at(NEW_YORK, 2026, 12, 6, 2)),
        occurrence("camp", start=at(NEW_YORK, 2027, 3, 12, 17), end=at(NEW_YORK, 2027, 3, 15, 11)),
        occurrence("first", start=at(NEW_YORK, 2026, 11, 1, 1, 30), end=None),
        occurrence("second", start=at(NEW_YORK, 2026, 11, 1, 1, 30, fold=1), end=None),
        occurrence("gap", start=at(NEW_YORK, 2027, 3, 14, 2, 30), end=None),
        occurrence("seconds", start=at(NEW_YORK, 2026, 12, 6, 19, 0, 59), end=None),
        *(occurrence(uid, event_id="twins", title="Twins") for uid in ("twin", "other")),
        occurrence("slash", title="C:\\new or C:\\NEW"),
    ]


def thousand() -> list[PublishedOccurrence]:
    """A large calendar of four zones, over 400 days."""
    random, begin = Random(7), datetime(2026, 11, 21, tzinfo=UTC)
    zones = (NEW_YORK, "America/Los_Angeles", BERLIN, "America/Chicago")
    return [
        occurrence(
            f"u{n:04}",
            title=f"Meeting {n} of the tenants’ council",
            start=(begin + timedelta(minutes=15 * random.randrange(38_000))).astimezone(ZoneInfo(zones[n % 4])),
            end=None,
            timezone=zones[n % 4],
            description="We meet, we talk; bring a friend – and water.\n" * (n % 9),
            categories=("housing", "tenants"),
            url=f"https://a.example.org/events/{n}",
        )
        for n in range(1000)
    ]


def zones() -> list[PublishedOccurrence]:
    """A meeting in each month, and each half hour around each change of the clocks, in 32 zones."""
    found: list[PublishedOccurrence] = []
    for zone in ZONES:
        hours = [datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(366 * 24)]
        local = [hour.astimezone(ZoneInfo(zone)) for hour in hours]
        turns = [n for n, (one, other) in enumerate(pairwise(local)) if one.utcoffset() != other.utcoffset()]
        chosen = {hours[n] + timedelta(minutes=30 * k) for n in turns for k in range(-5, 8)} | set(hours[18::731])
        for instant in sorted(chosen):
            start = instant.astimezone(ZoneInfo(zone))
            found.append(occurrence(f"{zone}-{len(found)}", title=zone, start=start, end=None, timezone=zone))
    return found


def hostile() -> list[PublishedOccurrence]:
    """A hundred payloads: each text in the title, the place, the description, a category, and an address."""
    fields = ("title", "location", "description", "categories", "url")
    return [
        occurrence(
            f"h{n}-{field}",
            title=text if field == "title" else f"Meeting {n}",
            **({} if field == "title" else {field: (text,) if field == "categories" else text}),
        )
        for n, text in enumerate(PAYLOADS)
        for field in fields
    ]


@cache
def random_events(count: int) -> Sequence[PublishedOccurrence]:
    """Any text in any field, any zone, any time of three years; the same ones each time."""
    walls = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 30))
    found: list[PublishedOccurrence] = []

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(published("u", walls))
    def collect(one: PublishedOccurrence) -> None:
        found.append(one)

    collect()
    return [occurrence_with(one, f"r{n:05}") for n, one in enumerate(found)]


def occurrence_with(one: PublishedOccurrence, uid: str) -> PublishedOccurrence:
    """The same under another UID."""
    values = {name: getattr(one, name) for name in one.__dataclass_fields__}
    return PublishedOccurrence(**{**values, "uid": uid})


FIXTURES: dict[str, Callable[[], Sequence[PublishedOccurrence]]] = {
    "small": small,
    "kinds": kinds,
    "1,000 events": thousand,
    "32 zones": zones,
    "hostile text": hostile,
}


def to_be_shown(occurrences: Sequence[PublishedOccurrence]) -> list[Shown]:
    """What a reader has to show, in the readers' own notation."""
    return [
        {
            "uid": one.uid,
            "start": moment(one.start),
            "end": moment(one.end if isinstance(one.end, datetime) or one.end is None else one.end + timedelta(days=1)),
            "status": one.status,
            "title": one.title,
        }
        for one in expected(occurrences)
    ]
