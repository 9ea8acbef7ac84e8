"""UIDs that hold the moment at which they were written: new at each reading, they identify nothing.

Refuses to distrust a UID for holding a time: many are made once, of the moment their event was written down. Only the
moment of this very reading tells that the next will have another one, and a single UID may be of an event that was
written down just now.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aggregator.model import RawEvent, Reading

SLACK: Final = timedelta(minutes=10)
"""How far the clock of a host, or a page kept by its cache, may be from ours."""

TOGETHER: Final = timedelta(minutes=2)
"""How long a program writes at one calendar."""

LEAST: Final = 2
"""UIDs of one reading that hold its moment, before any is distrusted."""

_WRITTEN = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)[T_ -]?([0-2]\d)[:-]?([0-5]\d)(?:[:-]?([0-5]\d))?Z?(?!\d)")
_SECONDS = re.compile(r"(?<!\d)([12]\d{9})(?:\d{3})?(?!\d)")
_HEXADECIMAL = re.compile(r"(?<![0-9a-f])([4-9a-f][0-9a-f]{7})[0-9a-f]{5}(?![0-9a-f])")
"""What PHP's uniqid() gives: seconds and microseconds."""


def without_passing_uids(reading: Reading, *, now: datetime, zones: Iterable[str]) -> Reading:
    """What was read, its events without the UIDs that were made as the page was written.

    now: the moment of the reading. zones: in which its program may have looked at the clock, beside UTC. A UID that
    stands on several events is left alone, for it holds a series together.
    """
    counts = Counter(raw.uid for raw in reading.events if raw.uid)
    alone = [raw for raw in reading.events if raw.uid and counts[raw.uid] == 1 and not _names_start(raw)]
    held = {raw.uid: _nearest(raw.uid or "", now, tuple(zones)) for raw in alone}
    passing = {uid: distance for uid, distance in held.items() if distance is not None and abs(distance) <= SLACK}
    if len(passing) < LEAST or max(passing.values()) - min(passing.values()) > TOGETHER:
        return reading
    events = tuple(replace(raw, uid=None) if raw.uid in passing else raw for raw in reading.events)
    return replace(reading, events=events)


def holds(uid: str, moment: datetime, zone: str) -> bool:
    """Whether a UID holds a moment, in UTC or in a zone."""
    distance = _nearest(uid, moment, (zone,))
    return distance is not None and abs(distance) <= SLACK


def shape(uid: str) -> str:
    """A UID without its moments and numbers: what the UIDs of one program have in common."""
    return re.sub(r"\d+", "0", _HEXADECIMAL.sub("0", uid))


def _names_start(raw: RawEvent) -> bool:
    """Whether the moment in a UID is that at which the event begins."""
    start = raw.start.strftime("%Y%m%d%H%M" if isinstance(raw.start, datetime) else "%Y%m%d") if raw.start else ""
    return bool(start) and start in re.sub(r"\D", "", raw.uid or "")


def _nearest(uid: str, now: datetime, zones: Iterable[str]) -> timedelta | None:
    """The moment that a UID holds, as its distance from now; of several the nearest, None where it holds none."""
    return min((held - _as(now, held) for held in _moments(uid, now, zones)), key=abs, default=None)


def _moments(uid: str, now: datetime, zones: Iterable[str]) -> Iterator[datetime]:
    for found in _WRITTEN.finditer(uid):
        try:
            wall = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
        except ValueError:
            continue
        if now.tzinfo is None:
            yield wall
        else:
            yield from (wall.replace(tzinfo=zone) for zone in (UTC, *map(ZoneInfo, zones)))
    seconds = [*(int(one[1]) for one in _SECONDS.finditer(uid))]
    seconds += [int(one[1], 16) for one in _HEXADECIMAL.finditer(uid)]
    yield from (datetime.fromtimestamp(one, UTC) for one in seconds)


def _as(now: datetime, held: datetime) -> datetime:
    """Now, with a zone where the other has one: without its own it is taken for UTC."""
    if held.tzinfo is None or now.tzinfo is not None:
        return now
    return now.replace(tzinfo=UTC)
